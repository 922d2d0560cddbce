import {
  listBlocks,
  newestRun,
  readLine,
  runsBefore,
  runsOfBlock,
  setLines,
} from '../../archive/documents/run-index.ts';
import { indexPath, snapshotPath } from '../../archive/documents/layout.ts';
import type { ArchiveWriter } from '../../archive/store/writer.ts';
import { RunInfoError } from '../../model/errors.ts';
import { AFTER_STOP } from '../../model/interpret.ts';
import type { Settings } from '../config/load.ts';
import { boundHeapFor } from '../heap.ts';
import type { Job, TickContext, TickReport } from '../job.ts';
import type { OpenRun, State } from '../state.ts';
import { chooseStart, NEAR, planReading, type ReadingStep } from './plan.ts';
import { readRuns, type RunOutcome } from './read.ts';
import type { RunSource, Sighting, SourceOptions } from './sources/types.ts';
import { readSnapshot } from '../../archive/documents/documents.ts';
import type { IndexLine, RunReading, Snapshot } from '../../model/run.ts';

/** Which runs were asked for by hand: read, or read again, whatever is known of them. */
export interface RunRange {
  readonly from: number;
  readonly to: number;
}

/** What the snapshot job can be asked for, and the source that it reads. */
export interface SnapshotOptions {
  readonly openSource: (setting: string, options: SourceOptions) => RunSource;
  /** Runs asked for by hand; null: whatever is new or open. */
  readonly range: RunRange | null;
  /** A run that is taken although it is in quarantine (rule 3): `snapshot --accept`; null: none. */
  readonly accept: number | null;
}

/** Derives what follows from a run that was recorded, and gives the text of its commit. */
export type FollowUp = (
  archive: ArchiveWriter,
  settings: Settings,
) => (run: number, recorded: Recorded) => { readonly subject: string; readonly body: readonly string[] };

/** The open source and what is to be done with each run that it has; null: the source cannot be reached. */
type SnapshotPlan = { readonly source: RunSource; readonly steps: readonly ReadingStep[] } | null;

/**
 * The snapshot job: takes every run that is due from the source, its snapshot and all that follows from it, one commit
 * each, oldest first. Where the source fails, what was read before stands.
 */
export function makeSnapshotJob(options: SnapshotOptions, followUp: FollowUp): Job<SnapshotPlan> {
  return {
    name: 'snapshot',
    plan: async (context) => {
      let plan: SnapshotPlan = null;
      await context.tolerate(async () => {
        const { settings, now } = context;
        const source = options.openSource(settings.source, { ...settings, recent: now() - AFTER_STOP * 1000 });
        try {
          plan = { source, steps: await planSteps(context, source, options) };
        } catch (error) {
          await source.close();
          throw error;
        }
      });
      return plan;
    },
    apply: async (context, plan) => {
      if (plan === null) return {};
      try {
        const { memory, now } = context;
        const { open } = memory.state;
        await context.tolerate(async () => {
          await archiveRuns(context, plan.source, plan.steps, followUp);
          if (options.range === null) memory.replace({ ...memory.state, sourceRead: new Date(now()).toISOString() });
        });
        return { problems: listQuarantined(memory.state.open, open) };
      } finally {
        await plan.source.close();
      }
    },
  };
}

/** The runs that are known to the archive as gaps: looked up once, when the state that remembers them was lost. */
export function findGaps(archive: ArchiveWriter): Record<string, OpenRun> {
  const gaps = listBlocks(archive)
    .filter((block) => archive.readText(indexPath(block))?.includes('"kind":"gap"') === true)
    .flatMap((block) => runsOfBlock(archive, block))
    .flatMap(({ run, line }) => (line.kind === 'gap' ? [[run, gap(line.why)]] : []));
  return Object.fromEntries(gaps);
}

async function planSteps(
  { archive, settings, memory, now }: TickContext,
  source: RunSource,
  { range, accept }: SnapshotOptions,
): Promise<ReadingStep[]> {
  const { open } = memory.state;
  const watching = Object.entries(open).filter(([, { kind }]) => kind === 'waiting' || kind === 'archived');
  const start = chooseStart(knownRuns(archive), settings);
  const from = range?.from ?? Math.min(start, ...watching.map(([run]) => Number(run)));
  const sightings = await source.findRuns(from, range?.to);
  const kindOf = (run: number) => readLine(archive, run)?.kind ?? null;
  const isAccepted = (run: number) =>
    run === accept || kindOf(run) !== null || (open[run] !== undefined && open[run].kind !== 'quarantined');
  const { settle, giveUpAfter } = settings;
  const gaps = new Map<number, Sighting>();
  for (const [run, { kind }] of range === null ? Object.entries(open) : []) {
    // It may be a local one by now, or none at all, whose file was put right: then it is not read (rule 1).
    const found = kind === 'gap' && Number(run) < from ? await source.findRuns(Number(run), Number(run)) : [];
    for (const sighting of found) gaps.set(sighting.run, sighting);
  }
  const facts = { newest: newestRun(archive), from, isAccepted, now: now(), settle, giveUpAfter, sightings, gaps };
  if (accept !== null && kindOf(accept) === null && sightings.every(({ run }) => run !== accept)) {
    throw new RunInfoError('not-found', `run ${accept} is neither held back nor in quarantine: check the number`);
  }
  const lacksStop = (run: number) => readLine(archive, run)?.stop === null;
  if (range === null) return planReading({ ...facts, open, kindOf, lacksStop });
  if (sightings.length === 0) {
    throw new RunInfoError(
      'not-found',
      `the source has no global run in ${range.from}..${range.to}: check the numbers`,
    );
  }
  const plan = (later: readonly Sighting[]) =>
    planReading({ ...facts, sightings: [...sightings, ...later], open: {}, kindOf: () => null, lacksStop });
  let steps = plan([]);
  // Whether a run never ran, or has a number that is no mistake, is known by the runs after it (rules 2 and 3): by the next
  // ones mostly, else by whatever follows.
  for (const to of [range.to + NEAR, undefined]) {
    if (steps.every((step) => step.do !== 'wait')) break;
    steps = plan(await source.findRuns(range.to + 1, to)).filter(({ run }) => run <= range.to);
  }
  return steps;
}

