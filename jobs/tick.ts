import { repack } from '../archive/store/git-upkeep.ts';
import { ArchiveWriter } from '../archive/store/writer.ts';
import type { CommitRecord } from '../archive/store/writer.ts';
import { RunInfoError } from '../model/errors.ts';
import { AFTER_STOP } from '../model/interpret.ts';
import type { Settings } from './config/load.ts';
import { takeLock } from './lock.ts';
import type { Heartbeat } from './notify/heartbeat.ts';
import type { Problem } from './notify/deliver.ts';
import type { Deploy } from './publish/deploy.ts';
import type { PagePlan } from './publish/plan.ts';
import type { Placed } from './publish/place.ts';
import type { RunSource, SourceOptions } from './snapshot/sources/types.ts';
import { emptyState, readState, writeState } from './state.ts';
import type { State } from './state.ts';
import { announce, channelsOf } from './notify/job.ts';
import type { AnnounceTools, ChannelMessage } from './notify/job.ts';
import { acceptRun, collectRuns, findGaps, followSettings } from './snapshot/job.ts';
import type { CollectOptions, OnProgress, RunRange } from './snapshot/job.ts';
import { joinPlaced, planTables, publishTables } from './publish/tables.ts';
import type { TablesPlan } from './publish/tables.ts';
import { announceableCommit, isDeployDue, planSite, publishSite, readInputs, stalePaths } from './publish/job.ts';
import { makeStatus, writeStatus } from './status.ts';
import { tellTrouble } from './notify/tell-trouble.ts';

export const JOBS = ['snapshot', 'diff', 'publish', 'notify'] as const;
export type Job = (typeof JOBS)[number];

/** What a tick needs from outside. */
export interface TickOptions extends AnnounceTools {
  readonly settings: Settings;
  readonly jobs: ReadonlySet<Job>;
  readonly onProgress: OnProgress;
  readonly openSource: (setting: string, options: SourceOptions) => RunSource;
  readonly deploy: Deploy;
  readonly heartbeat: Heartbeat;
  readonly warn: (text: string) => void;
  readonly isDry: boolean;
  /** Runs asked for by hand; null: whatever is new or open. */
  readonly range: RunRange | null;
  /** A run to be taken although it was held back: `snapshot --accept`; null: none (rule 12). */
  readonly accept: number | null;
  /** Work everything derived out anew though the settings stand: `diff --rebuild`. */
  readonly rebuild: boolean;
  /** Render every page though none is stale: `publish --full`. */
  readonly full: boolean;
}

/** What a tick did, or with `isDry` would do. `trouble`: what kept it from finishing, after everything else was done. */
export interface TickResult {
  readonly commits: readonly CommitRecord[];
  readonly pages: PagePlan | null;
  /** The tables beside the pages that are stale; null: none, or none are asked for. */
  readonly tables: TablesPlan | null;
  readonly placed: Placed | null;
  readonly messages: readonly ChannelMessage[];
  /** What a person should be told although the tick did its work: a webhook that is down, say. */
  readonly problems: readonly Problem[];
  readonly open: State['open'];
  readonly trouble: RunInfoError | null;
}

/**
 * One pass of the jobs, under the lock, in the order in which they lean on each other: what was interrupted is put
 * right, then runs are archived, then pages stand, and only then is anything announced (promises 2 and 5). With the
 * source down it still publishes and sends what is waiting; the trouble comes with the result.
 * @throws RunInfoError `locked` when another tick is at work, or what stopped it altogether
 */
export async function tick(options: TickOptions): Promise<TickResult> {
  const { settings, isDry, now, heartbeat } = options;
  if (isDry) return new Tick(options, await ArchiveWriter.openDry(settings.archive)).run();
  const lock = takeLock(settings.state, now());
  let isOk = false;
  heartbeat.start();
  try {
    const archive = await ArchiveWriter.open(settings.archive);
    const result = await new Tick(options, archive).run();
    isOk = result.trouble === null;
    return { ...result, problems: [...result.problems, ...(await maintain(archive, settings))] };
  } finally {
    lock.release();
    await heartbeat.end(isOk);
  }
}

/** Does what the repository needs now and then. The tick has done its work: what fails here is said, and tried again. */
async function maintain({ git }: ArchiveWriter, settings: Settings): Promise<Problem[]> {
  try {
    await repack(git, settings.maxPacks);
    return [];
  } catch (error) {
    if (!(error instanceof RunInfoError)) throw error;
    return [{ text: `packs of the archive are not gathered: ${error.message}`, isNew: true }];
  }
}

class Tick {
  private readonly options: TickOptions;
  private readonly archive: ArchiveWriter;
  private state: State;
  private trouble: RunInfoError | null = null;
  private readonly problems: Problem[] = [];

  constructor(options: TickOptions, archive: ArchiveWriter) {
    this.options = options;
    this.archive = archive;
    const state = readState(options.settings.state) ?? this.forgottenState();
    this.state = { ...state, channels: channelsOf(options.settings, state, archive.headId) };
  }

  async run(): Promise<TickResult> {
    try {
      const result = await this.work();
      await this.report(result.trouble);
      return { ...result, problems: this.problems };
    } catch (error) {
      await this.reportFailure(error);
      throw error;
    }
  }

