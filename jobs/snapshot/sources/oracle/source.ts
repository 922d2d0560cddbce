import { settlesItsName } from '../../../../model/interpret.ts';
import { joinParts, remarkOnIndexes, toRowId, toSightings, toSourceTime } from '../tables.ts';
import type { Part } from '../tables.ts';
import type { RunSource, Sighting, SourceOptions, SourceRemark } from '../types.ts';
import { parseAddress } from './address.ts';
import { SessionPool } from './pool.ts';
import type { Question } from './pool.ts';
import type { OracleServer } from './session.ts';
import type { OracleStatement } from './statements.ts';
import { findRunsStatement, readRunStatement } from './statements.ts';

/** How many run numbers one statement looks through: a first tick goes on in steps of that size, any other takes one. */
const NUMBERS_AT_ONCE = 1000;

/** A number that no run has, nor any in the block from there on. */
const NO_RUN = -1_000_000;

/** Which columns are indexed, of the tables that the account can read. */
const INDEXES: OracleStatement = {
  action: 'looking for indexes',
  sql: `select c.TABLE_NAME, c.INDEX_NAME, c.COLUMN_NAME, c.COLUMN_POSITION
from ALL_IND_COLUMNS c
where c.TABLE_NAME in (:parameters, :strings)
order by c.TABLE_NAME, c.INDEX_NAME, c.COLUMN_POSITION`,
  binds: { parameters: 'RUNSESSION_PARAMETER', strings: 'RUNSESSION_STRING' },
};

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
  const pool = new SessionPool(server);
  const find = findRunsStatement(rules, oracle.schema);
  const read = readRunStatement(rules, oracle.schema);
  const looking = (firstRun: number, to: number): Question => {
    const lastRun = Math.min(firstRun + NUMBERS_AT_ONCE - 1, to);
    return { statement: find, binds: { firstRun, lastRun, recent: toSourceTime(recent) }, run: null };
  };
  const reading = (run: number, every: 0 | 1): Question => ({ statement: read, binds: { run, every }, run });
  return {
    findRuns: async (from, to = Number.MAX_SAFE_INTEGER) => {
      const sightings: Sighting[] = [];
      for (let next: unknown = from; typeof next === 'number' && next <= to;) {
        const rows = await pool.ask(looking(next, to));
        sightings.push(...toSightings(rows.map(([, ...columns]) => columns)));
        next = rows.at(-1)?.[0];
      }
      return sightings;
    },
    readRun: async (run) => {
      const rows = (await pool.ask(reading(run, 0))).map((row) => toRunRow(run, row));
      const picked = new Set(rows.flatMap(({ id, isPicked }) => (isPicked ? [id] : [])));
      const joined = joinParts(rows, (text) => text);
      const isSettled = joined.every((row) => !picked.has(row.id) || settlesItsName(row, rules));
      if (isSettled) return joined;
      return joinParts(
        (await pool.ask(reading(run, 1))).map((row) => toRunRow(run, row)),
        (text) => text,
      );
    },
    examine: async () => examineServer(server, pool, [looking(NO_RUN, 0), { ...reading(NO_RUN, 0), run: null }]),
    close: async () => pool.close(),
  };
}

/** A row of the statement that reads a run. */
function toRunRow(run: number, row: readonly unknown[]): Part & { readonly isPicked: boolean } {
  const [id, name, time, plain, lobOf, lob, isPicked] = row;
  const raw = lobOf === null ? plain : lob;
  return {
    id: toRowId(run, id),
    name: String(name),
    time,
    raw: typeof raw === 'string' ? raw : null,
    isPicked: isPicked === 1,
  };
}

/**
 * Tries everything that a tick needs of an Oracle server: connecting, logging in, and both statements, on numbers that
 * no run has; then looks for the indexes.
 * @param questions the two statements, with such binds
 * @throws RunInfoError what to do where something of that fails
 */
async function examineServer(
  server: OracleServer,
  pool: SessionPool,
  questions: readonly Question[],
): Promise<SourceRemark[]> {
  const { label, account, clientDir } = server;
  for (const question of questions) await pool.ask(question);
  const indexes = await pool.ask({ statement: INDEXES, binds: {}, run: null });
  const mode = clientDir === null ? 'Thin' : 'Thick';
  return [
    { health: 'ok', says: `connected to ${label} and logged in as ${account.user} (${mode} mode)` },
    { health: 'ok', says: 'both statements run: the account may read the two tables' },
    ...remarkOnIndexes(indexes, () => 'or it is not shown to the account; ask the DBA for the plans of docs/oracle.md'),
  ];
}
