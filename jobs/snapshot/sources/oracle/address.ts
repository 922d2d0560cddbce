import { RunInfoError } from '../../../../model/errors.ts';
import { parseServerUrl } from '../server/source.ts';
import { join } from 'node:path';
import { readTextFile } from '../../../../archive/store/files.ts';
import { listSome } from '../../../../model/labels.ts';
import { findNearestNames } from '../../../../model/names.ts';
import type { OracleServer } from './session.ts';

/** Where an Oracle server is: for the driver, and for people. */
export interface OracleAddress {
  readonly connectString: string;
  /** What errors call it; holds nothing that could be a secret. */
  readonly label: string;
}

const DEFAULT_PORT = 1521;

/**
 * Reads what stands behind `oracle:` in the setting `source`: `//HOST:PORT/SERVICE`, a whole `(DESCRIPTION=…)`, or an alias
 * of tnsnames.ora.
 * @throws RunInfoError `config`; the address is not repeated, since somebody may have written a password into it
 */
export function parseAddress(address: string): OracleAddress {
  if (address.includes('@')) {
    throw wrongAddress('it names an account: give that by RUNINFO_ORACLE_USER and RUNINFO_ORACLE_PASSWORD');
  }
  if (address.startsWith('//')) return parseUrl(address);
  if (address.startsWith('(')) return { connectString: address, label: labelOf(address) };
  if (/^[\w.$#-]+$/.test(address)) return { connectString: address, label: address };
  throw wrongAddress('give oracle://HOST:PORT/SERVICE, oracle:ALIAS or oracle:(DESCRIPTION=…)');
}

/**
 * The driver's own form of such an address takes a service of one letter for something else. The connection strings of CORAL
 * (`oracle://cms_omds_adg/CMS_RUNINFO`) look the same: no host has an underscore in its name.
 */
function parseUrl(address: string): OracleAddress {
  const url = parseServerUrl(address, DEFAULT_PORT);
  if (url === null) throw wrongAddress('give oracle://HOST:PORT/SERVICE');
  const isCoral = !/[.:]/.test(address) && (url.host.includes('_') || url.name.startsWith('CMS_'));
  if (isCoral) {
    throw wrongAddress(
      `oracle:${address} is what CORAL calls it, an alias of tnsnames.ora and the owner of the tables: ` +
        `set source to oracle:${url.host} and oracle.schema to ${url.name}`,
    );
  }
  return {
    connectString: `(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=${url.host})(PORT=${url.port}))(CONNECT_DATA=(SERVICE_NAME=${url.name})))`,
    label: url.label,
  };
}

function labelOf(description: string): string {
  const [, service] = /\((?:SERVICE_NAME|SID)\s*=\s*([^()]+)\)/i.exec(description) ?? [];
  return service?.trim() ?? 'the address in the settings';
}

function wrongAddress(what: string): RunInfoError {
  return new RunInfoError('config', `source: this is no address of an Oracle server: ${what}`);
}

/** Aliases that an error names at most. */
const LISTED = 8;

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
  if (/NJS-(?:516|517|520)|ORA-12154/.test(error.message))
    return usesLdap(configDir) ? LDAP : listAliases(label, configDir);
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

/** The aliases that there are, the nearest first; null: none. Those that IFILE includes are not looked for. */
function listAliases(wanted: string, configDir: string): string | null {
  const path = join(configDir, 'tnsnames.ora');
  const entries = splitEntries(readTextFile(path) ?? '').flatMap(({ name }) => name.split(/\s*,\s*/));
  const aliases = entries.filter((name) => name.toUpperCase() !== 'IFILE');
  if (aliases.length === 0) return null;
  const nearest = findNearestNames(wanted, aliases, LISTED);
  const others = aliases.filter((name) => !nearest.includes(name));
  return `${path} has ${listSome([...nearest, ...others], LISTED)}: check the alias in the setting source, and TNS_ADMIN`;
}

/** The first entry that is empty, or whose parentheses or quotes do not match. */
function findBrokenEntry(text: string): Entry | null {
  const isWhole = ({ value }: Entry) => {
    const count = (sign: string) => value.split(sign).length - 1;
    return value.trim() !== '' && count('(') === count(')') && count('"') % 2 === 0;
  };
  return splitEntries(text).find((entry) => !isWhole(entry)) ?? null;
}

/** An entry of tnsnames.ora: its name, or several with commas between, and the line that it begins in. */
interface Entry {
  readonly name: string;
  readonly value: string;
  readonly line: number;
}

/** The entries of tnsnames.ora. Each begins at the beginning of a line. */
function splitEntries(text: string): Entry[] {
  const lines = text.split(/\r?\n/).map((line) => line.replace(/#.*/, ''));
  const starts = lines.flatMap((line, index) => (/^[^\s()=][^()=]*=/.test(line) ? [index] : []));
  return starts.map((start, index) => {
    const entry = lines.slice(start, starts[index + 1]).join('\n');
    const [, name = '', value = ''] = /^([^=]+?)\s*=(.*)$/s.exec(entry) ?? [];
    return { name, value, line: start + 1 };
  });
}
