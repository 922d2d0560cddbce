import { partitionLine, tookNoPart, type Inclusion, type IndexLine } from '../model/run.ts';
import { loadRun, readAllSettings } from '../archive/documents/documents.ts';
import { readLine, runsBefore, type KnownRun } from '../archive/documents/run-index.ts';
import type { ArchiveReader } from '../archive/documents/reader.ts';
import { FLAPPING_WINDOW } from '../model/timeline.ts';
import { isTracked } from '../model/rules.ts';
import { readingOf } from '../model/snapshot.ts';
import type { NotReadAnswer, PartitionAnswer } from './schema.ts';

/** How many known runs are looked back at: whoever is seldom in does not lead through the whole archive. */
export const WINDOW = 1000;

/** The WINDOW known runs before a run, newest first. */
export function* runsInReach(archive: ArchiveReader, run: number): Generator<KnownRun> {
  let seen = 0;
  for (const known of runsBefore(archive, run)) {
    yield known;
    seen += 1;
    if (seen === WINDOW) return;
  }
}

/** The last of them whose index line is wanted; null: none is. */
export function findInReach(
  archive: ArchiveReader,
  run: number,
  isWanted: (line: IndexLine) => boolean,
): number | null {
  for (const known of runsInReach(archive, run)) if (isWanted(known.line)) return known.run;
  return null;
}

/** A run between a run and its base that was not taken as base, and why (rule 10). */
export type SkippedRun = PartitionAnswer['skipped'][number];

/** The known runs between a base run and a run that a partition's chain passes over, oldest first. */
export function findSkipped(archive: ArchiveReader, partition: string, base: number | null, run: number): SkippedRun[] {
  const skipped: SkippedRun[] = [];
  if (base === null) return skipped;
  for (const { run: earlier, line } of runsBefore(archive, run)) {
    if (earlier <= base) break;
    const why = line.kind === 'archived' ? (partitionLine(line, partition)?.inclusion ?? 'unknown') : line.kind;
    if (why !== 'in') skipped.unshift({ run: earlier, why });
  }
  return skipped;
}

/** Why a known run says nothing of a parameter (rule 7); null: it was read there. */
export type WhyNotRead = (known: KnownRun) => NotReadAnswer[number]['why'] | null;

/**
 * Finds why runs say nothing of a watched parameter. Looks into a snapshot only where the index says that some reading of
 * the partition is unreadable: then it has no digest; and where some rules, which it may have been read under, did not
 * track the parameter.
 */
export function makeWhyNotRead(archive: ArchiveReader, partition: string, parameter: string): WhyNotRead {
  const isAlwaysTracked = readAllSettings(archive).every((rules) => isTracked(rules, partition, parameter));
  return ({ run, line }) => {
    if (line.kind !== 'archived') return line.kind;
    const { inclusion = 'unknown', digest = null } = partitionLine(line, partition) ?? {};
    if (inclusion !== 'in') return inclusion;
    if (digest !== null && isAlwaysTracked) return null;
    const { snapshot, rulesAtReading } = loadRun(archive, run);
    const { kind } = readingOf(snapshot, rulesAtReading, partition, parameter);
    return kind === 'unreadable' || kind === 'not-tracked' ? kind : null;
  };
}

/**
 * The last runs up to a run in which a parameter was read, ascending, as many as flapping looks at.
 * @param why why a run says nothing of it, for one that is not watched
 */
export function lastRuns(
  archive: ArchiveReader,
  partition: string,
  parameter: string,
  run: number,
  why: WhyNotRead = makeWhyNotRead(archive, partition, parameter),
): number[] {
  const runs: number[] = [];
  for (const known of runsBefore(archive, run + 1)) {
    if (why(known) === null) runs.unshift(known.run);
    if (runs.length >= FLAPPING_WINDOW) break;
  }
  return runs;
}

/** A run that lasted, and how long: `start` and `stop` as in the index. */
export interface LongRun {
  readonly run: number;
  readonly start: string;
  readonly stop: string;
}

/**
 * Finds the last long run before a run: the last earlier archived one of the same sequence that lasted. Runs in between
 * may be short tries, so that this is the one worth comparing with.
 * @param least how many seconds make a run long (setting `longRun`)
 * @returns null where none is in reach, or the run is not archived or has no sequence
 */
export function findLongRun(archive: ArchiveReader, run: number, least: number): LongRun | null {
  const line = readLine(archive, run);
  if (line?.kind !== 'archived' || line.sequence === null) return null;
  for (const { run: earlier, line: before } of runsInReach(archive, run)) {
    if (before.kind !== 'archived' || before.sequence !== line.sequence) continue;
    const { start, stop } = before;
    if (start === null || stop === null) continue;
    if ((Date.parse(stop) - Date.parse(start)) / 1000 >= least) return { run: earlier, start, stop };
  }
  return null;
}

/** How many archived runs are looked back at. */
const MOVES_WINDOW = 50;

/** A partition that came in or went out with a run. */
export interface InclusionMove {
  readonly partition: string;
  readonly isIn: boolean;
  /** The run before, in which it was the other way, and how it was then. */
  readonly before: number;
  readonly was: Inclusion;
  /** Whether each run since then says how it took part: else it may have come or gone in one that does not. */
  readonly isSure: boolean;
}

/**
 * The partitions that came in or went out with a run, against the last earlier run that says how each took part. Out and
 * not there are the same here; unknown and held say nothing.
 * @returns none for a run that is not archived
 */
export function findMoves(archive: ArchiveReader, run: number): InclusionMove[] {
  const line = readLine(archive, run);
  if (line?.kind !== 'archived') return [];
  const waiting = new Map(
    Object.entries(line.partitions).flatMap(([partition, { inclusion }]) => {
      const isIn = takesPart(inclusion);
      return isIn === null ? [] : [[partition, isIn] as const];
    }),
  );
  const moves: InclusionMove[] = [];
  let seen = 0;
  const unsure = new Set<string>();
  for (const { run: before, line: earlier } of runsBefore(archive, run)) {
    if (waiting.size === 0 || seen >= MOVES_WINDOW) break;
    if (earlier.kind === 'archived') seen += 1;
    else if (earlier.kind !== 'gap') continue;
    for (const [partition, isIn] of waiting) {
      const was = partitionLine(earlier, partition)?.inclusion ?? 'unknown';
      const wasIn = takesPart(was);
      if (wasIn === null) unsure.add(partition);
      else waiting.delete(partition);
      if (wasIn === !isIn) moves.push({ partition, isIn, before, was, isSure: !unsure.has(partition) });
    }
  }
  return moves.sort((a, b) => (a.partition < b.partition ? -1 : 1));
}

function takesPart(inclusion: Inclusion): boolean | null {
  if (inclusion === 'in') return true;
  return tookNoPart(inclusion) ? false : null;
}
