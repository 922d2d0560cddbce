import type { KnownRun } from '../../../archive/documents/run-index.ts';
import type { ChangeEntry } from '../../../model/change.ts';
import { groupBy, inOrder } from '../../../model/lists.ts';
import { countOf, shortPartitions } from '../../../model/labels.ts';
import { describeEntry } from '../../../model/summary.ts';
import { cutText, toVisible } from '../../../model/visible.ts';
import { isTelling, makeMatrix, type MatrixColumn, type MatrixRow, type SlotState } from '../../../queries/matrix.ts';
import { runsInReach } from '../../../queries/look-back.ts';
import { RunReport } from '../../../queries/run-report.ts';
import { toChip, type Chip } from '../../../templates/components/chip.ts';
import { firstId } from '../../../templates/components/entry.ts';
import { runLink } from '../../../templates/components/links.ts';
import { parameterLink } from '../addresses.ts';
import { firstOf } from './page.ts';
import { MOST_ENTRIES } from './run.ts';
import type { SiteContext } from './site-context.ts';
import { dayOf } from './strips.ts';

/** Units of a column and of a row; a page shows them as pixels. */
const STEP = 16;
const HEIGHT = 24;
/** What is left free between the slots of one cell and those of the next. */
const MARGIN = 2;
/** Every so many columns, counted from the newest, one is named: a day takes as much room. */
const LABELLED = 5;
/** A drawing of few columns is as wide as the words of its axis. */
const LEAST_WIDTH = 5 * STEP;
/** Parameters that changed: a run may publish thousands of new ones. */
const MOST_ROWS = 200;
/** What is said of a change where one points at it. */
const LONGEST = 160;

/**
 * The newest runs that have a column (`isTelling`), against what they changed.
 * @param most how many columns
 * @param mostRows how many parameters, those that changed last
 */
export function toNewestMatrix(context: SiteContext, most: number, mostRows = MOST_ROWS) {
  const telling: RunReport[] = [];
  for (const { run, line } of runsInReach(context.archive, Infinity)) {
    const report = new RunReport(context, run, line);
    if (isTelling(report)) telling.push(report);
    if (telling.length >= most) break;
  }
  return toMatrix(context, telling.reverse(), mostRows);
}

/** The runs of a list that have a column, against what they changed. @param newestFirst the runs */
export function toMatrixOf(context: SiteContext, newestFirst: readonly KnownRun[]) {
  const reports = newestFirst.toReversed().map(({ run, line }) => new RunReport(context, run, line));
  return toMatrix(context, reports.filter(isTelling));
}

/**
 * Draws which runs changed which parameters: a row is a drawing of its own, so that it stands beside its name. What is the
 * same in every row, and every set of partitions that a cell can have, is drawn once and used by its number.
 * @param reports oldest first
 */
function toMatrix(context: SiteContext, reports: readonly RunReport[], mostRows = MOST_ROWS) {
  const { columns, rows } = makeMatrix(reports);
  const slots = toSlots(context, columns);
  const sets: string[] = [];
  const numberOf = (names: readonly string[]) => {
    const key = names.join('\n');
    if (!sets.includes(key)) sets.push(key);
    return sets.indexOf(key);
  };
  const shown = firstOf(rows, mostRows);
  const isWhole = (column: number) => (reports[column]?.changeSet?.changes.length ?? 0) <= MOST_ENTRIES;
  const drawn = shown.rows.map((row) => toRow(context, columns, row, slots, numberOf, isWhole));
  return {
    width: Math.max(LEAST_WIDTH, columns.length * STEP),
    height: HEIGHT,
    step: STEP,
    runs: columns.map(({ run }) => run).join(' '),
    labels: toLabels(context, columns),
    slots,
    gaps: columns.flatMap(({ states }, index) => (states === null ? [index * STEP] : [])),
    rows: drawn,
    sets: sets.map((key) => slots.filter(({ partition }) => key.split('\n').includes(partition))),
    left: shown.left,
    words: toWords(shown.rows),
  };
}

