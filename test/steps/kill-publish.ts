import { spawn } from 'node:child_process';
import { appendFileSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { readTextFile } from '../../archive/store/files.ts';
import { generateSample } from '../../data/sample/generate.ts';
import { packageRoot } from '../../jobs/package-root.ts';
import { makeRandom } from '../support/random.ts';
import { digestFolder, digestSite, makeWorkplace } from '../support/workplace.ts';
import type { Workplace } from '../support/workplace.ts';
import { findDeadLinks } from './site-links.ts';

/** Put behind a page that stands, to see whether it is rendered again. */
const MARK = '<!-- stands -->';
/** A kill comes so long after a batch was noted at most, in milliseconds. */
const LONGEST_PAUSE = 700;
/** So often it is tried at most, should publishes end before they are killed. */
const MOST_TRIES = 20;

/** What became of a site whose publish was killed again and again. */
export interface KilledPublish {
  readonly seed: number;
  readonly kills: number;
  /** Publishes that ended before they were killed. */
  readonly ended: number;
  /** After each kill: how many pages were noted as standing. */
  readonly noted: readonly number[];
  /** Pages that were noted, and so rendered, more than once within one build. */
  readonly twice: readonly string[];
  /** Pages that were noted and were not yet what they came to be. */
  readonly early: readonly string[];
  /** Links that led nowhere after a kill, from pages that a reader can get to. */
  readonly dead: readonly string[];
  /** Noted pages that the last publish, which was left alone, rendered again all the same. */
  readonly renderedAgain: readonly string[];
  /** Files of the finished site, and those in which it differs from one that was made in one go. */
  readonly files: number;
  readonly differing: readonly string[];
}

/**
 * Kills `publish --full`, a process group of its own, at random moments, over a site that stands and for an archive that
 * has moved since; then lets one finish.
 * @param kills how often
 * @param seed decides when each kill comes
 */
export async function killWhilePublishing(kills: number, seed: number): Promise<KilledPublish> {
  const { place, environment, pages, whole } = await prepare();
  const random = makeRandom(seed);
  const noted: number[] = [];
  const [twice, early, dead] = [new Set<string>(), new Set<string>(), new Set<string>()];
  let ended = 0;
  let standing: string[] = [];
  for (let tries = 0; (noted.length < kills || standing.length === 0) && tries < MOST_TRIES; tries += 1) {
    const batches = Math.floor(3 * random());
    const pause = LONGEST_PAUSE * random();
    const wasKilled = await publish(environment, async () => {
      await waitForBatches(place, batches);
      await wait(pause);
    });
    standing = readNoted(place);
    if (wasKilled) noted.push(standing.length);
    else ended += 1;
    for (const file of standing.filter((one, index) => standing.indexOf(one) !== index)) twice.add(file);
    const now = digestFolder(place.site);
    for (const file of standing) if (now[file] !== whole[file]) early.add(file);
    for (const link of findDeadLinks(place.site, pages)) dead.add(link);
  }
  for (const file of standing) appendFileSync(join(place.site, file), MARK);
  await publish(environment, null);
  const renderedAgain = standing.filter((file) => !unmark(join(place.site, file)));
  const made = digestSite(place.site);
  const all = [...new Set([...Object.keys(made), ...Object.keys(whole)])];
  return {
    seed,
    kills: noted.length,
    ended,
    noted,
    twice: [...twice],
    early: [...early],
    dead: [...dead],
    renderedAgain,
    files: all.length,
    differing: all.filter((file) => made[file] !== whole[file]),
  };
}

/** A site that stands, an archive that has moved since, and the site that a publish in one go makes of it elsewhere. */
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
  const pages = Object.keys(digestFolder(place.site)).filter((file) => file.endsWith('.html'));
  generateSample({ ...sample, runs: 0, append: 300 });
  await place.run(['snapshot', '--quiet'], environment);
  // Pages say whether a run was long: with another limit those that stand have to be made anew, too.
  const moved = { ...environment, RUNINFO_LONG_RUN: '3600' };
  const site = join(place.folder, 'site-at-once');
  await publish({ ...moved, RUNINFO_SITE: site, RUNINFO_STATE: join(place.folder, 'state-at-once') }, null);
  return { place, environment: moved, pages, whole: digestSite(site) };
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

/** Waits until so many batches more are noted; not for ever, as the publish may end first. */
async function waitForBatches(place: Workplace, batches: number): Promise<void> {
  const before = readLines(place).length;
  for (let polls = 0; polls < 500 && readLines(place).length < before + batches; polls += 1) await wait(10);
}

/** The pages that an unfinished build has noted as standing. */
function readNoted(place: Workplace): string[] {
  const [, ...lines] = readLines(place);
  return lines.flatMap((line) => JSON.parse(line) as string[]);
}

/** The whole lines of what an unfinished build has noted: where it began, then the pages of each batch. */
function readLines({ state }: Workplace): string[] {
  return (readTextFile(join(state, 'unfinished.jsonl')) ?? '').split('\n').slice(0, -1);
}

/** Takes the mark from a page; false: it had none. */
function unmark(path: string): boolean {
  if (!readFileSync(path, 'utf8').endsWith(MARK)) return false;
  truncateSync(path, statSync(path).size - MARK.length);
  return true;
}
