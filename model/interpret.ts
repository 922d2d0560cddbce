import { listMembers, sameForm } from './compare.ts';
import { compareText, groupBy } from './lists.ts';
import { saysIn } from './snapshot.ts';
import { withoutPlaceholders } from './placeholder.ts';
import type { Rules } from './rules.ts';
import { parseName, runInfoName, runningMark } from './names.ts';
import { isAbsentText, type Reading } from './reading.ts';
import { RowReader, type ParameterRow, type TrackedParameter } from './row.ts';
import type { RunReading, Snapshot } from './run.ts';
import { cutText } from './visible.ts';

/** So much of a word of central DAQ's is repeated in the index of runs; the snapshot has it whole. */
export const LONGEST_WORD = 200;

/** What the rows of a run say it was. Only `archived` becomes a snapshot; the rest leave an index line at most. */
export type Interpretation =
  | { readonly kind: 'archived'; readonly snapshot: Snapshot }
  | {
      readonly kind: 'hcal-out' | 'never-ran';
      readonly start: string | null;
      readonly stop: string | null;
      readonly why: string;
    };

/** How long after the stop of a run rows still belong to it, in seconds (rule 11); later ones come from a reset. */
export const AFTER_STOP = 600;

/**
 * Turns the rows of one global run into its snapshot, or says why it has none (rules 2 and 4).
 * @param rows every row of the run, in any order
 * @param settings the digest of `rules`
 * @param reader reads rows under `rules`; one for all runs of a backfill makes it faster
 */
export function interpretRun(
  run: number,
  rows: readonly ParameterRow[],
  rules: Rules,
  settings: string,
  reader: RowReader = new RowReader(rules),
): Interpretation {
  const snapshot = toSnapshot(run, rows, rules, settings, reader);
  const { start, stop, hcal } = snapshot;
  const { name, word } = runningMark(rules);
  if (firstRunning(rowsNamed(rows, name), word) === undefined) {
    const parameter = parseName(rules, name)?.parameter ?? name;
    const why = word === null ? `no ${parameter} row` : `no ${parameter} row says ${word}`;
    return { kind: 'never-ran', start, stop, why };
  }
  if (rules.takesPart !== null && hcal !== null && !saysIn(hcal))
    return { kind: 'hcal-out', start, stop, why: `${rules.takesPart} says ${cutText(hcal, LONGEST_WORD)}` };
  return { kind: 'archived', snapshot };
}

/**
 * The snapshot of any run, whether it is one to archive or not: all tracked readings (rules 5 to 7, 9, 15 and 16).
 * Values are whole texts here.
 */
export function toSnapshot(
  run: number,
  rows: readonly ParameterRow[],
  rules: Rules,
  settings: string,
  reader: RowReader = new RowReader(rules),
): Snapshot {
  const { central, takesPart } = rules;
  const stop = rowsNamed(rows, central.stop)[0]?.time ?? null;
  const ofRun = rows.filter((row) => belongsToRun(row, stop)).map((row) => reader.withoutSecrets(row));
  const byName = groupBy(ofRun.toSorted(byId), ({ name }) => name);
  const times = ofRun.map((row) => row.time).filter((time) => time !== null);
  const say = (name: string) => firstText(byName.get(name) ?? [], rules);
  const gates = Object.entries(rules.gates).flatMap(([partition, name]) => {
    const word = say(name);
    return word === null ? [] : [[partition, word] as const];
  });
  return {
    format: 1,
    run,
    start:
      byName.get(central.start)?.[0]?.time ??
      (central.state === null ? null : firstRunning(byName.get(central.state) ?? [], central.running)?.time) ??
      times.sort()[0] ??
      null,
    stop,
    sequence: say(central.sequence),
    hcal: takesPart === null ? null : say(takesPart),
    emptyFms: readOutList(byName, rules),
    gates: Object.fromEntries(gates),
    settings,
    readings: readTracked(byName, reader, stop),
  };
}

/**
 * Whether a row settles what its name says, so that no row after it (for the value at end: before it) is asked for. A
 * source that delivers only the rows that it takes for the first and the last value has to make sure of that.
 */
