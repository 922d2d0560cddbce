import { loadRun } from '../../../archive/documents/documents.ts';
import { compareText, ungroupChanges } from '../../../model/group.ts';
import type { ChangeEntry } from '../../../model/change.ts';
import type { IndexLine } from '../../../model/run.ts';
import { toVisible } from '../../../model/visible.ts';
import { changedIn, findSuppressed } from '../../../model/suppressed.ts';
import { toChips } from './chip.ts';
import type { Chip } from './chip.ts';
import type { Facts } from './facts.ts';

/** Differences that are no changes, told once for all partitions that have them. */
export interface SuppressedView {
  readonly parameter: string;
  readonly chips: readonly Chip[];
  readonly why: string;
}

const WHY = { 'same-form': 'white space or order only', 'not-watched': 'not watched' } as const;

type ArchivedLine = Extract<IndexLine, { kind: 'archived' }>;

/**
 * What differs between a run and its base runs and is no change all the same (rules 8 and 9): shown on request.
 * @throws RunInfoError `archive` where a base run's snapshot is missing
 */
export function toSuppressedViews(
  facts: Facts,
  run: number,
  line: ArchivedLine,
  entries: readonly ChangeEntry[],
): SuppressedView[] {
  const current = loadRun(facts.archive, run);
  const changes = ungroupChanges(entries);
  const found = facts.rules.partitions.flatMap((partition) => {
    const base = line.partitions[partition]?.base ?? null;
    if (base === null) return [];
    const before = loadRun(facts.archive, base);
    return findSuppressed(
      facts.rules,
      partition,
      before,
      current,
      changedIn(changes, partition),
      facts.archive.readValue,
    );
  });
  const groups = new Map<string, { parameter: string; why: keyof typeof WHY; partitions: string[] }>();
  for (const { partition, parameter, why } of found) {
    const key = `${parameter}\n${why}`;
    const group = groups.get(key) ?? { parameter, why, partitions: [] };
    group.partitions.push(partition);
    groups.set(key, group);
  }
  return [...groups.values()]
    .sort((a, b) => compareText(a.parameter, b.parameter))
    .map(({ parameter, why, partitions }) => ({
      parameter: toVisible(parameter),
      chips: toChips(facts, partitions),
      why: WHY[why],
    }));
}
