import { groupBy } from '../../../model/lists.ts';
import { changesOf, INCLUSION_LABELS, NOT_COMPARED_LABELS, skippedLabel } from '../../../model/labels.ts';
import type { Rules } from '../../../model/rules.ts';
import type { Inclusion } from '../../../model/run.ts';
import type { SkippedRun } from '../../../queries/look-back.ts';
import type { PartitionReport, RunReport } from '../../../queries/run-report.ts';
import { toChip } from '../../../templates/components/chip.ts';
import type { PartitionView, SkippedRuns } from '../../../templates/components/partitions.ts';
import type { SiteContext } from './site-context.ts';

/** How many skipped runs are named for one reason. */
const NAMED = 5;

const NOTES: Readonly<Record<Exclude<Inclusion, 'in' | 'unknown'>, string>> = {
  out: 'not part of this run: its readings are not compared',
  'not-there': 'not in this run: not listed as excluded, no parameters published',
  held: 'held back: far fewer readings than in its base run; taken once the next run agrees',
};

/** The partitions of an archived run in display order. */
export function toPartitionViews(context: SiteContext, report: RunReport): PartitionView[] {
  return report.partitions.map((entry): PartitionView => {
    const { partition, inclusion, base, changes } = entry;
    const sameAs = report.sameAs(entry);
    const unread = report.unreadOf(entry);
    return {
      chip: toChip(context, partition),
      inclusion,
      base,
      changes,
      skipped: groupSkipped(report.skippedOf(entry)),
      sameAs: sameAs === base ? null : sameAs,
      since: base !== null && changes === 0 && unread === '' ? report.sinceOf(entry) : null,
      ...sayPartition(entry, unread, context.rules),
    };
  });
}

function sayPartition(
  { inclusion, base, changes }: PartitionReport,
  unread: string,
  { outList }: Rules,
): Pick<PartitionView, 'words' | 'note'> {
  if (inclusion !== 'in') {
    const note = inclusion === 'unknown' ? sayUnknown(outList) : NOTES[inclusion];
    return { words: INCLUSION_LABELS[inclusion], note };
  }
  if (base === null) return { words: NOT_COMPARED_LABELS.first, note: 'the first archived run that has it in' };
  if (unread === '') return { words: changesOf(changes), note: '' };
  const words = 'not all of it compared';
  return { words: changes === 0 ? words : `${changesOf(changes)}, ${words}`, note: `${unread}: not compared` };
}

function sayUnknown(outList: string | null): string {
  const what = outList === null ? 'its gate says nothing' : `no ${outList} could be read`;
  return `${what}, so nobody knows whether it took part; not compared`;
}

function groupSkipped(skipped: readonly SkippedRun[]): SkippedRuns[] {
  return [...groupBy(skipped.toReversed(), ({ why }) => skippedLabel(why))].map(([why, runs]) => ({
    why,
    runs: runs.slice(0, NAMED).map(({ run }) => run),
    more: Math.max(0, runs.length - NAMED),
  }));
}
