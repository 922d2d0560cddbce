import { isUtf8 } from 'node:buffer';
import { RunInfoError } from '../../../../model/errors.ts';
import { openServerSource, parseServerUrl } from '../server/source.ts';
import { SessionPool } from '../server/pool.ts';
import { joinParts, textOf, toRowId, type Part } from '../tables.ts';
import type { RunSource, SourceOptions } from '../types.ts';
import { MysqlSession } from './session.ts';
import { findRunsStatement, INDEXES, readRunStatement, SURVEY } from './statements.ts';
import { explainMysql } from './troubles.ts';

const DEFAULT_PORT = 3306;

/** What stands for bytes that are no text: half of a pair of surrogates, which no text has. */
const NO_TEXT = '\ud800';

/**
 * The MySQL source: the two tables of RunInfo in a MySQL or MariaDB server (docs/operate.md). Looking for runs is one statement,
 * reading a run one. Nothing is connected before the first of them.
 * @param address what stands behind `mysql:` in the setting `source`
 * @throws RunInfoError `config` where the address or the account does not fit
 */
export function openMysqlSource(
  address: string,
  options: Pick<SourceOptions, 'rules' | 'recent' | 'mysql'>,
): RunSource {
  const { rules, mysql } = options;
  const server = { ...parseAddress(address), account: mysql.readAccount(), timeout: mysql.timeout };
  const pool = new SessionPool({
    ...server,
    kind: 'MySQL',
    timeoutKey: 'mysql.timeout',
    open: async (deadline) => MysqlSession.open(server, deadline),
    explain: explainMysql,
    adviseOnName: () => null,
  });
  return openServerSource(pool, options, {
    find: findRunsStatement(rules),
    read: readRunStatement(rules),
    indexes: INDEXES,
    survey: SURVEY,
    describe: (version) => `MySQL or MariaDB ${version}, not encrypted`,
    account: server.account.user,
    adviseOnIndex: (table, columns) => `create index ${table}_BY on ${table} (${columns})`,
    readRun: async (run, ask) => {
      const parts = (await ask({})).map((row) => toPart(run, row));
      return joinParts(run, parts, textOf, rules.timeZone);
    },
  });
}

/** The address is not repeated, since somebody may have written a password into it. */
function parseAddress(address: string) {
  if (address.includes('@')) {
    throw wrongAddress('it names an account: give that by RUNINFO_MYSQL_USER and RUNINFO_MYSQL_PASSWORD');
  }
  const url = parseServerUrl(address, DEFAULT_PORT);
  if (url === null) throw wrongAddress('give mysql://HOST:PORT/DB');
  return url;
}

function wrongAddress(what: string): RunInfoError {
  return new RunInfoError('config', `source: this is no address of a MySQL server: ${what}`);
}

/** A row of the statement that reads a run. A column of a binary type comes as bytes. */
function toPart(run: number, [id, name, time, value]: readonly unknown[]): Part {
  const raw = Buffer.isBuffer(value) ? (isUtf8(value) ? value.toString() : NO_TEXT) : value;
  return { id: toRowId(run, id), name: String(name), time, raw: typeof raw === 'string' ? raw : null };
}
