/**
 * `npm run test:mutation`: alters the code of some parts in one small way after the other, and looks whether their tests
 * fail then (docs/develop.md). Prints what no test noticed and, at the end, a table; the exit code is 1 where a part is
 * below the bound. `npm run test:mutation -- diff model/compare.ts` takes one part only, or of it some files.
 */
import { relative } from 'node:path';
import { Stryker } from '@stryker-mutator/core';

/** Least share of mutants that the tests of a part kill, in percent. */
const BOUND = 90;

/** The files that are mutated, by part; the tests that are to notice are in `test/mutation/<part>.ts`. */
const PARTS = {
  diff: [
    'model/{compare,lines,placeholder}.ts',
    'model/text-diff/{align,headings,hunks,index,marks,moves,pair-lines,slide}.ts',
  ],
  matching: ['model/text-diff/{gap,match-items,match-lines}.ts'],
  timelines: ['model/timeline.ts', 'archive/documents/documents.ts', 'jobs/diff/timelines.ts'],
  encoding: ['archive/documents/{layout,canonical}.ts', 'model/reading.ts'],
  escaping: [
    'templates/components/html.ts',
    'model/{markdown,visible}.ts',
    'jobs/export/csv-cell.ts',
    'jobs/diff/describe.ts',
    'jobs/notify/channels/{slack,mattermost}.ts',
    'cli/print/style.ts',
  ],
  writing: ['archive/store/write-file.ts'],
  recovery: ['archive/store/{commits,git-upkeep,work-tree}.ts'],
  pending: ['jobs/notify/{pending,shared}.ts'],
};

/** Runs the mutants of a part, or of some of its files; gives the number of all, and those that no test noticed. */
async function run(part, files) {
  process.env.MUTATION_PART = part;
  const results = await new Stryker({
    mutate: files,
    testRunner: 'vitest',
    vitest: { configFile: 'vitest.mutation.config.ts', related: false },
    plugins: ['@stryker-mutator/vitest-runner'],
    coverageAnalysis: 'perTest',
    // A mutant that never ends is known at once by how often it comes by; what is slow is waited for.
    timeoutMS: 15_000,
    timeoutFactor: 1.2,
    reporters: [process.stdout.isTTY ? 'progress' : 'progress-append-only'],
    // What no test of a part reads need not be copied.
    ignorePatterns: ['dist', '_site', 'docs', 'data/archive', 'data/state', 'test/messages', 'bench'],
    tsconfigFile: 'none',
    tempDirName: 'node_modules/.cache/mutation',
  }).runMutationTest();
  return { total: results.length, left: results.filter(({ status }) => status !== 'Killed' && status !== 'Timeout') };
}

const [only, ...files] = process.argv.slice(2);
const rows = [];
for (const part of only === undefined ? Object.keys(PARTS) : [only]) {
  const { total, left } = await run(part, files.length > 0 ? files : PARTS[part]);
  const share = (100 * (total - left.length)) / total;
  if (share < BOUND) process.exitCode = 1;
  rows.push(`| ${part} | ${total} | ${share.toFixed(1)} % | ${left.length} |`);
  for (const { fileName, location, mutatorName, replacement, status } of left) {
    const place = `${relative('.', fileName)}:${location.start.line}:${location.start.column}`;
    process.stdout.write(`${place} ${status} ${mutatorName}: ${replacement.replaceAll(/\s+/g, ' ')}\n`);
  }
}
process.stdout.write(`\n| part | mutants | killed | survivors |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`);
