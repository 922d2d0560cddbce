import { config, LATER, REPORT, UNKNOWN, type Advice, type Trouble } from '../server/pool.ts';

const ACCOUNT = config('check RUNINFO_MYSQL_USER and the password, and from which hosts the account may log in');
const RIGHTS: Advice = {
  code: 'source-wrong',
  remedy: 'grant SELECT on RUNSESSION_PARAMETER and RUNSESSION_STRING to the account',
};
const SHAPE: Advice = {
  code: 'source-wrong',
  remedy: 'the tables are not those of RunInfo; check the database in the setting source',
};
const SERVER = config('check the host in the setting source');

const TIMEOUT = 'ER_STATEMENT_TIMEOUT';

/** What does not go away by itself, and is never tried again. */
const LASTING: Readonly<Record<string, Advice>> = {
  ER_ACCESS_DENIED_ERROR: ACCOUNT,
  ER_ACCESS_DENIED_NO_PASSWORD_ERROR: ACCOUNT,
  ER_HOST_NOT_PRIVILEGED: ACCOUNT,
  ER_HOST_IS_BLOCKED: config('ask the administrator to flush the hosts'),
  ER_MUST_CHANGE_PASSWORD: config('give the account a new password'),
  ER_ACCOUNT_HAS_BEEN_LOCKED: config('ask the administrator to unlock the account'),
  AUTH_SWITCH_PLUGIN_ERROR: config('the account logs in in a way that the driver does not know; give it a password'),
  ER_DBACCESS_DENIED_ERROR: RIGHTS,
  ER_TABLEACCESS_DENIED_ERROR: RIGHTS,
  ER_COLUMNACCESS_DENIED_ERROR: RIGHTS,
  ER_BAD_DB_ERROR: SHAPE,
  ER_NO_SUCH_TABLE: SHAPE,
  ER_BAD_FIELD_ERROR: SHAPE,
  ER_SECURE_TRANSPORT_REQUIRED: config(
    'the server takes encrypted connections only, which this source does not make: use a tunnel on this machine',
  ),
  ER_PARSE_ERROR: REPORT,
  ENOTFOUND: SERVER,
};

/** The server or the network is not there just now, or has no room. */
const PASSING = new Set(
  `ECONNREFUSED ECONNRESET ECONNABORTED EPIPE ETIMEDOUT EHOSTUNREACH ENETUNREACH EAI_AGAIN PROTOCOL_CONNECTION_LOST
   ER_CON_COUNT_ERROR ER_TOO_MANY_USER_CONNECTIONS ER_USER_LIMIT_REACHED ER_SERVER_SHUTDOWN ER_NORMAL_SHUTDOWN
   ER_CONNECTION_KILLED ER_NET_READ_ERROR ER_NET_WRITE_INTERRUPTED ER_CLIENT_INTERACTION_TIMEOUT`.split(/\s+/),
);

/** The statement was ended, or failed on what it met, and may do better a moment later. */
const WORTH_ANOTHER_TRY = new Set(
  'ER_QUERY_INTERRUPTED ER_LOCK_WAIT_TIMEOUT ER_LOCK_DEADLOCK ER_NEED_REPREPARE'.split(' '),
);

/** Errors of MariaDB alone, for which the driver knows no name (https://mariadb.com/kb/en/mariadb-error-codes/). */
const OF_MARIADB = new Map<unknown, string>([
  [1927, 'ER_CONNECTION_KILLED'],
  [1969, TIMEOUT],
]);

/** The name of an error of the driver or of the server; null: it is none of theirs. */
function codeOf(error: Error): string | null {
  if ('code' in error && typeof error.code === 'string') return error.code;
  if ('errno' in error) return OF_MARIADB.get(error.errno) ?? `error ${String(error.errno)}`;
  // What the driver says of a connection that it gave up before.
  return 'fatal' in error ? 'PROTOCOL_CONNECTION_LOST' : null;
}

/** Whether the server ended a statement that took too long: MariaDB, or MySQL. */
export function isTimeout(error: unknown): boolean {
  const code = error instanceof Error ? codeOf(error) : null;
  return code === TIMEOUT || code === 'ER_QUERY_TIMEOUT';
}

/** Tells what an error of the driver or of the server means; null: it is none of theirs. */
export function explainMysql(error: unknown): Trouble | null {
  const code = error instanceof Error ? codeOf(error) : null;
  if (!(error instanceof Error) || code === null) return null;
  const says = `${code}: ${error.message}`;
  const advice = LASTING[code];
  if (advice !== undefined) return { says, kind: 'lasting', isWorthRetrying: false, ...advice };
  if (PASSING.has(code)) return { says, kind: 'passing', isWorthRetrying: true, ...LATER };
  if (WORTH_ANOTHER_TRY.has(code)) return { says, kind: 'reading', isWorthRetrying: true, ...LATER };
  return { says, kind: 'reading', isWorthRetrying: false, ...UNKNOWN };
}
