/**
 * The two tables of RunInfo, whatever database holds them: which names a run is read with, what their rows mean, and which
 * indexes make reading cheap.
 */
import { RunInfoError } from '../../../model/errors.ts';
import type { ParameterRow, RowId, RowValue } from '../../../model/row.ts';
import { runInfoName } from '../../../model/names.ts';
import { globalPaths, type Rules } from '../../../model/rules.ts';
import { cutText } from '../../../model/visible.ts';
import { toTime } from './times.ts';
import type { Sighting, SourceRemark } from './types.ts';

/** White space of ASCII: what the databases take off a text. Of other white space the rules take care, where they see the text. */
export const BLANKS = ' \t\n\u000b\f\r';

/** Named binds of a statement. */
export type Binds = Readonly<Record<string, string | number>>;

/** A statement, with the binds that are the same at every execution. Its text depends on the settings alone. */
export interface Statement {
  readonly sql: string;
  readonly binds: Binds;
}

/** A condition with its binds. */
export interface Condition {
  readonly condition: string;
  readonly binds: Binds;
}

/** Between alternatives of a condition, each of which has a line of its own. */
export const OR = '\n            or ';

/**
 * The names outside the partitions that a run is read with: central DAQ's, the gates of the settings (rule 4), and what tells a global run (rule 1).
 */
export function singleNames(rules: Rules): string[] {
  const { globalParameter, gates, takesPart, central } = rules;
  const { state, start, stop, sequence } = central;
  const isOfManager = managersOf(rules).some((each) => globalParameter.startsWith(runInfoName(rules, each, '')));
  const names = [state, start, stop, takesPart, sequence, ...Object.values(gates)];
  return [...new Set([...names.filter((name) => name !== null), ...(isOfManager ? [] : [globalParameter])])];
}

/** The function managers whose parameters may be archived: the partitions, and the one above them where there is one. */
export function managersOf({ partitions, levelOne }: Rules): readonly string[] {
  return levelOne === null ? partitions : [...partitions, levelOne];
}

/**
 * Whether a text tells a global run (rule 1).
 * @param contains makes the condition that it contains what a bind says
 */
export function tellsGlobal(rules: Rules, contains: (bind: string) => string): Condition {
  const [path = '', ...others] = globalPaths(rules);
  if (others.length === 0) return { condition: contains('globalPath'), binds: { globalPath: path } };
  const binds = numbered('globalPath', [path, ...others]);
  return { condition: `(${Object.keys(binds).map(contains).join(' or ')})`, binds };
}

/** The names of the partitions and of level 1, as ranges that an index serves: from `CMS.ECAL:` up to `CMS.ECAL;`. */
export function partitionNames(rules: Rules): Condition {
  const starts = managersOf(rules).map((manager) => runInfoName(rules, manager, ''));
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

const FRACTION = /\.\d+/;

/** One LOB row of a parameter, or the parameter itself where it has none, as a source delivers it. */
export interface Part {
  readonly id: RowId;
  readonly name: string;
  readonly time: unknown;
  /** The LOB, else what STRING_VALUE holds (rule 6); null: NULL. */
  readonly raw: string | null;
  /** Whether it is no LOB row but the parameter itself, of which there is one. @default nobody knows */
  readonly isWhole?: boolean;
}

/**
 * Joins the parts of each parameter into one row (rule 6).
 * @param parts in order of ID, then of VALUE_INDEX
 * @param decode gives the text of a part; undefined: it is none
 * @param zone of a TIME that names none
 * @throws RunInfoError `run-unreadable` where two rows have one ID, so that nobody can tell whose a LOB row is
 */
export function joinParts(
  run: number,
  parts: readonly Part[],
  decode: (raw: string) => string | undefined,
  zone: string,
): ParameterRow[] {
  const rows: ParameterRow[] = [];
  let raws: (string | null)[] = [];
  // Many rows are published in the same second, which is all that counts of a TIME.
  let newest: { readonly moment: unknown; readonly time: string | null } = { moment: null, time: null };
  parts.forEach((part, index) => {
    const { id, name, time, raw } = part;
    raws.push(raw);
    const next = parts[index + 1];
    if (next?.id === id) return requireSameRow(run, part, next);
    const moment = typeof time === 'string' ? time.replace(FRACTION, '') : null;
    if (newest.moment !== moment) newest = { moment, time: toTime(moment, zone) };
    rows.push({ id, name, time: newest.time, value: toValue(raws, decode) });
    raws = [];
  });
  return rows;
}

function requireSameRow(run: number, part: Part, next: Part): void {
  const isSame = part.name === next.name && String(part.time) === String(next.time) && part.isWhole !== true;
  if (isSame) return;
  const rows = [part.name, next.name].map((name) => JSON.stringify(cutText(name, 100))).join(' and of ');
  throw new RunInfoError(
    'run-unreadable',
    `run ${run} could not be read: a row of ${rows} have the same ID, ${part.id}`,
  );
}

/** A string that is text; undefined: it has half of a pair of surrogates, which UTF-8 cannot hold. */
export function textOf(raw: string): string | undefined {
  return raw.isWellFormed() ? raw : undefined;
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
 * @param zone of a TIME that names none
 */
export function toSightings(rows: readonly (readonly unknown[])[], zone: string): Sighting[] {
  return rows.flatMap(([number, ...columns]) => {
    const run = toRunNumber(number);
    return run === null ? [] : [toSighting(run, columns, zone)];
  });
}

/**
 * The run number that a RUNNUMBER stands for: a whole positive number, as a number or spelt as one (`362695`, `362695.0`).
 * Null: it is none; so are numbers beyond those that a computer counts without a slip.
 */
export function toRunNumber(value: unknown): number | null {
  const number = typeof value === 'string' && /^[1-9]\d*(?:\.0)?$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number > 0 ? number : null;
}

/**
 * The ID of a row of a run from its digits.
 * @throws RunInfoError `run-unreadable` where it is no whole number, so that nobody can tell which row came first
 */
export function toRowId(run: number, id: unknown): RowId {
  const [, digits] = /^(-?\d+)(?:\.0+)?$/.exec(String(id)) ?? [];
  if (digits === undefined) {
    throw new RunInfoError(
      'run-unreadable',
      `run ${run} could not be read: a row of it has the ID ${JSON.stringify(id)}, which is no whole number`,
    );
  }
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : BigInt(digits);
}

/** A run that was found. @param columns those of `toSightings` behind the run */
export function toSighting(run: number, columns: readonly unknown[], zone: string): Sighting {
  const [isRunning, runningAt, isStopped, stoppedAt, newestAt, names] = columns;
  return {
    run,
    isRunning: isRunning === 1,
    runningAt: toTime(runningAt, zone),
    isStopped: isStopped === 1,
    stoppedAt: toTime(stoppedAt, zone),
    newestAt: toTime(newestAt, zone),
    names: Number(names),
  };
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
