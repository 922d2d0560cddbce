/** What a column holds: a run number (64 bits), a count (32 bits), a text, a moment, or yes or no. */
export type ColumnType = 'run' | 'count' | 'text' | 'time' | 'flag';

/** One column of a table; `nullable`: it may say nothing. */
export interface Column {
  readonly type: ColumnType;
  readonly nullable: boolean;
}

/** One cell: a time is `YYYY-MM-DDTHH:MM:SSZ`, as in the archive; null: nothing is said. */
export type Cell = string | number | boolean | null;

/** A table: its name, and its columns in their order. */
export interface Table {
  readonly name: string;
  readonly columns: Readonly<Record<string, Column>>;
}

interface CellTypes {
  readonly run: number;
  readonly count: number;
  readonly text: string;
  readonly time: string;
  readonly flag: boolean;
}
type CellOf<C extends Column> = CellTypes[C['type']] | (C['nullable'] extends true ? null : never);

/** A row of a table, by column. */
export type RowOf<T extends Table> = { readonly [Name in keyof T['columns']]: CellOf<T['columns'][Name]> };

/** A row of any table. */
export type Row = Readonly<Record<string, Cell>>;

const always = <T extends ColumnType>(type: T) => ({ type, nullable: false }) as const;
const maybe = <T extends ColumnType>(type: T) => ({ type, nullable: true }) as const;

/** A value: a short one in place; a long one as its digest, to be joined with the table of values. Neither: absent. */
const value = { value: maybe('text'), digest: maybe('text'), lines: maybe('count'), length: maybe('count') };

/** What the export was made from; one row. */
export const META = {
  name: 'meta',
  columns: { commit_id: maybe('text'), format: always('count'), settings: maybe('text') },
} as const satisfies Table;

/** The known runs. */
export const RUNS = {
  name: 'runs',
  columns: {
    run: always('run'),
    start: maybe('time'),
    stop: maybe('time'),
    kind: always('text'),
    why: maybe('text'),
    sequence: maybe('text'),
    hcal: maybe('text'),
    settings: maybe('text'),
    accepted: always('flag'),
    partitions_in: maybe('count'),
    changes: maybe('count'),
    readings: maybe('count'),
  },
} as const satisfies Table;

/** How each partition took part in each archived run. */
export const INCLUSION = {
  name: 'inclusion',
  columns: {
    run: always('run'),
    partition: always('text'),
    inclusion: always('text'),
    base_run: maybe('run'),
    changes: maybe('count'),
    configuration: maybe('text'),
  },
} as const satisfies Table;

/** The tracked readings of each archived run. */
export const READINGS = {
  name: 'readings',
  columns: {
    run: always('run'),
    partition: always('text'),
    parameter: always('text'),
    moment: always('text'),
    status: always('text'),
    ...value,
    spelling: maybe('text'),
    why: maybe('text'),
  },
} as const satisfies Table;

/** What each run changed, one row per partition and parameter. */
export const CHANGES = {
  name: 'changes',
  columns: {
    run: always('run'),
    partition: always('text'),
    parameter: always('text'),
    kind: always('text'),
    compared: always('text'),
    before: maybe('text'),
    before_digest: maybe('text'),
    after: maybe('text'),
    after_digest: maybe('text'),
    added: always('count'),
    removed: always('count'),
    base_run: maybe('run'),
    before_run: maybe('run'),
  },
} as const satisfies Table;

/** The timelines of the watched parameters. */
export const INTERVALS = {
  name: 'intervals',
  columns: {
    partition: always('text'),
    parameter: always('text'),
    ...value,
    from_run: always('run'),
    to_run: always('run'),
    runs: always('count'),
  },
} as const satisfies Table;

/** The texts of long values. */
export const VALUES = {
  name: 'values',
  columns: { digest: always('text'), text: always('text'), lines: always('count'), length: always('count') },
} as const satisfies Table;

/** Every table, those that others name first: in this order they are written. */
export const TABLES: readonly Table[] = [VALUES, READINGS, CHANGES, INCLUSION, RUNS, INTERVALS, META];
