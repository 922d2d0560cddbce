import { readChanges } from '../../archive/documents/documents.ts';
import { readLine } from '../../archive/documents/run-index.ts';
import type { ArchiveReader } from '../../archive/documents/reader.ts';
import type { ChangeSet } from '../../model/change.ts';
import { headline, inclusionLines, summaryLines } from '../../model/summary.ts';

/** What a commit says. */
export interface CommitText {
  readonly subject: string;
  readonly body: readonly string[];
}

/**
 * The words of a run's commit (DESIGN section 6): subject `Run 362695: 3 changes (HBHE 2, HF 1)`, body the plain summary
 * lines that messages wrap too.
 * @param how a word before the result, where the run was archived before; null: it is new
 * @param others runs whose change sets were worked out again because of it
 */
export function describeRun(
  archive: ArchiveReader,
  run: number,
  how: 'read again' | 'accepted' | null,
  others: readonly number[],
): CommitText {
  const line = readLine(archive, run);
  if (line?.kind !== 'archived') {
    const said = { gap: 'gap', 'hcal-out': 'HCAL out', 'never-ran': 'never ran' };
    return {
      subject: `Run ${run}: ${line === null ? 'unknown' : said[line.kind]}`,
      body: line === null ? [] : [line.why],
    };
  }
  const partitions = Object.entries(line.partitions).map(([partition, { inclusion, base }]) => ({
    partition,
    inclusion,
    base,
  }));
  const nothing: ChangeSet = { format: 1, run, partitions, changes: [], notCompared: [] };
  const changes = readChanges(archive, run) ?? nothing;
  const heldOnly =
    partitions.some((one) => one.inclusion === 'held') && !partitions.some((one) => one.inclusion === 'in');
  const result = heldOnly ? 'held back' : headline(changes.changes);
  const also = others.length > 0 ? [`Worked out again: run ${others.join(', ')}`] : [];
  const body = changes.changes.length > 0 ? summaryLines(changes) : inclusionLines(changes);
  return { subject: `Run ${run}: ${how === null ? '' : `${how}, `}${result}`, body: [...body, ...also] };
}
