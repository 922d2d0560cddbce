import { describeMachine } from './machine.ts';
import { median } from './measure.ts';

/** What was measured, what came out, and the bound that it has. */
export interface Figure {
  /** Blanks in front: it belongs to the one above it. */
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** null: nothing depends on it. */
  readonly bound: { readonly is: '<' | '≥' | '='; readonly of: number } | null;
}

/** What marks a ratio of two things measured side by side. */
const RATIO = '×';

/** A figure that has to stay below a bound. */
export function below(what: string, value: number, bound: number, unit: string): Figure {
  return { what, value, unit, bound: { is: '<', of: bound } };
}

/** A figure that has to reach a bound. */
export function atLeast(what: string, value: number, bound: number, unit: string): Figure {
  return { what, value, unit, bound: { is: '≥', of: bound } };
}

/** A figure that has to be exactly so. */
export function exactly(what: string, value: number, bound: number, unit: string): Figure {
  return { what, value, unit, bound: { is: '=', of: bound } };
}

/** A figure that nothing depends on; it is there to hold others against. */
export function noted(what: string, value: number, unit: string): Figure {
  return { what, value, unit, bound: null };
}

/** A line of the table. */
export type Row = readonly [what: string, measured: string, spread: string, before: string, bound: string, ok: string];

const HEAD: Row = ['figure', 'measured', 'from – to', 'before', 'bound', ''];

/**
 * The lines of the table: of each figure the median of all rounds, and the least and the most where there were several.
 * @param rounds each with the same figures
 * @param before the file that an earlier bench wrote; empty: none did
 */
export function makeRows(rounds: readonly (readonly Figure[])[], before: string): Row[] {
  const earlier = readMeasured(before);
  const toKey = makeKeys();
  return medianFigures(rounds).map((figure, index) => {
    const { what, value, unit, bound } = figure;
    const values = rounds.map((figures) => figures[index]?.value ?? NaN);
    const spread = [Math.min(...values), Math.max(...values)].map((each) => write(each, ''));
    return [
      what,
      write(value, unit),
      rounds.length > 1 ? spread.join(' – ') : '',
      earlier.get(toKey(what)) ?? '',
      bound === null ? '' : `${bound.is} ${write(bound.of, unit)}`,
      bound === null ? '' : howFarOff(figure) > 1 ? 'OVER' : 'ok',
    ];
  });
}

/** The figures of several rounds as one: of each the median. */
export function medianFigures(rounds: readonly (readonly Figure[])[]): Figure[] {
  const [first = []] = rounds;
  return first.map((figure, index) => {
    const same = rounds.flatMap((figures) => figures[index] ?? []);
    return { ...figure, value: median(same.map(({ value }) => value)) };
  });
}

/** What an earlier table says was measured, by the line's key. */
function readMeasured(markdown: string): Map<string, string> {
  const toKey = makeKeys();
  const cells = markdown.split('\n').map((line) => line.split(' | '));
  return new Map(cells.flatMap(([what = '', measured]) => (measured === undefined ? [] : [[toKey(what), measured]])));
}

/** Gives each line of a table a name of its own, in order: many have the same words below another line. */
function makeKeys(): (what: string) => string {
  const seen = new Map<string, number>();
  let parent = '';
  return (cell) => {
    const what = cell.replace(/^\| /, '').replace(/^&emsp;/, '  ');
    if (!what.startsWith(' ')) parent = what.replace(/, \d+ stale pages$/, '');
    const name = what.startsWith(' ') ? `${parent}: ${what.trim()}` : parent;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return `${name} ${count}`;
  };
}

const SAID =
  'Medians, measured one after the other on this machine; another machine gives others, ratios aside. Before: what stood here until then.';

/** The table as text, headed by the machine and the versions that the figures are of. */
export function printTable(rows: readonly Row[]): string {
  const all = [HEAD, ...rows];
  const widths = HEAD.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const lines = all.map((row) => padRow(row, widths).join('  ').trimEnd());
  return [describeMachine(), SAID, '', ...lines].map((line) => `${line}\n`).join('');
}

/** The same as Markdown. */
export function writeMarkdown(rows: readonly Row[]): string {
  const shown = rows.map(([what, ...rest]) => [what.replace(/^ +/, '&emsp;'), ...rest]);
  const table = [HEAD, [':--', '--:', '--:', '--:', ':--', ':--'], ...shown].map((row) => `| ${row.join(' | ')} |`);
  const head = ['# Measured', '', '`npm run bench` wrote this file.', '', describeMachine(), '', SAID, ''];
  return [...head, ...table].map((line) => `${line}\n`).join('');
}

/** The ratios that are off their bound by more than twice, which no noise of a machine explains. */
export function findFarOff(figures: readonly Figure[]): Figure[] {
  return figures.filter((figure) => figure.unit === RATIO && howFarOff(figure) > 2);
}

/** How far off its bound a figure is: 1 is at it, more is over; 0: it has none. */
function howFarOff({ value, bound }: Figure): number {
  if (bound === null) return 0;
  if (bound.is === '=') return value === bound.of ? 1 : Infinity;
  return bound.is === '<' ? value / bound.of : bound.of / value;
}

function padRow(row: Row, widths: readonly number[]): string[] {
  return row.map((cell, column) => {
    const isNumber = column > 0 && column < 4;
    return isNumber ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0);
  });
}

/** Three digits that count are enough for a figure that differs from one time to the next. */
function write(value: number, unit: string): string {
  const digits = Number.isInteger(value) || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })} ${unit}`.trim();
}
