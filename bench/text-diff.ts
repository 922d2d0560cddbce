import { fileURLToPath } from 'node:url';
import { diffLines, type LineDiff } from '../model/text-diff/index.ts';
import { median, sum } from './measure.ts';
import { below, type Figure } from './table.ts';
import { TEXT_CASES } from './text-cases.ts';

/** Each case runs at least so often, and goes on for so many milliseconds. */
const ROUNDS = 3;
const ENOUGH = 400;
const MEGABYTE = 1024 * 1024;

/** What a case took, round by round, and what was found. */
interface Timed {
  readonly name: string;
  readonly most: number;
  readonly times: readonly number[];
  readonly found: LineDiff;
}

/**
 * Measures the text diff on texts of the forms that are known to be hard.
 * @param enough go on with each case for so many milliseconds
 */
export function benchTextDiff(enough = ENOUGH): Figure[] {
  return [...timeCases(enough)].map(({ name, most, times }) => below(`text diff: ${name}`, median(times), most, 'ms'));
}

function* timeCases(enough: number): Generator<Timed> {
  for (const { name, most, texts } of TEXT_CASES) {
    const [before, after] = texts();
    const times: number[] = [];
    let found = diffLines([], []);
    while (times.length < ROUNDS || sum(times) < enough) {
      const start = performance.now();
      found = diffLines(before, after);
      times.push(performance.now() - start);
    }
    yield { name, most, times, found };
  }
}

/** The same in more detail: the first and the best time of each case, its bound, what was found, and the heap at the end. */
function describeCases(): string {
  const table = [['case', 'first ms', 'best ms', 'bound ms', '', 'heap', 'found']];
  for (const { name, most, times, found } of timeCases(ENOUGH)) {
    const best = Math.min(...times);
    const result = `+${found.added} -${found.removed}${found.coarse ? ' coarse' : ''}`;
    const heap = `${Math.round(process.memoryUsage().heapUsed / MEGABYTE)} MB`;
    const verdict = best <= most ? 'ok' : 'OVER';
    table.push([name, (times[0] ?? 0).toFixed(1), best.toFixed(1), String(most), verdict, heap, result]);
  }
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(`${describeCases()}\n`);
