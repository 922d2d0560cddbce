import { chmodSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileError } from '../../archive/store/files.ts';

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
 * Gives a folder and what is in it the mode of the site, where it is another: it was set otherwise before. What belongs to
 * somebody else is left as it is.
 * @throws RunInfoError `disk`
 */
export function applyMode(path: string, mode: string): void {
  const modes = readMode(mode);
  const apply = (entry: string) => {
    const stat = lstatSync(entry);
    if (stat.isDirectory()) for (const name of readdirSync(entry)) apply(join(entry, name));
    const special = stat.mode & 0o7000;
    const wanted = special | (stat.isDirectory() ? modes.folder : modes.file);
    const isOurs = stat.uid === process.getuid?.() && !stat.isSymbolicLink();
    if (isOurs && (stat.mode & 0o7777) !== wanted) chmodSync(entry, wanted);
  };
  try {
    apply(path);
  } catch (cause) {
    throw fileError('write', path, cause);
  }
}
