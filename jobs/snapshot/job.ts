import { listBlocks, readLine, runsOfBlock } from '../../archive/documents/documents.ts';
import { setLines } from '../../archive/documents/index-lines.ts';
import { indexPath } from '../../archive/documents/layout.ts';
import type { ArchiveWriter } from '../../archive/store/writer.ts';
import { RunInfoError } from '../../model/errors.ts';
import type { Settings } from '../config/load.ts';
import { deriveRun } from '../diff/derive.ts';
import { describeRun } from '../diff/describe.ts';
import { makeFormDigest } from '../diff/form-digest.ts';
import { rebuildDerived } from '../diff/rebuild.ts';
import type { DeriveOptions } from '../diff/derive.ts';
import { planReading } from './plan.ts';
import { readRuns } from './read.ts';
import { recordRun } from './record.ts';
import type { ReadingStep } from './plan.ts';
import type { RunOutcome } from './read.ts';
import type { RunSource } from './sources/types.ts';
import type { OpenRun, State } from '../state.ts';

/** Told how far a long piece of work is. */
export type OnProgress = (what: string, done: number, all: number) => void;

/** What collecting needs from outside. `now` is milliseconds since 1970. */
export interface CollectOptions {
  readonly settings: Settings;
  readonly state: State;
  readonly now: number;
  readonly onProgress: OnProgress;
  /** Keeps the runs that are looked at again; called before a run can be archived, so that a crash forgets none. */
  readonly saveOpen: (open: Record<string, OpenRun>) => void;
}

/** Which runs were asked for by hand: read, or read again, whatever is known of them. */
export interface RunRange {
  readonly from: number;
  readonly to: number;
}

/** Opens the derived part of the archive: which interpretation rules it is worked out under. */
export function deriveOptions(archive: ArchiveWriter, settings: Settings): DeriveOptions {
  const { rules } = settings;
  return { rules, formDigest: makeFormDigest(rules, archive.readValue) };
}

/**
 * Works out everything derived anew where the interpretation rules moved, in one commit that announces nothing (rule 9).
 * @param force also where they did not move: `diff --rebuild`
 */
export async function followSettings(
  archive: ArchiveWriter,
  { settings, onProgress }: CollectOptions,
  force = false,
): Promise<void> {
  const standing = archive.derivedSettings;
  const moved = standing !== null && standing !== settings.rulesDigest;
  if (standing === null || (!moved && !force)) return;
  archive.adoptSettings(settings.rules, settings.rulesDigest);
  const runs = rebuildDerived(archive, deriveOptions(archive, settings), (done, all) =>
    onProgress('runs worked out anew', done, all),
  );
  const subject = moved ? `Settings: ${standing} → ${settings.rulesDigest}` : 'Settings: worked out anew';
  await archive.commit(subject, [`Changes, timelines and index of ${runs} runs worked out anew`], null);
  await archive.flush();
}

/**
 * Takes every run that is due from the source: its snapshot and all that follows from it, one commit each, oldest first.
 * @param range runs asked for by hand; null: whatever is new or open
 * @throws RunInfoError `source-unreachable`; what was read before stands
 */
export async function collectRuns(
  archive: ArchiveWriter,
  source: RunSource,
  options: CollectOptions,
  range: RunRange | null,
): Promise<void> {
  const { settings, state, onProgress, saveOpen } = options;
  const steps = await planSteps(archive, source, options, range);
  const due = steps.filter((step) => step.do === 'read');
  const keep = new Map(steps.map((step) => [step.run, step.keep]));
  const watched = steps.flatMap((step) => (step.keep === null ? [] : [[step.run, step.keep] as const]));
  const open: Record<string, OpenRun> = { ...state.open, ...Object.fromEntries(watched) };
  saveOpen(open);
  const derive = deriveOptions(archive, settings);
  let done = 0;
  const runs = due.map((step) => step.run);
  try {
    for await (const outcome of readRuns(source, runs, settings)) {
      if (archive.derivedSettings === null) archive.adoptSettings(settings.rules, settings.rulesDigest);
      await commitRun(archive, outcome, derive);
      remember(open, outcome, keep.get(outcome.run) ?? null);
      done += 1;
      onProgress('runs read', done, due.length);
    }
  } finally {
    await archive.flush();
  }
  saveOpen(open);
}

