import { spawn } from 'node:child_process';
import { cpSync, existsSync, rmSync, watch } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { packageRoot } from '../../jobs/package-root.ts';
import { RunInfoFile, TAG, type RunStory } from '../original/run-info.ts';
import { startServer } from '../support/webhook.ts';
import { makeWorkplace, workplaceIn, type Workplace } from '../support/workplace.ts';

/** What the source holds: three runs that are archived before anything is killed, then those that the killed commands find, then one more. */
export type Stage = 'archived' | 'pending' | 'last';
const FIRST = 101;
const ARCHIVED = 3;
/** How many runs the killed commands find. */
const PENDING = 10;

/** What a tick passes on its way, in this order; the first one makes the archive, and batches come several times. */
export const MOMENTS = ['start', 'archive', 'batch', 'marked', 'message', 'end'] as const;
export type Moment = (typeof MOMENTS)[number];

/** A command: what the source holds, what it is told, and settings of its own. */
export interface Step {
  readonly stage: Stage;
  readonly words: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
}

/** When to kill: so many milliseconds after a moment, or after the second or a later time that it comes. */
export interface Strike {
  readonly after: Moment;
  readonly time: number;
  readonly delay: number;
  /** The command alone; git goes on for as long as it likes. Else the process group. */
  readonly isAlone: boolean;
}

/** How often a command passed which moment, and when for the first time, in milliseconds since its start. */
export type Passed = ReadonlyMap<Moment, { readonly at: number; readonly times: number }>;

/** How a command ended, its last words, and what it passed. */
export interface Ended {
  readonly how: NodeJS.Signals | number | null;
  readonly said: string;
  readonly passed: Passed;
}

const SETTINGS = {
  PATH: process.env['PATH'],
  RUNINFO_PUBLISH_DATA: 'true',
  RUNINFO_MAX_PACKS: '2',
  RUNINFO_RULES_WATCHED: `[FM_URL, FM_URI, FM_ROLE, CFGDOC_TXT, ${TAG}, 'PARAMETER_*', 'ONLY_*', BRIEF_TXT]`,
};

/** Each odd run takes back what the even one before it changed; with each run a parameter comes and the last one goes. */
function tellRun(run: number): RunStory {
  const isEven = run % 2 === 0;
  const version = isEven ? 'v2' : 'v1';
  const document = Array.from({ length: 40 }, (_, line) => `LINE_${line} { x=${line % 7 === 0 ? version : line} }\n`);
  const values = {
    ...Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`PARAMETER_${index}`, `${version} of ${index}`])),
    [TAG]: version,
    [`ONLY_${run}`]: 'brief',
    ...(isEven ? { BRIEF_TXT: `of run ${run}\n`.repeat(30) } : {}),
  };
  const isMasked = run % 4 === 0;
  return {
    values: { HBHE: { ...values, CFGDOC_TXT: document.join('') }, HF: values, ...(isMasked ? {} : { HO: values }) },
    masked: isMasked ? ['HO'] : [],
  };
}

/** An installation that commands, processes of their own, work on, and that can be put back to where it began. */
export class Installation {
  readonly place: Workplace;
  private readonly webhook: string;
  private onMessage = (): void => undefined;
  /** What the webhook was told. */
  readonly messages: string[] = [];
  /** Where the sources are, and what `keep` kept. */
  private readonly store: string;

  private constructor(place: Workplace, store: string, webhook: string) {
    this.store = store;
    this.place = place;
    this.webhook = webhook;
  }

  /**
   * Makes one without an archive, which goes when the test ends.
   * @param folder where archive, site and state are put; null: where all the rest is
   * @param pending how many runs the killed commands find
   */
  static async make(folder: string | null = null, pending: number = PENDING): Promise<Installation> {
    const made = makeWorkplace('');
    const place = folder === null ? made : workplaceIn(folder, '');
    const file = new RunInfoFile(made.folder);
    let run = FIRST;
    const add = (stage: Stage, count: number) => {
      for (const end = run + count; run < end; run += 1) file.add(run, tellRun(run));
      cpSync(file.path, join(made.folder, `${stage}.sqlite`));
    };
    add('archived', ARCHIVED);
    add('pending', pending);
    add('last', 1);
    const address = await startServer((_request, body, response) => {
      installation.messages.push((JSON.parse(body) as { text: string }).text);
      installation.onMessage();
      response.end('ok');
    });
    const installation = new Installation(place, made.folder, `${address}/hook`);
    return installation;
  }

