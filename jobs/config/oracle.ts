import { resolve } from 'node:path';
import { readTextFile } from '../../archive/store/files.ts';
import { RunInfoError } from '../../model/errors.ts';
import type { SettingsFile } from './schema.ts';

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

export interface OracleAccount {
  readonly user: string;
  readonly password: string;
  /** Opens the private key in the wallet; null: it is not locked. */
  readonly walletPassword: string | null;
}

/** The account as the environment gives it; relative paths are held against `folder`. */
export function readAccount(environment: NodeJS.ProcessEnv, folder: string): OracleAccount {
  const user = environment['RUNINFO_ORACLE_USER'] ?? '';
  const file = environment['RUNINFO_ORACLE_PASSWORD_FILE'] ?? '';
  const given = environment['RUNINFO_ORACLE_PASSWORD'] ?? '';
  const password = given === '' && file !== '' ? readPasswordFile(resolve(folder, file)) : given;
  const missing = [
    ...(user === '' ? ['RUNINFO_ORACLE_USER'] : []),
    ...(password === '' ? ['RUNINFO_ORACLE_PASSWORD or RUNINFO_ORACLE_PASSWORD_FILE'] : []),
  ];
  if (missing.length > 0) throw new RunInfoError('config', `source: an Oracle source needs ${missing.join(', and ')}`);
  return { user, password, walletPassword: environment['RUNINFO_ORACLE_WALLET_PASSWORD'] || null };
}

function readPasswordFile(path: string): string {
  const text = readTextFile(path);
  if (text === null) {
    throw new RunInfoError('config', `RUNINFO_ORACLE_PASSWORD_FILE: there is no file ${path}: check the path`);
  }
  return text.replace(/\r?\n$/, '');
}
