import { AFTER_STOP } from '../../model/interpret.ts';
import type { RunKind } from '../../model/run.ts';
import type { OpenRun } from '../state.ts';
import type { Sighting } from './sources/types.ts';

/** So far above every run number before it, a number that stands alone is taken for a mistake (rule 3). */
const JUMP = 100_000;
/** A second run at most so far above it confirms such a number. */
export const NEAR = 1000;
/** Up to this number the first run of all is taken without a second one. */
const HIGHEST_FIRST = 1_000_000;

const FUTURE = 'its Running TIME is in the future: clock?';

/** The facts from which it is decided which runs to read. Times are milliseconds since 1970, spans seconds. */
export interface ReadingFacts {
  readonly sightings: readonly Sighting[];
  /** The gaps below them that the source shows still. */
  readonly gaps: ReadonlyMap<number, Sighting>;
  /** The newest run that the archive knows; null: none. */
  readonly newest: number | null;
  /** From which run number on the sightings were looked for. */
  readonly from: number;
  /** Whether a run is never taken for a mistake, whatever its number: it was taken before, or somebody accepts it. */
  readonly isAccepted: (run: number) => boolean;
  readonly open: Readonly<Record<string, OpenRun>>;
  /** What the archive says of a run; null: it does not know it. */
  readonly kindOf: (run: number) => RunKind | null;
  /** Whether the archive has no stop of a run that it knows. */
  readonly lacksStop: (run: number) => boolean;
  readonly now: number;
  readonly settle: number;
  readonly giveUpAfter: number;
}

/** What to do with one run, and why. */
export type ReadingStep =
  | ReadStep
  | { readonly run: number; readonly do: 'wait'; readonly why: string; readonly keep: OpenRun }
  | { readonly run: number; readonly do: 'close'; readonly why: string; readonly keep: null };

/** To read a run. `isRunning`: the source says that it has been Running. */
export interface ReadStep {
  readonly run: number;
  readonly do: 'read';
  readonly why: string;
  readonly isRunning: boolean;
  readonly keep: OpenRun | null;
}

/**
 * Decides which runs are read now, read again, given up or waited for, oldest first (rules 2, 3 and 11). `keep` is what
 * the state remembers of the run afterwards; null: it is closed.
 */
export function planReading(facts: ReadingFacts): ReadingStep[] {
  const seen = new Set(facts.sightings.map((sighting) => sighting.run));
  const unseen = Object.entries(facts.open)
    .filter(([run]) => !seen.has(Number(run)))
    .map(([run, open]) => planUnseen(facts, Number(run), open));
  const runs = [...seen].sort((a, b) => a - b);
  const quarantined = findQuarantined(facts, runs);
  const newest = Math.max(facts.newest ?? 0, runs.findLast((run) => !quarantined.has(run)) ?? 0);
  const steps = facts.sightings.flatMap((sighting): ReadingStep[] => {
    if (quarantined.has(sighting.run)) return [wait(sighting, 'quarantined', sayQuarantine(sighting.run))];
    const step = planSighting(facts, sighting, sighting.run < newest);
    return step === null ? [] : [step];
  });
  return [...unseen, ...steps].sort((a, b) => a.run - b.run);
}

/**
 * From which run number on the source is asked: `lookBack` below the newest run that the archive knows, but not below
 * `firstRun`. While all that it knows above a jump of numbers lies close together, runs below the jump are looked for,
 * too: it may be the mistake.
 * @param known the runs that the archive knows, newest first
 */
export function chooseStart(
  known: Iterable<number>,
  { firstRun, lookBack }: { readonly firstRun: number; readonly lookBack: number },
): number {
  let newest: number | null = null;
  let above = Infinity;
  for (const run of known) {
    if (newest === null || above - run > JUMP) newest = run;
    else if (newest - run > NEAR) break;
    above = run;
  }
  return Math.max(firstRun, (newest ?? 0) - lookBack);
}

/**
 * The runs that stand alone far above all before them, so that one slip of a finger, a digit too many say, does not hide
 * every later run.
 * @param runs ascending
 */
function findQuarantined({ from, newest, isAccepted }: ReadingFacts, runs: readonly number[]): Set<number> {
  const quarantined = new Set<number>();
  let before = newest === null ? Math.max(from - 1, HIGHEST_FIRST - JUMP) : from - 1;
  runs.forEach((run, index) => {
    const isConfirmed = (runs[index + 1] ?? Infinity) - run <= NEAR;
    if (run - before > JUMP && !isConfirmed && !isAccepted(run)) quarantined.add(run);
    else before = run;
  });
  return quarantined;
}

function sayQuarantine(run: number): string {
  return (
    `in quarantine: its number is more than ${JUMP} above any before it; it is taken once a run at most ${NEAR} above it ` +
    `follows, or by runinfo snapshot --accept ${run}`
  );
}

