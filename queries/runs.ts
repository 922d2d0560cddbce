import { listBlocks, runsOfBlock } from '../archive/documents/run-index.ts';
import type { ArchiveReader } from '../archive/documents/reader.ts';
import type { Rules } from '../model/rules.ts';

import { RunReport } from './run-report.ts';
import type { RunAnswer } from './schema.ts';
import { Timelines } from './timelines.ts';

/**
 * Every known run, ascending.
 * @param waiting runs that the machine's state knows but the archive does not yet
 */
export function queryRuns(archive: ArchiveReader, rules: Rules, waiting: readonly number[]): RunAnswer[] {
  const source = { archive, rules, timelines: new Timelines(archive) };
  const known = listBlocks(archive).flatMap((block) =>
    runsOfBlock(archive, block).map(({ run, line }): RunAnswer => {
      const { start, stop, kind } = line;
      const { partitions, changes, headline, notCompared } = new RunReport(source, run, line);
      const isIn = partitions.filter(({ inclusion }) => inclusion === 'in').map(({ partition }) => partition);
      return { run, start, stop, in: isIn, changes, kind, headline, notCompared };
    }),
  );
  const archived = new Set(known.map(({ run }) => run));
  const open = waiting
    .filter((run) => !archived.has(run))
    .map((run): RunAnswer => {
      const unknown = { start: null, stop: null, in: [], changes: null };
      return { run, ...unknown, kind: 'open', headline: 'open', notCompared: [] };
    });
  return [...known, ...open].sort((a, b) => a.run - b.run);
}
