import { loadRun } from '../../archive/documents/documents.ts';
import type { ArchiveReader } from '../../archive/documents/reader.ts';
import { inclusionOf } from '../../model/inclusion.ts';
import type { Rules } from '../../model/rules.ts';
import type { LoadedRun } from '../../model/run.ts';
import { presentNames } from '../../model/watched.ts';
import { chainAfter, lastSettledBefore, inclusionIn, isAccepted, looksImplausible } from './chain.ts';
import { isComplete, judge, leaveOut } from './judge.ts';
import type { Verdict } from './judge.ts';

/**
 * Works out one partition anew around a run, as far as anything can differ: from the last run that surely stands, over
 * held ones that this run may confirm, to the first later run that leans on nothing before it (rules 10 to 12).
 * @param run a run whose snapshot is new or was read again
 * @param isNewest no later run is known, and this one was never worked out: nothing leans on it
 * @returns verdicts by run; a run that is not named stands as it was
 */
export function walkPartition(
  archive: ArchiveReader,
  rules: Rules,
  partition: string,
  run: number,
  isNewest: boolean,
): Map<number, Verdict> {
  const inclusionThen = inclusionOf(loadRun(archive, run).snapshot, rules)[partition] ?? 'unknown';
  // The run that last had the partition in may be years back: it is not looked for where nobody needs it.
  if (isNewest && inclusionThen !== 'in') return new Map([[run, leaveOut(inclusionThen)]]);
  const verdicts = new Map<number, Verdict>();
  const firm = lastSettledBefore(archive, rules, partition, run);
  const taken: LoadedRun[] = firm === null ? [] : [firm];
  let held: LoadedRun | null = null;

  const take = (current: LoadedRun) => {
    verdicts.set(current.run, judge(archive, rules, { partition, firm, taken }, current));
    taken.push(current);
  };
  const visit = (current: LoadedRun) => {
    if (looksImplausible(rules, partition, taken.at(-1) ?? null, current) && !isAccepted(archive, current.run)) {
      if (held === null || !agrees(rules, partition, held, current)) {
        verdicts.set(current.run, leaveOut('held'));
        held = current;
        return;
      }
      take(held);
    }
    take(current);
    held = null;
  };

  for (const each of chainAfter(archive, partition, firm?.run ?? 0, run, isNewest)) {
    const current = loadRun(archive, each);
    if (each !== run || inclusionThen === 'in') visit(current);
    else verdicts.set(run, leaveOut(inclusionThen));
    const stood = inclusionIn(archive, partition, each) === 'in';
    const stands = verdicts.get(each)?.inclusion === 'in';
    if (each > run && stood && stands && isComplete(rules, partition, current)) break;
  }
  return verdicts;
}

/** Whether two runs have the very same watched names present: the second confirms the first (rule 12). */
function agrees(rules: Rules, partition: string, one: LoadedRun, other: LoadedRun): boolean {
  const names = (run: LoadedRun) => presentNames(run.snapshot, rules, partition).toSorted().join('\n');
  return names(one) === names(other);
}
