import { resolve } from 'node:path';
import { RunInfoError } from '../../../model/errors.ts';
import { openSqliteSource } from './sqlite.ts';
import type { RunSource, SourceOptions } from './types.ts';

/** The kinds of source, by the word before the colon in the setting `source`. A new one is added here. */
const KINDS: Readonly<Record<string, (rest: string, options: SourceOptions) => RunSource>> = {
  sqlite: (path, options) => openSqliteSource(resolve(path), options),
};

/**
 * Opens the source that a setting such as `sqlite:/data/runinfo.sqlite` names.
 * @throws RunInfoError `config` for an unknown kind, or what opening that kind throws
 */
export function openSource(setting: string, options: SourceOptions): RunSource {
  const colon = setting.indexOf(':');
  const kind = setting.slice(0, Math.max(colon, 0));
  const open = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (open === undefined) {
    throw new RunInfoError(
      'config',
      `source: ${kind || setting} is no known kind; give ${Object.keys(KINDS).join(' or ')}:PATH`,
    );
  }
  return open(setting.slice(colon + 1), options);
}
