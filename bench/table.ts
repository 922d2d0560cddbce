import { describeMachine } from './machine.ts';

/** One line of the table: what was measured, what came out, and the bound that it has. */
export interface Figure {
  readonly what: string;
  readonly measured: string;
  readonly bound: string;
  /** How far off the bound it is: 1 is at it, more is over; null: it has none. */
  readonly off: number | null;
  /** Whether it is a ratio, which holds on any machine. */
  readonly isRatio: boolean;
}

/** What marks a ratio of two things measured side by side. */
const RATIO = '×';

/** A figure that has to stay below a bound. */
export function below(what: string, value: number, bound: number, unit: string): Figure {
  return {
    what,
    measured: write(value, unit),
    bound: `< ${write(bound, unit)}`,
    off: value / bound,
    isRatio: unit === RATIO,
  };
}

/** A figure that has to reach a bound. */
export function atLeast(what: string, value: number, bound: number, unit: string): Figure {
  return {
    what,
    measured: write(value, unit),
    bound: `≥ ${write(bound, unit)}`,
    off: bound / value,
    isRatio: unit === RATIO,
  };
}

/** A figure that has to be exactly so. */
export function exactly(what: string, value: number, bound: number, unit: string): Figure {
  return {
    what,
    measured: write(value, unit),
    bound: `= ${write(bound, unit)}`,
    off: value === bound ? 1 : Infinity,
    isRatio: false,
  };
}

/** A figure that nothing depends on; it is there to hold others against. */
export function noted(what: string, value: number, unit: string): Figure {
  return { what, measured: write(value, unit), bound: '', off: null, isRatio: false };
}

const HEAD = ['figure', 'measured', 'bound', ''] as const;

/** The table as text, headed by the machine and the versions that the figures are of. */
export function printTable(figures: readonly Figure[]): string {
  const rows = [HEAD, ...figures.map(toRow)];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => padRow(row, widths).join('  ').trimEnd());
  return [describeMachine(), SAID, '', ...lines].map((line) => `${line}\n`).join('');
}

/** The same as Markdown. */
export function writeMarkdown(figures: readonly Figure[]): string {
  const rows = figures.map(toRow).map(([what, ...rest]) => [what.replace(/^ +/, '&emsp;'), ...rest]);
  const table = [HEAD, [':--', '--:', ':--', ':--'], ...rows].map((row) => `| ${row.join(' | ')} |`);
  const head = ['# Measured', '', '`npm run bench` wrote this file.', '', describeMachine(), '', SAID, ''];
  return [...head, ...table].map((line) => `${line}\n`).join('');
}

/** The ratios that are off their bound by more than twice, which no noise of a machine explains. */
export function findFarOff(figures: readonly Figure[]): Figure[] {
  return figures.filter(({ isRatio, off }) => isRatio && off !== null && off > 2);
}

const SAID = 'Medians, measured one after the other on this machine; another machine gives others, ratios aside.';

function toRow({ what, measured, bound, off }: Figure): [string, string, string, string] {
  return [what, measured, bound, off === null ? '' : off > 1 ? 'OVER' : 'ok'];
}

function padRow(row: readonly string[], widths: readonly number[]): string[] {
  return row.map((cell, column) =>
    column === 1 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
  );
}

/** Three digits that count are enough for a figure that differs from one time to the next. */
function write(value: number, unit: string): string {
  const digits = Number.isInteger(value) || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })} ${unit}`.trim();
}
