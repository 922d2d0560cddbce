import { settlesItsName } from '../../../../model/interpret.ts';
import { parseAddress } from './address.ts';
import { examineOracle } from './examine.ts';
import { findRunsStatement } from './find.ts';
import { readRunStatement } from './read.ts';
import { OracleSessions } from './sessions.ts';
import type { Question } from './sessions.ts';
import { joinParts, toSighting, toSourceTime } from '../rows.ts';
import type { Part } from '../rows.ts';
import type { RunSource, Sighting, SourceOptions } from '../types.ts';

/** How many run numbers one statement looks through: a first tick goes on in steps of that size, any other takes one. */
const NUMBERS_AT_ONCE = 1000;

/** A number that no run has, nor any in the block from there on. */
const NO_RUN = -1_000_000;

/**
 * The Oracle source: the two tables of RunInfo in an Oracle server. Looking for runs is one statement, reading a run one.
 * Nothing is connected before the first of them.
 * @param address what stands behind `oracle:` in the setting `source`
 * @throws RunInfoError `config` where the address or the account does not fit
 */
export function openOracleSource(address: string, options: SourceOptions): RunSource {
  const { rules, recent, oracle } = options;
  const { readAccount, ...settings } = oracle;
  const server = { ...settings, ...parseAddress(address), account: readAccount() };
  const sessions = new OracleSessions(server);
  const find = findRunsStatement(rules, oracle.schema);
  const read = readRunStatement(rules, oracle.schema);
  const looking = (firstRun: number): Question => {
    const binds = { firstRun, lastRun: firstRun + NUMBERS_AT_ONCE - 1, recent: toSourceTime(recent) };
    return { statement: find, binds, run: null };
  };
  const reading = (run: number, every: 0 | 1): Question => ({ statement: read, binds: { run, every }, run });
  return {
    findRuns: async (from) => {
      const found: FoundRow[] = [];
      for (let next: number | null = from; next !== null; next = found.at(-1)?.nextRun ?? null) {
        found.push(...(await sessions.ask(looking(next))).map(toFoundRow));
      }
      return found.flatMap(({ sighting }) => sighting ?? []);
    },
    readRun: async (run) => {
      const rows = (await sessions.ask(reading(run, 0))).map(toRunRow);
      const picked = new Set(rows.flatMap(({ id, isPicked }) => (isPicked ? [id] : [])));
      const joined = joinParts(rows, (text) => text);
      const isSettled = joined.every((row) => !picked.has(row.id) || settlesItsName(row, rules));
      if (isSettled) return joined;
      return joinParts((await sessions.ask(reading(run, 1))).map(toRunRow), (text) => text);
    },
    examine: async () => examineOracle(server, sessions, [looking(NO_RUN), { ...reading(NO_RUN, 0), run: null }]),
    close: async () => sessions.close(),
  };
}

/** A row of the statement that looks for runs: a run, or none, and the next run number to look at; null: there is none. */
interface FoundRow {
  readonly nextRun: number | null;
  readonly sighting: Sighting | null;
}

function toFoundRow([next, ...columns]: unknown[]): FoundRow {
  const [run] = columns;
  return { nextRun: isRunNumber(next) ? next : null, sighting: isRunNumber(run) ? toSighting(columns) : null };
}

/** A row of the statement that reads a run. */
function toRunRow(row: unknown[]): Part<string> & { readonly isPicked: boolean } {
  const [id, name, time, plain, lobOf, lob, isPicked] = row;
  const raw = lobOf === null ? plain : lob;
  return {
    id: Number(id),
    name: String(name),
    time,
    raw: typeof raw === 'string' ? raw : null,
    isPicked: isPicked === 1,
  };
}

/** What is beyond the whole numbers that a computer counts without a slip is not a run number. */
function isRunNumber(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
