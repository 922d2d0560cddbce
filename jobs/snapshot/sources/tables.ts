/**
 * The two tables of RunInfo, whatever database holds them: which names a run is read with, what their rows mean, and which
 * indexes make reading cheap.
 */
import type { ParameterRow, RowValue } from '../../../model/row.ts';
import { CENTRAL, runInfoName } from '../../../model/names.ts';
import type { Rules } from '../../../model/rules.ts';
import type { Sighting, SourceRemark } from './types.ts';

/** Named binds of a statement. */
export type Binds = Readonly<Record<string, string | number>>;

/** A statement, with the binds that are the same at every execution. Its text depends on the settings alone. */
export interface Statement {
  readonly sql: string;
  readonly binds: Binds;
}

/** A condition on the column `p.NAME`, with its binds. */
export interface Condition {
  readonly condition: string;
  readonly binds: Binds;
}

/** Between alternatives of a condition, each of which has a line of its own. */
export const OR = '\n            or ';

/** The names outside the partitions that a run is read with: central DAQ's, and the gates of the settings (rule 4). */
export function singleNames(rules: Rules): string[] {
  return [...new Set([...Object.values(CENTRAL), ...Object.values(rules.gates)])];
}

/** The names of the partitions and of level 1, as ranges that an index serves: from `CMS.HCAL_HF:` up to `CMS.HCAL_HF;`. */
export function partitionNames(rules: Rules): Condition {
  const starts = [...rules.partitions, rules.levelOne].map((partition) => runInfoName(partition, ''));
  const ends = starts.map((start) => `${start.slice(0, -1)};`);
  return {
    condition: starts.map((_, index) => `p.NAME >= :from${index} and p.NAME < :below${index}`).join(OR),
    binds: { ...numbered('from', starts), ...numbered('below', ends) },
  };
}

/** Binds `absent0`, `absent1` … for a list of texts. */
export function numbered(name: string, texts: readonly string[]): Binds {
  return Object.fromEntries(texts.map((text, index) => [`${name}${index}`, text]));
}

/** One LOB row of a parameter, or the parameter itself where it has none, as a source delivers it. */
export interface Part {
  readonly id: number;
  readonly name: string;
  readonly time: unknown;
  /** The LOB, else what STRING_VALUE holds (rule 6); null: NULL. */
  readonly raw: string | null;
}

/**
 * Joins the parts of each parameter into one row (rule 6).
 * @param parts in order of ID, then of VALUE_INDEX
 * @param decode gives the text of a part; undefined: it is none
 */
export function joinParts(parts: readonly Part[], decode: (raw: string) => string | undefined): ParameterRow[] {
  const rows: ParameterRow[] = [];
  let raws: (string | null)[] = [];
  // Many rows are published in the same second, which is all that counts of a TIME.
  let newest: { readonly second: unknown; readonly time: string | null } = { second: null, time: null };
  parts.forEach(({ id, name, time, raw }, index) => {
    raws.push(raw);
    if (parts[index + 1]?.id === id) return;
    const second = typeof time === 'string' ? time.slice(0, '2018-06-21 13:40:22'.length) : null;
    if (newest.second !== second) newest = { second, time: toTime(second) };
    rows.push({ id, name, time: newest.time, value: toValue(raws, decode) });
    raws = [];
  });
  return rows;
}

const NO_TEXT: RowValue = { kind: 'unreadable', why: 'the bytes are no valid text' };

function toValue(raws: readonly (string | null)[], decode: (raw: string) => string | undefined): RowValue {
  if (raws.every((raw) => raw === null)) return { kind: 'null' };
  const texts = raws.map((raw) => (raw === null ? '' : decode(raw)));
  return texts.includes(undefined) ? NO_TEXT : { kind: 'text', text: texts.join('\n') };
}

/**
 * The runs that a statement found.
 * @param rows columns: run, Running and when, stop and when, newest TIME, number of names; rows without a run number
 *   are left out
 */
export function toSightings(rows: readonly (readonly unknown[])[]): Sighting[] {
  return rows.filter(([run]) => isRunNumber(run)).map(toSighting);
}

/** Numbers beyond those that a computer counts without a slip are not run numbers. */
export function isRunNumber(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function toSighting(columns: readonly unknown[]): Sighting {
  const [run, isRunning, runningAt, isStopped, stoppedAt, newestAt, names] = columns;
  return {
    run: Number(run),
    isRunning: isRunning === 1,
    runningAt: toTime(runningAt),
    isStopped: isStopped === 1,
    stoppedAt: toTime(stoppedAt),
    newestAt: toTime(newestAt),
    names: Number(names),
  };
}

/** `2018-06-21 13:40:22.123456`, UTC, to `2018-06-21T13:40:22Z`; anything else: null. */
function toTime(text: unknown): string | null {
  const match = typeof text === 'string' ? /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)/.exec(text) : null;
  const time = match === null ? null : `${match[1]}T${match[2]}Z`;
  return time !== null && Number.isNaN(Date.parse(time)) ? null : time;
}

/** A moment as the sources compare it: `2018-06-21 13:40:22`, UTC. `now` is milliseconds since 1970. */
export function toSourceTime(now: number): string {
  return new Date(now).toISOString().replace('T', ' ').slice(0, 19);
}

/** The indexes that both statements lean on (docs/oracle.md). */
const WANTED = [
  { table: 'RUNSESSION_PARAMETER', columns: ['RUNNUMBER', 'NAME'] },
  { table: 'RUNSESSION_STRING', columns: ['RUNSESSION_PARAMETER_ID'] },
] as const;

/**
 * Says whether the wanted indexes are there: any whose first columns are the wanted ones.
 * @param rows one for each column of an index: table, index, column, and its position from 1
 * @param advise what to do about a missing one
 */
export function remarkOnIndexes(
  rows: readonly (readonly unknown[])[],
  advise: (table: string, columns: string) => string,
): SourceRemark[] {
  const columns = new Set(rows.map((row) => row.join(' ')));
  return WANTED.map(({ table, columns: wanted }): SourceRemark => {
    const name = `${table} (${wanted.join(', ')})`;
    const indexes = rows.filter(([of]) => of === table).map(([, index]) => String(index));
    const isThere = indexes.some((index) =>
      wanted.every((column, position) => columns.has([table, index, column, position + 1].join(' '))),
    );
    return isThere
      ? { health: 'ok', says: `there is an index on ${name}` }
      : { health: 'warning', says: `there is no index on ${name}: ${advise(table, wanted.join(', '))}` };
  });
}
