import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ArchiveFolder } from '../../archive/documents/reader.ts';
import { runsAfter } from '../../archive/documents/run-index.ts';
import { loadSettings } from '../../jobs/config/load.ts';
import { RunInfoError } from '../../model/errors.ts';
import { openSource } from '../../jobs/snapshot/sources/index.ts';
import type { RunSource } from '../../jobs/snapshot/sources/types.ts';
import { tick } from '../../jobs/tick.ts';
import { RunInfoFile, TAG, type RunStory } from '../original/run-info.ts';
import { makeRandom } from '../support/random.ts';
import { digestSite, makeWorkplace, QUIET_WORLD, type Workplace } from '../support/workplace.ts';

/** What can happen between two ticks, and how often of a hundred. */
const STEPS = {
  'new run': 32,
  'late run': 10,
  'read again': 11,
  'start moved': 4,
  'run that fails': 8,
  'gap filled': 8,
  'run that is held': 5,
  'held run accepted': 4,
  note: 12,
  setting: 6,
} as const;
type Step = keyof typeof STEPS;
const NAMES = Object.keys(STEPS) as Step[];

const FIRST = 362_950;
const BEGIN = Date.UTC(2025, 9, 1);
const HOUR = 3_600_000;
const TAGS = ['v1', 'v2', 'v3'] as const;
const DOCUMENTS = ['A { x=1 }\n', 'A { x=2 }\nB { }\n', 'B { }\n'] as const;
const ABSENT = ['not set', 'empty string'] as const;
const STATES = ['Configuring', 'Running'] as const;

/** What came of it: how often each step was taken, and the files in which step by step and at once disagree. */
export interface Outcome {
  readonly steps: Readonly<Record<string, number>>;
  readonly files: number;
  /** Runs of which something was held back and then accepted. */
  readonly accepted: number;
  readonly differing: readonly string[];
}

/**
 * Publishes after each of many steps, and once everything anew from the archive that they made. Each kind of step is taken
 * once, then they come at random.
 * @param seed the same seed takes the same steps
 */
export async function takeRandomSteps(count: number, seed: number): Promise<Outcome> {
  const world = new World(seed);
  const steps: Record<string, number> = {};
  for (let step = 0; step < count; step += 1) {
    const name = step < 3 ? 'new run' : (NAMES[step - 3] ?? world.chooseStep());
    steps[name] = (steps[name] ?? 0) + 1;
    await world.take(name);
  }
  const [often, once] = [world.digestSite(), await world.digestFullSite()];
  const files = new Set([...Object.keys(often), ...Object.keys(once)]);
  const { accepted } = world;
  return { steps, files: files.size, accepted, differing: [...files].filter((file) => often[file] !== once[file]) };
}

class World {
  private readonly place: Workplace;
  private readonly source: RunInfoFile;
  private readonly random: () => number;
  private readonly known = new Set<number>();
  /** Runs whose reading fails as long as they stand here. */
  private readonly failing = new Set<number>();
  /** Runs in which HF has no readings: held back, until the next run agrees or somebody accepts it. */
  private readonly held = new Set<number>();
  private readonly notes = new Set<string>();
  private longRun = 1800;
  private now = BEGIN;

  constructor(seed: number) {
    this.place = makeWorkplace('', () => this.now);
    this.source = new RunInfoFile(this.place.folder);
    this.random = makeRandom(seed);
    mkdirSync(join(this.place.folder, 'notes', 'HCAL_HF'), { recursive: true });
  }

  chooseStep(): Step {
    let place = this.random() * 100;
    for (const [name, share] of Object.entries(STEPS) as [Step, number][]) {
      place -= share;
      if (place < 0) return name;
    }
    return 'new run';
  }

  async take(step: Step): Promise<void> {
    this.now += 2 * HOUR;
    if (step === 'new run') this.addRun(this.newest + 1 + this.below(3));
    if (step === 'late run') this.addRun(this.unusedNumber());
    if (step === 'run that fails') this.failing.add(this.addRun(this.newest + 1));
    if (step === 'gap filled') this.failing.delete(this.pick([...this.failing]) ?? 0);
    if (step === 'run that is held') this.held.add(this.addRun(this.newest + 1, this.makeHeldStory()));
    if (step === 'read again') this.publishMore();
    if (step === 'start moved') this.moveStart();
    if (step === 'note') this.writeNote();
    if (step === 'setting') this.longRun = 1800 + 60 * this.below(5);
    if (step === 'held run accepted') await this.accept(this.pick([...this.held]) ?? this.newest);
    await this.publish();
  }

  /** The site as it stands, by file; what the collector says of itself left out. */
  digestSite(): Record<string, string> {
    return digestSite(this.place.site);
  }

  /** The site as it is when everything is made at once, by a machine that knows nothing but the archive. */
  async digestFullSite(): Promise<Record<string, string>> {
    const site = join(this.place.folder, 'site-at-once');
    await this.publish({ RUNINFO_SITE: site, RUNINFO_STATE: join(this.place.folder, 'state-at-once') });
    return digestSite(site);
  }

