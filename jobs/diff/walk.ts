import { loadRun } from '../../archive/load-run.ts';
import type { LoadedRun } from '../../archive/load-run.ts';
import type { ArchiveReader } from '../../archive/reader.ts';
import { inclusionOf } from '../../model/inclusion.ts';
import type { Meaning } from '../../model/meaning.ts';
import { presentNames } from '../../model/watched.ts';
import { chainAfter, firmBefore, inclusionIn, isAccepted, looksImplausible } from './chain.ts';
import { isComplete, judge, leaveOut } from './judge.ts';
import type { Verdict } from './judge.ts';

/**
 * Works out one partition anew around a run, as far as anything can differ: from the last run that surely stands, over
 * held ones that this run may confirm, to the first later run that leans on nothing before it (rules 10 to 12).
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
  const firm = firmBefore(archive, meaning, partition, run);
  const taken: LoadedRun[] = firm === null ? [] : [firm];
  let held: LoadedRun | null = null;

  const take = (current: LoadedRun) => {
    verdicts.set(current.run, judge(archive, meaning, { partition, firm, taken }, current));
    taken.push(current);
  };
  const visit = (current: LoadedRun) => {
    if (looksImplausible(meaning, partition, taken.at(-1) ?? null, current) && !isAccepted(archive, current.run)) {
      if (held === null || !agrees(meaning, partition, held, current)) {
        verdicts.set(current.run, leaveOut('held'));
        held = current;
        return;
      }
      take(held);
    }
    take(current);
    held = null;
  };

  for (const each of chainAfter(archive, partition, firm?.run ?? 0, run)) {
    const current = loadRun(archive, each);
    const inclusion = each === run ? (inclusionOf(current.snapshot, meaning)[partition] ?? 'unknown') : 'in';
    if (inclusion === 'in') visit(current);
    else verdicts.set(run, leaveOut(inclusion));
    const stood = inclusionIn(archive, partition, each) === 'in';
    const stands = verdicts.get(each)?.inclusion === 'in';
    if (each > run && stood && stands && isComplete(meaning, partition, current)) break;
  }
  return verdicts;
}

/** Whether two runs have the very same watched names present: the second confirms the first (rule 12). */
function agrees(meaning: Meaning, partition: string, one: LoadedRun, other: LoadedRun): boolean {
  const names = (run: LoadedRun) => presentNames(run.snapshot, meaning, partition).sort().join('\n');
  return names(one) === names(other);
}
