import type { ArchiveReader } from '../../archive/documents/reader.ts';
import type { Change, NotCompared, TimelineStart } from '../../model/change.ts';
import { compareReadings } from '../../model/compare.ts';
import type { PlacedReading } from '../../model/compare.ts';
import type { Rules } from '../../model/rules.ts';
import { valueOf } from '../../model/reading.ts';
import type { ReadValue } from '../../model/reading.ts';
import type { Inclusion, LoadedRun } from '../../model/run.ts';
import { readingOf, readingsOf, unreadableNames, watchedNames } from '../../model/watched.ts';
import { lastReadable } from './chain.ts';
import type { Chain } from './chain.ts';

/** Finds the last readable reading of a parameter before the base run. */
type Earlier = (parameter: string) => PlacedReading | null;

/** What comparing one partition of one run came to. */
export interface Verdict {
  readonly inclusion: Inclusion;
  readonly base: number | null;
  readonly changes: readonly Change[];
  readonly notCompared: readonly NotCompared[];
  /** Every watched reading means the same as in the base run, so that the fingerprint is the same, too. */
  readonly isSame: boolean;
  /** By parameter: the start that this run adds to its timeline. */
  readonly starts: ReadonlyMap<string, TimelineStart>;
}

/** A partition that takes no part in comparison in this run: out, not there, unknown or held back. */
export function leaveOut(inclusion: Inclusion): Verdict {
  return { inclusion, base: null, changes: [], notCompared: [], isSame: false, starts: new Map() };
}

/**
 * Compares one partition of a run with its base run; without a base run it starts the timelines (rules 7 to 10).
 * @param chain the partition's chain before the run
 */
export function judge(archive: ArchiveReader, rules: Rules, chain: Chain, current: LoadedRun): Verdict {
  const { partition } = chain;
  const base = chain.taken.at(-1) ?? null;
  const earlier = (parameter: string) => lastReadable(archive, chain, parameter);
  const { changes, notCompared } =
    base === null
      ? { changes: [], notCompared: [] }
      : compareRuns(rules, partition, base, current, earlier, archive.readValue);
  const known = new Set(changes.map((change) => change.parameter));
  const starts = new Map<string, TimelineStart>();
  for (const { parameter, after } of changes) starts.set(parameter, { from: current.run, value: after });
  for (const parameter of watchedNames(current.snapshot, rules, partition)) {
    const value = valueOf(readingsOf(current.snapshot, partition).get(parameter) ?? { kind: 'not-tracked' });
    const isNew = !known.has(parameter) && isFirstKnown(partition, parameter, base, earlier);
    if (isNew && value !== undefined && value !== null) starts.set(parameter, { from: current.run, value });
  }
  const isSame =
    base !== null && changes.length === 0 && [base, current].every((one) => isComplete(rules, partition, one));
  return { inclusion: 'in', base: base?.run ?? null, changes, notCompared, isSame, starts };
}

/** Whether nothing of a run has to be looked for in an earlier one: every watched reading could be read. */
export function isComplete(rules: Rules, partition: string, { snapshot }: LoadedRun): boolean {
  return unreadableNames(snapshot, rules, partition).length === 0;
}

/** Whether nothing is known of a parameter before this run, so that its value begins a timeline without a change. */
function isFirstKnown(partition: string, parameter: string, base: LoadedRun | null, earlier: Earlier): boolean {
  if (base === null) return true;
  const before = readingOf(base.snapshot, base.rulesAtReading, partition, parameter);
  if (before.kind === 'unreadable') return earlier(parameter) === null;
  return before.kind === 'not-tracked';
}

function compareRuns(
  rules: Rules,
  partition: string,
  base: LoadedRun,
  current: LoadedRun,
  earlier: Earlier,
  readValue: ReadValue,
): { changes: Change[]; notCompared: NotCompared[] } {
  const [old, now] = [base, current].map((one) => watchedNames(one.snapshot, rules, partition));
  const names = new Set([...(old ?? []), ...(now ?? [])]);
  return compareReadings({
    rules,
    partition,
    names: [...names],
    before: (parameter) => readingOf(base.snapshot, base.rulesAtReading, partition, parameter),
    after: (parameter) => readingOf(current.snapshot, current.rulesAtReading, partition, parameter),
    earlier,
    readValue,
  });
}
