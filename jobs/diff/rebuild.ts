import { readLine, listBlocks, runsOfBlock, setLines } from '../../archive/documents/run-index.ts';
import type { ArchiveWriter } from '../../archive/store/writer.ts';
import type { Rules } from '../../model/rules.ts';
import type { IndexLine } from '../../model/run.ts';
import { makeDerive } from './derive.ts';

/**
 * Recomputes everything derived from all snapshots, in run order: index lines, change sets, timelines, `current/`. For
 * when the interpretation rules moved (rule 9), for `diff --rebuild` and for `verify`. Nothing is committed here.
 * @param onRun called after each run with how many are done and how many there are
 * @returns how many runs were recomputed
 * @throws RunInfoError `archive` where a file that it starts from is missing or damaged
 */
export function rebuildDerived(
  archive: ArchiveWriter,
  rules: Rules,
  onRun: (done: number, all: number) => void,
): number {
  const runs = listBlocks(archive).flatMap((block) => runsToDerive(archive, block));
  clearDerived(archive, runs);
  const derive = makeDerive(archive, rules);
  runs.forEach((run, index) => {
    derive(run);
    onRun(index + 1, runs.length);
  });
  return runs.length;
}

/** The runs of a block that have a snapshot, or should have one by the index, ascending. */
function runsToDerive(archive: ArchiveWriter, block: number): number[] {
  const snapshots = archive.list(`runs/${block}`).flatMap((name) => /^(\d+)\.json$/.exec(name)?.[1] ?? []);
  const archived = runsOfBlock(archive, block).filter(({ line }) => line.kind === 'archived');
  return [...new Set([...snapshots.map(Number), ...archived.map(({ run }) => run)])].sort((a, b) => a - b);
}

function clearDerived(archive: ArchiveWriter, runs: readonly number[]): void {
  for (const folder of ['changes', 'parameters', 'current']) {
    for (const inner of archive.list(folder)) {
      for (const name of archive.list(`${folder}/${inner}`)) archive.write(`${folder}/${inner}/${name}`, null);
    }
  }
  const cleared = runs.map((run): [number, IndexLine | null] => {
    const line = readLine(archive, run);
    const isAccepted = line?.kind === 'archived' && line.accepted === true;
    return [run, isAccepted ? { ...line, changes: 0, partitions: {} } : null];
  });
  setLines(archive, new Map(cleared));
}