export function settlesItsName(row: ParameterRow, rules: Rules): boolean {
  const { state, start, stop } = rules.central;
  if (row.name === state || row.name === start || row.name === stop) return true;
  const { parameter } = parseName(rules, row.name) ?? {};
  return parameter === rules.outList ? saysWhoIsOut(row, rules) : isPresent(row, rules);
}

/** @param word what a row has to say; null: any will do */
function firstRunning(rows: readonly ParameterRow[], word: string | null): ParameterRow | undefined {
  return word === null ? rows[0] : rows.find((row) => textOf(row) === word);
}

/** The rows of one name, in order. */
function rowsNamed(rows: readonly ParameterRow[], name: string): ParameterRow[] {
  return rows.filter((row) => row.name === name).sort(byId);
}

function byId(a: ParameterRow, b: ParameterRow): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

function textOf(row: ParameterRow): string | null {
  return row.value.kind === 'text' ? row.value.text.trim() : null;
}

function isPresent(row: ParameterRow, rules: Rules): boolean {
  return row.value.kind === 'unreadable' || (row.value.kind === 'text' && !isAbsentText(row.value.text, rules.absent));
}

/** The first text that can be read and is not absent. */
function firstText(rows: readonly ParameterRow[], rules: Rules): string | null {
  const first = rows.find((row) => row.value.kind === 'text' && isPresent(row, rules));
  return first === undefined ? null : textOf(first);
}

/** The earliest list of who is out that can be read and is not absent, a partition's before that of level one, read as a set (rule 5). */
function readOutList(byName: ReadonlyMap<string, ParameterRow[]>, rules: Rules): string[] | null {
  const { outList, levelOne } = rules;
  if (outList === null) return null;
  const rowsOf = (partition: string) =>
    (byName.get(runInfoName(rules, partition, outList)) ?? []).filter((row) => saysWhoIsOut(row, rules));
  const ofPartitions = rules.partitions.flatMap(rowsOf).sort(byId);
  const earliest = ofPartitions[0] ?? (levelOne === null ? undefined : rowsOf(levelOne)[0]);
  const text = earliest === undefined ? null : textOf(earliest);
  return text === null ? null : [...new Set(listMembers(text))].sort();
}

function saysWhoIsOut(row: ParameterRow, rules: Rules): boolean {
  return row.value.kind === 'text' && isPresent(row, rules) && isWholeList(row.value.text);
}

/** Whether a list was not cut off: one pair of brackets encloses it, or it has none. Those of a placeholder do not count. */
function isWholeList(text: string): boolean {
  return /^(?:\[[^[\]]*\]|[^[\]]*)$/.test(withoutPlaceholders(text).trim());
}

function readTracked(
  byName: ReadonlyMap<string, ParameterRow[]>,
  reader: RowReader,
  stop: string | null,
): Record<string, RunReading> {
  const readings: [string, RunReading][] = [];
  for (const [name, rows] of byName) {
    const tracked = reader.parameterOf(name);
    if (tracked === null) continue;
    const { atStart, atEnd } = readEnds(rows, reader, tracked);
    if (atStart === undefined) continue;
    const { partition, parameter, key } = tracked;
    const stands = stop === null || atEnd === undefined || sameForm(reader.rules, partition, parameter, atStart, atEnd);
    readings.push([key, stands ? atStart : { ...atStart, end: atEnd }]);
  }
  // In the order in which the archive keeps them, so that nothing depends on whether they were read from there.
  return Object.fromEntries(readings.sort(([a], [b]) => compareText(a, b)));
}

/** The first and the last reading that are not absent; where all are, the first (rule 6). */
function readEnds(rows: readonly ParameterRow[], reader: RowReader, tracked: TrackedParameter) {
  let first: Reading | undefined;
  let start: Reading | undefined;
  let end: Reading | undefined;
  for (const row of rows) {
    const reading = reader.read(row, tracked);
    first ??= reading;
    if (reading.kind === 'absent') continue;
    start ??= reading;
    end = reading;
  }
  return { atStart: start ?? first, atEnd: end };
}

function belongsToRun(row: ParameterRow, stop: string | null): boolean {
  // Times of one form are in the order of their texts.
  if (stop === null || row.time === null || row.time <= stop) return true;
  return Date.parse(row.time) <= Date.parse(stop) + AFTER_STOP * 1000;
}
