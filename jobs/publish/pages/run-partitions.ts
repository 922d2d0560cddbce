import { groupBy } from '../../../model/group-by.ts';
import { changesOf, INCLUSION_LABELS, NOT_COMPARED_LABELS, SKIPPED_LABELS } from '../../../model/labels.ts';
import type { Inclusion } from '../../../model/run.ts';
import type { SkippedRun } from '../../../queries/look-back.ts';
import type { PartitionReport, RunReport } from '../../../queries/run-report.ts';
import { toChip } from '../../../templates/components/chip.ts';
import type { PartitionView, SkippedRuns } from '../../../templates/components/partitions.ts';
import type { SiteContext } from './site-context.ts';

/** How many skipped runs are named for one reason. */
const NAMED = 5;

const NOTES: Readonly<Record<Exclude<Inclusion, 'in'>, string>> = {
  out: 'not part of this run: its readings are not compared',
  'not-there': 'not in this run: not listed as excluded, no parameters published',
  unknown: 'no EMPTY_FMS could be read, so nobody knows whether it took part; not compared',
  held: 'held back: far fewer readings than in its base run; taken once the next run agrees',
};

/** The partitions of an archived run in display order. */
export function toPartitionViews(context: SiteContext, report: RunReport): PartitionView[] {
  return report.partitions.map((entry): PartitionView => {
    const { partition, inclusion, base, changes } = entry;
    const { sameAs } = report.twinOf(entry);
    const unread = report.unreadOf(entry);
    return {
      chip: toChip(context, partition),
      inclusion,
      base,
      changes,
      skipped: groupSkipped(report.skippedOf(entry)),
      sameAs: sameAs === base ? null : sameAs,
      since: base !== null && changes === 0 && unread === '' ? report.sinceOf(entry) : null,
      ...sayPartition(entry, unread),
    };
  });
}

function sayPartition(
  { inclusion, base, changes }: PartitionReport,
  unread: string,
): Pick<PartitionView, 'words' | 'note'> {
  if (inclusion !== 'in') return { words: INCLUSION_LABELS[inclusion], note: NOTES[inclusion] };
  if (base === null) return { words: NOT_COMPARED_LABELS.first, note: 'the first archived run that has it in' };
  if (unread === '') return { words: changesOf(changes), note: '' };
  const words = 'not all of it compared';
  return { words: changes === 0 ? words : `${changesOf(changes)}, ${words}`, note: `${unread}: not compared` };
}

function groupSkipped(skipped: readonly SkippedRun[]): SkippedRuns[] {
  return [...groupBy(skipped.toReversed(), ({ why }) => SKIPPED_LABELS[why])].map(([why, runs]) => ({
    why,
    runs: runs.slice(0, NAMED).map(({ run }) => run),
    more: Math.max(0, runs.length - NAMED),
  }));
}
