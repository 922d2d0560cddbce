import { resolvePartition } from './rules.ts';
import type { Rules } from './rules.ts';
import type { Inclusion, Snapshot } from './run.ts';
import { readingsOf } from './watched.ts';

/**
 * How a partition took part in a run (rules 4 and 5): out where a gate says so or the list of who is out names it; not
 * there where it has no row of its own otherwise; unknown where no list could be read or, where the rules have none, the
 * gate says nothing.
 */
export function inclusionOf(snapshot: Snapshot, rules: Rules, partition: string): Inclusion {
  const empty = snapshot.emptyFms?.map((name) => resolvePartition(rules, name, snapshot.run));
  const isToldByGate = !Object.hasOwn(rules.gates, partition) || Object.hasOwn(snapshot.gates, partition);
  if (rules.outList === null ? !isToldByGate : empty === undefined) return 'unknown';
  if (empty?.includes(partition) === true || isGatedOut(snapshot, partition)) return 'out';
  return readingsOf(snapshot, partition).size > 0 ? 'in' : 'not-there';
}

/** How each partition took part in a run. */
export function inclusionsOf(snapshot: Snapshot, rules: Rules): Record<string, Inclusion> {
  return Object.fromEntries(rules.partitions.map((partition) => [partition, inclusionOf(snapshot, rules, partition)]));
}

/** Whether central DAQ's word for a subsystem says that it takes part: `In`, in any letter case (rule 4). */
export function saysIn(word: string): boolean {
  return word.trim().toLowerCase() === 'in';
}

function isGatedOut(snapshot: Snapshot, partition: string): boolean {
  const word = snapshot.gates[partition];
  return word !== undefined && !saysIn(word);
}