/** A gap that the source shows still is tried again; any other run is looked for until it has been missing for `giveUpAfter`. */
function planUnseen(facts: ReadingFacts, run: number, open: OpenRun): ReadingStep {
  const sighting = facts.gaps.get(run);
  if (sighting !== undefined) return read(sighting, 'a gap is tried again', null);
  const why = 'the source no longer shows it';
  const missingSince = open.missingSince ?? facts.now;
  if (facts.now - missingSince > facts.giveUpAfter * 1000) return { run, do: 'close', why, keep: null };
  return { run, do: 'wait', why, keep: { ...open, why, missingSince } };
}

function planSighting(facts: ReadingFacts, sighting: Sighting, hasLater: boolean): ReadingStep | null {
  const { run } = sighting;
  const open = facts.open[run];
  const kind = facts.kindOf(run);
  if (kind === 'archived' || kind === 'hcal-out') {
    return open === undefined ? planClosed(facts, sighting) : planAgain(facts, sighting, open);
  }
  const isContradicted = kind === 'never-ran' && sighting.isRunning;
  if (kind === 'never-ran' && open === undefined && !isContradicted) return null;
  if (!sighting.isRunning) {
    if (hasLater && isOld(facts, sighting, -Infinity)) {
      return { run, do: 'read', why: 'never reached Running', isRunning: false, keep: null };
    }
    return wait(sighting, 'waiting', 'not Running yet');
  }
  // A Running TIME that lies further ahead than clocks differ says nothing, as a missing one.
  const age = sighting.runningAt === null ? Infinity : (facts.now - Date.parse(sighting.runningAt)) / 1000;
  if (age < -facts.settle) {
    const keep = remember(facts, sighting);
    return read(sighting, `new; ${FUTURE}`, keep === null ? null : { ...keep, why: `${keep.why}; ${FUTURE}` });
  }
  if (age < facts.settle) return wait(sighting, 'waiting', `Running for less than ${facts.settle} s`);
  return read(sighting, 'new', remember(facts, sighting));
}

/**
 * A run that is no longer looked at: it stays so, unless it moves still, or has stopped since. Then the clock was ahead when it
 * was closed, or the state that remembered it was lost.
 */
function planClosed(facts: ReadingFacts, sighting: Sighting): ReadingStep | null {
  const keep = remember(facts, sighting, -Infinity);
  const hasStoppedSince = sighting.stoppedAt !== null && facts.lacksStop(sighting.run);
  return keep === null && !hasStoppedSince ? null : read(sighting, 'it was closed before its end', keep);
}

function planAgain(facts: ReadingFacts, sighting: Sighting, open: OpenRun): ReadingStep | null {
  const moved = open.names !== sighting.names || open.isStopped !== sighting.isStopped;
  const keep = remember(facts, sighting, moved ? facts.now : (open.readAt ?? facts.now));
  if (moved) return read(sighting, sighting.isStopped ? 'it has stopped' : 'more was published', keep);
  if (keep === null) return read(sighting, 'one last time', keep);
  if (open.missingSince === undefined) return null;
  return { run: sighting.run, do: 'wait', why: keep.why, keep: { ...keep, readAt: open.readAt } };
}

function read({ run, isRunning }: Sighting, why: string, keep: OpenRun | null): ReadStep {
  return { run, do: 'read', why, isRunning, keep };
}

/**
 * What is remembered of a run that is read now; null: it moves no more, this reading closes it.
 * @param movedAt when it was seen to move last, milliseconds since 1970
 */
function remember(facts: ReadingFacts, sighting: Sighting, movedAt = facts.now): OpenRun | null {
  const stopped = sighting.stoppedAt === null ? Infinity : Date.parse(sighting.stoppedAt);
  const isClosed = facts.now - stopped >= AFTER_STOP * 1000 || isOld(facts, sighting, movedAt);
  if (isClosed) return null;
  const { names, isStopped } = sighting;
  return {
    kind: 'archived',
    why: isStopped ? 'stopped a moment ago' : 'still going on',
    names,
    isStopped,
    readAt: facts.now,
  };
}

function wait({ run, names, isStopped }: Sighting, kind: 'waiting' | 'quarantined', why: string): ReadingStep {
  return { run, do: 'wait', why, keep: { kind, why, names, isStopped, readAt: null } };
}

/**
 * Older than `giveUpAfter`, by its newest TIME; without any TIME it is old (rule 2). A TIME further ahead than clocks differ
 * says nothing: then it counts when the run moved last.
 */
function isOld({ now, settle, giveUpAfter }: ReadingFacts, { newestAt }: Sighting, movedAt: number): boolean {
  if (newestAt === null) return true;
  const newest = Date.parse(newestAt);
  return now - (newest > now + settle * 1000 ? movedAt : newest) > giveUpAfter * 1000;
}
