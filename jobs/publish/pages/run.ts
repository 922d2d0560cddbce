import { readChanges, readSnapshot } from '../../../archive/documents/documents.ts';
import { readLine } from '../../../archive/documents/run-index.ts';
import { changesPath, snapshotPath } from '../../../archive/documents/layout.ts';
import type { ChangeEntry, NotCompared } from '../../../model/change.ts';
import type { RowBudget } from '../../../model/diff-view.ts';
import { RunInfoError } from '../../../model/errors.ts';
import { explainEntries } from '../../../model/explain.ts';
import { countChanges } from '../../../model/group.ts';
import { readingKey } from '../../../model/names.ts';
import type { IndexLine, Snapshot } from '../../../model/run.ts';
import { headline, inclusionLines, summaryLines } from '../../../model/summary.ts';
import { apiLink, runFile } from '../addresses.ts';
import { toChips } from './chip.ts';
import type { Chip } from './chip.ts';
import { MOST_ROWS_EACH } from './diff.ts';
import { toEntryView } from './entry.ts';
import type { EntryView } from './entry.ts';
import type { Facts } from './facts.ts';
import { runNotePath } from '../notes.ts';
import { toNoteView } from './note.ts';
import type { NoteView } from './note.ts';
import { pageView } from './page.ts';
import type { PageView } from './page.ts';
import { toAround } from './run-around.ts';
import type { Around } from './run-around.ts';
import { toPartitionViews } from './run-partitions.ts';
import type { PartitionView } from './run-partitions.ts';
import { toReadingTables } from './run-readings.ts';
import type { ReadingTables } from './run-readings.ts';
import { KIND_WORDS } from './run-row.ts';
import { toSuppressedViews } from './run-suppressed.ts';
import type { SuppressedView } from './run-suppressed.ts';
import { toVisible } from '../../../model/visible.ts';
import { toDuration, toTimeView } from '../../../model/time.ts';
import type { TimeView } from '../../../model/time.ts';
import { toReadingView } from './value.ts';
import type { ValueView } from './value.ts';
import { changesOf } from '../../../model/labels.ts';

