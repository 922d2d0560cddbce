import { Git } from '../../archive/store/git.ts';
import { look, mend, ok } from './types.ts';
import type { Check, Remark } from './types.ts';

/** Node.js as package.json asks for it; git since it syncs what `core.fsync` names. */
const OLDEST = { node: [20, 19], git: [2, 36] } as const;

/** Node, and git, which the archive is kept with. */
export const checkPrograms: Check = {
  name: 'programs',
  examine: async () => [remark('Node.js', process.versions.node, OLDEST.node), await checkGit()],
};

async function checkGit(): Promise<Remark> {
  const version = await Git.version();
  return version === null ? mend('there is no git: install it') : remark('git', version, OLDEST.git);
}

function remark(program: string, version: string, [major, minor]: readonly [number, number]): Remark {
  const [ours = 0, below = 0] = version.split('.').map(Number);
  const isOld = ours < major || (ours === major && below < minor);
  return isOld ? look(`${program} ${version} is old: take ${major}.${minor} or later`) : ok(`${program} ${version}`);
}