/** The runs of which the archive knows something, newest first. A gap may be no run at all: its number decides nothing. */
function* knownRuns(archive: ArchiveWriter): Generator<number> {
  for (const { run, line } of runsBefore(archive, Infinity)) if (line.kind !== 'gap') yield run;
}

/** The runs that are in quarantine now and were not before, for people to be told once. */
function listQuarantined(open: State['open'], before: State['open']): TickReport['problems'] {
  return Object.entries(open)
    .filter(([run, { kind }]) => kind === 'quarantined' && before[run]?.kind !== 'quarantined')
    .map(([run, { why }]) => ({ text: `run ${run}: ${why}`, isNew: true }));
}

/** Of a run whose reading has not come into the archive: as many names as no run has, so that it counts as moved. */
const UNREAD = -1;

/** Reads and archives the runs that are due. What is looked at again is kept first, so that a crash forgets no run. */
async function archiveRuns(
  { archive, settings, memory, onProgress }: TickContext,
  source: RunSource,
  steps: readonly ReadingStep[],
  followUp: FollowUp,
): Promise<void> {
  const due = steps.filter((step) => step.do === 'read');
  const kept = Object.fromEntries(steps.flatMap(({ run, keep }) => (keep === null ? [] : [[run, keep]])));
  const open: Record<string, OpenRun> = { ...memory.state.open, ...kept };
  for (const step of steps) if (step.do === 'close') delete open[step.run];
  for (const { run, keep } of due) if (keep !== null) open[run] = { ...keep, names: UNREAD };
  memory.save({ open: { ...open } });
  const describe = followUp(archive, settings);
  boundHeapFor(due.length);
  let done = 0;
  try {
    for await (const outcome of readRuns(source, due, settings)) {
      const { run, result } = outcome;
      if (archive.derivedSettings === null) archive.adoptSettings(settings.archivedRules, settings.rulesDigest);
      const { subject, body } = describe(run, recordRun(archive, outcome));
      const missed = result.kind === 'gap' ? gap(result.why) : null;
      // The commit of a gap may be all that a crash leaves of it.
      if (missed !== null) memory.save({ open: { ...memory.state.open, [run]: missed } });
      const keep = missed ?? (result.kind === 'never-ran' ? undefined : kept[run]);
      await archive.commit(subject, body, readLine(archive, run)?.start ?? null);
      if (keep === undefined) delete open[run];
      else open[run] = keep;
      done += 1;
      onProgress('runs read', done, due.length);
    }
  } finally {
    await archive.flush();
    memory.save({ open });
  }
}

function gap(why: string): OpenRun {
  return { kind: 'gap', why, names: 0, isStopped: false, readAt: null };
}

/**
 * What recording a run did: a first or another snapshot, or an index line at most. Or the run had been archived before HCAL
 * said that it was out (rule 4): nothing is written yet, all that followed from it is to be taken back, and this line left.
 */
export type Recorded = 'first' | 'again' | 'line' | IndexLine;

/**
 * Writes what was read of a run into the archive: its snapshot and long values, or its index line where it leaves only
 * that. Whatever is known of a run stands when a later reading of it fails. Idempotent.
 */
export function recordRun(archive: ArchiveWriter, { run, result }: RunOutcome): Recorded {
  if (result.kind === 'archived') {
    const isFirst = readSnapshot(archive, run) === null;
    archive.writeJson(snapshotPath(run), storeSnapshot(archive, result.snapshot));
    return isFirst ? 'first' : archive.hasStaged ? 'again' : 'line';
  }
  const times = result.kind === 'gap' ? { start: null, stop: null } : { start: result.start, stop: result.stop };
  const line: IndexLine = { kind: result.kind, ...times, why: result.why };
  const known = readLine(archive, run)?.kind;
  if (known === 'archived') return result.kind === 'hcal-out' ? line : 'line';
  if (known === 'hcal-out' && result.kind === 'gap') return 'line';
  setLines(archive, new Map([[run, line]]));
  return 'line';
}

function storeSnapshot(archive: ArchiveWriter, snapshot: Snapshot): Snapshot {
  const readings = Object.entries(snapshot.readings).map(([key, reading]): [string, RunReading] => {
    const stored = archive.storeReading(reading);
    return [key, reading.end === undefined ? stored : { ...stored, end: archive.storeReading(reading.end) }];
  });
  return { ...snapshot, readings: Object.fromEntries(readings) };
}