/** Rows of diff that one run page shows over all its entries; the rest is linked (a page stays under 120 KB). */
const MOST_ROWS = 400;
/** Of these, rows that stand open: the overview and the facts of the run stay near. */
const OPEN_ROWS = 200;
/** Lines of a summary that stand in for the page where a link to it is pasted. */
const MOST_SUMMARY = 6;
/** What HCAL_LEVEL_1 says of a run, shown beside its facts (rule 16). */
const LEVEL_ONE = [
  ['RUN_KEY', 'run key'],
  ['LOCAL_RUNKEY_SELECTED', 'local run key'],
] as const;
/** What people and machines wrote about it: shown before all else. */
const SAID = [
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

/** Changes under the run key that explains them; without a key: what nothing explains. */
export interface EntryGroup {
  readonly key: EntryView | null;
  readonly entries: readonly EntryView[];
}

/** A value of HCAL_LEVEL_1 under a name that people know. */
export interface SaidView {
  readonly label: string;
  readonly value: ValueView;
}

/** What only an archived run has. */
export interface ArchivedDetails {
  readonly headline: string;
  readonly changes: number;
  /** What no run key explains comes first. */
  readonly groups: readonly EntryGroup[];
  /** All entries, for the overview. */
  readonly entries: readonly EntryView[];
  readonly partitions: readonly PartitionView[];
  readonly sequence: string | null;
  readonly hcal: string | null;
  readonly accepted: boolean;
  readonly said: readonly SaidView[];
  readonly levelOne: readonly SaidView[];
  readonly notCompared: readonly NotComparedView[];
  readonly suppressed: readonly SuppressedView[];
  readonly readings: ReadingTables;
  readonly files: readonly { readonly label: string; readonly link: string }[];
  /** The change set's file, from which script copies whole values; null: there is none. */
  readonly changesFile: string | null;
}

/** The page of a run. */
export interface RunPage extends PageView {
  readonly run: number;
  readonly around: Around;
  readonly start: TimeView | null;
  readonly stop: TimeView | null;
  readonly duration: string | null;
  /** `archived`, `gap`, `hcal-out`, `never-ran` or `damaged`; the words say it, and why. */
  readonly kind: string;
  readonly words: string;
  readonly why: string;
  readonly archived: ArchivedDetails | null;
  readonly notes: NoteView;
}

/** The page of a run; null: the archive does not know it. A damaged file of the archive is named on the page. */
export function toRunPage(facts: Facts, run: number): RunPage | null {
  const line = readLine(facts.archive, run);
  if (line === null) return null;
  const { archived, damage } =
    line.kind === 'archived' ? readDetails(facts, run, line) : { archived: null, damage: '' };
  const kind = line.kind === 'archived' && archived === null ? 'damaged' : line.kind;
  const words = kind === 'archived' ? '' : kind === 'damaged' ? 'cannot be shown' : KIND_WORDS[kind];
  return {
    ...pageView(facts, runFile(run), 'runs', `Run ${run}`, { description: describe(facts, run, line, words) }),
    run,
    around: toAround(facts, run),
    start: toTimeView(line.start, facts.settings.zone),
    stop: toTimeView(line.stop, facts.settings.zone),
    duration: toDuration(line.start, line.stop),
    kind,
    words,
    why: line.kind === 'archived' ? damage : toVisible(line.why),
    archived,
    notes: toNoteView(facts, runNotePath(run)),
  };
}

type ArchivedLine = Extract<IndexLine, { kind: 'archived' }>;

/** What a pasted link unfolds to: the headline, and what changed in a few lines. */
function describe(facts: Facts, run: number, line: IndexLine, words: string): string {
  if (line.kind !== 'archived') return words;
  const partitions = Object.entries(line.partitions).map(([partition, one]) => ({ partition, ...one }));
  if (line.changes === 0) return [changesOf(0), ...inclusionLines({ partitions })].map(toVisible).join(' · ');
  const changes = readChanges(facts.archive, run);
  if (changes === null) return changesOf(line.changes);
  const lines = summaryLines(changes);
  const more = lines.length > MOST_SUMMARY ? [`and ${lines.length - MOST_SUMMARY} more lines`] : [];
  return toVisible([headline(changes.changes), ...lines.slice(0, MOST_SUMMARY), ...more].join(' · '));
}

function readDetails(
  facts: Facts,
  run: number,
  line: ArchivedLine,
): { readonly archived: ArchivedDetails | null; readonly damage: string } {
  try {
    const snapshot = readSnapshot(facts.archive, run);
    if (snapshot !== null) return { archived: toDetails(facts, snapshot, line), damage: '' };
    return { archived: null, damage: `the archive lacks ${snapshotPath(run)}: restore it with git checkout` };
  } catch (error) {
    if (error instanceof RunInfoError && error.code === 'archive') return { archived: null, damage: error.message };
    throw error;
  }
}

function toDetails(facts: Facts, snapshot: Snapshot, line: ArchivedLine): ArchivedDetails {
  const { run } = snapshot;
  const changes = readChanges(facts.archive, run);
  const entries = changes?.changes ?? [];
  const budget = { each: MOST_ROWS_EACH, rows: MOST_ROWS, open: OPEN_ROWS, claims: entries.length };
  const groups = toGroups(facts, run, entries, budget);
  const say = (names: readonly (readonly [string, string])[]) =>
    names.flatMap(([parameter, label]) => {
      const reading = snapshot.readings[readingKey(facts.rules.levelOne, parameter)];
      return reading?.kind === 'value' ? [{ label, value: toReadingView(facts, reading, 300) }] : [];
    });
  return {
    headline: toVisible(headline(entries)),
    changes: countChanges(entries),
    groups,
    entries: groups.flatMap((group) => (group.key === null ? group.entries : [group.key, ...group.entries])),
    partitions: toPartitionViews(facts, run, line),
    sequence: snapshot.sequence === null ? null : toVisible(snapshot.sequence),
    hcal: snapshot.hcal === null ? null : toVisible(snapshot.hcal),
    accepted: line.accepted === true,
    said: say(SAID),
    levelOne: say(LEVEL_ONE),
    notCompared: (changes?.notCompared ?? []).map((one) => toNotCompared(facts, one)),
    suppressed: toSuppressedViews(facts, run, line, entries),
    readings: toReadingTables(facts, snapshot, line, budget),
    files: [
      { label: 'snapshot', link: apiLink(snapshotPath(run)) },
      ...(changes === null ? [] : [{ label: 'change set', link: apiLink(changesPath(run)) }]),
    ],
    changesFile: changes === null ? null : apiLink(changesPath(run)),
  };
}

function toGroups(facts: Facts, run: number, entries: readonly ChangeEntry[], budget: RowBudget): EntryGroup[] {
  const view = (entry: ChangeEntry) => toEntryView(facts, run, entry, entries.indexOf(entry), budget);
  const startsOf = (partition: string, parameter: string) => facts.timelinesOf(partition).get(parameter)?.starts ?? [];
  const { unexplained, groups } = explainEntries(run, entries, startsOf);
  return [
    ...(unexplained.length === 0 ? [] : [{ key: null, entries: unexplained.map(view) }]),
    ...groups.map(({ key, entries: explained }) => ({ key: view(key), entries: explained.map(view) })),
  ];
}

function toNotCompared(facts: Facts, one: NotCompared): NotComparedView {
  return {
    parameter: toVisible(one.parameter),
    chips: toChips(facts, one.partitions),
    side: one.side === 'before' ? 'in the run before' : 'in this run',
    why: toVisible(one.why),
  };
}
