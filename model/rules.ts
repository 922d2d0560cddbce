/** An old or other name of a partition, in force for a range of runs (both ends included; missing: unbounded). */
export interface Alias {
  readonly name: string;
  readonly partition: string;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/**
 * The interpretation rules (rule 9): what decides how rows become a snapshot and snapshots become changes. A snapshot
 * names the digest of the ones it was read under; the archive keeps each such set as `settings/<digest>.json`.
 */
export interface Rules {
  readonly partitions: readonly string[];
  readonly levelOne: string;
  readonly aliases: readonly Alias[];
  readonly globalParameter: string;
  readonly globalPath: string;
  readonly gates: Readonly<Record<string, string>>;
  readonly absent: readonly string[];
  readonly tracked: readonly string[];
  readonly watched: readonly string[];
  readonly ignored: readonly string[];
  readonly text: readonly string[];
  readonly list: readonly string[];
  readonly redact: SecretRules;
}

/** What counts as a secret (rule 9). */
export interface SecretRules {
  /** Version of the spellings that the program knows by itself (`secret-names.ts`, `secret-spellings.ts`); 0 or missing: none. */
  readonly builtIn?: number | undefined;
  /** Names the key that placeholders were made with; missing: they were made without one. */
  readonly key?: string | undefined;
  readonly names: readonly string[];
  readonly values: readonly string[];
}

/** Whether a parameter is archived under these settings: it belongs to a partition or to level 1, and is tracked. */
export function isTracked(rules: Rules, partition: string, parameter: string): boolean {
  const isOurs = partition === rules.levelOne || rules.partitions.includes(partition);
  return isOurs && matchesAny(rules.tracked, partition, parameter);
}

/**
 * Whether a difference of this parameter makes a change (rules 9 and 16). EMPTY_FMS never does (rule 5): the run says
 * once which partitions are out.
 */
export function isWatched(rules: Rules, partition: string, parameter: string): boolean {
  const verdicts = watchedNames(rules, partition);
  let watched = verdicts.get(parameter);
  if (watched === undefined) {
    watched =
      parameter !== 'EMPTY_FMS' &&
      rules.partitions.includes(partition) &&
      matchesAny(rules.watched, partition, parameter) &&
      !matchesAny(rules.ignored, partition, parameter);
    verdicts.set(parameter, watched);
  }
  return watched;
}

/**
 * What `isWatched` found, by partition and name, for as long as somebody holds the rules. The same few hundred names are
 * asked for in every run; without this memory a change set takes longer by a third.
 */
const verdictsOf = new WeakMap<Rules, Map<string, Map<string, boolean>>>();

function watchedNames(rules: Rules, partition: string): Map<string, boolean> {
  let partitions = verdictsOf.get(rules);
  if (partitions === undefined) verdictsOf.set(rules, (partitions = new Map()));
  let verdicts = partitions.get(partition);
  if (verdicts === undefined) partitions.set(partition, (verdicts = new Map()));
  return verdicts;
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

/** The partition that somebody means, who may leave out how all begin: `HF` is HCAL_HF. Null: none is called so. */
export function partitionNamed(rules: Rules, name: string, run: number): string | null {
  return resolvePartition(rules, name, run) ?? resolvePartition(rules, `HCAL_${name}`, run);
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
