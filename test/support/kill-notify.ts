import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../jobs/package-root.ts';
import { makePlace } from '../original/place.ts';
import { Arrivals } from './arrivals.ts';
import { tagged } from './told-runs.ts';
import { makeRandom } from './random.ts';
import { startServer } from './webhook.ts';

/** The first run that is announced. */
const FIRST = 101;

/** What became of messages whose sender was killed. */
export interface KillTally {
  readonly seed: number;
  readonly kills: number;
  /** Runs that no message arrived of. */
  readonly lost: readonly number[];
  readonly repeats: number;
  /** How many different ids the messages of a run had, at most. */
  readonly mostIdsOfARun: number;
  readonly isInOrder: boolean;
}

/**
 * For tests: kills `runinfo notify` again and again while it sends: half of the time between the moment at which the
 * webhook has taken a message and the mark that it was sent, half of the time a little later.
 * Then lets it finish.
 * @param kills how often
 * @param runs how many runs there are to announce
 * @param seed decides when each kill comes
 */
export async function killWhileSending(kills: number, runs: number, seed: number): Promise<KillTally> {
  const arrivals = new Arrivals();
  let onArrival = (): void => undefined;
  let isKilling = true;
  const address = await startServer((_, body, response) => {
    const run = arrivals.take(body);
    onArrival();
    // The last one is not answered while there are kills to come: no sender ends before it is killed.
    if (isKilling && run === FIRST + runs - 1) return;
    response.end('ok');
  });
  const environment = { RUNINFO_SLACK_WEBHOOK: `${address}/hook`, RUNINFO_NOTIFY_DIGEST_ABOVE: '1000' };
  const place = makePlace();
  place.file.add(FIRST - 1, tagged('v0'));
  await place.run(['tick', '--only', 'snapshot,notify', '--quiet'], environment);
  for (let run = FIRST; run < FIRST + runs; run += 1) place.file.add(run, tagged(`v${run}`));
  await place.run(['tick', '--only', 'snapshot', '--quiet'], environment);

  const folders = { RUNINFO_ARCHIVE: place.archive, RUNINFO_SITE: place.site };
  const random = makeRandom(seed);
  let killed = 0;
  for (let count = 0; count < kills; count += 1) {
    const child = spawn(process.execPath, [join(packageRoot(), 'dist/runinfo/cli.js'), 'notify', '--quiet'], {
      cwd: place.folder,
      env: { PATH: process.env['PATH'], ...folders, ...environment },
      stdio: 'ignore',
    });
    const pause = random() < 0.5 ? 0 : 5 + 40 * random();
    onArrival = () => void (pause === 0 ? child.kill('SIGKILL') : setTimeout(() => child.kill('SIGKILL'), pause));
    const signal = await new Promise((resolve) => {
      child.once('exit', (_, how) => resolve(how));
    });
    killed += signal === 'SIGKILL' ? 1 : 0;
  }
  isKilling = false;
  onArrival = () => undefined;
  const last = await place.run(['notify', '--quiet'], environment);
  if (last.code !== 0 || last.err !== '') throw new Error(`the last notify ended with ${last.code}: ${last.err}`);
  return { seed, kills: killed, ...arrivals.count(FIRST, runs) };
}
