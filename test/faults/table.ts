import type { Reporter, TestCase, TestModule } from 'vitest/node';
import type { FaultRow } from './row.ts';

/** A row of the table: what goes wrong, and which ordinary tests are about it, beside those that note it themselves. */
interface Row {
  readonly what: string;
  readonly tests?: readonly string[];
}

/** What can go wrong. Tests of `npm test` that are about it are run here as well, and counted. */
export const ROWS: Readonly<Record<number, Row>> = {
  1: { what: 'kill -9 anywhere in a tick' },
  2: { what: 'kill -9 before and after each operation' },
  3: { what: 'each operation fails', tests: ['archive/store/write-file', 'archive/store/writer-recovery'] },
  4: { what: 'the disk is full', tests: ['test/failing-ticks'] },
  5: { what: 'not permitted, read-only', tests: ['test/doctor-setups'] },
  6: {
    what: 'power cut: what is synced, empty files',
    tests: ['archive/store/git.test', 'test/committed', 'test/faults/committed'],
  },
  7: { what: 'files of the archive are damaged', tests: ['archive/documents/reader'] },
  8: { what: 'git is damaged, foreign commits', tests: ['archive/store/git-upkeep-leftovers', 'test/verify.test'] },
  9: { what: 'the database refuses, hangs, breaks off', tests: ['jobs/snapshot/read.test', 'test/faults/oracle'] },
  10: { what: 'the database tells half the truth', tests: ['test/original/'] },
  11: { what: 'an implausible snapshot', tests: ['test/not-compared'] },
  12: { what: 'run numbers', tests: ['jobs/snapshot/quarantine', 'jobs/snapshot/plan'] },
  13: { what: 'names', tests: ['archive/documents/layout', 'model/names'] },
  14: { what: 'values on pages and in feeds', tests: ['test/browser/hostile', 'jobs/publish/pages/feed'] },
  15: { what: 'values in messages', tests: ['jobs/notify/channels/hostile'] },
  16: { what: 'values in commits', tests: ['jobs/diff/describe'] },
  17: { what: 'huge values, many changes', tests: ['jobs/publish/pages/bounds'] },
  19: { what: 'the webhook refuses, hangs, asks to wait', tests: ['test/webhook-faults'] },
  20: { what: 'kill -9 between sending and noting it' },
  21: { what: 'ticks at once', tests: ['test/two-states', 'archive/store/lock'] },
  22: { what: 'the clock is wrong', tests: ['test/clock'] },
  23: { what: 'catching up', tests: ['test/catch-up'] },
  24: { what: 'the same bytes anywhere', tests: ['test/reproducible'] },
  25: { what: 'a reader during a publish' },
  27: { what: 'properties of differences', tests: ['model/text-diff/properties'] },
  28: { what: 'soak: a fault in each tick' },
  29: { what: 'random contents' },
  30: { what: 'random steps, any order' },
  31: { what: 'two machines: kill -9, no remote', tests: ['test/incomplete-archives', 'test/sync/'] },
};

/** The ordinary tests that rows name, as patterns of files. */
export const ORDINARY = Object.values(ROWS)
  .flatMap(({ tests = [] }) => tests)
  .map((path) => (path.endsWith('/') ? `${path}*.test.ts` : `${path.replace(/\.test$/, '')}*.test.ts`));

/** Prints what came of each row, as the last lines of `npm run test:faults`. */
export class FaultTable implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const lines = Object.entries(ROWS).map(([number, row]) => toCells(Number(number), row, tests));
    const head = ['row', 'what goes wrong', 'cases', 'lost', 'repeated', 'half-written', 'stray', 'failed', 'seeds'];
    const widths = head.map((_, column) => Math.max(...[head, ...lines].map((cells) => cells[column]?.length ?? 0)));
    for (const cells of [head, ...lines]) {
      const padded = cells.map((cell, column) =>
        column === 1 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      );
      process.stdout.write(`${padded.join('  ')}\n`);
    }
  }
}

function toCells(number: number, { what, tests: files = [] }: Row, all: readonly TestCase[]): string[] {
  const noted = all.flatMap((test) => {
    const faults = test.meta().faults;
    return faults?.row === number ? [{ test, faults }] : [];
  });
  const ordinary = all.filter(
    (test) => files.some((file) => test.module.moduleId.includes(`/${file}`)) && test.result().state !== 'skipped',
  );
  const failed = [...noted.map(({ test }) => test), ...ordinary].filter(
    (test) => test.result().state === 'failed',
  ).length;
  const sum = (of: (row: FaultRow) => number | undefined) => {
    const numbers = noted.flatMap(({ faults }) => of(faults) ?? []);
    return numbers.length === 0 ? '' : String(numbers.reduce((total, each) => total + each, 0));
  };
  const cases = noted.reduce((total, { faults }) => total + faults.cases, ordinary.length);
  const seeds = noted.flatMap(({ faults }) => faults.seed ?? []).join(' ');
  const counts = [
    sum((row) => row.lost),
    sum((row) => row.repeated),
    sum((row) => row.halfWritten),
    sum((row) => row.stray),
  ];
  return [String(number), what, String(cases), ...counts, String(failed), seeds];
}
