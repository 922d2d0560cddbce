import { readChanges, readLine, readSnapshot, runsAfter, runsBefore } from '../../../archive/documents.ts';
import type { NotCompared } from '../../../model/change.ts';
import { headline } from '../../../model/summary.ts';
import { readingKey } from '../../../model/names.ts';
import type { IndexLine, Snapshot } from '../../../model/run.ts';
import { apiLink, runFile, runLink, thousandLink } from '../addresses.ts';
import { changesPath, snapshotPath, thousandOf } from '../../../archive/layout.ts';
import { toChips } from './chip.ts';
import type { Chip } from './chip.ts';
import { toEntryView } from './entry.ts';
import type { EntryView } from './entry.ts';
import type { Facts } from './facts.ts';
import { pageView } from './page.ts';
import type { PageView } from './page.ts';
import { toPartitionViews } from './run-partitions.ts';
import type { PartitionView, RunLink } from './run-partitions.ts';
import { toReadingTables } from './run-readings.ts';
import type { ReadingTables } from './run-readings.ts';
import { KIND_WORDS } from './run-row.ts';
import { toVisible } from '../../../model/visible.ts';
import { toDuration, toTimeView } from './time.ts';
import type { TimeView } from './time.ts';
import { toReadingView } from './value.ts';
import type { ValueView } from './value.ts';

/** Rows of diff that one run page shows over all its entries; the rest is linked (a page stays under 120 KB). */
const MOST_ROWS = 600;
/** Of these, rows that stand open: the overview and the facts of the run stay near. */
const OPEN_ROWS = 200;
/** What HCAL_LEVEL_1 says of a run, shown beside its facts (rule 16). */
const LEVEL_ONE = [
  ['RUN_KEY', 'run key'],
  ['LOCAL_RUNKEY_SELECTED', 'local run key'],
  ['HCAL_COMMENT', 'comment'],
  ['SUPERVISOR_ERROR', 'error'],
] as const;

/** A parameter that could not be compared. */
export interface NotComparedView {
  readonly parameter: string;
  readonly chips: readonly Chip[];
  readonly side: string;
  readonly why: string;
}

/** What only an archived run has. */
export interface ArchivedDetails {
  readonly headline: string;
  readonly entries: readonly EntryView[];
  readonly partitions: readonly PartitionView[];
  readonly sequence: string | null;
  readonly hcal: string | null;
  readonly accepted: boolean;
  readonly levelOne: readonly { readonly label: string; readonly value: ValueView }[];
  readonly notCompared: readonly NotComparedView[];
  readonly readings: ReadingTables;
  readonly files: readonly { readonly label: string; readonly link: string }[];
}

/** The page of a run. */
export interface RunPage extends PageView {
  readonly run: number;
  readonly thousand: { readonly number: number; readonly link: string };
  readonly previous: RunLink | null;
  readonly next: RunLink | null;
  readonly start: TimeView | null;
  readonly stop: TimeView | null;
  readonly duration: string | null;
  /** `archived`, `gap`, `hcal-out` or `never-ran`; the words say it, and why. */
  readonly kind: string;
  readonly words: string;
  readonly why: string;
  readonly archived: ArchivedDetails | null;
}

/** The page of a run; null: the archive does not know it. */
export function toRunPage(facts: Facts, run: number): RunPage | null {
  const line = readLine(facts.archive, run);
  if (line === null) return null;
  const snapshot = line.kind === 'archived' ? readSnapshot(facts.archive, run) : null;
  return {
    ...pageView(facts.title, runFile(run), 'runs', `Run ${run}`),
    run,
    thousand: { number: thousandOf(run), link: thousandLink(thousandOf(run)) },
    previous: neighbour(runsBefore(facts.archive, run)),
    next: neighbour(runsAfter(facts.archive, run)),
    start: toTimeView(line.start, facts.settings.zone),
    stop: toTimeView(line.stop, facts.settings.zone),
    duration: toDuration(line.start, line.stop),
    kind: line.kind,
    words: line.kind === 'archived' ? '' : KIND_WORDS[line.kind],
    why: line.kind === 'archived' ? '' : toVisible(line.why),
    archived: line.kind === 'archived' && snapshot !== null ? toDetails(facts, snapshot, line) : null,
  };
}

type ArchivedLine = Extract<IndexLine, { kind: 'archived' }>;

function toDetails(facts: Facts, snapshot: Snapshot, line: ArchivedLine): ArchivedDetails {
  const { run } = snapshot;
  const changes = readChanges(facts.archive, run);
  const budget = { rows: MOST_ROWS, open: OPEN_ROWS };
  const entries = changes?.changes ?? [];
  return {
    headline: toVisible(headline(entries)),
    entries: entries.map((entry) => toEntryView(facts, entry, budget)),
    partitions: toPartitionViews(facts, run, line),
    sequence: snapshot.sequence === null ? null : toVisible(snapshot.sequence),
    hcal: snapshot.hcal === null ? null : toVisible(snapshot.hcal),
    accepted: line.accepted === true,
    levelOne: LEVEL_ONE.flatMap(([parameter, label]) => {
      const reading = snapshot.readings[readingKey(facts.meaning.levelOne, parameter)];
      return reading?.kind === 'value' ? [{ label, value: toReadingView(facts, reading, 300) }] : [];
    }),
    notCompared: (changes?.notCompared ?? []).map((one) => toNotCompared(facts, one)),
    readings: toReadingTables(facts, snapshot, line, budget),
    files: [
      { label: 'snapshot', link: apiLink(snapshotPath(run)) },
      ...(changes === null ? [] : [{ label: 'change set', link: apiLink(changesPath(run)) }]),
    ],
  };
}

function toNotCompared(facts: Facts, one: NotCompared): NotComparedView {
  return {
    parameter: toVisible(one.parameter),
    chips: toChips(facts, one.partitions),
    side: one.side === 'before' ? 'in the run before' : 'in this run',
    why: toVisible(one.why),
  };
}

function neighbour(runs: Iterable<{ readonly run: number }>): RunLink | null {
  for (const { run } of runs) return { run, link: runLink(run) };
  return null;
}
