import { resolve } from 'node:path';
import { RunInfoError } from '../../../model/errors.ts';
import { openOracleSource } from './oracle/source.ts';
import { openSqliteSource } from './sqlite/source.ts';
import type { RunSource, SourceOptions } from './types.ts';

/** The kinds of source, by the word before the colon in the setting `source`. A new one is added here. */
const KINDS: Readonly<Record<string, (rest: string, options: SourceOptions) => RunSource>> = {
  sqlite: (path, options) => openSqliteSource(resolve(path), options),
  oracle: openOracleSource,
};

/**
 * Opens the source that a setting such as `sqlite:/data/runinfo.sqlite` or `oracle://host:1521/service` names.
 * @throws RunInfoError `config` for an unknown kind, or what opening that kind throws
 */
export function openSource(setting: string, options: SourceOptions): RunSource {
  const colon = setting.indexOf(':');
  const kind = setting.slice(0, Math.max(colon, 0));
  const open = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (open === undefined) {
    throw new RunInfoError(
      'config',
      `source: ${kind || 'this'} is no known kind; give sqlite:PATH, oracle://HOST:PORT/SERVICE or oracle:ALIAS`,
    );
  }
  return open(setting.slice(colon + 1), options);
}
