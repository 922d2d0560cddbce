import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchChangeSet } from './change-set.ts';
import { benchCompare } from './compare.ts';
import { benchManyRuns } from './many-runs.ts';
import { benchOracle } from './oracle.ts';
import { makeSampleArchive } from './sample-archive.ts';
import { benchSearch } from './search.ts';
import { printTable } from './table.ts';
import { benchTables } from './tables.ts';
import type { Figure } from './table.ts';
import { benchTextDiff } from './text-diff.ts';
import { benchTicks } from './ticks.ts';

/** How often each thing is measured; `textDiff`: for how many milliseconds each case goes on. */
interface Effort {
  readonly changeSets: number;
  readonly pairs: number;
  readonly processes: number;
  /** How many runs count as many. */
  readonly manyRuns: number;
  readonly addedRuns: number;
  /** How many runs the sample has that is read from the Oracle test server. */
  readonly oracleRuns: number;
  readonly textDiff: number;
}

const FULL: Effort = {
  changeSets: 51,
  pairs: 400,
  processes: 11,
  manyRuns: 40_000,
  addedRuns: 11,
  oracleRuns: 1600,
  textDiff: 400,
};
const QUICK: Effort = {
  changeSets: 21,
  pairs: 100,
  processes: 5,
  manyRuns: 4000,
  addedRuns: 7,
  oracleRuns: 320,
  textDiff: 200,
};

/** Everything is made in a temporary folder; the text diff comes last, since it leaves the memory full. */
async function bench({
  changeSets,
  pairs,
  processes,
  manyRuns,
  addedRuns,
  oracleRuns,
  textDiff,
}: Effort): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'runinfo-bench-'));
  try {
    const sample = makeSampleArchive(folder);
    return [
      ...(await benchChangeSet(sample, changeSets)),
      ...(await benchCompare(sample, pairs, processes)),
      ...(await benchTicks(sample, processes)),
      ...(await benchManyRuns(folder, manyRuns, addedRuns)),
      ...(await benchSearch(folder, manyRuns, processes)),
      ...(await benchOracle(folder, oracleRuns)),
      ...(await benchTables(folder, addedRuns)),
      ...benchTextDiff(textDiff),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
process.stdout.write(printTable(await bench(values.quick ? QUICK : FULL)));
