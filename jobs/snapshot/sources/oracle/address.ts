import { RunInfoError } from '../../../../model/errors.ts';
import { parseServerUrl } from '../server/address.ts';

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
