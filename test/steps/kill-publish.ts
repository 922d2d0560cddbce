import { spawn } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { generateSample } from '../../data/sample/generate.ts';
import { packageRoot } from '../../jobs/package-root.ts';
import { makeRandom } from '../support/random.ts';
import { digestFolder, digestSite, makeWorkplace } from '../support/workplace.ts';
import { findDeadLinks } from './site-links.ts';

/** A kill comes at any moment of a publish, as long as one takes here, but for its last tenth. */
const LAST_KILL = 0.9;
/** So often it is tried at most, should publishes end before they are killed. */
const MOST_TRIES = 20;

/** What became of a site whose publish was killed again and again. */
export interface KilledPublish {
  readonly seed: number;
  readonly kills: number;
  /** Publishes that ended before they were killed. */
  readonly ended: number;
  /** How many files were not yet what they came to be: before the first publish, then after each kill. */
  readonly behind: readonly number[];
  /** Links that led nowhere after a kill, from pages that a reader can get to. */
  readonly dead: readonly string[];
  /** Files of the finished site, and those in which it differs from one that was made in one go. */
  readonly files: number;
  readonly differing: readonly string[];
}

/**
 * Kills `publish --full`, a process group of its own, at random moments, over a site that is complete and for an archive
 * that has moved since; then lets one finish.
 * @param kills how often
 * @param seed decides when each kill comes
 */
export async function killWhilePublishing(kills: number, seed: number): Promise<KilledPublish> {
  const { place, environment, outdated, pages, whole, duration } = await prepare();
  const random = makeRandom(seed);
  const listDiffering = (): string[] => {
    const site = digestSite(place.site);
    const files = new Set([...Object.keys(site), ...Object.keys(whole)]);
    return [...files].filter((file) => site[file] !== whole[file]);
  };
  const behind = [listDiffering().length];
  const dead = new Set<string>();
  let ended = 0;
  while (behind.length <= kills && behind.length + ended <= MOST_TRIES) {
    const pause = LAST_KILL * duration * random();
    const wasKilled = await publish(environment, async () => wait(pause));
    for (const link of findDeadLinks(place.site, pages)) dead.add(link);
    if (wasKilled) behind.push(listDiffering().length);
    else {
      // There is nothing left to kill: it starts over.
      ended += 1;
      rmSync(place.site, { recursive: true });
      cpSync(outdated, place.site, { recursive: true });
    }
  }
  await publish(environment, null);
  return {
    seed,
    kills: behind.length - 1,
    ended,
    behind,
    dead: [...dead],
    files: Object.keys(whole).length,
    differing: listDiffering(),
  };
}

/** A complete site, an archive that has moved since, and the site that a publish in one go makes of it elsewhere. */
async function prepare() {
  const place = makeWorkplace('');
  const source = join(place.folder, 'runinfo.sqlite');
  const sample = { seed: 3, lines: 60, out: source };
  const environment = {
    PATH: process.env['PATH'],
    RUNINFO_SOURCE: `sqlite:${source}`,
    RUNINFO_ARCHIVE: place.archive,
    RUNINFO_SITE: place.site,
  };
  generateSample({ ...sample, runs: 600 });
  await place.run(['tick', '--quiet'], environment);
  const outdated = join(place.folder, 'site-outdated');
  cpSync(place.site, outdated, { recursive: true });
  const pages = Object.keys(digestFolder(place.site)).filter((file) => file.endsWith('.html'));
  generateSample({ ...sample, runs: 0, append: 300 });
  await place.run(['snapshot', '--quiet'], environment);
  // Pages say whether a run was long: with another limit the existing ones have to be rendered again, too.
  const moved = { ...environment, RUNINFO_LONG_RUN: '3600' };
  const site = join(place.folder, 'site-at-once');
  const start = performance.now();
  await publish({ ...moved, RUNINFO_SITE: site, RUNINFO_STATE: join(place.folder, 'state-at-once') }, null);
  return { place, environment: moved, outdated, pages, whole: digestSite(site), duration: performance.now() - start };
}

/**
 * Publishes everything in a process group of its own.
 * @param untilKill settles when it is to be killed; null: it is left alone, and has to end well
 * @returns whether it was killed before it ended
 */
async function publish(environment: NodeJS.ProcessEnv, untilKill: (() => Promise<void>) | null): Promise<boolean> {
  const child = spawn(join(packageRoot(), 'runinfo'), ['publish', '--full', '--quiet'], {
    cwd: tmpdir(),
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ending = new Promise<NodeJS.Signals | number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(signal ?? code));
  });
  const { pid } = child;
  if (untilKill !== null && pid !== undefined) {
    const isOver = await Promise.race([ending.then(() => true), untilKill().then(() => false)]);
    if (!isOver && child.exitCode === null) process.kill(-pid, 'SIGKILL');
  }
  const how = await ending;
  if (how !== 0 && (how !== 'SIGKILL' || untilKill === null))
    throw new Error(`publish --full ended with ${how}: ${said}`);
  return how === 'SIGKILL';
}
