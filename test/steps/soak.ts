import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { SYSTEM } from '../../archive/store/write-file.ts';
import { packageRoot } from '../../jobs/package-root.ts';
import { makePlace, NOON, type Place } from '../original/place.ts';
import { TAG } from '../original/run-info.ts';
import { makeRandom } from '../support/random.ts';
import { startWebhook, type Webhook } from '../support/webhook.ts';
import { digestSite } from '../support/workplace.ts';

/** What happens to a tick, and how often of a hundred. */
const SHARES = {
  none: 10,
  'no source': 15,
  'a file operation fails': 25,
  'the webhook fails': 15,
  'a second tick at once': 15,
  'the remote is gone': 10,
  'the deployment fails': 5,
  'a kill': 5,
} as const;
type FaultName = keyof typeof SHARES;

const MINUTE = 60_000;

/** What became of an installation after many ticks with a fault in each, held against one without any. */
export interface SoakTally {
  readonly seed: number;
  readonly ticks: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly runs: number;
  /** Runs with changes that no message is about. */
  readonly lost: readonly number[];
  readonly repeated: number;
  readonly kills: number;
  readonly stray: readonly string[];
  /** What differs between the two in the end, and what a tick said that it must not. */
  readonly problems: readonly string[];
}

/** Lets many ticks run, in each of which something fails; meanwhile runs begin, publish more and stop. */
export async function soak(ticks: number, seed: number): Promise<SoakTally> {
  const random = makeRandom(seed);
  const place = makePlace();
  const webhook = await startWebhook();
  const trial = new Trial(place, webhook, random);
  for (let tick = 0; tick < ticks; tick += 1) await trial.step();
  return trial.finish(ticks, seed);
}

class Trial {
  private readonly place: Place;
  private readonly webhook: Webhook;
  private readonly random: () => number;
  private readonly faults: Record<string, number> = {};
  private readonly problems: string[] = [];
  private newest = 101;
  private open: number | null = null;
  private kills = 0;

  constructor(place: Place, webhook: Webhook, random: () => number) {
    this.place = place;
    this.webhook = webhook;
    this.random = random;
    place.clock.now = NOON;
    place.file.add(101, { start: NOON - 60 * MINUTE, values: { HF: { [TAG]: 'v0' } } });
  }

  async step(): Promise<void> {
    this.place.clock.now += 2 * MINUTE;
    this.move();
    const fault = this.choose();
    this.faults[fault] = (this.faults[fault] ?? 0) + 1;
    await this.tick(fault);
  }

