import type { Labels } from './labels.ts';
import { getOrMake } from './lists.ts';
import type { archivedRules, Infer } from './schema.ts';

/**
 * The interpretation rules as the archive keeps them: what decides how rows become a snapshot and snapshots become changes
 * (rule 9). A snapshot names the digest of the ones it was read under; each such set is `settings/<digest>.json`. The keys
 * that may be missing came later: a missing one has its default.
 */
export type ArchivedRules = Infer<typeof archivedRules>;

/** The keys that a settings file of the archive leaves out while they have their default. */
export const LATER_KEYS = ['namespace', 'central', 'takesPart', 'outList', 'timeZone'] as const;
type LaterKey = (typeof LATER_KEYS)[number];

/** The interpretation rules in force: nothing is missing. */
export type Rules = ArchivedRules & {
  readonly [Key in LaterKey]-?: Exclude<ArchivedRules[Key], undefined>;
};

/** The parameter that lists who is out; null: there is none. */
export function outListOf({ outList }: ArchivedRules): string | null {
  return outList === undefined ? 'EMPTY_FMS' : outList;
}

/** What counts as a secret (rule 9); `builtIn` is of `secret-spellings.ts` and what it imports. */
export type SecretRules = ArchivedRules['redact'];

/** What the value of `globalParameter` contains one of in a global run (rule 1). */
export function globalPaths({ globalPath }: Pick<Rules, 'globalPath'>): readonly string[] {
  return typeof globalPath === 'string' ? [globalPath] : globalPath;
}

/** Whether a parameter is archived under these settings: it belongs to a partition or to level 1, and is tracked. */
export function isTracked(rules: ArchivedRules, partition: string, parameter: string): boolean {
  const isOurs = partition === rules.levelOne || rules.partitions.includes(partition);
  return isOurs && matchesAny(rules.tracked, partition, parameter);
}

/**
 * Whether a difference of this parameter makes a change (rules 9 and 16). The list of who is out never does (rule 5): the
 * run says once which partitions are.
 */
export function isWatched(rules: ArchivedRules, partition: string, parameter: string): boolean {
  return watchIn(rules, partition)(parameter);
}

/** The same for the parameters of one partition, for whoever asks for many. */
export function watchIn(rules: ArchivedRules, partition: string): (parameter: string) => boolean {
  const watches = getOrMake(watchesOf, rules, () => new Map());
  return getOrMake(watches, partition, () => makeWatch(rules, partition));
}

/**
 * By partition, for as long as somebody holds the rules. The same few hundred names are asked for in every run; without
 * their memory a change set takes longer by a third.
 */
const watchesOf = new WeakMap<ArchivedRules, Map<string, (parameter: string) => boolean>>();

function makeWatch(rules: ArchivedRules, partition: string): (parameter: string) => boolean {
  const verdicts = new Map<string, boolean>();
  const outList = outListOf(rules);
  const isOurs = rules.partitions.includes(partition);
  const judge = (parameter: string) =>
    isOurs &&
    parameter !== outList &&
    matchesAny(rules.watched, partition, parameter) &&
    !matchesAny(rules.ignored, partition, parameter);
  return (parameter) => getOrMake(verdicts, parameter, judge);
}

/**
 * The partition that a name stands for in a given run: itself, or through an alias in force for that run. Letter case
 * does not count, since systems differ in it.
 * @returns the partition, or null where the name is none of ours
 */
export function resolvePartition(rules: Rules, name: string, run: number): string | null {
  const wanted = name.toLowerCase();
  const itself = rules.partitions.find((partition) => partition.toLowerCase() === wanted);
  if (itself !== undefined) return itself;
  const alias = rules.aliases.find(
    (candidate) =>
      candidate.name.toLowerCase() === wanted &&
      run >= (candidate.from ?? -Infinity) &&
      run <= (candidate.to ?? Infinity),
  );
  return alias?.partition ?? null;
}

/**
 * The partition that somebody means: by its name or an alias, of which how all begin may be left out, or by its short name.
 * Null: none is called so.
 */
export function partitionNamed(
  rules: Rules,
  { prefix, short }: Pick<Labels, 'prefix' | 'short'>,
  name: string,
  run: number,
): string | null {
  const [called] = Object.entries(short).find(([, word]) => word.toLowerCase() === name.toLowerCase()) ?? [name];
  return resolvePartition(rules, called, run) ?? resolvePartition(rules, `${prefix}${called}`, run);
}

/**
 * Whether a name matches one of the patterns: `*` stands for any text, everything else for itself. A pattern with a
 * colon is held against `PARTITION:NAME`, one without against the parameter's name alone.
 */
export function matchesAny(patterns: readonly string[], partition: string, parameter: string): boolean {
  return patterns.some((pattern) => matches(pattern, pattern.includes(':') ? `${partition}:${parameter}` : parameter));
}

/**
 * The patterns of the watch list that fit no name.
 * @param names the names by partition; a pattern of a partition that has no entry here is not held against any
 */
export function findUnusedPatterns(rules: Rules, names: ReadonlyMap<string, readonly string[]>): string[] {
  return rules.watched.filter((pattern) => {
    const partition = pattern.includes(':') ? pattern.slice(0, pattern.indexOf(':')) : null;
    if (partition !== null && rules.partitions.includes(partition) && !names.has(partition)) return false;
    return ![...names].some(([name, parameters]) =>
      parameters.some((parameter) => matchesAny([pattern], name, parameter)),
    );
  });
}

function matches(pattern: string, name: string): boolean {
  return fitsParts(pattern.split('*'), name);
}

/** Whether a text is made of these parts in their order, with any text between them. */
export function fitsParts([start = '', ...parts]: readonly string[], text: string): boolean {
  const end = parts.pop();
  if (end === undefined) return text === start;
  let from = start.length;
  for (const part of parts) {
    const index = text.indexOf(part, from);
    if (index < 0) return false;
    from = index + part.length;
  }
  return text.startsWith(start) && text.endsWith(end) && from + end.length <= text.length;
}
