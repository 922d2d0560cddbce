import { Git } from '../../archive/store/git.ts';
import { refuseRoot, nearestExisting } from '../permissions.ts';
import { error, ok, warning, type Check, type Remark } from './check.ts';
import { accessSync, constants, existsSync, lstatSync, readdirSync, readlinkSync, statfsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isOwnFolder } from '../own-folder.ts';

/** Node.js as package.json asks for it; git since it syncs what `core.fsync` names. */
const OLDEST = { node: [20, 19], git: [2, 36] } as const;

/** When each line of Node.js gets its last fix, by its number (nodejs.org/en/about/previous-releases). */
const NODE_ENDS: Readonly<Record<number, string>> = {
  20: '2026-04-30',
  22: '2027-04-30',
  24: '2028-04-30',
  26: '2029-04-30',
};

/** Node, and git, which the archive is kept with. */
export const checkPrograms: Check = {
  name: 'programs',
  examine: async ({ now }) => {
    const git = await Git.version();
    return [
      remarkOnNode(process.versions.node, now),
      git === null ? error('there is no git: install it') : remarkOnVersion('git', git, OLDEST.git),
    ];
  },
};

/** The account of the ticks: root only where all is its own, and nobody else may write what it makes. */
export const checkAccount: Check = {
  name: 'account',
  examine: async ({ settings, isRoot, umask }) => {
    refuseRoot(settings, isRoot);
    const octal = umask.toString(8).padStart(4, '0');
    const [file, folder] = [0o600 & umask, 0o700 & umask];
    return [
      ...(isRoot ? [warning('this is root: better let an account of its own run the ticks, with no more rights')] : []),
      ...(file !== 0 || folder !== 0
        ? [error(`umask ${octal} keeps the owner from what is made: umask 022, or 027, before the tick`)]
        : []),
      ...((umask & 0o002) === 0
        ? [
            warning(
              `umask ${octal} lets everybody write what is made, the archive too: umask 022, or 027, before the tick`,
            ),
          ]
        : []),
    ];
  },
};

/** @param now milliseconds since 1970 */
export function remarkOnNode(version: string, now: number): Remark {
  const line = Number.parseInt(version, 10);
  const end = NODE_ENDS[line];
  const newest = Math.max(...Object.keys(NODE_ENDS).map(Number));
  const isOver = end === undefined ? line < newest : now > Date.parse(end);
  const remark = remarkOnVersion('Node.js', version, OLDEST.node);
  if (remark.health !== 'ok' || !isOver) return remark;
  const since = end === undefined ? '' : ` since ${end}`;
  return warning(
    `Node.js ${version} gets no fixes any more${since}: take an even-numbered line that does, such as ${newest}`,
  );
}

function remarkOnVersion(program: string, version: string, [major, minor]: readonly [number, number]): Remark {
  const [ours = 0, below = 0] = version.split('.').map(Number);
  const isOld = ours < major || (ours === major && below < minor);
  return isOld ? warning(`${program} ${version} is old: take ${major}.${minor} or later`) : ok(`${program} ${version}`);
}

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
