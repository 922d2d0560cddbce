import { AFTER_STOP } from '../../model/interpret.ts';
import type { RunKind } from '../../model/run.ts';
import type { OpenRun } from '../state.ts';
import type { Sighting } from './sources/types.ts';

const FUTURE = 'its Running TIME is in the future: clock?';

/** The facts from which it is decided which runs to read. Times are milliseconds since 1970, spans seconds. */
export interface ReadingFacts {
  readonly sightings: readonly Sighting[];
  /** The newest global run that the source has. */
  readonly newest: number;
  readonly open: Readonly<Record<string, OpenRun>>;
  /** What the archive says of a run; null: it does not know it. */
  readonly kindOf: (run: number) => RunKind | null;
  readonly now: number;
  readonly settle: number;
  readonly giveUpAfter: number;
}

/** What to do with one run, and why. */
export type ReadingStep =
  | ReadStep
  | { readonly run: number; readonly do: 'wait'; readonly why: string; readonly keep: OpenRun }
  | { readonly run: number; readonly do: 'close'; readonly why: string; readonly keep: null };

/** To read a run. `isRunning`: the source says that it has been Running, or said so when it became a gap. */
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
  const steps = facts.sightings.flatMap((sighting): ReadingStep[] => {
    const step = planSighting(facts, sighting, sighting.run < facts.newest);
    return step === null ? [] : [step];
  });
  return [...unseen, ...steps].sort((a, b) => a.run - b.run);
}

/** A gap is not looked for in the source; any other open run is, until it has been missing for `giveUpAfter`. */
function planUnseen(facts: ReadingFacts, run: number, open: OpenRun): ReadingStep {
  if (open.kind === 'gap') {
    return { run, do: 'read', why: 'a gap is tried again', isRunning: open.wasRunning ?? true, keep: null };
  }
  const why = 'the source no longer shows it';
  const missingSince = open.missingSince ?? facts.now;
  if (facts.now - missingSince > facts.giveUpAfter * 1000) return { run, do: 'close', why, keep: null };
  return { run, do: 'wait', why, keep: { ...open, why, missingSince } };
}

function planSighting(facts: ReadingFacts, sighting: Sighting, hasLater: boolean): ReadingStep | null {
  const { run } = sighting;
  const open = facts.open[run];
  const kind = facts.kindOf(run);
  if (kind !== null && open === undefined) return null;
  if (kind === 'archived') return planAgain(facts, sighting, open);
  if (!sighting.isRunning) {
    if (hasLater && isOld(facts, sighting)) {
      return { run, do: 'read', why: 'never reached Running', isRunning: false, keep: null };
    }
    return wait(sighting, 'not Running yet');
  }
  // A Running TIME that lies further ahead than clocks differ says nothing, as a missing one.
  const age = sighting.runningAt === null ? Infinity : (facts.now - Date.parse(sighting.runningAt)) / 1000;
  if (age < -facts.settle) {
    const keep = remember(facts, sighting);
    return read(sighting, `new; ${FUTURE}`, keep === null ? null : { ...keep, why: `${keep.why}; ${FUTURE}` });
  }
  if (age < facts.settle) return wait(sighting, `Running for less than ${facts.settle} s`);
  return read(sighting, 'new', remember(facts, sighting));
}

function planAgain(facts: ReadingFacts, sighting: Sighting, open: OpenRun | undefined): ReadingStep | null {
  if (open === undefined) return null;
  const keep = remember(facts, sighting);
  const moved = open.names !== sighting.names || open.isStopped !== sighting.isStopped;
  if (moved) return read(sighting, sighting.isStopped ? 'it has stopped' : 'more was published', keep);
  if (keep === null) return read(sighting, 'one last time', keep);
  if (open.missingSince === undefined) return null;
  return { run: sighting.run, do: 'wait', why: keep.why, keep: { ...keep, readAt: open.readAt } };
}

function read({ run, isRunning }: Sighting, why: string, keep: OpenRun | null): ReadStep {
  return { run, do: 'read', why, isRunning, keep };
}

/** What is remembered of a run that is read now; null: it moves no more, this reading closes it. */
function remember(facts: ReadingFacts, sighting: Sighting): OpenRun | null {
  const stopped = sighting.stoppedAt === null ? Infinity : Date.parse(sighting.stoppedAt);
  const isClosed = facts.now - stopped >= AFTER_STOP * 1000 || isOld(facts, sighting);
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

function wait(sighting: Sighting, why: string): ReadingStep {
  const { run, names, isStopped } = sighting;
  return { run, do: 'wait', why, keep: { kind: 'waiting', why, names, isStopped, readAt: null } };
}

/** Older than `giveUpAfter`, by its newest TIME; without any TIME it is old (rule 2). */
function isOld(facts: ReadingFacts, sighting: Sighting): boolean {
  return sighting.newestAt === null || facts.now - Date.parse(sighting.newestAt) > facts.giveUpAfter * 1000;
}