  private async work(): Promise<TickResult> {
    const { jobs } = this.options;
    if (jobs.has('snapshot') || jobs.has('diff')) await this.collect();
    const published = jobs.has('publish') ? await this.publish() : null;
    const messages = jobs.has('notify') ? await this.notify() : [];
    const { archive, state, trouble, problems } = this;
    return {
      problems,
      commits: archive.commits,
      pages: published?.plan ?? null,
      tables: published?.tables ?? null,
      placed: published?.placed ?? null,
      messages,
      open: state.open,
      trouble,
    };
  }

  /** Keeps how the tick ended, in the state and in the site's `status.json`, and tells people where they should know. */
  private async report(trouble: RunInfoError | null): Promise<void> {
    const { settings, now, isDry, jobs } = this.options;
    if (isDry) return;
    const status = makeStatus(this.archive, this.state, now(), trouble);
    const { finished, ok, message, newestRun, failures } = status;
    this.save({ lastTick: { finished, ok, message, newestRun, failures } });
    writeStatus(settings.site, status);
    if (!jobs.has('notify')) return;
    const save = (part: Partial<State>) => this.save(part);
    this.problems.push(...(await tellTrouble(settings, this.state, failures, message, this.options, save)));
  }

  /** A question that was asked wrongly by hand, an unknown run say, is no trouble of the collector's. */
  private async reportFailure(error: unknown): Promise<void> {
    if (error instanceof RunInfoError && ['usage', 'not-found'].includes(error.code)) return;
    const trouble =
      error instanceof RunInfoError ? error : new RunInfoError('state', 'the tick broke off: see its output');
    try {
      await this.report(trouble);
    } catch {
      // What stopped the tick, a full disk say, may stop this as well; that first error is the one to tell.
    }
  }

  private async collect(): Promise<void> {
    const { settings, jobs, onProgress, openSource, now, range, accept, rebuild } = this.options;
    const saveOpen = (open: State['open']) => this.save({ open });
    const collecting: CollectOptions = { settings, state: this.state, now: now(), onProgress, saveOpen };
    await followSettings(this.archive, collecting, rebuild);
    if (accept !== null) await acceptRun(this.archive, settings, accept);
    if (!jobs.has('snapshot')) return;
    await this.tolerate(async () => {
      const { rules, oracle } = settings;
      const source = openSource(settings.source, { rules, oracle, recent: now() - AFTER_STOP * 1000 });
      try {
        await collectRuns(this.archive, source, collecting, range);
      } finally {
        await source.close();
      }
    });
  }

  private async publish(): Promise<Pick<TickResult, 'tables' | 'placed'> & { plan: PagePlan }> {
    const { settings, full, isDry, onProgress } = this.options;
    const inputs = readInputs(settings);
    const paths = await stalePaths(this.archive, settings, this.state.published, inputs, full);
    const plan = planSite(this.archive, settings, this.state.published, inputs, paths);
    const tables = settings.publish.data ? planTables(paths) : null;
    if (isDry) return { plan, tables, placed: null };
    const first = tables === null ? null : await publishTables(this.archive, settings, tables, onProgress);
    const { placed: pages, published } = await publishSite(this.archive, settings, plan, inputs, onProgress);
    const placed = first === null ? pages : joinPlaced(first, pages);
    this.save({ published });
    await this.deploy(placed);
    return { plan, tables, placed };
  }

  private async deploy(placed: Placed): Promise<void> {
    const { settings, deploy, now } = this.options;
    const { after } = settings.publish;
    if (after === undefined || !isDeployDue(this.state, placed, settings.staleAfter, now())) return;
    // Until it succeeds, and after a crash in the middle, nothing counts as deployed.
    this.save({ deployed: null });
    await this.tolerate(async () => {
      await deploy(after);
      this.save({ deployed: { commit: this.archive.headId, at: now() } });
    });
  }

  private async notify(): Promise<readonly ChannelMessage[]> {
    const { settings, jobs, isDry } = this.options;
    const { headId } = this.archive;
    const upTo = isDry && jobs.has('publish') ? headId : announceableCommit(settings, this.state, headId);
    const save = isDry ? null : (part: Partial<State>) => this.save(part);
    const { messages, problems } = await announce(this.archive, settings, this.state, upTo, this.options, save);
    this.problems.push(...problems);
    return messages;
  }

  /** Lets the other jobs go on where the source is down or the deploy step fails; anything else ends the tick. */
  private async tolerate(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      if (!(error instanceof RunInfoError) || !['source-unreachable', 'deploy'].includes(error.code)) throw error;
      this.trouble ??= error;
    }
  }

  private save(part: Partial<State>): void {
    this.state = { ...this.state, ...part };
    if (!this.options.isDry) writeState(this.options.settings.state, this.state);
  }

  /** A state made anew: on first use nothing is announced yet; where it was lost, all that is archived by now is. */
  private forgottenState(): State {
    const { headId } = this.archive;
    if (headId === null) return emptyState();
    this.options.warn(
      `${this.options.settings.state} holds no state: it is made anew, and everything archived by now counts as announced`,
    );
    return { ...emptyState(), open: findGaps(this.archive) };
  }
}