  /** Then nothing fails any more; and all is made once more, elsewhere, without any fault. */
  async finish(ticks: number, seed: number): Promise<SoakTally> {
    const { place, webhook, problems } = this;
    webhook.answers.length = 0;
    if (this.open !== null) place.file.stop(this.open, place.clock.now);
    for (let count = 0; count < 2; count += 1) {
      place.clock.now += 60 * MINUTE;
      const { code, err } = await place.run(['tick', '--quiet'], this.environment());
      if (code !== 0 || (count > 0 && err !== '')) problems.push(`a clean tick ended with ${code}: ${err}`);
    }
    const other = {
      RUNINFO_ARCHIVE: join(place.folder, 'clean/archive'),
      RUNINFO_SITE: join(place.folder, 'clean/site'),
      RUNINFO_STATE: join(place.folder, 'clean/state'),
    };
    const clean = await place.run(['tick', '--quiet'], other);
    if (clean.code !== 0) problems.push(`without faults: ${clean.code}: ${clean.err}`);
    const treeOf = (archive: string) =>
      execFileSync('git', ['-C', archive, 'rev-parse', 'main^{tree}'], { encoding: 'utf8' }).trim();
    if (treeOf(place.archive) !== treeOf(other.RUNINFO_ARCHIVE)) problems.push('the archive differs');
    const [often, once_] = [digestSite(place.site), digestSite(other.RUNINFO_SITE)];
    for (const page of new Set([...Object.keys(often), ...Object.keys(once_)]))
      if (often[page] !== once_[page] && !page.endsWith('feed.xml')) problems.push(`the site differs in ${page}`);
    const texts = webhook.received.filter((text) => !text.includes('[trouble-'));
    const ids = texts.map((text) => /\[([^\]]+)\]$/.exec(text)?.[1] ?? '');
    const runs = (await place.ask(['runs'])) as { run: number; changes: number | null }[];
    const lost = runs
      .filter(({ run, changes }) => (changes ?? 0) > 0 && !texts.some((text) => text.includes(`Run ${run}:`)))
      .map(({ run }) => run);
    const { faults, kills } = this;
    const repeated = ids.length - new Set(ids).size;
    return { seed, ticks, faults, runs: runs.length, lost, repeated, kills, stray: this.findStray(), problems };
  }

  private findStray(): string[] {
    const folders = [this.place.archive, this.place.state, this.place.site];
    return folders
      .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
      .filter(({ name }) => /\.tmp$|\.lock$|^tmp_|^fast_import_crash/.test(name))
      .map(({ parentPath, name }) => join(parentPath, name));
  }

  /** What happens in the source meanwhile. */
  private move(): void {
    const { file, clock } = this.place;
    const chance = this.random();
    if (this.open === null && chance < 0.2) {
      this.newest += 1;
      this.open = this.newest;
      const values = { HF: { [TAG]: `v${Math.floor(this.random() * 4)}` }, HO: { [TAG]: `w${this.newest}` } };
      file.add(this.newest, { start: clock.now - 3 * MINUTE, stop: null, values });
    } else if (this.open !== null && chance < 0.1) {
      file.publish(this.open, `CMS.HCAL_HF:LATE_${Math.floor(this.random() * 9)}`, 'later', clock.now);
    } else if (this.open !== null && chance < 0.3) {
      file.stop(this.open, clock.now);
      this.open = null;
    }
  }

  private choose(): FaultName {
    let share = this.random() * 100;
    for (const [name, part] of Object.entries(SHARES) as [FaultName, number][]) if ((share -= part) < 0) return name;
    return 'none';
  }

  private environment(): NodeJS.ProcessEnv {
    return { RUNINFO_SLACK_WEBHOOK: this.webhook.address, RUNINFO_NOTIFY_DIGEST_ABOVE: '1000' };
  }

  private async tick(fault: FaultName): Promise<void> {
    const more: Partial<Record<FaultName, NodeJS.ProcessEnv>> = {
      'no source': { RUNINFO_SOURCE: 'sqlite:/nowhere/at/all.sqlite' },
      'the remote is gone': { RUNINFO_SYNC_PUSH: '/nowhere/at/all.git' },
      'the deployment fails': { RUNINFO_PUBLISH_AFTER: '["false"]' },
    };
    const environment = { ...this.environment(), ...more[fault] };
    const run = async () => this.place.run(['tick', '--quiet'], environment);
    if (fault === 'the webhook fails')
      this.webhook.answers.push(...[500, 500].slice(0, 1 + Math.floor(this.random() * 2)));
    if (fault === 'a kill') return this.kill(environment);
    const heal = fault === 'a file operation fails' ? this.breakFiles() : () => undefined;
    const ends = fault === 'a second tick at once' ? await Promise.all([run(), run()]) : [await run()];
    heal();
    this.webhook.answers.length = 0;
    for (const { code, err } of ends)
      if (![0, 1, 75].includes(code) || /unexpected error|\n {4}at /.test(err))
        this.problems.push(`${fault}: ${code}: ${err}`);
  }

  /** Lets a random operation on files fail, that one or all from then on. @returns undoes it */
  private breakFiles(): () => void {
    const operations = { ...SYSTEM };
    const at = 1 + Math.floor(this.random() ** 2 * 300);
    const isForGood = this.random() < 0.3;
    const code = this.random() < 0.5 ? 'ENOSPC' : 'EIO';
    let count = 0;
    const failing = Object.entries(operations).map(([name, operation]) => {
      const call = (...args: unknown[]): unknown => {
        count += 1;
        const error = Object.assign(new Error(`${code}: injected`), { code });
        const callback = args.at(-1);
        if (!(isForGood ? count >= at : count === at) || name === 'closeSync')
          return Reflect.apply(operation, undefined, args) as unknown;
        if (typeof callback === 'function') return void callback(error);
        throw error;
      };
      return [name, call] as const;
    });
    Object.assign(SYSTEM, Object.fromEntries(failing));
    return () => void Object.assign(SYSTEM, operations);
  }

  /** The clock of a killed one is that of the machine: it gets along with the next ones being in the past. */
  private async kill(environment: NodeJS.ProcessEnv): Promise<void> {
    const { folder, archive, site, file } = this.place;
    const words = ['--only', 'diff,publish,notify'];
    const child = spawn(process.execPath, [join(packageRoot(), 'dist/runinfo/cli.js'), 'tick', ...words, '--quiet'], {
      cwd: folder,
      env: {
        PATH: process.env['PATH'],
        RUNINFO_SOURCE: `sqlite:${file.path}`,
        RUNINFO_ARCHIVE: archive,
        RUNINFO_SITE: site,
        ...environment,
      },
      stdio: 'ignore',
      detached: true,
    });
    const ended = once(child, 'close');
    await Promise.race([ended, wait(this.random() * 1500)]);
    if (child.exitCode === null && child.pid !== undefined) {
      process.kill(-child.pid, 'SIGKILL');
      this.kills += 1;
    }
    await ended;
  }
}
