import * as z from 'zod';
import { parseName, runInfoName } from '../../../../model/names.ts';
import { isAbsentText } from '../../../../model/reading.ts';
import { cutText } from '../../../../model/visible.ts';
import type { ParameterRow } from '../../../../model/row.ts';
import { globalPaths, type Rules } from '../../../../model/rules.ts';
import { joinParts, textOf, type Part } from '../tables.ts';
import { toTime } from '../times.ts';

const value = z.string().nullable();
const time = z
  .string()
  .refine((text) => toTime(text, 'UTC') !== null, 'not a time such as 2018-06-21T13:40:22Z')
  .nullable();

const runFile = z
  .strictObject({
    run: z.int().min(1).describe('The number of the run, as in the name of the file'),
    start: time.describe('When it began, UTC or with an offset; null: unknown'),
    stop: time.describe('When it stopped; null: it has not, or nobody knows'),
    state: value.describe('Running: it is Running, or was before it stopped; anything else: not so far'),
    sequence: value.describe('The sequence of central DAQ, such as GLOBAL-RUN; null: not stated'),
    partitions: z
      .record(
        z.string().regex(/^[^:]+$/, 'a name without a colon'),
        z.strictObject({
          in: z.boolean().optional().describe('Whether it took part; missing: not stated'),
          values: z.record(z.string(), value).describe('By parameter: the value at start; null: none'),
          end: z.record(z.string(), value).optional().describe('Values at stop, of parameters where they differ'),
        }),
      )
      .describe('By name: the partitions, the function manager above them, and LVL0 for what central DAQ says'),
  })
  .meta({ description: 'A run that is handed over as JSON: the source json:DIR' });

/** What the source reads, by the name of the schema in `docs/schemas`. */
export const SOURCE_SCHEMAS = { 'source-run': runFile } as const;

/** What Zod passes over as the name of a member, with underscores more: each is shifted by one while it checks. */
const PASSED_OVER = /^__proto__+$/;

/** The same object under names that Zod checks; anything else as it is. For `JSON.parse`. */
function shiftNames(_: string, item: unknown): unknown {
  if (typeof item !== 'object' || item === null || !Object.keys(item).some((name) => PASSED_OVER.test(name)))
    return item;
  return Object.fromEntries(
    Object.entries(item).map(([name, inner]) => [PASSED_OVER.test(name) ? `${name}_` : name, inner]),
  );
}

/** The name as the file has it. */
function shiftBack(name: string): string {
  return PASSED_OVER.test(name) ? name.slice(0, -1) : name;
}

/** What of JSON without escapes says which names an object has: strings, those before a colon with it, and where objects begin and end. */
const TOKEN = /("[^"]*")(\s*:)?|[{}]/g;

/** The first name that an object of a valid JSON text has twice, of which `JSON.parse` would keep the last; null: none has. */
function findRepeatedName(text: string): string | null {
  const open: Set<string>[] = [];
  for (const { 0: token, 1: string = '', 2: colon, index } of text.replaceAll(/\\./g, '__').matchAll(TOKEN)) {
    if (token === '{') open.push(new Set());
    if (token === '}') open.pop();
    if (colon === undefined) continue;
    const name = String(JSON.parse(text.slice(index, index + string.length)));
    if (open.at(-1)?.has(name) === true) return name;
    open.at(-1)?.add(name);
  }
  return null;
}

/** So much is said of what is wrong with a file: a name in it can be of any length. */
const LONGEST_WHY = 200;

/** One run as somebody handed it over. */
export type RunFile = Readonly<z.infer<typeof runFile>>;

/** Why a file says nothing of its run, in words that are the same on every machine and repeat nothing of its values. */
export interface Damage {
  readonly why: string;
}

/**
 * Reads the text of a file.
 * @returns the run, or why it is none
 */
