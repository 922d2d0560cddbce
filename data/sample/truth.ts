import { formatSecond, type Span } from './clock.ts';
import { digestOf, normalForm } from './normal-form.ts';
import { partitions, type Partition } from './names.ts';
import type { GlobalPlan } from './plan.ts';
import type { StartValues } from './publisher.ts';
import { sequenceOf, timeToRunning } from './rows.ts';

/** One value as the truth remembers it: digest of what it means, digest of its exact text. */
interface Seen {
  readonly meaning: string;
  readonly text: string;
}

/** What a partition is compared with: the last archived run that had it in and was not held. */
export interface Base {
  readonly run: number;
  readonly values: Readonly<Record<string, Seen>>;
  /** Whether the partition was held in a run since. */
  readonly held: boolean;
}
export type Bases = Partial<Record<Partition, Base>>;

/** One change as a line of the truth has it; `before` and `after` are SHA-256 of the exact text, null where absent. */
export interface TrueChange {
  readonly partition: Partition;
  readonly parameter: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly before: string | null;
  readonly after: string | null;
}

export type Standing = 'in' | 'out' | 'not-there' | 'held';

/** One line of the truth file; the last three fields only where the kind is `archived`. */
export interface TrueRun {
  readonly run: number;
  readonly kind: 'archived' | 'hcal-out' | 'never-ran' | 'local';
  readonly start: string | null;
  readonly stop: string | null;
  readonly sequence: string | null;
  readonly partitions?: Readonly<Record<Partition, Standing>>;
  readonly base?: Readonly<Partial<Record<Partition, number | null>>>;
  readonly changes?: readonly TrueChange[];
}

/** The truth of a local run. */
export function tellLocalRun(run: number): TrueRun {
  return { run, kind: 'local', start: null, stop: null, sequence: null };
}

/**
 * Works out the truth of a global run (rules 2, 4, 5, 10, 12).
 * @param values - what each partition really started with
 * @param bases - moved on to this run for every partition that is in
 */
export function tellGlobalRun(run: number, plan: GlobalPlan, span: Span, values: StartValues, bases: Bases): TrueRun {
  const started = plan.startRow ? span.start : plan.ran ? span.start + timeToRunning : null;
  const stopped = plan.stopRow && (plan.ran || plan.startRow);
  const head = {
    start: started === null ? null : formatSecond(started),
    stop: stopped ? formatSecond(span.stop) : null,
    sequence: sequenceOf(plan),
  };
  if (!plan.ran) return { run, kind: 'never-ran', ...head };
  if (plan.hcal !== null && plan.hcal.toLowerCase() !== 'in') return { run, kind: 'hcal-out', ...head };
  const standing: Partial<Record<Partition, Standing>> = {};
  const base: Partial<Record<Partition, number | null>> = {};
  const changes: TrueChange[] = [];
  for (const partition of partitions) {
    standing[partition] = plan.gone.includes(partition) ? 'not-there' : plan.out.includes(partition) ? 'out' : 'in';
    if (standing[partition] !== 'in') continue;
    const before = bases[partition];
    const seen = see(values[partition]);
    if (before !== undefined && isImplausible(before, seen)) {
      standing[partition] = 'held';
      bases[partition] = { ...before, held: true };
      continue;
    }
    base[partition] = before?.run ?? null;
    if (before !== undefined) changes.push(...compare(partition, before.values, seen));
    bases[partition] = { run, values: seen, held: false };
  }
  return { run, kind: 'archived', ...head, partitions: standing as Record<Partition, Standing>, base, changes };
}

function see(values: ReadonlyMap<string, string>): Record<string, Seen> {
  const seen: Record<string, Seen> = {};
  for (const [name, text] of values) seen[name] = { meaning: digestOf(normalForm(name, text)), text: digestOf(text) };
  return seen;
}

function isImplausible(base: Base, seen: Readonly<Record<string, Seen>>): boolean {
  const count = Object.keys(seen).length;
  return count === 0 || count * 2 < Object.keys(base.values).length;
}

function compare(partition: Partition, before: Base['values'], after: Base['values']): TrueChange[] {
  const changes: TrueChange[] = [];
  for (const parameter of [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()) {
    const was = before[parameter];
    const is = after[parameter];
    if (was?.meaning === is?.meaning) continue;
    const kind = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed';
    changes.push({ partition, parameter, kind, before: was?.text ?? null, after: is?.text ?? null });
  }
  return changes;
}
