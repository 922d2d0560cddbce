import { settlesItsName } from '../../../../model/interpret.ts';
import { explainOracle } from './troubles.ts';
import { SessionPool } from '../server/pool.ts';
import type { Question, ServerStatement } from '../server/pool.ts';
import { examineServer, findInSteps, NO_RUN, surveyServer } from '../server/source.ts';
import { joinParts, toRowId } from '../tables.ts';
import { toSourceTime } from '../times.ts';
import type { Part } from '../tables.ts';
import type { RunSource, SourceOptions } from '../types.ts';
import { parseAddress, adviseOnAlias } from './address.ts';
import { OracleSession } from './session.ts';
import { findRunsStatement, readRunStatement, surveyDialect } from './statements.ts';

/** Which columns are indexed, of the tables that the account can read. */
const INDEXES: ServerStatement = {
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
export function openOracleSource(address: string, options: Omit<SourceOptions, 'mysql'>): RunSource {
  const { rules, recent, oracle } = options;
  const { readAccount, ...settings } = oracle;
  const server = { ...settings, ...parseAddress(address), account: readAccount() };
  /** The version of the server; null: nobody has logged in so far. */
  let version: string | null = null;
  const mode = `${oracle.clientDir === null ? 'Thin' : 'Thick'} mode`;
  const pool = new SessionPool({
    ...server,
    kind: 'Oracle',
    timeoutKey: 'oracle.timeout',
    open: async (deadline) => {
      const session = await OracleSession.open(server, deadline);
      ({ version } = session);
      return session;
    },
    explain: (error) => explainOracle(error, version !== null || oracle.clientDir !== null),
    adviseOnName: (error) => adviseOnAlias(error, server),
  });
  const find = findRunsStatement(rules, oracle.schema);
  const read = readRunStatement(rules, oracle.schema);
  const looking = (firstRun: number, lastRun: number): Question => ({
    statement: find,
    binds: { firstRun, lastRun, recent: toSourceTime(recent, rules.timeZone) },
    run: null,
  });
  const reading = (run: number, every: 0 | 1): Question => ({ statement: read, binds: { run, every }, run });
  return {
    findRuns: async (from, to = Number.MAX_SAFE_INTEGER) => findInSteps(pool, looking, from, to, rules.timeZone),
    readRun: async (run) => {
      const rows = (await pool.ask(reading(run, 0))).map((row) => toRunRow(run, row));
      const picked = new Set(rows.flatMap(({ id, isPicked }) => (isPicked ? [id] : [])));
      const joined = joinParts(run, rows, (text) => text, rules.timeZone);
      const isSettled = joined.every((row) => !picked.has(row.id) || settlesItsName(row, rules));
      if (isSettled) return joined;
      return joinParts(
        run,
        (await pool.ask(reading(run, 1))).map((row) => toRunRow(run, row)),
        (text) => text,
        rules.timeZone,
      );
    },
    examine: async () =>
      examineServer(
        pool,
        [looking(NO_RUN, NO_RUN + 999), reading(NO_RUN, 0)],
        INDEXES,
        `${server.account.user} (${mode})`,
        () => 'or it is not shown to the account; ask the DBA for the plans of docs/oracle.md',
      ),
    survey: surveyServer(
      pool,
      surveyDialect(oracle.schema),
      () => {
        const isTls = /PROTOCOL\s*=\s*TCPS/i.test(server.connectString);
        return `Oracle ${version}, ${mode}, ${isTls ? 'by TLS' : 'whether the connection is encrypted cannot be read'}`;
      },
      rules.timeZone,
    ),
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
