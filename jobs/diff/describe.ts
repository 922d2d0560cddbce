import { KIND_LABELS } from '../../model/labels.ts';
import type { ReadValue } from '../../model/reading.ts';
import type { IndexLine } from '../../model/run.ts';
import { countByPartition } from '../../model/group.ts';
import { runHeadline } from '../../model/headline.ts';
import { summaryLines } from '../../model/summary.ts';
import type { Derived } from './derive.ts';

/** What a commit says. */
export interface CommitText {
  readonly subject: string;
  readonly body: readonly string[];
}

/**
 * The words of an archived run's commit (docs/format.md): subject `Run 362695: 3 changes (HBHE 2, HF 1)`, body the plain
 * summary lines that messages have, too.
 * @param readValue finds long values
 * @param how a word before the result, where the run was archived before; null: it is new
 */
export function describeRun(
  { changeSet, recomputed }: Derived,
  readValue: ReadValue,
  how: 'read again' | 'accepted' | null,
): CommitText {
  const { run, changes, partitions, notCompared } = changeSet;
  const headline = runHeadline(partitions, countByPartition(changes), notCompared);
  const also = recomputed.length > 0 ? [`Worked out again: run ${recomputed.join(', ')}`] : [];
  return {
    subject: `Run ${run}: ${how === null ? '' : `${how}, `}${headline}`,
    body: [...summaryLines(changeSet, readValue), ...also],
  };
}

/** The words of the commit of a run that leaves an index line only: `Run 362690: HCAL out`, and why. */
export function describeLine(run: number, line: IndexLine | null): CommitText {
  if (line === null || line.kind === 'archived') return { subject: `Run ${run}`, body: [] };
  return { subject: `Run ${run}: ${KIND_LABELS[line.kind]}`, body: [line.why] };
}
