import { compareText } from '../../../model/group.ts';
import { isWatched } from '../../../model/rules.ts';
import type { Reading } from '../../../model/reading.ts';
import { identityOf, valueOf } from '../../../model/reading.ts';
import type { IndexLine, RunReading, Snapshot } from '../../../model/run.ts';
import { startAt } from '../../../model/timeline.ts';
import { readingsOf } from '../../../model/watched.ts';
import { runLink } from '../addresses.ts';
import { inOrder, toChip, toTimelineChip } from './chip.ts';
import type { Chip } from './chip.ts';
import { toDiffView } from './diff.ts';
import type { RowBudget } from '../../../model/diff-view.ts';
import type { DiffView } from './diff.ts';
import type { Facts } from './facts.ts';
import type { RunLink } from './run-partitions.ts';
import { toVisible } from '../../../model/visible.ts';
import { toReadingView } from './value.ts';
import type { ValueView } from './value.ts';

/** A parameter with one value, and the partitions that have it. */
export interface ReadingRow {
  readonly parameter: string;
  /** How many rows the parameter's name stands for, itself included; 0: it stands in a row above. */
  readonly span: number;
  readonly chips: readonly Chip[];
  readonly value: ValueView;
  /** The run that brought the value; null: not taken up in a timeline. */
  readonly since: RunLink | null;
  /** Some value of the parameter was not there before this run, or nobody can tell. */
  readonly isNew: boolean;
}

/** A parameter whose value at the end of the run was another one (rule 6). */
export interface DuringRow {
  readonly parameter: string;
  readonly chip: Chip;
  readonly diff: DiffView;
}

/** The readings of a run, watched ones apart. */
export interface ReadingTables {
  readonly watched: readonly ReadingRow[];
  readonly others: readonly ReadingRow[];
  /** Changed during the run: what is watched, and how many others (they change in every run). */
  readonly during: readonly DuringRow[];
  readonly duringOthers: readonly string[];
}

interface Placed {
  readonly partition: string;
  readonly parameter: string;
  readonly reading: RunReading;
  readonly since: number | null;
  /** This run brought the value, or nobody can tell. */
  readonly isNew: boolean;
}

type ArchivedLine = Extract<IndexLine, { kind: 'archived' }>;

/** The readings of an archived run as tables: the same parameter with the same value and origin makes one row. */
export function toReadingTables(
  facts: Facts,
  snapshot: Snapshot,
  line: ArchivedLine,
  budget: RowBudget,
): ReadingTables {
  const placed = placeReadings(facts, snapshot, line);
  const isTaken = ({ partition, parameter }: Placed) =>
    line.partitions[partition]?.inclusion === 'in' && isWatched(facts.rules, partition, parameter);
  const moved = placed.filter(({ reading }) => reading.end !== undefined);
  return {
    watched: toRows(facts, placed.filter(isTaken)),
    others: toRows(
      facts,
      placed.filter((one) => !isTaken(one)),
    ),
    during: moved.filter(isTaken).map((one) => toDuringRow(facts, one, budget)),
    duringOthers: [...new Set(moved.filter((one) => !isTaken(one)).map(({ parameter }) => toVisible(parameter)))],
  };
}

/** Everything the snapshot holds, and what was there before and now has no row: absent since some run (rule 7). */
function placeReadings(facts: Facts, snapshot: Snapshot, line: ArchivedLine): Placed[] {
  const placed: Placed[] = [];
  const place = (partition: string, parameter: string, reading: RunReading) => {
    const since = sinceRun(facts, partition, parameter, reading, snapshot.run, line);
    const isNew = since === snapshot.run || (since === null && reading.kind !== 'absent');
    placed.push({ partition, parameter, reading, since, isNew });
  };
  for (const [key, reading] of Object.entries(snapshot.readings)) {
    const colon = key.indexOf(':');
    place(key.slice(0, colon), key.slice(colon + 1), reading);
  }
  for (const partition of facts.rules.partitions) {
    if (line.partitions[partition]?.inclusion !== 'in') continue;
    const held = readingsOf(snapshot, partition);
    for (const [parameter, timeline] of facts.timelinesOf(partition)) {
      if (!held.has(parameter) && startAt(timeline, snapshot.run) !== null) place(partition, parameter, NO_ROW);
    }
  }
  return placed;
}

const NO_ROW: RunReading = { kind: 'absent', spelling: null };

/** The run that brought a value: only where the timeline says the same as the reading, so never a guess. */
function sinceRun(
  facts: Facts,
  partition: string,
  parameter: string,
  reading: RunReading,
  run: number,
  line: ArchivedLine,
): number | null {
  if (line.partitions[partition]?.inclusion !== 'in') return null;
  const timeline = facts.timelinesOf(partition).get(parameter) ?? null;
  const start = timeline === null ? null : startAt(timeline, run);
  if (start === null || (valueOf(reading) === null) !== (start.value === null)) return null;
  return reading.kind === 'value' || reading.kind === 'absent' ? start.from : null;
}

/** Readings of one parameter that make one row: the same value since the same run. */
interface Group {
  readonly key: string;
  readonly partitions: string[];
  readonly reading: RunReading;
  readonly since: number | null;
  readonly isNew: boolean;
}

/** Rows by parameter, then by partition in display order. */
function toRows(facts: Facts, placed: readonly Placed[]): ReadingRow[] {
  const byParameter = new Map<string, Group[]>();
  for (const { partition, parameter, reading, since, isNew } of placed) {
    const groups = byParameter.get(parameter) ?? [];
    const key = `${since} ${identity(reading)}`;
    const group = groups.find((one) => one.key === key);
    if (group === undefined) groups.push({ key, partitions: [partition], reading, since, isNew });
    else group.partitions.push(partition);
    byParameter.set(parameter, groups);
  }
  return [...byParameter]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([parameter, groups]) => toRowsOfOne(facts, parameter, groups));
}

function toRowsOfOne(facts: Facts, parameter: string, groups: readonly Group[]): ReadingRow[] {
  const { partitions } = facts.rules;
  const place = (group: Group) => Math.min(...group.partitions.map((partition) => rank(partitions, partition)));
  const sorted = groups.length === 1 ? groups : groups.toSorted((a, b) => place(a) - place(b));
  const isNew = groups.some((group) => group.isNew);
  return sorted.map(({ partitions: names, reading, since }, index) => ({
    parameter: toVisible(parameter),
    span: index === 0 ? sorted.length : 0,
    chips: inOrder(facts, names).map((name) =>
      since === null ? toChip(facts, name) : toTimelineChip(facts, name, parameter),
    ),
    value: toReadingView(facts, reading),
    since: since === null ? null : { run: since, link: runLink(since) },
    isNew,
  }));
}

/** The place in display order; HCAL_LEVEL_1, which is no partition, comes last. */
function rank(partitions: readonly string[], partition: string): number {
  const found = partitions.indexOf(partition);
  return found < 0 ? partitions.length : found;
}

function toDuringRow(facts: Facts, { partition, parameter, reading }: Placed, budget: RowBudget): DuringRow {
  const end = reading.end ?? reading;
  const values = [valueOf(reading) ?? null, valueOf(end) ?? null] as const;
  return {
    parameter: toVisible(parameter),
    chip: toTimelineChip(facts, partition, parameter),
    diff: toDiffView(facts, partition, parameter, values, budget),
  };
}

/** Equal for readings that show alike. */
function identity(reading: Reading): string {
  if (reading.kind === 'absent') return `absent ${reading.spelling?.trim() ?? ''}`;
  if (reading.kind !== 'value') return JSON.stringify(reading);
  return identityOf(reading.value);
}
