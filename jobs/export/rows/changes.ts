import { ungroupChanges } from '../../../model/group.ts';
import type { Part } from '../part.ts';
import type { CHANGES, RowOf } from '../tables.ts';
import { toValueCells } from './value-cells.ts';

/** What the runs of a part changed. */
export function* changeRows({ runs }: Part): Generator<RowOf<typeof CHANGES>> {
  for (const { run, archived } of runs) {
    const set = archived?.changes ?? null;
    if (set === null) continue;
    const bases = new Map(set.partitions.map(({ partition, base }) => [partition, base]));
    for (const { partition, parameter, kind, compared, before, after, added, removed, from } of ungroupChanges(
      set.changes,
    )) {
      const [old, now] = [toValueCells(before), toValueCells(after)];
      const base = bases.get(partition) ?? null;
      yield {
        run,
        partition,
        parameter,
        kind,
        compared,
        before: old.value,
        before_digest: old.digest,
        after: now.value,
        after_digest: now.digest,
        added,
        removed,
        base_run: base,
        before_run: from ?? base,
      };
    }
  }
}
