import type { Part, PartRun } from '../part.ts';
import type { INCLUSION, RowOf, RUNS } from '../tables.ts';

/** The runs of a part. */
export function* runRows({ runs }: Part): Generator<RowOf<typeof RUNS>> {
  for (const { run, line, archived } of runs) {
    const { start, stop, kind } = line;
    const snapshot = archived?.snapshot;
    const isArchived = line.kind === 'archived';
    yield {
      run,
      start,
      stop,
      kind,
      why: isArchived ? null : line.why,
      sequence: isArchived ? line.sequence : null,
      hcal: snapshot?.hcal ?? null,
      settings: snapshot?.settings ?? null,
      accepted: isArchived && line.accepted === true,
      partitions_in: isArchived
        ? Object.values(line.partitions).filter(({ inclusion }) => inclusion === 'in').length
        : null,
      changes: isArchived ? line.changes : null,
      readings: snapshot === undefined ? null : Object.keys(snapshot.readings).length,
    };
  }
}

/** How each partition took part in the runs of a part. */
export function* inclusionRows({ runs }: Part): Generator<RowOf<typeof INCLUSION>> {
  for (const { run, line } of runs) yield* linesOf(run, line);
}

function* linesOf(run: number, line: PartRun['line']): Generator<RowOf<typeof INCLUSION>> {
  if (line.kind !== 'archived') return;
  for (const [partition, { inclusion, base, changes, digest }] of Object.entries(line.partitions)) {
    yield { run, partition, inclusion, base_run: base, changes, configuration: digest };
  }
}
