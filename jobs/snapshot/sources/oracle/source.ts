import { settlesItsName } from '../../../../model/interpret.ts';
import { explainOracle } from './troubles.ts';
import { SessionPool, type ServerStatement } from '../server/pool.ts';
import { openServerSource } from '../server/source.ts';
import { joinParts, toRowId, type Part } from '../tables.ts';
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
  const { rules, oracle } = options;
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
  return openServerSource(pool, options, {
    find: findRunsStatement(rules, oracle.schema),
    read: readRunStatement(rules, oracle.schema),
    indexes: INDEXES,
    survey: surveyDialect(oracle.schema),
    describe: () => {
      const isTls = /PROTOCOL\s*=\s*TCPS/i.test(server.connectString);
      return `Oracle ${version}, ${mode}, ${isTls ? 'by TLS' : 'whether the connection is encrypted cannot be read'}`;
    },
    account: `${server.account.user} (${mode})`,
    adviseOnIndex: () => 'or it is not shown to the account; ask the DBA for the plans of docs/oracle.md',
    readRun: async (run, ask) => {
      const join = (rows: readonly Part[]) => joinParts(run, rows, (text) => text, rules.timeZone);
      const rows = (await ask({})).map((row) => toRunRow(run, row));
      const picked = new Set(rows.flatMap(({ id, isPicked }) => (isPicked ? [id] : [])));
      const joined = join(rows);
      const isSettled = joined.every((row) => !picked.has(row.id) || settlesItsName(row, rules));
      return isSettled ? joined : join((await ask({ every: 1 })).map((row) => toRunRow(run, row)));
    },
  });
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
