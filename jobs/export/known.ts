import { toCanonicalJson } from '../../archive/documents/canonical.ts';
import type { Part } from './part.ts';

/** What later parts have to know of one. */
export interface PartNotes {
  /** Of the values that it was the first to have, sorted. */
  readonly digests: readonly string[];
  /** By partition, the runs that had it in, ascending. */
  readonly runsIn: Readonly<Record<string, readonly number[]>>;
}

/** What is known of the parts so far. */
export class Known {
  readonly digests = new Set<string>();
  /** By partition, the runs that had it in, ascending. */
  readonly runsIn = new Map<string, number[]>();

  /** Takes up what the next part brings. */
  learn({ digests, runsIn }: PartNotes): void {
    for (const digest of digests) this.digests.add(digest);
    for (const [partition, runs] of Object.entries(runsIn)) {
      const known = this.runsIn.get(partition);
      if (known === undefined) this.runsIn.set(partition, [...runs]);
      else known.push(...runs);
    }
  }
}

/** What later parts have to know of a part. `fresh`: the values that it is the first to have, by digest. */
export function notesOf(part: Part, fresh: ReadonlyMap<string, unknown>): PartNotes {
  const runsIn: Record<string, number[]> = {};
  for (const { run, line } of part.runs) {
    for (const [partition, { inclusion }] of line.kind === 'archived' ? Object.entries(line.partitions) : []) {
      if (inclusion === 'in') (runsIn[partition] ??= []).push(run);
    }
  }
  return { digests: [...fresh.keys()], runsIn };
}

export function writeNotes(notes: PartNotes): string {
  return toCanonicalJson(notes);
}

/** Reads notes back; null: there are none, or they are damaged. */
export function readNotes(text: string | null): PartNotes | null {
  try {
    const notes: unknown = JSON.parse(text ?? '');
    return isNotes(notes) ? notes : null;
  } catch {
    return null;
  }
}

function isNotes(notes: unknown): notes is PartNotes {
  if (typeof notes !== 'object' || notes === null || !('digests' in notes) || !('runsIn' in notes)) return false;
  const { digests, runsIn } = notes;
  return Array.isArray(digests) && typeof runsIn === 'object' && Object.values(runsIn ?? {}).every(Array.isArray);
}
