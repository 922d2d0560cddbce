import { tookNoPart, type Inclusion, type LoadedRun } from './run.ts';
import type { Change, ChangeEntry, NotCompared } from './change.ts';
import { compareReadings } from './compare.ts';
import { groupBy } from './lists.ts';
import { groupChanges, groupNotCompared, tellEntries } from './entries.ts';
import { readingKey } from './names.ts';
import { areReadAlike } from './placeholder.ts';
import { sameValue, type ReadCleaned, type ReadValue, type Value } from './reading.ts';
import { readingOf, valueIn, watchedNames, readingsOf } from './snapshot.ts';
import { isWatched, type Rules } from './rules.ts';
import type { IntermediateChange } from './timeline.ts';

/** One side of a pair: a run, and how each partition took part in it. */
export interface PairSide extends LoadedRun {
  readonly inclusion: Readonly<Record<string, Inclusion>>;
}

/** How a partition took part on one side of a pair. */
interface Side {
  readonly run: number;
  readonly inclusion: Inclusion;
}

/** One partition of a pair; `compared` says whether its readings were held against each other. */
export interface PairPartition {
  readonly partition: string;
  readonly compared: boolean;
  readonly from: Side;
  readonly to: Side;
}

/** The difference of two runs, without the way between them (rule 14). */
export interface PairDifference {
  readonly partitions: readonly PairPartition[];
  readonly entries: readonly ChangeEntry[];
  readonly notCompared: readonly NotCompared[];
  readonly suppressed: readonly Suppressed[];
  /** The changes, one per partition and parameter. */
  readonly changes: readonly Change[];
  /** Whether both runs say what a parameter was: it was tracked when they were read, and could be (rules 7 and 9). */
  readonly isKnown: (partition: string, parameter: string) => boolean;
}

/**
 * Compares any two runs, in either order.
 * @param chosen the partitions asked for by hand, in or not; empty: those that were neither out nor missing on either side
 * @param isCounted whether to count the lines that came and went; where the differences are worked out anyhow, they are 0
 * @param readCleaned as of `compareReadings`
 */
export function comparePair(
  rules: Rules,
  from: PairSide,
  to: PairSide,
  chosen: readonly string[],
  readValue: ReadValue,
  isCounted: boolean,
  readCleaned: ReadCleaned = () => readValue,
): PairDifference {
  const partitions = pairPartitions(rules, from, to, chosen);
  const results = partitions
    .filter(({ compared }) => compared)
    .map(({ partition }) => ({
      partition,
      ...compareReadings({
        rules,
        partition,
        names: namesOfPair(rules, partition, from, to),
        isReadAlike: areReadAlike(from, to),
        before: (parameter) => readingOf(from.snapshot, from.rulesAtReading, partition, parameter),
        after: (parameter) => readingOf(to.snapshot, to.rulesAtReading, partition, parameter),
        earlier: () => null,
        readValue,
        readCleaned,
        ...(isCounted ? {} : { count: () => ({ added: 0, removed: 0 }) }),
      }),
    }));
  const changes = results.flatMap((result) => result.changes);
  return {
    partitions,
    changes,
    entries: tellEntries(groupChanges(changes), readValue),
    notCompared: groupNotCompared(results.flatMap((result) => result.notCompared)),
    isKnown: (partition, parameter) => [from, to].every((side) => valueIn(side, partition, parameter) !== undefined),
    suppressed: results.flatMap(({ partition }) =>
      findSuppressed(rules, partition, from, to, changedIn(changes, partition), readValue, readCleaned),
    ),
  };
}

/** What changed between the runs of a pair, by what its ends tell of it. */
export interface IntermediateOfPair {
  /** It differs. */
  readonly route: readonly IntermediateChange[];
  /** It is the same at both ends. */
  readonly changedBack: readonly IntermediateChange[];
  /**
   * Nobody knows what it was at an end: it was not tracked or could not be read; or its partition was not `in` at the earlier
   * one, so that no timeline says what was there.
   */
  readonly changedUnread: readonly IntermediateChange[];
}

/** Tells what changed on the way between two runs by whether it differs between them (rule 14). */
export function sortIntermediate(
  way: readonly IntermediateChange[],
  { partitions, changes, isKnown }: PairDifference,
): IntermediateOfPair {
  const differing = new Set(changes.map(({ partition, parameter }) => readingKey(partition, parameter)));
  const hasBegun = (partition: string) =>
    partitions.some((pair) => pair.partition === partition && earlierOf(pair).inclusion === 'in');
  const judge = ({ partition, parameter }: IntermediateChange): keyof IntermediateOfPair => {
    if (differing.has(readingKey(partition, parameter))) return 'route';
    return isKnown(partition, parameter) && hasBegun(partition) ? 'changedBack' : 'changedUnread';
  };
  const of = (kind: keyof IntermediateOfPair) => way.filter((step) => judge(step) === kind);
  return { route: of('route'), changedBack: of('changedBack'), changedUnread: of('changedUnread') };
}

