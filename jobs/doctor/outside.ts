import { newestRun, runsBefore } from '../../archive/documents/run-index.ts';
import { AFTER_STOP } from '../../model/interpret.ts';
import { countOf, kindLabel } from '../../model/labels.ts';
import type { RunKind } from '../../model/run.ts';
import { MAIN, type Channel } from '../config/channels.ts';
import type { Settings } from '../config/load.ts';
import { NO_SOURCE } from '../config/schema.ts';
import { listNotices, listWaiting, probeWebhook } from '../notify/health.ts';
import { readRuns } from '../snapshot/read.ts';
import { openSource } from '../snapshot/sources/index.ts';
import type { RunSource } from '../snapshot/sources/types.ts';
import { emptyState, readState, parseCollector } from '../state.ts';
import type { Fetch } from '../web.ts';
import { error, ok, openArchive, warning, type Check, type Remark, type CheckContext } from './check.ts';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTextFile } from '../../archive/store/files.ts';
import { inspectFolder } from '../../archive/store/folder.ts';
import { BRANCH, Git } from '../../archive/store/git.ts';
import { Remote, type Refs, type RefUpdate } from '../../archive/store/remote.ts';
import { toAge } from '../../model/time.ts';
import { COLLECTOR_FILE, COLLECTOR_REF, planPull, planPush, STATES } from '../sync/plan.ts';
import { compareHeads, readShared } from '../sync/sync.ts';

/** The place that runs are read from: whether it answers, and has what makes reading cheap. */
export const checkSource: Check = {
  name: 'source',
  examine: async ({ settings, now }) => {
    if (settings.source === NO_SOURCE)
      return [ok(`source is ${NO_SOURCE}: this machine publishes what another one collects`)];
    const source = openSource(settings.source, { ...settings, recent: now - AFTER_STOP * 1000 });
    try {
      return [...(await source.examine()), ...(await remarkOnDecided(source, settings))];
    } finally {
      await source.close();
    }
  },
};

/** Where messages go: whether a channel has a webhook, and whether it answers. Never says an address, and posts nothing. */
export const checkWebhooks: Check = {
  name: 'webhooks',
  examine: async ({ settings, fetch }) => {
    return (await Promise.all(settings.channels.map(async (channel) => examineChannel(channel, fetch)))).flat();
  },
};

/** Messages: what waits, what was refused, what does not get through, and rules of expected changes that do nothing. */
export const checkMessages: Check = {
  name: 'messages',
  examine: async ({ settings, now }) => {
    const state = readState(settings.state) ?? emptyState();
    const notices = listNotices(settings, state, now).map(({ needsHand, text }) =>
      needsHand ? error(text) : warning(text),
    );
    const waiting = await listWaiting(settings, state, now);
    return [
      ...settings.channels.map(({ name }) => ok(`channel ${name}: ${sayWaiting(waiting.get(name) ?? [])}`)),
      ...notices,
    ];
  },
};

/** The runs near the newest one that left an index line only, but of which the source now says something else. */
async function remarkOnDecided(source: RunSource, settings: Settings): Promise<Remark[]> {
  const archive = openArchive(settings);
  if (archive === null) return [];
  const decided = new Map<number, RunKind>();
  for (const { run, line } of runsBefore(archive, Infinity)) {
    if (run < (newestRun(archive) ?? 0) - settings.lookBack) break;
    if (line.kind === 'hcal-out' || line.kind === 'never-ran') decided.set(run, line.kind);
  }
  const remarks: Remark[] = [];
  const runs = [...decided.keys()].map((run) => ({ run, isRunning: false }));
  for await (const { run, result } of readRuns(source, runs, settings)) {
    const was = decided.get(run);
    if (was === undefined || result.kind === 'gap' || result.kind === was) continue;
    remarks.push(
      warning(
        `run ${run} counts as ${kindLabel(was)}, but the source says otherwise now: runinfo snapshot --runs ${run} reads it again`,
      ),
    );
  }
  return remarks;
}

async function examineChannel(channel: Channel, fetch: Fetch): Promise<Remark[]> {
  const { name, variable, webhook } = channel;
  if (webhook === null) {
    // Of any other channel this is a mistake, which `checkNotify` names.
    return name === MAIN
      ? [ok(`channel ${name}: ${variable} is not set: messages are printed, and count as announced`)]
      : [];
  }
  const why = await probeWebhook(channel, fetch);
  return [
    why === null ? ok(`channel ${name}: ${variable} is set, and its server answers`) : error(`channel ${name}: ${why}`),
  ];
}

function sayWaiting(runs: readonly number[]): string {
  return runs.length === 0
    ? 'nothing waits to be announced'
    : `${countOf(runs.length, 'run')} to be announced by a tick`;
}

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
