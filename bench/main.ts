import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { packageRoot } from '../jobs/package-root.ts';
import { benchHistorySize } from './backfill.ts';
import { benchChangeSet } from './change-set.ts';
import { benchCompare } from './compare.ts';
import { benchGrowth } from './growth.ts';
import { benchManyRuns } from './many-runs.ts';
import { benchOracle } from './oracle.ts';
import { benchPeers } from './peers.ts';
import { makeSampleArchive } from './sample-archive.ts';
import { benchSearch } from './search.ts';
import { benchStorage } from './storage.ts';
import { findFarOff, makeRows, medianFigures, printTable, writeMarkdown, type Figure } from './table.ts';
import { benchTables } from './tables.ts';
import { benchTextDiff } from './text-diff.ts';

/** How often each thing is measured; `textDiff`: for how many milliseconds each case goes on. */
interface Effort {
  readonly changeSets: number;
  readonly pairs: number;
  readonly processes: number;
  /** How many runs the sources have whose installations are compared, ascending. */
  readonly sizes: readonly number[];
  /** How many runs count as many. */
  readonly manyRuns: number;
  readonly addedRuns: number;
  /** How many runs the sample has that is read from the Oracle test server. */
  readonly oracleRuns: number;
  readonly textDiff: number;
}

const FULL: Effort = {
  changeSets: 201,
  pairs: 400,
  processes: 11,
  sizes: [400, 4000, 40_000],
  manyRuns: 40_000,
  addedRuns: 11,
  oracleRuns: 1600,
  textDiff: 400,
};
const QUICK: Effort = {
  changeSets: 101,
  pairs: 100,
  processes: 5,
  sizes: [400, 4000],
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
  sizes,
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
      ...(await benchPeers(sample, processes)),
      ...benchHistorySize(sample.archive),
      ...benchStorage(sample),
      ...(await benchGrowth(folder, sizes, { ticks: addedRuns, pairs })),
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

/** The figures of a whole bench in a process of its own: its last part leaves the memory full. */
function benchAside(isQuick: boolean): Figure[] {
  const words = ['--json', ...(isQuick ? ['--quick'] : [])];
  const out = execFileSync(process.execPath, [fileURLToPath(import.meta.url), ...words], { encoding: 'utf8' });
  return JSON.parse(out) as Figure[];
}

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    times: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
if (values.json) process.stdout.write(JSON.stringify(await bench(values.quick ? QUICK : FULL)));
else {
  const rounds = Array.from({ length: Number(values.times) }, () => benchAside(values.quick));
  const file = join(packageRoot(), 'bench/RESULTS.md');
  const rows = makeRows(rounds, readFileSync(file, 'utf8'));
  process.stdout.write(printTable(rows));
  if (!values.quick) writeFileSync(file, writeMarkdown(rows));
  const farOff = findFarOff(medianFigures(rounds));
  for (const { what } of farOff) process.stderr.write(`${what.trim()} is more than twice off its bound\n`);
  process.exitCode = farOff.length > 0 ? 1 : 0;
}
