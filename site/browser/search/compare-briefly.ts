import type { BriefRun } from '../../../jobs/publish/search/format/runs.ts';
import { tookNoPart } from '../../../model/run.ts';

/** What is known in short of whether two runs had the same configuration, by partition, in the order of the first. */
interface BriefComparison {
  readonly same: string[];
  readonly differing: string[];
  /** It may have taken part in both, and of one run it is not known whole. */
  readonly unknown: string[];
}

/** Compares the partitions that took part in two archived runs. */
export function compareBriefly(a: BriefRun, b: BriefRun): BriefComparison {
  const found: BriefComparison = { same: [], differing: [], unknown: [] };
  for (const own of a.partitions) {
    const other = b.partitions.find(({ partition }) => partition === own.partition);
    if (other === undefined || tookNoPart(own.inclusion) || tookNoPart(other.inclusion)) continue;
    const isKnown = own.configuration !== null && other.configuration !== null;
    const isSame = own.configuration === other.configuration;
    found[isKnown ? (isSame ? 'same' : 'differing') : 'unknown'].push(own.partition);
  }
  return found;
}
