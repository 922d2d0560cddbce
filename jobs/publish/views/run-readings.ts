import { compareText } from '../../../model/group.ts';
import { isWatched } from '../../../model/meaning.ts';
import { readingKey } from '../../../model/names.ts';
import type { Reading } from '../../../model/reading.ts';
import { valueOf } from '../../../model/reading.ts';
import type { IndexLine, RunReading, Snapshot } from '../../../model/run.ts';
import { startAt } from '../../../model/timeline.ts';
import { parameterLink, runLink } from '../addresses.ts';
import { inOrder, toChip } from './chip.ts';
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
    line.partitions[partition]?.inclusion === 'in' && isWatched(facts.meaning, partition, parameter);
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
  const held = Object.entries(snapshot.readings).map(([key, reading]) => {
    const colon = key.indexOf(':');
    return { partition: key.slice(0, colon), parameter: key.slice(colon + 1), reading };
  });
  const gone = facts.meaning.partitions
    .filter((partition) => line.partitions[partition]?.inclusion === 'in')
    .flatMap((partition) =>
      [...facts.timelinesOf(partition).values()]
        .filter((timeline) => !Object.hasOwn(snapshot.readings, readingKey(partition, timeline.parameter)))
        .filter((timeline) => startAt(timeline, snapshot.run) !== null)
        .map(({ parameter }) => ({ partition, parameter, reading: { kind: 'absent', spelling: null } as const })),
    );
  return [...held, ...gone].map((one) => ({ ...one, since: sinceRun(facts, one, snapshot.run, line) }));
}

/** The run that brought a value: only where the timeline says the same as the reading, so never a guess. */
function sinceRun(
  facts: Facts,
  { partition, parameter, reading }: Omit<Placed, 'since'>,
  run: number,
  line: ArchivedLine,
): number | null {
  if (line.partitions[partition]?.inclusion !== 'in') return null;
  const timeline = facts.timelinesOf(partition).get(parameter) ?? null;
  const start = timeline === null ? null : startAt(timeline, run);
  if (start === null || (valueOf(reading) === null) !== (start.value === null)) return null;
  return reading.kind === 'value' || reading.kind === 'absent' ? start.from : null;
}

/** Rows by parameter, then by partition in display order. */
function toRows(facts: Facts, placed: readonly Placed[]): ReadingRow[] {
  const byParameter = new Map<string, Map<string, Placed[]>>();
  for (const one of placed) {
    const groups = byParameter.get(one.parameter) ?? new Map<string, Placed[]>();
    const key = JSON.stringify([one.since, identity(one.reading)]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
    byParameter.set(one.parameter, groups);
  }
  return [...byParameter]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([parameter, groups]) => toRowsOfOne(facts, parameter, [...groups.values()]));
}

function toRowsOfOne(facts: Facts, parameter: string, groups: readonly (readonly Placed[])[]): ReadingRow[] {
  const { partitions } = facts.meaning;
  const place = (group: readonly Placed[]) => Math.min(...group.map(({ partition }) => rank(partitions, partition)));
  const sorted = [...groups].sort((a, b) => place(a) - place(b));
  return sorted.flatMap((group, index) => {
    const [first] = group;
    if (first === undefined) return [];
    const { since, reading } = first;
    const names = inOrder(
      facts,
      group.map(({ partition }) => partition),
    );
    return {
      parameter: toVisible(parameter),
      span: index === 0 ? sorted.length : 0,
      chips: names.map((name) => toChip(facts, name, since === null ? null : parameterLink(name, parameter))),
      value: toReadingView(facts, reading),
      since: since === null ? null : { run: since, link: runLink(since) },
    };
  });
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
    chip: toChip(facts, partition, parameterLink(partition, parameter)),
    diff: toDiffView(facts, partition, parameter, values, budget),
  };
}

function identity(reading: Reading): unknown {
  if (reading.kind === 'absent') return 'absent';
  if (reading.kind !== 'value') return reading;
  return typeof reading.value === 'string' ? [reading.value] : reading.value.ref;
}