  /** Keeps what there is, for `restore`. */
  keep(): void {
    this.messages.length = 0;
    for (const name of ['archive', 'site', 'state']) copyFolder(join(this.place.folder, name), this.keptOf(name));
  }

  /** Puts everything back to where `keep` was called. */
  restore(): void {
    this.messages.length = 0;
    for (const name of ['archive', 'site', 'state']) copyFolder(this.keptOf(name), join(this.place.folder, name));
  }

  private keptOf(name: string): string {
    return join(this.store, `kept-${name}`);
  }

  /**
   * Runs a command to its end, or kills it; nothing that it started is left then.
   * @param strike when it is killed; null: it is left alone
   * @param batchLength as of `ArchiveWriter.open`; null: the command as it is installed
   */
  async run(step: Step, strike: Strike | null = null, batchLength: number | null = null): Promise<Ended> {
    const begun = performance.now();
    const passed = new Map<Moment, { at: number; times: number }>();
    const child = this.start(step, batchLength);
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    const { pid } = child;
    if (pid === undefined) throw new Error('the command could not be started');
    const kill = () => {
      const isOver = child.exitCode !== null || child.signalCode !== null;
      if (!isOver) process.kill(strike?.isAlone === true ? pid : -pid, 'SIGKILL');
    };
    const pass = (moment: Moment) => {
      const { at, times } = passed.get(moment) ?? { at: performance.now() - begun, times: 0 };
      passed.set(moment, { at, times: times + 1 });
      if (strike?.after === moment && strike.time === times + 1) setTimeout(kill, strike.delay);
    };
    const watchers = this.watchFiles(pass);
    this.onMessage = () => pass('message');
    pass('start');
    const how = await new Promise<Ended['how']>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve(signal ?? code));
    });
    pass('end');
    for (const watcher of watchers) watcher.close();
    await waitForGroup(pid);
    return { how, said, passed };
  }

  private start({ stage, words, environment }: Step, batchLength: number | null) {
    const script = batchLength === null ? ['runinfo/cli.js'] : ['test/steps/in-small-batches.js', String(batchLength)];
    return spawn(
      process.execPath,
      [join(packageRoot(), 'dist', script[0] ?? ''), ...script.slice(1), ...words, '--quiet'],
      {
        cwd: this.place.folder,
        env: {
          ...SETTINGS,
          RUNINFO_SOURCE: `sqlite:${join(this.store, `${stage}.sqlite`)}`,
          RUNINFO_ARCHIVE: this.place.archive,
          RUNINFO_SITE: this.place.site,
          RUNINFO_SLACK_WEBHOOK: this.webhook,
          ...environment,
        },
        stdio: ['ignore', 'ignore', 'pipe'],
        detached: true,
      },
    );
  }

  private watchFiles(pass: (moment: Moment) => void) {
    const refs = [
      ['heads', 'main', 'batch'],
      ['runinfo', 'checked-out', 'marked'],
    ] as const;
    const watchFor = (wanted: string, moment: Moment, folder: string) =>
      existsSync(folder) ? [watch(folder, (_, name) => void (name === wanted && pass(moment)))] : [];
    return [
      ...watchFor('archive', 'archive', this.place.folder),
      ...refs.flatMap(([below, ref, moment]) => watchFor(ref, moment, join(this.place.archive, '.git/refs', below))),
    ];
  }
}

function copyFolder(source: string, target: string): void {
  rmSync(target, { recursive: true, force: true });
  if (existsSync(source)) cpSync(source, target, { recursive: true, preserveTimestamps: true });
}

/** Waits until no process of a group is left: git may outlive the command that started it. */
export async function waitForGroup(leader: number): Promise<void> {
  for (;;) {
    try {
      process.kill(-leader, 0);
    } catch {
      return;
    }
    await wait(5);
  }
}
