import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { look, mend } from './types.ts';
import type { Remark } from './types.ts';

/** So much has to be free, in bytes: the archive of a year and the site of it fit in. */
const ROOM = 1024 ** 3;

/**
 * Whether a folder can be written, or made where it is not there yet, and whether there is room in it.
 * @param what how the settings call it
 * @returns nothing where all is well
 */
export function remarkOnFolder(what: string, folder: string): Remark[] {
  const standing = nearestExisting(folder);
  try {
    accessSync(standing, constants.W_OK | constants.X_OK);
  } catch {
    return [mend(`${standing} cannot be written: permit it, or name another folder in the settings (${what})`)];
  }
  const { bavail, bsize } = statfsSync(standing);
  const free = bavail * bsize;
  return free < ROOM ? [look(`only ${Math.round(free / 1024 ** 2)} MB are free in ${standing}: make room`)] : [];
}

function nearestExisting(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearestExisting(dirname(folder));
}
