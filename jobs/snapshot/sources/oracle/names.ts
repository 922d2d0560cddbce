import { join } from 'node:path';
import { readTextFile } from '../../../../archive/store/files.ts';
import type { OracleServer } from './session.ts';

const LDAP =
  'names come from an LDAP directory here; set oracle.clientDir to the folder of the Oracle Client libraries';

/**
 * What to do where an alias does not lead to a server. The driver reads tnsnames.ora as a whole, so that an entry that is
 * broken keeps all others from being found.
 * @param error what the driver threw
 * @returns null: it is no alias, or the trouble lies elsewhere
 */
export function adviseOnAlias(error: unknown, { connectString, label, configDir }: OracleServer): string | null {
  if (!(error instanceof Error) || connectString !== label || configDir === null) return null;
  if (/NJS-(?:516|517|520)/.test(error.message)) return usesLdap(configDir) ? LDAP : null;
  const isAboutFile = /NJS-51[245]/.test(error.message) || 'syscall' in error;
  if (!isAboutFile && /\b(?:NJS|ORA|DPI)-\d/.test(error.message)) return null;
  const path = join(configDir, 'tnsnames.ora');
  const broken = 'syscall' in error ? null : findBrokenEntry(readTextFile(path) ?? '');
  if (broken !== null) {
    return `mend the entry ${broken.name} in line ${broken.line} of ${path}: while its parentheses or quotes do not match, no entry can be read`;
  }
  if (!isAboutFile) return null;
  return `${'syscall' in error ? `${error.message}; ` : ''}check the entry ${label} in ${path}, and the files that IFILE names there`;
}

function usesLdap(configDir: string): boolean {
  const networkSettings = readTextFile(join(configDir, 'sqlnet.ora')) ?? '';
  return readTextFile(join(configDir, 'ldap.ora')) !== null || /DIRECTORY_PATH.*LDAP/i.test(networkSettings);
}

/** The first entry that is empty, or whose parentheses or quotes do not match. An entry begins at the beginning of a line. */
function findBrokenEntry(text: string): { readonly name: string; readonly line: number } | null {
  const lines = text.split(/\r?\n/).map((line) => line.replace(/#.*/, ''));
  const starts = lines.flatMap((line, index) => (/^[^\s()=][^()=]*=/.test(line) ? [index] : []));
  for (const [place, start] of starts.entries()) {
    const [, name = '', value = ''] =
      /^([^=]+?)\s*=(.*)$/s.exec(lines.slice(start, starts[place + 1]).join('\n')) ?? [];
    const count = (sign: string) => value.split(sign).length - 1;
    const isWhole = value.trim() !== '' && count('(') === count(')') && count('"') % 2 === 0;
    if (!isWhole) return { name, line: start + 1 };
  }
  return null;
}