export function parseRunFile(text: string, run: number): RunFile | Damage {
  let content: unknown;
  try {
    content = JSON.parse(text, shiftNames);
  } catch {
    return { why: 'it is not valid JSON' };
  }
  const repeated = findRepeatedName(text);
  if (repeated !== null) return { why: `an object has ${cutText(JSON.stringify(repeated), LONGEST_WHY)} twice` };
  const { data, error } = runFile.safeParse(content);
  const [issue] = error?.issues ?? [];
  if (issue !== undefined) {
    const said = [...(issue.path.length === 0 ? [] : [issue.path.join('.')]), issue.message];
    return { why: said.map((words) => cutText(words, LONGEST_WHY)).join(': ') };
  }
  if (data === undefined || data.run !== run) return { why: `it says that it is run ${data?.run}` };
  return data;
}

/** Whether a run is global (rule 1). One that has no such parameter is: somebody handed it over. */
export function isGlobal({ partitions }: RunFile, rules: Rules): boolean {
  const name = parseName(rules, rules.globalParameter);
  const stated = name === null ? undefined : partitions[name.partition]?.values[name.parameter];
  return stated === undefined || stated === null || globalPaths(rules).some((path) => stated.includes(path));
}

/** Room for the rows of a run between the IDs of its first row and of that of the next run. */
const ROWS_OF_RUN = 1_000_000n;

/** The rows that RunInfo would have of a run; their IDs are those of no other run. */
export function toRows(file: RunFile, rules: Rules): ParameterRow[] {
  const { run, start, stop, state, sequence, partitions } = file;
  const { central } = rules;
  const nameOf = (partition: string, name: string) => runInfoName(rules, shiftBack(partition), shiftBack(name));
  const parts: Part[] = [];
  const add = (name: string, raw: string | null, at = start) =>
    parts.push({ id: BigInt(run) * ROWS_OF_RUN + BigInt(parts.length), name, time: at, raw });
  // Where nobody publishes a state, a start says that the run has run.
  if (start !== null && (central.state !== null || hasRun(file, rules))) add(central.start, null);
  if (state !== null && central.state !== null) add(central.state, state);
  if (sequence !== null) add(central.sequence, sequence);
  const entries = Object.entries(partitions);
  for (const [partition, { values }] of entries) {
    for (const [name, text] of Object.entries(values)) add(nameOf(partition, name), text);
  }
  for (const [name, text] of sayInclusion(file, rules)) add(name, text);
  for (const [partition, { end = {} }] of entries) {
    for (const [name, text] of Object.entries(end)) add(nameOf(partition, name), text, stop ?? start);
  }
  if (stop !== null) add(central.stop, null, stop);
  return joinParts(run, parts, textOf, 'UTC');
}

/** Whether the state of a run says that it has run. */
export function hasRun({ state }: RunFile, { central }: Rules): boolean {
  return state?.trim() === central.running;
}

/**
 * What RunInfo would have for who took part (rule 5): a list of who is out or, where the rules have none, the gates; nothing
 * where the file does not say, or has such a value itself.
 */
function sayInclusion({ partitions }: RunFile, rules: Rules): (readonly [name: string, text: string])[] {
  const { outList, levelOne, gates } = rules;
  const stated = rules.partitions.flatMap((partition) => {
    const isIn = partitions[partition]?.in;
    return isIn === undefined ? [] : [{ partition, isIn }];
  });
  if (outList === null) {
    return stated.flatMap(({ partition, isIn }) => {
      const gate = gates[partition];
      return gate === undefined ? [] : [[gate, isIn ? 'In' : 'Out'] as const];
    });
  }
  const hasList = Object.values(partitions).some(({ values }) => !isAbsentText(values[outList] ?? '', rules.absent));
  if (hasList || stated.length === 0) return [];
  const out = stated.filter(({ isIn }) => !isIn).map(({ partition }) => partition);
  return [[runInfoName(rules, levelOne ?? rules.partitions[0] ?? '', outList), `[${out.join(', ')}]`]];
}
