import { listBlocks, runsOfBlock, setLines } from '../../archive/documents/run-index.ts';
import type { ArchiveWriter } from '../../archive/store/writer.ts';
import type { IndexLine } from '../../model/run.ts';
import { deriveRun } from './derive.ts';
import type { DeriveOptions } from './derive.ts';

/**
 * Works out everything derived anew from all snapshots, in run order: index lines, change sets, timelines, `current/`.
 * For when the interpretation rules moved (rule 9) and for `diff --rebuild`. Nothing is committed here.
 * @param onRun called after each run with how many are done and how many there are
 * @returns how many runs were worked out
 */
export function rebuildDerived(
  archive: ArchiveWriter,
  options: DeriveOptions,
  onRun: (done: number, all: number) => void,
): number {
  const known = listBlocks(archive).flatMap((block) => runsOfBlock(archive, block));
  const archived = known.filter(({ line }) => line.kind === 'archived');
  clearDerived(archive, archived);
  archived.forEach(({ run }, index) => {
    deriveRun(archive, run, options);
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