  get accepted(): number {
    const lines = [...runsAfter(new ArchiveFolder(this.place.archive), 0)].map(({ line }) => line);
    return lines.filter((line) => line.kind === 'archived' && line.accepted === true).length;
  }

  private get newest(): number {
    return Math.max(FIRST, ...this.known);
  }

  private addRun(run: number, story = this.makeStory()): number {
    this.source.add(run, story);
    this.known.add(run);
    return run;
  }

  private makeStory(): RunStory {
    const chance = this.random();
    const start = this.now - HOUR;
    const common = { start, stop: this.random() < 0.8 ? start + HOUR / 2 : null };
    if (chance < 0.06) return { ...common, hcal: 'Out' };
    if (chance < 0.12) return { ...common, states: STATES.slice(0, 1) };
    const masked = this.random() < 0.3 ? [this.pick(['HF', 'HO'] as const) ?? 'HF'] : [];
    return { ...common, masked, values: this.makeValues(masked) };
  }

  private makeHeldStory(): RunStory {
    const start = this.now - HOUR;
    const values = { HBHE: this.makeTags(), HF: { FM_URL: 'none of the others' }, HO: this.makeTags() };
    return { start, stop: start + HOUR / 2, silent: ['HF'], values };
  }

  private makeValues(masked: readonly string[]): NonNullable<RunStory['values']> {
    const values = { HBHE: this.makeTags(), HF: this.makeTags(), HO: this.makeTags() };
    return Object.fromEntries(Object.entries(values).filter(([partition]) => !masked.includes(partition)));
  }

  private makeTags(): Readonly<Record<string, string>> {
    return {
      [TAG]: this.pick(TAGS) ?? 'v1',
      ...(this.random() < 0.7 && { CFGDOC_TXT: this.pick(DOCUMENTS) ?? '' }),
      ...(this.random() < 0.7 && { SUPERVISOR_ERROR: this.pick(ABSENT) ?? '' }),
    };
  }

  private unusedNumber(): number {
    const free = Array.from({ length: 60 }, (_, index) => this.newest - index).filter(
      (run) => run > FIRST - 5 && !this.known.has(run),
    );
    return this.pick(free) ?? this.newest + 1;
  }

  /** One of the newest runs, which are still open, publishes something more. */
  private publishMore(): void {
    const run = this.pick([...this.known].sort((a, b) => a - b).slice(-4)) ?? this.addRun(this.newest + 1);
    this.source.publish(run, `CMS.HCAL_HF:${this.pick([TAG, 'EXTRA'])}`, this.pick(TAGS) ?? 'v1', this.now - HOUR);
  }

  /** One of the newest runs turns out to have begun some weeks earlier, in a week that may have no other run. */
  private moveStart(): void {
    const run = this.pick([...this.known].sort((a, b) => a - b).slice(-4)) ?? this.addRun(this.newest + 1);
    this.source.moveStart(run, this.now - this.below(6) * 7 * 24 * HOUR);
    this.source.publish(run, `CMS.HCAL_HF:MOVED_${this.below(1000)}`, 'yes', this.now - HOUR);
  }

  private writeNote(): void {
    const path = this.random() < 0.3 ? `HCAL_HF/${TAG}.md` : `${this.pick([...this.known]) ?? FIRST}.md`;
    const file = join(this.place.folder, 'notes', path);
    if (this.notes.has(path) && this.random() < 0.5) {
      rmSync(file);
      this.notes.delete(path);
      return;
    }
    writeFileSync(file, `Noted at ${this.now}: *${this.pick(TAGS)}*`);
    this.notes.add(path);
  }

  /** Takes what is held back of a run; the next one may have agreed meanwhile, and nothing is held any more. */
  private async accept(run: number): Promise<void> {
    this.held.delete(run);
    await this.publish({}, run).catch((error: unknown) => {
      if (!(error instanceof RunInfoError) || error.code !== 'not-found') throw error;
    });
  }

  private async publish(environment: NodeJS.ProcessEnv = {}, accept: number | null = null): Promise<void> {
    await tick({
      ...QUIET_WORLD,
      settings: loadSettings({
        file: undefined,
        folder: this.place.folder,
        environment: this.environment(environment),
      }),
      jobs: new Set(['snapshot', 'diff', 'publish']),
      now: () => this.now,
      onProgress: () => undefined,
      openSource: (setting, options) => this.failSome(openSource(setting, options)),
      warn: () => undefined,
      isDry: false,
      range: null,
      accept,
      rebuild: false,
      full: false,
    });
  }

  private environment(more: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    return {
      RUNINFO_SOURCE: `sqlite:${this.source.path}`,
      RUNINFO_ARCHIVE: this.place.archive,
      RUNINFO_SITE: this.place.site,
      RUNINFO_NOTES: join(this.place.folder, 'notes'),
      RUNINFO_LONG_RUN: String(this.longRun),
      ...more,
    };
  }

  private failSome(source: RunSource): RunSource {
    return {
      ...source,
      readRun: async (run) => {
        if (this.failing.has(run)) throw new RunInfoError('run-unreadable', `run ${run} could not be read`);
        return source.readRun(run);
      },
    };
  }

  private below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  private pick<T>(items: readonly T[]): T | undefined {
    return items[this.below(items.length)];
  }
}
