import type { TestContext } from 'vitest';

/** What a test of a row of the table came to. What is not counted is left out. */
export interface FaultRow {
  readonly row: number;
  readonly cases: number;
  readonly seed?: number;
  /** Changes that no message told of. */
  readonly lost?: number;
  /** Messages that came again. */
  readonly repeated?: number;
  /** Files that are neither as they were nor as they should be. */
  readonly halfWritten?: number;
  /** Files that nobody knows. */
  readonly stray?: number;
}

declare module 'vitest' {
  interface TaskMeta {
    faults?: FaultRow;
  }
}

/** Notes what a test came to, for the table at the end. @param problems as the steps say them, each of one of two kinds */
export function noteRow(
  { task }: TestContext,
  row: Omit<FaultRow, 'halfWritten' | 'stray'>,
  problems: readonly string[],
): void {
  const stray = problems.filter((text) => /\.git has|the state has|\?\? |garbage/.test(text)).length;
  task.meta.faults = { ...row, halfWritten: problems.length - stray, stray };
}
