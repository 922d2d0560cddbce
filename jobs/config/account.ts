import { RunInfoError } from '../../model/errors.ts';
import type { SettingsFile } from './schema.ts';
import { readSecret } from './secret.ts';

/** How an Oracle source is read. */
export interface OracleSettings extends Readonly<SettingsFile['oracle']> {
  /** Folder of tnsnames.ora, absolute: TNS_ADMIN; null: not set. */
  readonly configDir: string | null;
  /**
   * The reading account. A function, so that whoever prints the settings prints no password.
   * @throws RunInfoError `config` where the environment does not give it
   */
  readonly readAccount: () => OracleAccount;
}

/** How a MySQL source is read. */
export interface MysqlSettings extends Readonly<SettingsFile['mysql']> {
  /** As of an Oracle source. */
  readonly readAccount: () => Account;
}

/** The account that a server is read with. */
export interface Account {
  readonly user: string;
  readonly password: string;
}

export interface OracleAccount extends Account {
  /** Opens the private key in the wallet; null: it is not locked. */
  readonly walletPassword: string | null;
}

/** The account of an Oracle source as the environment gives it; relative paths are held against `folder`. */
export function readOracleAccount(environment: NodeJS.ProcessEnv, folder: string): OracleAccount {
  const problems: string[] = [];
  const walletPassword = readSecret(environment, 'RUNINFO_ORACLE_WALLET_PASSWORD', folder, problems);
  const account = readAccount('an Oracle', 'RUNINFO_ORACLE', environment, folder, problems);
  return { ...account, walletPassword: walletPassword || null };
}

/** The same of a MySQL source. */
export function readMysqlAccount(environment: NodeJS.ProcessEnv, folder: string): Account {
  return readAccount('a MySQL', 'RUNINFO_MYSQL', environment, folder, []);
}

/** @param problems what is wrong already, which is said together with what is wrong here */
function readAccount(
  kind: string,
  prefix: string,
  environment: NodeJS.ProcessEnv,
  folder: string,
  problems: string[],
): Account {
  const user = environment[`${prefix}_USER`] ?? '';
  const password = readSecret(environment, `${prefix}_PASSWORD`, folder, problems);
  if (problems.length > 0) throw new RunInfoError('config', problems.join('; '));
  const missing = [
    ...(user === '' ? [`${prefix}_USER`] : []),
    ...(password === '' ? [`${prefix}_PASSWORD or ${prefix}_PASSWORD_FILE`] : []),
  ];
  if (missing.length > 0) throw new RunInfoError('config', `source: ${kind} source needs ${missing.join(', and ')}`);
  return { user, password };
}
