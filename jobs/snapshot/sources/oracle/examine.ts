import { join } from 'node:path';
import { readTextFile } from '../../../../archive/store/files.ts';
import { RunInfoError } from '../../../../model/errors.ts';
import { remarkOnIndexes, toIndexColumn } from '../indexes.ts';
import type { OracleStatement } from './parts.ts';
import type { OracleServer } from './session.ts';
import type { OracleSessions, Question } from './sessions.ts';
import type { SourceRemark } from '../types.ts';

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
 * Tries everything that a tick needs of an Oracle server: connecting, logging in, and both statements, on numbers that
 * no run has; then looks for the indexes.
 * @param questions the two statements, with such binds
 * @throws RunInfoError what to do where something of that fails
 */
export async function examineOracle(
  server: OracleServer,
  sessions: OracleSessions,
  questions: readonly Question[],
): Promise<SourceRemark[]> {
  const { place, account, clientDir } = server;
  try {
    for (const question of questions) await sessions.ask(question);
  } catch (error) {
    throw adviseOnNames(error, server);
  }
  const indexes = (await sessions.ask({ statement: INDEXES, binds: {}, run: null })).map(toIndexColumn);
  const mode = clientDir === null ? 'Thin' : 'Thick';
  return [
    { health: 'ok', says: `connected to ${place} and logged in as ${account.user} (${mode} mode)` },
    { health: 'ok', says: 'both statements run: the account may read the two tables' },
    ...remarkOnIndexes(indexes, () => 'or it is not shown to the account; ask the DBA for the plans of docs/oracle.md'),
  ];
}

/** An alias that is not found may be one of an LDAP directory, which only the Oracle Client libraries can ask. */
function adviseOnNames(error: unknown, { configDir }: OracleServer): unknown {
  if (!(error instanceof RunInfoError) || !/NJS-(?:516|517|520)/.test(error.message) || configDir === null)
    return error;
  const networkSettings = readTextFile(join(configDir, 'sqlnet.ora')) ?? '';
  const usesLdap = readTextFile(join(configDir, 'ldap.ora')) !== null || /DIRECTORY_PATH.*LDAP/i.test(networkSettings);
  if (!usesLdap) return error;
  const advice =
    'names come from an LDAP directory here; set oracle.clientDir to the folder of the Oracle Client libraries';
  return new RunInfoError('config', `${error.message}; ${advice}`, { cause: error });
}
