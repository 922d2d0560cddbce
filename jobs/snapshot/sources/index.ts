import { existsSync } from 'node:fs';
import { RunInfoError } from '../../../model/errors.ts';
import { NO_SOURCE, SOURCE_FORMS } from '../../config/schema.ts';
import { openJsonSource } from './json/source.ts';
import { openMysqlSource } from './mysql/source.ts';
import { openOracleSource } from './oracle/source.ts';
import { openSqliteSource } from './sqlite/source.ts';
import type { OpenSource, RunSource, SourceOptions } from './types.ts';

/** The types of source, by the word before the colon in the setting `source`. */
const SOURCES: Readonly<Record<string, OpenSource>> = {
  sqlite: openSqliteSource,
  oracle: openOracleSource,
  mysql: openMysqlSource,
  json: openJsonSource,
};

/**
 * Opens the source that a setting such as `sqlite:/data/runinfo.sqlite` or `oracle://host:1521/service` names.
 * @throws RunInfoError `config` for an unknown type or none, or what opening one of that type throws
 */
export function openSource(setting: string, options: SourceOptions): RunSource {
  const { open, address } = readForm(setting);
  return open(address, options);
}

/** What stands before and behind the colon of the setting. Throws RunInfoError `config` for an unknown type. */
export function readForm(setting: string): { readonly open: OpenSource; readonly address: string } {
  const [, type = '', address = ''] = /^([a-z]+):(.*)$/s.exec(setting) ?? [];
  const open = Object.hasOwn(SOURCES, type) ? SOURCES[type] : undefined;
  if (open !== undefined) return { open, address };
  if (setting === NO_SOURCE)
    throw new RunInfoError('config', `source: it is ${NO_SOURCE}, so that only the machine that collects can do this`);
  throw new RunInfoError('config', `source: unknown source type${adviseOnType(setting, type)}`);
}

/** What is no path may be an address with a password in it, and is not repeated. */
function adviseOnType(setting: string, type: string): string {
  if (existsSync(setting) || (type === '' && !setting.includes('@'))) return `: did you mean sqlite:${setting}?`;
  return `${type === '' ? '' : ` ${type}`}: give ${SOURCE_FORMS}`;
}