/**
 * Takes a run although some partition of it was held back as implausible (rule 12), in one commit.
 * @throws RunInfoError `not-found` where the run is not archived, or nothing of it is held back
 */
export async function acceptRun(archive: ArchiveWriter, settings: Settings, run: number): Promise<void> {
  const line = readLine(archive, run);
  const isHeld =
    line?.kind === 'archived' && Object.values(line.partitions).some(({ inclusion }) => inclusion === 'held');
  if (line?.kind !== 'archived' || !isHeld) {
    throw new RunInfoError(
      'not-found',
      `nothing of run ${run} is held back: runinfo changes ${run} says how it stands`,
    );
  }
  setLines(archive, new Map([[run, { ...line, accepted: true }]]));
  const others = deriveRun(archive, run, deriveOptions(archive, settings));
  const { subject, body } = describeRun(archive, run, 'accepted', others);
  await archive.commit(subject, body, line.start);
  await archive.flush();
}

/** The runs that are known to the archive as gaps: looked up once, when the state that remembers them was lost. */
export function findGaps(archive: ArchiveWriter): Record<string, OpenRun> {
  const gaps = listBlocks(archive)
    .filter((block) => archive.readText(indexPath(block))?.includes('"kind":"gap"') === true)
    .flatMap((block) => runsOfBlock(archive, block))
    .filter(({ line }) => line.kind === 'gap');
  return Object.fromEntries(gaps.map(({ run, line }) => [run, gap(line.kind === 'gap' ? line.why : '')]));
}

async function planSteps(
  archive: ArchiveWriter,
  source: RunSource,
  { settings, state, now }: CollectOptions,
  range: RunRange | null,
): Promise<ReadingStep[]> {
  const watching = Object.entries(state.open).filter(([, open]) => open.kind !== 'gap');
  const newestKnown = runsOfBlock(archive, listBlocks(archive).at(-1) ?? 0).at(-1)?.run ?? 0;
  const from =
    range?.from ?? Math.max(1, Math.min(newestKnown - settings.lookBack, ...watching.map(([run]) => Number(run))));
  const sightings = await source.findRuns(from);
  const kindOf = (run: number) => readLine(archive, run)?.kind ?? null;
  const newest = sightings.at(-1)?.run ?? 0;
  const { settle, giveUpAfter } = settings;
  if (range === null) return planReading({ sightings, newest, open: state.open, kindOf, now, settle, giveUpAfter });
  const asked = sightings.filter(({ run }) => run <= range.to);
  if (asked.length === 0) {
    throw new RunInfoError(
      'not-found',
      `the source has no global run in ${range.from}..${range.to}: check the numbers`,
    );
  }
  return planReading({ sightings: asked, newest, open: {}, kindOf: () => null, now, settle, giveUpAfter });
}

async function commitRun(archive: ArchiveWriter, outcome: RunOutcome, derive: DeriveOptions): Promise<void> {
  const { run } = outcome;
  const recorded = recordRun(archive, outcome);
  const isSnapshot = recorded === 'first' || recorded === 'again';
  const others = isSnapshot ? deriveRun(archive, run, derive) : [];
  const { subject, body } = describeRun(archive, run, recorded === 'again' ? 'read again' : null, others);
  await archive.commit(subject, body, readLine(archive, run)?.start ?? null);
}

function remember(open: Record<string, OpenRun>, { run, result }: RunOutcome, keep: OpenRun | null): void {
  if (result.kind === 'gap') open[run] = gap(result.why);
  else if (keep === null || result.kind !== 'archived') delete open[run];
  else open[run] = keep;
}

function gap(why: string): OpenRun {
  return { kind: 'gap', why, names: 0, isStopped: false, readAt: null };
}
