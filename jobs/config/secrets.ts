import { createHmac } from 'node:crypto';
import { resolve } from 'node:path';
import { REDACTED } from '../../model/placeholder.ts';
import type { Seal } from '../../model/secret-spellings.ts';
import { readTextFile } from '../../archive/store/files.ts';
import { RunInfoError } from '../../model/errors.ts';
import type { SettingsFile } from './schema.ts';

/** How many hexadecimal digits tell two secrets, or two keys, apart. */
const DIGITS = 8;

/** What gives secrets. */
export interface SecretOrigin {
  readonly environment: NodeJS.ProcessEnv;
  /** What a relative path is held against. */
  readonly folder: string;
  /** What is wrong with a secret is added here, each with what gave it; never the secret. */
  readonly problems: string[];
}

/** A secret that the environment gives in a variable, or in a file that `<variable>_FILE` names; empty: neither. */
export function readSecret({ environment, folder, problems }: SecretOrigin, variable: string): string {
  const given = environment[variable] ?? '';
  const file = environment[`${variable}_FILE`] ?? '';
  if (given !== '' || file === '') return given;
  const path = resolve(folder, file);
  const secret = readNamedFile(`${variable}_FILE`, path, problems)?.replace(/\r?\n$/, '');
  if (secret === '') problems.push(`${variable}_FILE: ${path} is empty`);
  return secret ?? '';
}

/**
 * How secrets are told apart with a key: what makes their placeholders, and what names the key, which itself is never
 * stored or printed.
 * @param key empty: there is none, and placeholders are all alike
 */
export function sealWith(key: string): { readonly seal: Seal; readonly keyId: string | undefined } {
  if (key === '') return { seal: () => REDACTED, keyId: undefined };
  const digits = (text: string) => createHmac('sha256', key).update(text, 'utf8').digest('hex').slice(0, DIGITS);
  return { seal: (secret) => REDACTED.replace(']', ` ${digits(secret)}]`), keyId: digits('the key itself') };
}

/**
 * The text of a file that a setting names.
 * @param setting its key, or what gave it
 * @param problems that it is not there, or cannot be read, is added here
 * @returns null: it has none
 */
export function readNamedFile(setting: string, path: string, problems: string[], what = 'file'): string | null {
  try {
    const text = readTextFile(path, true);
    if (text === null) problems.push(`${setting}: there is no ${what} ${path}: check the path`);
    return text;
  } catch (error) {
    if (!(error instanceof RunInfoError)) throw error;
    problems.push(`${setting}: ${error.message}: check the path`);
    return null;
  }
}

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
  const origin = { environment, folder, problems: [] };
  const walletPassword = readSecret(origin, 'RUNINFO_ORACLE_WALLET_PASSWORD');
  const account = readAccount(origin, 'an Oracle', 'RUNINFO_ORACLE');
  return { ...account, walletPassword: walletPassword || null };
}

/** The same of a MySQL source. */
export function readMysqlAccount(environment: NodeJS.ProcessEnv, folder: string): Account {
  return readAccount({ environment, folder, problems: [] }, 'a MySQL', 'RUNINFO_MYSQL');
}

/** What is wrong already is said together with what is wrong here. */
function readAccount(origin: SecretOrigin, kind: string, prefix: string): Account {
  const user = origin.environment[`${prefix}_USER`] ?? '';
  const password = readSecret(origin, `${prefix}_PASSWORD`);
  if (origin.problems.length > 0) throw new RunInfoError('config', origin.problems.join('; '));
  const missing = [
    ...(user === '' ? [`${prefix}_USER`] : []),
    ...(password === '' ? [`${prefix}_PASSWORD or ${prefix}_PASSWORD_FILE`] : []),
  ];
  if (missing.length > 0) throw new RunInfoError('config', `source: ${kind} source needs ${missing.join(', and ')}`);
  return { user, password };
}
