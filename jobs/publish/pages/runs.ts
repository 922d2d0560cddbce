import { listBlocks, runsOfBlock, type KnownRun } from '../../../archive/documents/run-index.ts';
import { INCLUSION_LABELS } from '../../../model/labels.ts';
import { toDuration, toTimeView } from '../../../model/time.ts';
import { toShortVisible, toVisible } from '../../../model/visible.ts';
import { weeksOf } from '../../../queries/period.ts';
import { RunReport, type PartitionReport } from '../../../queries/run-report.ts';
import { toChips } from '../../../templates/components/chip.ts';
import { blockFile } from '../addresses.ts';
import { letterRuns, toConfigurationStrip } from './configurations.ts';
import { toMatrixOf } from './matrix.ts';
import { singlePage, type PageKind } from './page.ts';
import type { SiteContext } from './site-context.ts';
import { toStrips } from './strips.ts';

/** How many runs `/runs/` shows. */
const NEWEST_RUNS = 100;

/** The list of the newest runs, with the way to all others. */
export const RUNS = singlePage(
  'runs',
  'runs',
  'runs/index.html',
  ({ newest }) => newest,
  (context) => ({
    title: 'Runs',
    ...toRunList(context, context.newestRuns(NEWEST_RUNS)),
    blocks: listBlocks(context.archive).reverse(),
  }),
);

/** The list of all runs of a block. */
export const BLOCK: PageKind<number> = {
  name: 'block',
  section: 'runs',
  select: ({ blocks }) => blocks,
  file: blockFile,
  view: toBlockPage,
};

function toBlockPage(context: SiteContext, block: number) {
  const blocks = listBlocks(context.archive);
  const index = blocks.indexOf(block);
  const runs = runsOfBlock(context.archive, block).toReversed();
  return {
    title: `Runs ${block}000 to ${block}999`,
    ...toRunList(context, runs),
    matrix: toMatrixOf(context, runs),
    number: block,
    older: blocks[index - 1] ?? null,
    newer: blocks[index + 1] ?? null,
  };
}

/** @param runs newest first */
function toRunList(context: SiteContext, runs: readonly KnownRun[]) {
  const { partitions } = context.rules;
  const { zone } = context.settings;
  const letters = letterRuns(runs);
  return {
    rows: runs.map(({ run, line }) => ({
      ...toRunRow(context, new RunReport(context, run, line)),
      configuration: letters.get(run) ?? { letter: '', colour: null },
    })),
    configurations: toConfigurationStrip(runs, letters),
    chips: toChips(context, partitions),
    zone,
    weeks: weeksOf(
      context.archive,
      zone,
      runs.map(({ run }) => run),
    ),
    ...toStrips(context, runs),
  };
}

function toRunRow({ settings }: SiteContext, report: RunReport) {
  const { run, line, archived } = report;
  return {
    run,
    start: toTimeView(line.start, settings.zone),
    duration: toDuration(line.start, line.stop),
    sequence: toShortVisible(archived?.sequence ?? ''),
    // What became of a run in which nothing was compared.
    words: report.isCompared ? '' : toVisible(report.headline),
    cells: report.isCompared ? report.partitions.map((entry) => toCell(report, entry)) : [],
    changes: archived?.changes ?? 0,
  };
}

/** What a partition did in a run: `state` is how it looks. */
function toCell(report: RunReport, entry: PartitionReport): { readonly state: string; readonly text: string } {
  const { inclusion, base, changes } = entry;
  if (inclusion !== 'in') return { state: inclusion, text: INCLUSION_LABELS[inclusion] };
  if (base === null) return { state: 'first', text: 'first run' };
  const isUnread = report.unreadOf(entry) !== '';
  if (changes > 0) return { state: 'changed', text: `${changes}${isUnread ? '+?' : ''}` };
  return isUnread ? { state: 'unread', text: '?' } : { state: 'same', text: '·' };
}
