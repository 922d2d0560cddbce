import { accessSync, constants, existsSync, lstatSync, readdirSync, readlinkSync, statfsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { nearestExisting } from '../permissions.ts';
import { isOwnFolder } from '../own-folder.ts';
import { error, warning } from './check.ts';
import type { Remark } from './check.ts';

/** What files of the site are called that have a folder of their own, or stand at its top. */
const FILE_NAMES = /^(?:index\.(?:html|json|xml)|404\.html|status\.json|feed\.xml)$/;

/** So much has to be free, in bytes: the archive of a year and the site of it fit in. */
const ROOM = 1024 ** 3;

/**
 * Whether a folder can be written, or made where it is not there yet, and whether there is room in it.
 * @param what how the settings call it
 * @returns nothing where all is well
 */
export function remarkOnFolder(what: string, folder: string): Remark[] {
  const isLink = lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  if (isLink && !existsSync(folder)) {
    const target = resolve(dirname(folder), readlinkSync(folder));
    return [error(`${folder} is a link to ${target}, which is not there: make it (mkdir), or remove the link`)];
  }
  const existing = nearestExisting(folder);
  try {
    accessSync(existing, constants.W_OK | constants.X_OK);
  } catch {
    return [error(`${existing} cannot be written: permit it, or name another folder in the settings (${what})`)];
  }
  const { bavail, bsize } = statfsSync(existing);
  const free = bavail * bsize;
  return free < ROOM ? [warning(`only ${Math.round(free / 1024 ** 2)} MB are free in ${existing}: make room`)] : [];
}

/** Whether a web server with an account of its own gets to the site: its files, and every folder on the way. */
export function remarkOnReaders(site: string, mode: string): Remark[] {
  const others = Number.parseInt(mode, 8) & 0o4;
  if (others === 0 || !isOwnFolder(site, 'site')) return [];
  const index = join(site, 'index.html');
  if (existsSync(index) && (statSync(index).mode & others) === 0)
    return [
      warning(
        `${index} can only be read by its owner: runinfo publish --full gives it the mode ${mode} (publish.mode)`,
      ),
    ];
  for (let folder = site; dirname(folder) !== folder; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o1) === 0)
      return [
        warning(
          `a web server with an account of its own cannot enter ${folder}: chmod o+x ${folder}, or move the site`,
        ),
      ];
  }
  return [];
}

/** Folders that stand where a page or another file of the site has to be: it cannot be put in place there. */
export function remarkOnPages(site: string): Remark[] {
  if (!isOwnFolder(site, 'site')) return [];
  const inTheWay = readdirSync(site, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory() && FILE_NAMES.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name));
  const [first] = inTheWay;
  const more = inTheWay.length > 1 ? `, and ${inTheWay.length - 1} more` : '';
  return first === undefined
    ? []
    : [
        error(
          `${first}${more}: a folder stands where a file of the site has to be: remove it, then runinfo publish --full`,
        ),
      ];
}
