import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTextFile } from '../../archive/store/files.ts';
import { inspectFolder } from '../../archive/store/folder.ts';
import { BRANCH, Git } from '../../archive/store/git.ts';
import { Remote } from '../../archive/store/remote.ts';
import type { Refs, RefUpdate } from '../../archive/store/remote.ts';
import { toAge } from '../../model/time.ts';
import type { Settings } from '../config/load.ts';
import { NO_SOURCE } from '../config/schema.ts';
import { parseCollector } from '../state.ts';
import { COLLECTOR_FILE, COLLECTOR_REF, planPull, planPush, STATES } from '../sync/plan.ts';
import { compareHeads, readShared } from '../sync/sync.ts';
import { ok, warning } from './check.ts';
import type { Check, CheckContext, Remark } from './check.ts';

/** The remote of `sync`: whether it can be reached, pulled and pushed to, and what it says of the collector. Moves nothing. */
export const checkRemote: Check = {
  name: 'remote',
  examine: async (context) => {
    const { archive: folder, sync } = context.settings;
    const address = sync.push ?? sync.pull;
    // The archive itself is told of elsewhere.
    if (address === null || inspectFolder(folder) === 'other') return [];
    // A tick that is at work has the one in the archive.
    const directory = mkdtempSync(join(tmpdir(), 'runinfo-doctor-'));
    try {
      const remote = new Remote(new Git(folder), address, context.variables, directory);
      const refs = await remote.fetch();
      return [...(await tryRemote(remote, refs, context)), ...remarkOnCollector(remote, refs, context)];
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
};

async function tryRemote(remote: Remote, refs: Refs, { settings }: CheckContext): Promise<Remark[]> {
  const { source, archive: folder, sync } = settings;
  const ours = existsSync(join(folder, '.git')) ? (new Git(folder).readHeads().head?.id ?? null) : null;
  const heads = compareHeads(remote, folder, ours, refs);
  if (sync.pull !== null) planPull(heads, source === NO_SOURCE);
  if (sync.push !== null) planPush(heads, null, null);
  const updates: RefUpdate[] = [];
  if (sync.push !== null && ours !== null) updates.push({ ref: BRANCH, commit: ours });
  if (sync.state !== null) {
    const ref = STATES + sync.state;
    updates.push({ ref, commit: await remote.makeCommit('doctor', 0, 'empty', ''), from: refs.get(ref) ?? null });
  }
  if (updates.length > 0) await remote.push(updates, true);
  const can = updates.length > 0 ? 'be fetched from and pushed to' : 'be fetched from';
  return [ok(`${remote.address} can ${can}`), ...(sync.push === null ? [] : [remarkOnProtection(settings, remote)])];
}

/** Whether somebody could push over the history: of a folder it can be seen, else only its server knows. */
function remarkOnProtection({ sync }: Settings, { address }: Remote): Remark {
  const path = (sync.push ?? '').replace(/^file:\/\//, '');
  const config = path.startsWith('/') ? readTextFile(join(path, 'config')) : null;
  if (config === null) return ok(`the server of ${address} has to protect the branch main from being pushed over`);
  return /denyNonFastForwards\s*=\s*true/i.test(config)
    ? ok('the branch of the remote cannot be pushed over')
    : warning(
        `whoever may push could rewrite the history: git -C ${path} config receive.denyNonFastForwards true protects it`,
      );
}

/** How the collector does that a publisher follows. */
function remarkOnCollector(remote: Remote, refs: Refs, { settings, now }: CheckContext): Remark[] {
  if (settings.source !== NO_SOURCE) return [];
  const said = readShared(remote, refs, COLLECTOR_REF, COLLECTOR_FILE);
  const collector = said === null ? null : parseCollector(said);
  if (collector === null) return [warning('nothing is known of the collector: set sync.push there')];
  const ago = toAge(collector.finished, now);
  if (now - Date.parse(collector.finished) > settings.staleAfter * 1000)
    return [warning(`the collector's last tick ended ${ago}: look whether it runs, and can push`)];
  return [
    collector.ok
      ? ok(`the collector's last tick ended ${ago}, and all went well`)
      : warning(`the collector's last tick: ${collector.message}`),
  ];
}
