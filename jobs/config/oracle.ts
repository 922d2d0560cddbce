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

export interface OracleAccount {
  readonly user: string;
  readonly password: string;
  /** Opens the private key in the wallet; null: it is not locked. */
  readonly walletPassword: string | null;
}

/** The account as the environment gives it; relative paths are held against `folder`. */
export function readAccount(environment: NodeJS.ProcessEnv, folder: string): OracleAccount {
  const user = environment['RUNINFO_ORACLE_USER'] ?? '';
  const problems: string[] = [];
  const password = readSecret(environment, 'RUNINFO_ORACLE_PASSWORD', folder, problems);
  const walletPassword = readSecret(environment, 'RUNINFO_ORACLE_WALLET_PASSWORD', folder, problems);
  if (problems.length > 0) throw new RunInfoError('config', problems.join('; '));
  const missing = [
    ...(user === '' ? ['RUNINFO_ORACLE_USER'] : []),
    ...(password === '' ? ['RUNINFO_ORACLE_PASSWORD or RUNINFO_ORACLE_PASSWORD_FILE'] : []),
  ];
  if (missing.length > 0) throw new RunInfoError('config', `source: an Oracle source needs ${missing.join(', and ')}`);
  return { user, password, walletPassword: walletPassword || null };
}
