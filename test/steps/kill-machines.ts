import { execFileSync, spawn } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { packageRoot } from '../../jobs/package-root.ts';
import { Arrivals } from '../support/arrivals.ts';
import { makeMachines, type Machine } from '../support/machines.ts';
import { makeRandom } from '../support/random.ts';
import { tagged } from '../support/told-runs.ts';
import { startServer } from '../support/webhook.ts';
import { waitForGroup } from './killed-installation.ts';

/** The first run that is announced. */
const FIRST = 101;

/** Whether the publisher has a folder of its own, or begins with nothing at each tick and has its state in the remote. */
export type Keeping = 'keeps all' | 'keeps nothing';

/** What became of two machines that were killed. */
export interface MachinesTally {
  readonly seed: number;
  readonly ticks: number;
  readonly kills: { readonly collector: number; readonly publisher: number };
  /** Rounds in which the remote was gone. */
  readonly away: number;
  /** Runs that no message arrived of. */
  readonly lost: readonly number[];
  readonly repeats: number;
  /** How many different ids the messages of a run had, at most. */
  readonly mostIdsOfARun: number;
  /** What was said that may not be: that something was rejected, or cannot be reached though it is there. */
  readonly problems: readonly string[];
  /** The newest commits of collector, remote and publisher in the end. */
  readonly heads: readonly string[];
}

/**
 * Lets a collector and a publisher tick at the same time, round by round, each with a new run; kills one of them at a random
 * moment, most of the times; and takes the remote away in some rounds. Then lets both finish.
 * @param rounds how many ticks of each
 * @param away in how many of the rounds the remote is gone
 */
export async function killMachines(
  keeping: Keeping,
  rounds: number,
  away: number,
  seed: number,
): Promise<MachinesTally> {
  const arrivals = new Arrivals();
  const address = await startServer((_, body, response) => {
    arrivals.take(body);
    response.end('ok');
  });
  const all = makeMachines();
  const hook = { RUNINFO_SLACK_WEBHOOK: `${address}/hook`, RUNINFO_NOTIFY_DIGEST_ABOVE: '1000' };
  const state = keeping === 'keeps nothing' ? { RUNINFO_SYNC_STATE: 'publisher' } : {};
  const collector = start(all.makeCollector(), ['tick', '--only', 'snapshot'], {
    RUNINFO_SOURCE: `sqlite:${all.file.path}`,
    RUNINFO_SYNC_PUSH: all.remote,
  });
  const publisher = start(all.makePublisher(), keeping === 'keeps all' ? ['tick'] : ['tick', '--only', 'notify'], {
    RUNINFO_SOURCE: 'none',
    RUNINFO_SYNC_PULL: all.remote,
    ...state,
    ...hook,
  });
  all.file.add(FIRST - 1, tagged('v0'));
  const times = { collector: (await collector.tick(null)).time, publisher: (await publisher.tick(null)).time };

  const random = makeRandom(seed);
  const awayIn = new Set<number>();
  while (awayIn.size < away) awayIn.add(Math.floor(random() * rounds));
  const kills = { collector: 0, publisher: 0 };
  const problems: string[] = [];
  for (let round = 0; round < rounds; round += 1) {
    all.file.add(FIRST + round, tagged(`v${FIRST + round}`));
    if (keeping === 'keeps nothing') publisher.forget();
    const isAway = awayIn.has(round);
    if (isAway) renameSync(all.remote, `${all.remote}.away`);
    const victim = random() < 0.1 ? null : random() < 0.5 ? 'collector' : 'publisher';
    const moment = victim === null ? 0 : random() * times[victim];
    const [ofCollector, ofPublisher] = await Promise.all([
      collector.tick(victim === 'collector' ? moment : null),
      publisher.tick(victim === 'publisher' ? moment : null),
    ]);
    if (ofCollector.how === 'SIGKILL') kills.collector += 1;
    if (ofPublisher.how === 'SIGKILL') kills.publisher += 1;
    const said = [...ofCollector.said, ...ofPublisher.said];
    problems.push(...findProblems(said, isAway).map((line) => `round ${round}: ${line}`));
    if (isAway) renameSync(`${all.remote}.away`, all.remote);
  }
  for (const machine of [collector, publisher]) {
    const { how, said } = await machine.tick(null);
    if (how !== 0) problems.push(`in the end: ${how}`);
    problems.push(...findProblems(said, false));
  }
  for (const folder of [collector.archive, publisher.archive, all.remote]) {
    execFileSync('git', ['-C', folder, 'fsck', '--strict', '--no-dangling', '--no-progress'], { stdio: 'pipe' });
  }
  for (const { git } of [collector, publisher])
    problems.push(...((await git('status', '--porcelain')).match(/.+/g) ?? []));
  const { lost, repeats, mostIdsOfARun } = arrivals.count(FIRST, rounds);
  return {
    seed,
    ticks: rounds,
    kills,
    away: awayIn.size,
    lost,
    repeats,
    mostIdsOfARun,
    problems,
    heads: [
      await collector.git('rev-parse', 'main'),
      all.git('rev-parse', 'main'),
      await publisher.git('rev-parse', 'main'),
    ],
  };
}

/** Which lines may not be: while the remote is gone that is said, and afterwards that it is there again. */
function findProblems(lines: readonly string[], isAway: boolean): string[] {
  return lines.filter((line) => !/ again(: |$)/.test(line) && !(isAway && /cannot (fetch from|push to)/.test(line)));
}

/** A machine whose ticks are processes of their own. */
function start(machine: Machine, words: readonly string[], environment: NodeJS.ProcessEnv) {
  const tick = async (killAfter: number | null) => {
    const begun = performance.now();
    const child = spawn(process.execPath, [join(packageRoot(), 'dist/runinfo/cli.js'), ...words, '--quiet'], {
      cwd: machine.folder,
      env: {
        PATH: process.env['PATH'],
        RUNINFO_ARCHIVE: machine.archive,
        RUNINFO_SITE: machine.site,
        RUNINFO_MAX_PACKS: '5',
        ...environment,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    if (killAfter !== null) void wait(killAfter).then(() => child.kill('SIGKILL'));
    const how = await new Promise<NodeJS.Signals | number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve(signal ?? code));
    });
    // A git that it started goes on to its end, as it does where cron's tick is killed.
    if (child.pid !== undefined) await waitForGroup(child.pid);
    return { how, said: said.match(/.+/g) ?? [], time: performance.now() - begun };
  };
  const forget = () => {
    for (const folder of [machine.archive, machine.state]) rmSync(folder, { recursive: true, force: true });
  };
  return { ...machine, tick, forget };
}
