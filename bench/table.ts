import { cpus, loadavg, release, totalmem, type } from 'node:os';

/** One line of the table: what was measured, what came out, and the bound that it has; `isOk` null: it has none. */
export interface Figure {
  readonly what: string;
  readonly measured: string;
  readonly bound: string;
  readonly isOk: boolean | null;
}

/** A figure that has to stay below a bound. */
export function below(what: string, value: number, bound: number, unit: string): Figure {
  return { what, measured: write(value, unit), bound: `< ${write(bound, unit)}`, isOk: value < bound };
}

/** A figure that has to reach a bound. */
export function atLeast(what: string, value: number, bound: number, unit: string): Figure {
  return { what, measured: write(value, unit), bound: `≥ ${write(bound, unit)}`, isOk: value >= bound };
}

/** A figure that has to be exactly so. */
export function exactly(what: string, value: number, bound: number, unit: string): Figure {
  return { what, measured: write(value, unit), bound: `= ${write(bound, unit)}`, isOk: value === bound };
}

/** A figure that nothing depends on; it is there to hold others against. */
export function noted(what: string, value: number, unit: string): Figure {
  return { what, measured: write(value, unit), bound: 'none', isOk: null };
}

/** The table as text, headed by the machine and the version of Node that the figures are of. */
export function printTable(figures: readonly Figure[]): string {
  const rows = [
    ['figure', 'measured', 'bound', ''],
    ...figures.map(({ what, measured, bound, isOk }) => [
      what,
      measured,
      bound,
      isOk === null ? '' : isOk ? 'ok' : 'OVER',
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column === 1 ? cell.padStart(widths[1] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  return [describeMachine(), 'Medians, measured on this machine just now; another machine gives others.', '', ...lines]
    .map((line) => `${line}\n`)
    .join('');
}

function describeMachine(): string {
  const [first] = cpus();
  const parts = [
    `${cpus().length} × ${first?.model.trim() ?? 'unknown processor'}`,
    `${Math.round(totalmem() / 1024 ** 3)} GB`,
    `${type()} ${release()}`,
    `Node ${process.version}`,
    `load ${(loadavg()[0] ?? 0).toFixed(1)}`,
  ];
  return parts.join(', ');
}

/** Three digits that count are enough for a figure that differs from one time to the next. */
function write(value: number, unit: string): string {
  const digits = Number.isInteger(value) || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })} ${unit}`.trim();
}
