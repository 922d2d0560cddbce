import { resolvePartition } from './rules.ts';
import type { Rules } from './rules.ts';
import type { Inclusion, Snapshot } from './run.ts';
import { readingsOf } from './watched.ts';

/**
 * How each partition took part in a run (rules 4 and 5): out where a gate says so or EMPTY_FMS names it; not there
 * where it is not named and has no row of its own; unknown where no EMPTY_FMS could be read.
 */
export function inclusionOf(snapshot: Snapshot, rules: Rules): Record<string, Inclusion> {
  const empty = snapshot.emptyFms?.map((name) => resolvePartition(rules, name, snapshot.run));
  const inclusionOfOne = (partition: string): Inclusion => {
    if (empty === undefined) return 'unknown';
    if (empty.includes(partition) || isGatedOut(snapshot, partition)) return 'out';
    return readingsOf(snapshot, partition).size > 0 ? 'in' : 'not-there';
  };
  return Object.fromEntries(rules.partitions.map((partition) => [partition, inclusionOfOne(partition)]));
}

/** Whether central DAQ's word for a subsystem says that it takes part: `In`, in any letter case (rule 4). */
export function saysIn(word: string): boolean {
  return word.trim().toLowerCase() === 'in';
}

function isGatedOut(snapshot: Snapshot, partition: string): boolean {
  const word = snapshot.gates[partition];
  return word !== undefined && !saysIn(word);
}