function earlierOf({ from, to }: PairPartition): Side {
  return from.run <= to.run ? from : to;
}

/** Which partitions of a pair are held against each other. */
export function pairPartitions(rules: Rules, from: PairSide, to: PairSide, chosen: readonly string[]): PairPartition[] {
  return (chosen.length > 0 ? chosen : rules.partitions).map((partition) => {
    const sideOf = ({ run, inclusion }: PairSide): Side => ({ run, inclusion: inclusion[partition] ?? 'unknown' });
    const [before, after] = [sideOf(from), sideOf(to)];
    const compared = chosen.length > 0 || !(tookNoPart(before.inclusion) || tookNoPart(after.inclusion));
    return { partition, compared, from: before, to: after };
  });
}

/** The names of the long values that comparing two runs looks into: those of watched readings that are not the same. */
export function refsOfPair(rules: Rules, from: PairSide, to: PairSide, partitions: readonly string[]): string[] {
  const refs = partitions.flatMap((partition) =>
    namesOfPair(rules, partition, from, to).flatMap((parameter) => {
      const values = [from, to].map((side) => valueIn(side, partition, parameter) ?? null);
      const [before = null, after = null] = values;
      if (sameValue(before, after)) return [];
      return values.flatMap((value) => (value === null || typeof value === 'string' ? [] : [value.ref]));
    }),
  );
  return [...new Set(refs)];
}

/** The watched parameters that have the very same value on both sides, each with the partitions where it is so. */
export function sameInPair(rules: Rules, from: PairSide, to: PairSide, partitions: readonly string[]): SameInPair[] {
  const isSame = (partition: string, parameter: string) => {
    const [before, after] = [from, to].map((side) => valueIn(side, partition, parameter));
    return before !== undefined && before !== null && after !== undefined && sameValue(before, after);
  };
  const same = partitions.flatMap((partition) =>
    namesOfPair(rules, partition, from, to)
      .filter((parameter) => isSame(partition, parameter))
      .map((parameter) => ({ partition, parameter })),
  );
  return [...groupBy(same, ({ parameter }) => parameter)].map(([parameter, group]) => ({
    parameter,
    partitions: group.map(({ partition }) => partition),
  }));
}

/** A parameter that is the same on both sides of a pair, and the partitions where it is. */
export interface SameInPair {
  readonly parameter: string;
  readonly partitions: readonly string[];
}

function namesOfPair(rules: Rules, partition: string, from: PairSide, to: PairSide): string[] {
  return [...new Set([from, to].flatMap(({ snapshot }) => watchedNames(snapshot, rules, partition)))];
}

/** A difference that makes no change, and why: its form is the same (rule 8), or its name is not watched (rule 9). */
export interface Suppressed {
  readonly partition: string;
  readonly parameter: string;
  readonly why: 'same-form' | 'not-watched';
}

/**
 * The differences of one partition between two runs that are no changes, so that none is hidden for good. Where something
 * else counted as a secret in one of them, that may be all that differs, and nothing is said of it.
 * @param changed the parameters of the partition that did change: what else differs as stored has the same form
 */
export function findSuppressed(
  rules: Rules,
  partition: string,
  before: LoadedRun,
  after: LoadedRun,
  changed: ReadonlySet<string>,
  readValue: ReadValue,
  readCleaned: ReadCleaned = () => readValue,
): Suppressed[] {
  const isAlike = areReadAlike(before, after);
  const names = new Set([before, after].flatMap(({ snapshot }) => [...readingsOf(snapshot, partition).keys()]));
  return [...names].sort().flatMap((parameter): Suppressed[] => {
    const [old, now] = [before, after].map((run) => valueIn(run, partition, parameter));
    const read = isAlike ? readValue : readCleaned(partition, parameter);
    if (old === undefined || now === undefined || changed.has(parameter) || areSame(old, now, read)) return [];
    if (!isWatched(rules, partition, parameter)) return [{ partition, parameter, why: 'not-watched' }];
    return isAlike ? [{ partition, parameter, why: 'same-form' }] : [];
  });
}

/** Whether two values are the same byte for byte, one of them perhaps of a run that is not archived and whole in place. */
function areSame(a: Value | null, b: Value | null, readValue: ReadValue): boolean {
  if (a === null || b === null || typeof a === typeof b) return sameValue(a, b);
  return readValue(a) === readValue(b);
}

/** The parameters of a partition that are among some changes. */
export function changedIn(
  changes: readonly { partition: string; parameter: string }[],
  partition: string,
): Set<string> {
  return new Set(changes.filter((change) => change.partition === partition).map(({ parameter }) => parameter));
}