/** What the drawing shows, for those who cannot see it. */
function toWords(rows: readonly MatrixRow[]): string {
  const changed = rows.filter(({ cells }) => cells.length > 0);
  const runs = new Set(changed.flatMap(({ cells }) => cells.map(({ column }) => column)));
  const unread = rows.length - changed.length;
  const words = `${countOf(changed.length, 'parameter')} changed by ${countOf(runs.size, 'run')}`;
  return unread === 0 ? words : `${words}, ${unread} not compared`;
}

/** Where a partition stands in a cell, and the columns in which it was out or not compared. */
interface Slot {
  readonly partition: string;
  readonly chip: Chip;
  readonly y: number;
  readonly height: number;
  readonly pieces: readonly { readonly state: SlotState; readonly x: number }[];
}

function toSlots(context: SiteContext, columns: readonly MatrixColumn[]): Slot[] {
  const { partitions } = context.rules;
  const height = Math.floor((HEIGHT - 2 * MARGIN) / partitions.length);
  return partitions.map((partition, index) => ({
    partition,
    chip: toChip(context, partition),
    y: MARGIN + index * height,
    height: height - 1,
    pieces: columns.flatMap(({ states }, column) => {
      const state = states?.get(partition) ?? 'compared';
      return state === 'compared' ? [] : [{ state, x: column * STEP }];
    }),
  }));
}

function toRow(
  context: SiteContext,
  columns: readonly MatrixColumn[],
  { parameter, cells, unread }: MatrixRow,
  slots: readonly Slot[],
  numberOf: (partitions: readonly string[]) => number,
  isWhole: (column: number) => boolean,
) {
  return {
    parameter: toVisible(parameter),
    // Null: no run so far could read it, so it has no page.
    link: hasBegun(context, columns, { parameter, cells }) ? parameterLink(null, parameter) : null,
    changes: cells.length,
    cells: cells.map(({ column, entries }) => {
      const run = columns[column]?.run ?? 0;
      const [entry] = entries;
      return {
        x: column * STEP,
        set: numberOf(
          inOrder(
            context.rules.partitions,
            entries.flatMap(({ partitions }) => partitions),
          ),
        ),
        words: `${run} · ${describeAll(entries)}`,
        // A page that leaves entries out may have no place of this one.
        link: `${runLink(run)}#${entry === undefined || !isWhole(column) ? 'changed' : firstId(entry)}`,
      };
    }),
    unread: unread.flatMap((own) =>
      slots
        .filter(({ partition }) => own.partitions.includes(partition))
        .map((slot) => ({ x: own.column * STEP, slot })),
    ),
  };
}

/** Whether a parameter has a timeline by the last of the columns: what changed has one. */
function hasBegun(
  { rules, timelines }: SiteContext,
  columns: readonly MatrixColumn[],
  { parameter, cells }: Pick<MatrixRow, 'parameter' | 'cells'>,
): boolean {
  const last = columns.at(-1)?.run ?? 0;
  return (
    cells.length > 0 ||
    rules.partitions.some((partition) => (timelines.startsOf(partition, parameter)[0]?.from ?? Infinity) <= last)
  );
}

/** `HBHE, HF 6 → 8; HO 4 → 8` */
function describeAll(entries: readonly ChangeEntry[]): string {
  const said = [...groupBy(entries, (entry) => describeEntry(entry))].map(([words, own]) => {
    return `${shortPartitions(own.flatMap(({ partitions }) => partitions))} ${words}`;
  });
  return toVisible(cutText(said.join('; '), LONGEST));
}

/** The axis: every few columns, counted from the newest, the run and its day. */
function toLabels(context: SiteContext, columns: readonly MatrixColumn[]) {
  return columns.flatMap(({ run, start }, index) => {
    const left = columns.length - 1 - index;
    return left % LABELLED === 0 ? [{ x: (index + 1) * STEP, run, day: dayOf(context, start) }] : [];
  });
}
