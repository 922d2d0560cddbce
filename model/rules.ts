import { matchesAny } from './patterns.ts';

/** An old or other name of a partition, in force for a range of runs (both ends included; missing: unbounded). */
export interface Alias {
  readonly name: string;
  readonly partition: string;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/**
 * The settings of meaning (rule 9): what decides how rows become a snapshot and snapshots become changes. A snapshot
 * names the digest of the ones it was read under; the archive keeps each such set as `settings/<digest>.json`.
 */
export interface Meaning {
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
  readonly redact: { readonly names: readonly string[]; readonly values: readonly string[] };
}

/** Whether a parameter is archived under these settings: it belongs to a partition or to level 1, and is tracked. */
export function isTracked(meaning: Meaning, partition: string, parameter: string): boolean {
  const known = partition === meaning.levelOne || meaning.partitions.includes(partition);
  return known && matchesAny(meaning.tracked, partition, parameter);
}

/**
 * Whether a difference of this parameter makes a change (rules 9 and 16). EMPTY_FMS never does (rule 5): the run says
 * once which partitions are out.
 */
export function isWatched(meaning: Meaning, partition: string, parameter: string): boolean {
  const known = knownNames(meaning, partition);
  let watched = known.get(parameter);
  if (watched === undefined) {
    watched =
      parameter !== 'EMPTY_FMS' &&
      meaning.partitions.includes(partition) &&
      matchesAny(meaning.watched, partition, parameter) &&
      !matchesAny(meaning.ignored, partition, parameter);
    known.set(parameter, watched);
  }
  return watched;
}

/** Which names of each partition are watched, for each set of settings: the same few hundred are asked for run after run. */
const watchedNames = new WeakMap<Meaning, Map<string, Map<string, boolean>>>();

function knownNames(meaning: Meaning, partition: string): Map<string, boolean> {
  const ofAll = watchedNames.get(meaning) ?? new Map<string, Map<string, boolean>>();
  watchedNames.set(meaning, ofAll);
  const known = ofAll.get(partition) ?? new Map<string, boolean>();
  ofAll.set(partition, known);
  return known;
}

/**
 * The partition that a name stands for in a given run: itself, or through an alias in force for that run. Letter case
 * does not count, since systems differ in it (DOMAIN 4).
 * @returns the partition, or null where the name is none of ours
 */
export function resolvePartition(meaning: Meaning, name: string, run: number): string | null {
  const wanted = name.toLowerCase();
  const itself = meaning.partitions.find((partition) => partition.toLowerCase() === wanted);
  if (itself !== undefined) return itself;
  const alias = meaning.aliases.find(
    (candidate) =>
      candidate.name.toLowerCase() === wanted &&
      run >= (candidate.from ?? -Infinity) &&
      run <= (candidate.to ?? Infinity),
  );
  return alias?.partition ?? null;
}
