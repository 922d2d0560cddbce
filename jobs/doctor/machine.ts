import { Git } from '../../archive/store/git.ts';
import { refuseRoot } from '../permissions.ts';
import { error, ok, warning } from './check.ts';
import type { Check, Remark } from './check.ts';

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
