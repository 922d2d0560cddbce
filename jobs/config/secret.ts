import { createHmac } from 'node:crypto';
import { resolve } from 'node:path';
import { REDACTED } from '../../model/placeholder.ts';
import type { Seal } from '../../model/secret-spellings.ts';
import { readNamedFile } from './named-file.ts';

/** How many hexadecimal digits tell two secrets, or two keys, apart. */
const DIGITS = 8;

/**
 * A secret that the environment gives in a variable, or in a file that `<variable>_FILE` names; empty: neither.
 * @param folder what a relative path is held against
 * @param problems what is wrong with the file is added here
 */
export function readSecret(
  environment: NodeJS.ProcessEnv,
  variable: string,
  folder: string,
  problems: string[],
): string {
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
