import { listBlocks, runsOfBlock } from '../archive/documents/run-index.ts';
import type { ArchiveReader } from '../archive/documents/reader.ts';
import type { Rules } from '../model/rules.ts';
import type { RunAnswer } from './schema.ts';

/**
 * Every known run, ascending.
 * @param waiting runs that the machine's state knows but the archive does not yet
 */
export function queryRuns(archive: ArchiveReader, rules: Rules, waiting: readonly number[]): RunAnswer[] {
  const known = listBlocks(archive).flatMap((block) =>
    runsOfBlock(archive, block).map(({ run, line }): RunAnswer => {
      const { start, stop, kind } = line;
      if (line.kind !== 'archived') return { run, start, stop, in: [], changes: null, kind };
      const isIn = rules.partitions.filter((partition) => line.partitions[partition]?.inclusion === 'in');
      return { run, start, stop, in: isIn, changes: line.changes, kind };
    }),
  );
  const archived = new Set(known.map(({ run }) => run));
  const open = waiting
    .filter((run) => !archived.has(run))
    .map((run): RunAnswer => ({ run, start: null, stop: null, in: [], changes: null, kind: 'open' }));
  return [...known, ...open].sort((a, b) => a.run - b.run);
}
