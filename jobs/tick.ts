import { repack } from '../archive/store/git-upkeep.ts';
import { LockedError, takeLock } from '../archive/store/lock.ts';
import { ArchiveWriter } from '../archive/store/writer.ts';
import { RunInfoError } from '../model/errors.ts';
import { conclude, concludeFailure, concludeUnopened, withoutSecrets } from './conclude.ts';
import type { Settings } from './config/load.ts';
import { followArchive } from './config/follow.ts';
import { NO_SOURCE } from './config/schema.ts';
import { sayPaths } from '../archive/store/folder.ts';
import { describeReadRun } from './diff/describe.ts';
import { makeDiffJob, type DiffOptions } from './diff/job.ts';
import { siteTables } from './export/parquet.ts';
import { Memory, runJob, type Job, type JobName, type OnProgress, type TickContext, type TickReport } from './job.ts';
import type { Heartbeat, Outcome } from './web.ts';
import { channelsOf, makeNotifyJob } from './notify/job.ts';
import { adoptShared } from './notify/shared.ts';
import type { NotifyTools, Problem } from './notify/deliver.ts';
import type { Deploy } from './publish/deploy.ts';
import { makePublishJob } from './publish/job.ts';
import { findGaps, makeSnapshotJob, type SnapshotOptions } from './snapshot/job.ts';
import { readState, type State } from './state.ts';
import { NO_SYNC, openSync, type Sync } from './sync/sync.ts';

/** What a tick is asked for, and what it needs from outside. */
export interface TickOptions extends NotifyTools, SnapshotOptions, DiffOptions {
  readonly settings: Settings;
  readonly jobs: ReadonlySet<JobName>;
  readonly onProgress: OnProgress;
  readonly deploy: Deploy;
  readonly heartbeat: Heartbeat;
  readonly warn: (text: string) => void;
  readonly isDry: boolean;
  /** Render every page though none is stale: `publish --full`. */
  readonly full: boolean;
  /** The environment of this program, of which git gets what it needs to reach a remote (`sync`). */
  readonly variables: NodeJS.ProcessEnv;
}

/**
 * What a tick did, or with `isDry` would do. `trouble`: what kept it from finishing, after everything else was done.
 * `outage`: how many ticks in a row, with this one, could not reach the source.
 */
export interface TickResult extends TickReport {
  readonly open: State['open'];
  readonly trouble: RunInfoError | null;
  readonly outage: number;
}

/**
 * One pass of the jobs, under the locks of the state and of the archive, which several states may share. With the source
 * down it still publishes and sends what is waiting; the trouble comes with the result.
 * @throws LockedError when another tick is at work
 * @throws RunInfoError what stopped it altogether
 */
export async function tick(options: TickOptions): Promise<TickResult> {
  const { settings, isDry, now, heartbeat } = options;
  if (isDry) return runTick(options, await ArchiveWriter.openDry(settings.archive));
  const lock = takeLock('state', settings.state, now());
  let archive: ArchiveWriter | null = null;
  // A tick that finds another one at work says nothing to the watchdog: the other one does.
  let outcome: Outcome | null = null;
  try {
    archive = await ArchiveWriter.open(settings.archive, { now: now() });
    heartbeat.start();
    outcome = 'fail';
    const result = await runTick(options, archive);
    outcome = judge(result, settings.notify.troubleAfter);
    return { ...result, problems: [...result.problems, ...(await maintain(archive, settings))] };
  } catch (error) {
    if (!(error instanceof LockedError)) outcome = 'fail';
    if (archive === null && outcome === 'fail') await concludeUnopened(options, error);
    throw error;
  } finally {
    archive?.close();
    lock.release();
    if (outcome !== null) await heartbeat.end(outcome);
  }
}

/** What the watchdog is told: of a source that is down only when people are told, too (`notify.troubleAfter`). */
function judge({ trouble, outage }: TickResult, troubleAfter: number): Outcome {
  if (trouble === null) return 'success';
  return trouble.code === 'source-unreachable' && outage < troubleAfter ? 'log' : 'fail';
}

