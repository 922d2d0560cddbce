import type { SourceRemark } from './types.ts';

/** One column of an index. */
export interface IndexColumn {
  readonly table: string;
  readonly index: string;
  readonly column: string;
  /** Its place in the index, from 1. */
  readonly place: number;
}

/** What the columns of a statement that looks for indexes say of one: table, index, column and place. */
export function toIndexColumn([table, index, column, place]: readonly unknown[]): IndexColumn {
  return { table: String(table), index: String(index), column: String(column), place: Number(place) };
}

/** The indexes that both statements lean on (DESIGN section 8). */
const WANTED = [
  { table: 'RUNSESSION_PARAMETER', columns: ['RUNNUMBER', 'NAME'] },
  { table: 'RUNSESSION_STRING', columns: ['RUNSESSION_PARAMETER_ID'] },
] as const;

/**
 * Says whether the wanted indexes are there: any whose first columns are the wanted ones.
 * @param advise what to do about a missing one
 */
export function remarkOnIndexes(
  columns: readonly IndexColumn[],
  advise: (table: string, columns: string) => string,
): SourceRemark[] {
  return WANTED.map(({ table, columns: wanted }): SourceRemark => {
    const name = `${table} (${wanted.join(', ')})`;
    const indexes = new Set(columns.filter((column) => column.table === table).map(({ index }) => index));
    const isThere = [...indexes].some((index) =>
      wanted.every((column, at) =>
        columns.some(
          (one) => one.table === table && one.index === index && one.column === column && one.place === at + 1,
        ),
      ),
    );
    return isThere
      ? { health: 'ok', says: `there is an index on ${name}` }
      : { health: 'look', says: `there is no index on ${name}: ${advise(table, wanted.join(', '))}` };
  });
}
