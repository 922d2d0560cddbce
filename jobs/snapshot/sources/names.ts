import type { Rules } from '../../../model/rules.ts';
import { CENTRAL, runInfoName } from '../../../model/names.ts';

/** The names of one function manager as a range that an index serves: from `CMS.HCAL_HF:` up to `CMS.HCAL_HF;`. */
export interface NameRange {
  readonly from: string;
  readonly below: string;
}

/** The names outside the partitions that a run is read with: central DAQ's, and the gates of the settings (rule 4). */
export function singleNames(rules: Rules): string[] {
  return [...new Set([...Object.values(CENTRAL), ...Object.values(rules.gates)])];
}

/** The names of the partitions and of level 1. */
export function partitionRanges(rules: Rules): NameRange[] {
  return [...rules.partitions, rules.levelOne].map((partition) => {
    const from = runInfoName(partition, '');
    return { from, below: `${from.slice(0, -1)};` };
  });
}
