import { readLine } from '../../archive/documents.ts';
import { loadRun } from '../../archive/load-run.ts';
import type { LoadedRun } from '../../archive/load-run.ts';
import type { ArchiveReader } from '../../archive/reader.ts';
import { inclusionOf } from '../../model/inclusion.ts';
import type { Meaning } from '../../model/meaning.ts';
import { readingOf, watchedNames } from '../../model/watched.ts';
import { inclusionIn, laterRuns, placeBefore } from './chain.ts';
import { agrees, judge, leaveOut, looksImplausible } from './judge.ts';
import type { Verdict } from './judge.ts';

/**
 * Works out one partition anew from a run on, as far as anything can differ: the run itself, a held run that it
 * confirms, and the later runs whose comparison leans on it (rules 10 to 12).
 * @param run a run whose snapshot is new or was read again
 * @returns verdicts by run; a run that is not named stands as it was
 */
export function walkPartition(
  archive: ArchiveReader,
  meaning: Meaning,
  partition: string,
  run: number,
): Map<number, Verdict> {
  const verdicts = new Map<number, Verdict>();
  const place = placeBefore(archive, partition, run);
  let base = place.base === null ? null : loadRun(archive, place.base);
  let held = place.held === null ? null : loadRun(archive, place.held);

  const visit = (current: LoadedRun) => {
    const compare = (against: LoadedRun | null, one: LoadedRun) => judge(archive, meaning, partition, against, one);
    if (looksImplausible(meaning, partition, base, current) && !isAccepted(archive, current.run)) {
      if (held === null || !agrees(meaning, partition, held, current)) {
        verdicts.set(current.run, leaveOut('held'));
        held = current;
        return;
      }
      verdicts.set(held.run, compare(base, held));
      base = held;
    }
    verdicts.set(current.run, compare(base, current));
    base = current;
    held = null;
  };

  const current = loadRun(archive, run);
  const inclusion = inclusionOf(current.snapshot, meaning)[partition] ?? 'unknown';
  if (inclusion === 'in') visit(current);
  else verdicts.set(run, leaveOut(inclusion));

  for (const later of laterRuns(archive, partition, run)) {
    const next = loadRun(archive, later);
    const stoodBefore = inclusionIn(archive, partition, later) === 'in';
    visit(next);
    const standsNow = verdicts.get(later)?.inclusion === 'in';
    if (stoodBefore && standsNow && isComplete(meaning, partition, next)) break;
  }
  return verdicts;
}

function isAccepted(archive: ArchiveReader, run: number): boolean {
  const line = readLine(archive, run);
  return line?.kind === 'archived' && line.accepted === true;
}

/** Whether nothing of a run has to be looked for in an earlier one: every watched reading could be read. */
function isComplete(meaning: Meaning, partition: string, { snapshot, readUnder }: LoadedRun): boolean {
  return watchedNames(snapshot, meaning, partition).every(
    (parameter) => readingOf(snapshot, readUnder, partition, parameter).kind !== 'unreadable',
  );
}
