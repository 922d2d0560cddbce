import { runsAfter, setLines } from '../../archive/documents/run-index.ts';
import type { ArchiveWriter } from '../../archive/store/writer.ts';
import type { Rules } from '../../model/rules.ts';
import type { IndexLine } from '../../model/run.ts';
import { makeDerive } from './derive.ts';

/**
 * Recomputes everything derived from all snapshots, in run order: index lines, change sets, timelines, `current/`.
 * For when the interpretation rules moved (rule 9) and for `diff --rebuild`. Nothing is committed here.
 * @param onRun called after each run with how many are done and how many there are
 * @returns how many runs were recomputed
 */
export function rebuildDerived(
  archive: ArchiveWriter,
  rules: Rules,
  onRun: (done: number, all: number) => void,
): number {
  const archived = [...runsAfter(archive, 0)].filter(({ line }) => line.kind === 'archived');
  clearDerived(archive, archived);
  const derive = makeDerive(archive, rules);
  archived.forEach(({ run }, index) => {
    derive(run);
    onRun(index + 1, archived.length);
  });
  return archived.length;
}

function clearDerived(archive: ArchiveWriter, archived: readonly { run: number; line: IndexLine }[]): void {
  for (const folder of ['changes', 'parameters', 'current']) {
    for (const inner of archive.list(folder)) {
      for (const name of archive.list(`${folder}/${inner}`)) archive.write(`${folder}/${inner}/${name}`, null);
    }
  }
  const cleared = archived.map(({ run, line }): [number, IndexLine | null] => [
    run,
    line.kind === 'archived' && line.accepted === true ? { ...line, changes: 0, partitions: {} } : null,
  ]);
  setLines(archive, new Map(cleared));
}