/**
 * The jobs of a tick in the order in which they lean on each other: first what is derived follows the rules in force, so
 * that every run is recorded under one set of them; then runs are archived, then pages stand, and only then is anything
 * announced (promises 2 and 5).
 */
function listJobs(options: TickOptions, secure: Sync['secure']): Job[] {
  const { jobs } = options;
  const isAsked = (...names: JobName[]) => names.some((name) => jobs.has(name));
  return [
    ...(isAsked('snapshot', 'diff') ? [makeDiffJob(options)] : []),
    ...(isAsked('snapshot') ? [makeSnapshotJob(options, describeReadRun)] : []),
    ...(isAsked('publish') ? [makePublishJob(options, siteTables)] : []),
    ...(isAsked('notify') ? [makeNotifyJob({ ...options, secure })] : []),
  ];
}

async function runTick(options: TickOptions, archive: ArchiveWriter): Promise<TickResult> {
  const { settings: given, isDry, jobs, now, onProgress } = options;
  const memory = new Memory(readState(given.state), isDry ? null : given.state);
  const sync = isDry ? NO_SYNC : openSync(given, archive, memory, options.variables, now);
  let trouble: RunInfoError | null = null;
  const tolerate = async (step: () => Promise<void>) => {
    try {
      await step();
    } catch (error) {
      if (!(error instanceof RunInfoError && ['source-unreachable', 'deploy'].includes(error.code))) throw error;
      trouble ??= withoutSecrets(given, error);
    }
  };
  let context: TickContext = { settings: given, archive, memory, isDry, jobs, now, onProgress, tolerate };
  const tools = { ...options, secure: sync.secure };
  let report: TickReport = {
    commits: [],
    pages: null,
    tables: null,
    placed: null,
    messages: [],
    delivered: { sent: 0, rejected: 0, waiting: 0 },
    problems: [],
  };
  const add = (problems: readonly Problem[]) => {
    report = { ...report, problems: [...report.problems, ...problems] };
  };
  try {
    await tolerate(sync.pull);
    memory.replace(startingState(options, archive, memory.state));
    context = { ...context, settings: followArchive(given, archive) };
    for (const job of listJobs(options, sync.secure)) {
      if (job.name === 'notify') sync.refuseDouble();
      const { problems = [], ...part } = await runJob(job, context);
      report = { ...report, ...part };
      add(problems);
    }
    if (!isDry) {
      const { status, problems } = await conclude(context, tools, trouble);
      add(problems);
      add(await sync.push({ ...status, announces: memory.state.announces }));
    }
    return {
      ...report,
      commits: archive.commits,
      open: memory.state.open,
      trouble,
      outage: memory.state.outage,
    };
  } catch (cause) {
    const error = cause instanceof RunInfoError ? withoutSecrets(given, cause) : cause;
    await concludeFailure(context, tools, sync, error);
    throw error;
  } finally {
    sync.close();
    const mended = isDry ? 'a tick puts back what it reads' : 'put back';
    sayPaths(archive.differing, `not as committed: ${mended}`).forEach(options.warn);
  }
}

/**
 * The state to go on from: nothing is announced yet on first use; where it was lost, what the archive tells of a webhook, or
 * everything.
 */
function startingState({ settings, warn }: TickOptions, archive: ArchiveWriter, state: State): State {
  const { headId } = archive;
  const isLost = Object.keys(state.channels).length === 0 && headId !== null;
  const kept = { ...state, ...adoptShared(settings, state) };
  if (isLost) {
    const isKnown = settings.channels.every(({ name }) => Object.hasOwn(kept.channels, name));
    const announced = isKnown
      ? 'the archive tells what was announced'
      : 'everything archived by now counts as announced (runinfo notify --resend RUN sends a message again)';
    warn(`${settings.state} holds no state: a new one is made, and ${announced}`);
  }
  const channels = channelsOf(settings, kept, headId);
  return isLost && settings.source !== NO_SOURCE
    ? { ...kept, open: findGaps(archive), channels }
    : { ...kept, channels };
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
