import type { ChangeEntry } from '../model/change.ts';
import { groupBy, compareText } from '../model/lists.ts';
import type { Inclusion } from '../model/run.ts';
import type { RunReport } from './run-report.ts';

/** What a run says of a partition: whether it was compared, took no part, or was not compared though it may have taken part. */
export type SlotState = 'compared' | 'out' | 'uncompared';

/** A run as a column. */
export interface MatrixColumn {
  readonly run: number;
  readonly start: string | null;
  /** By partition; null: the run is not archived. */
  readonly states: ReadonlyMap<string, SlotState> | null;
}

/** What a run changed of one parameter. */
export interface MatrixCell {
  readonly column: number;
  /** In the order of their first partitions. */
  readonly entries: readonly ChangeEntry[];
}

/** A parameter as a row: the runs that changed it, and those in which it could not be read, each by its column. */
export interface MatrixRow {
  readonly parameter: string;
  readonly cells: readonly MatrixCell[];
  readonly unread: readonly { readonly column: number; readonly partitions: readonly string[] }[];
}

/** Which runs changed which parameters: columns oldest first; rows by the run that changed or could not read them last, newest first. */
export interface Matrix {
  readonly columns: readonly MatrixColumn[];
  readonly rows: readonly MatrixRow[];
}

/**
 * Whether a run has a column: it changed something, not all of it was compared, or somebody came in or went out with it. Of
 * any other there is nothing to tell but that everything was as in the run before.
 */
export function isTelling(report: RunReport): boolean {
  const { archived, partitions } = report;
  if (archived === null || archived.changes > 0) return true;
  if (partitions.some(({ inclusion }) => STATES[inclusion] === 'uncompared')) return true;
  return report.unread.length > 0 || report.moves.length > 0;
}

/**
 * Puts together what runs changed, parameter by parameter.
 * @param reports the runs, oldest first
 */
export function makeMatrix(reports: readonly RunReport[]): Matrix {
  const told = reports.flatMap(({ changeSet, unread }, column) => [
    ...(changeSet?.changes ?? []).map((entry) => ({ column, parameter: entry.parameter, entry })),
    ...unread.map(({ parameter, partitions }) => ({ column, parameter, partitions })),
  ]);
  const rows = [...groupBy(told, ({ parameter }) => parameter)].map(([parameter, own]): MatrixRow => {
    const changes = own.flatMap((of) => ('entry' in of ? [of] : []));
    return {
      parameter,
      cells: [...groupBy(changes, ({ column }) => column)].map(([column, ofRun]) => ({
        column,
        entries: ofRun.map(({ entry }) => entry),
      })),
      unread: own.flatMap((of) => ('entry' in of ? [] : [{ column: of.column, partitions: of.partitions }])),
    };
  });
  const lastOf = ({ cells, unread }: MatrixRow) => Math.max(cells.at(-1)?.column ?? -1, unread.at(-1)?.column ?? -1);
  return {
    columns: reports.map(({ run, line, archived, partitions }) => ({
      run,
      start: line.start,
      states:
        archived === null
          ? null
          : new Map(partitions.map(({ partition, inclusion }) => [partition, STATES[inclusion]])),
    })),
    rows: rows.sort((a, b) => lastOf(b) - lastOf(a) || compareText(a.parameter, b.parameter)),
  };
}

const STATES: Readonly<Record<Inclusion, SlotState>> = {
  in: 'compared',
  out: 'out',
  'not-there': 'out',
  unknown: 'uncompared',
  held: 'uncompared',
};
