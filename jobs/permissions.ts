import { statSync, chmodSync, lstatSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isThere, fileError } from '../archive/store/files.ts';
import { RunInfoError } from '../model/errors.ts';
import type { Settings } from './config/load.ts';

/**
 * Refuses root where archive, state or site belong to another account, which could not replace what root writes there.
 * @param isRoot whether this is root
 * @throws RunInfoError `usage`
 */
export function refuseRoot({ allowRoot, archive, state, site }: Settings, isRoot: boolean): void {
  if (!isRoot || allowRoot) return;
  for (const folder of [archive, state, site]) {
    const existing = nearestExisting(folder);
    const { uid } = statSync(existing);
    if (uid === 0) continue;
    throw new RunInfoError(
      'usage',
      `this is root, and ${existing} belongs to another account: run it as that one (sudo -u '#${uid}' runinfo …); ` +
        'where there is no other, as in a container, set allowRoot: true or RUNINFO_ALLOW_ROOT=true',
    );
  }
}

/** A folder, or the nearest one above it that is there. */
export function nearestExisting(folder: string): string {
  return isThere(folder) || dirname(folder) === folder ? folder : nearestExisting(dirname(folder));
}

/** Permissions of files and folders, as numbers. */
interface Modes {
  readonly file: number;
  readonly folder: number;
}

/** @param mode of files, octal: `0644` gives folders 0755 */
function readMode(mode: string): Modes {
  const file = Number.parseInt(mode, 8);
  return { file, folder: file | ((file & 0o444) >> 2) };
}

/** Does something during which the files and folders that this process makes have the mode of the site. */
export async function withMode<T>(mode: string, action: () => T | Promise<T>): Promise<T> {
  const before = process.umask(0o777 & ~readMode(mode).folder);
  try {
    return await action();
  } finally {
    process.umask(before);
  }
}

/**
 * Gives files, and the folders that they are in, the mode of the site, where it is another: it was set otherwise before.
 * The folder itself may be a link; links in it, and what belongs to somebody else, are left as they are.
 * @param files paths below the folder; one that is not there is passed over
 * @throws RunInfoError `disk`
 */
export function applyMode(path: string, files: readonly string[], mode: string): void {
  const modes = readMode(mode);
  const entries = new Set(files);
  for (const file of files) {
    for (let folder = dirname(file); !entries.has(folder); folder = dirname(folder)) entries.add(folder);
  }
  try {
    const top = realpathSync(path);
    for (const entry of entries) setMode(join(top, entry), modes);
  } catch (cause) {
    throw fileError('write', path, cause);
  }
}

function setMode(path: string, modes: Modes): void {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined || stat.isSymbolicLink() || stat.uid !== process.getuid?.()) return;
  const wanted = (stat.mode & 0o7000) | (stat.isDirectory() ? modes.folder : modes.file);
  if ((stat.mode & 0o7777) !== wanted) chmodSync(path, wanted);
}
