import type { Rules } from '../../../../model/rules.ts';
import { runningMark } from '../../../../model/names.ts';
import type { SurveyDialect } from '../survey.ts';
import { BLANKS, numbered, partitionNames, singleNames, tellsGlobal, type Binds, type Statement } from '../tables.ts';

/** What SQLite makes of values and of what they are compared with, by the type that a column is declared with. */
export type Affinity = 'number' | 'text' | 'none';

/**
 * The columns of a RunInfo-shaped file: those that it may lack (docs/operate.md), where what is missing reads as NULL, and
 * how the numbers by which rows are found are stored.
 */
export interface Columns {
  readonly stringValue: boolean;
  readonly time: boolean;
  readonly valueIndex: boolean;
  readonly run: Affinity;
  readonly id: Affinity;
  readonly lobOf: Affinity;
}

/** The affinity of a column that is declared with a type (https://sqlite.org/datatype3.html#determination_of_column_affinity). */
export function affinityOf(type: string): Affinity {
  if (/INT/i.test(type)) return 'number';
  if (/CHAR|CLOB|TEXT/i.test(type)) return 'text';
  return type === '' || /BLOB/i.test(type) ? 'none' : 'number';
}

/** The order of rows: that of their IDs as numbers. */
const BY_ID = 'cast(p.ID as integer), p.ID';

/** The first statement: which columns the two tables have, of which types, and how the file encodes text. */
export const SHAPE = `
  select 'RUNSESSION_PARAMETER', upper(name), type from pragma_table_info('RUNSESSION_PARAMETER')
  union all select 'RUNSESSION_STRING', upper(name), type from pragma_table_info('RUNSESSION_STRING')
  union all select 'encoding', encoding, '' from pragma_encoding`;

/** All run numbers, as they are spelt. For `doctor`. */
export const RUN_NUMBERS = `
  select case typeof(run) when 'blob' then quote(run) else cast(run as text) end from (select distinct p.RUNNUMBER as run from RUNSESSION_PARAMETER p)
  order by run`;

/** The times of a run, as they are spelt. For `doctor`. */
export function timesStatement(columns: Columns): string {
  return `select distinct cast(p.TIME as text) from RUNSESSION_PARAMETER p
    where ${isOfRun(columns)} and p.TIME is not null order by 1`;
}

/** What a survey asks of the two tables. */
export function surveyDialect(columns: Columns): SurveyDialect {
  return {
    parameters: 'RUNSESSION_PARAMETER',
    strings: 'RUNSESSION_STRING',
    // Text has no order of numbers, and stands above all of them.
    newestRun: 'max(cast(p.RUNNUMBER as integer))',
    plain: columns.stringValue ? 'p.STRING_VALUE' : 'null',
    newest: columns.time ? 'max(p.TIME)' : 'null',
    isLobOf: isLobOf(columns),
    isOfRun: isOfRun(columns),
    version: 'sqlite_version()',
  };
}

/** The binds of a run, for `isOfRun`. */
export function bindRun(columns: Columns, run: number): Binds {
  return columns.run === 'number' ? { run } : { run, runText: String(run), runReal: `${run}.0` };
}

/** Whether a row is of a run. Numbers that are stored as text have to be asked for as such, for an index to serve. */
function isOfRun(columns: Columns): string {
  return columns.run === 'number' ? 'p.RUNNUMBER = :run' : 'p.RUNNUMBER in (:run, :runText, :runReal)';
}

/** Whether a LOB row is of a row, however both are stored. The index on the text of IDs serves only who asks for text. */
function isLobOf({ id, lobOf }: Columns): string {
  const text = 'cast(cast(p.ID as integer) as text)';
  if (lobOf === 'text' && id !== 'text') return `s.RUNSESSION_PARAMETER_ID = ${text}`;
  if (lobOf === 'none' && id === 'none') return `s.RUNSESSION_PARAMETER_ID in (p.ID, cast(p.ID as integer), ${text})`;
  return 's.RUNSESSION_PARAMETER_ID = p.ID';
}

/** The columns of all indexes, with their places from 1. */
export const INDEXES = `
  select upper(t.name), l.name, upper(c.name), c.seqno + 1
  from sqlite_master t, pragma_index_list(t.name) l, pragma_index_info(l.name) c where t.type = 'table'`;

/**
 * The statement that reads a run: every row of it that the rules need, with one for each LOB row, as ID, NAME, TIME,
 * value and whether that is a LOB's, to be bound as `bindRun` says. They come as one JSON document, since the driver takes longer to hand over rows than
 * SQLite to find them.
 * @param isHex whether names and values are asked for in hexadecimal digits, as of a file that is not in UTF-8; else the
 * document comes in bytes, in which those of a value that is no text are as they were
 */
export function readRunStatement(rules: Rules, columns: Columns, isHex: boolean): Statement {
  const names = singleNames(rules);
  const partitions = partitionNames(rules);
  const bytes = (column: string) =>
    isHex ? `case when ${column} is not null then hex(cast(${column} as blob)) end` : `cast(${column} as text)`;
  const document = `json_group_array(json_array(cast(ID as text), ${bytes('NAME')}, cast(TIME as text), ${bytes('VALUE')}, IS_LOB))`;
  const lob = 's.RUNSESSION_PARAMETER_ID is not null';
  const sql = `
    select ${isHex ? document : `cast(${document} as blob)`} from (
      select p.ID, p.NAME, ${columns.time ? 'p.TIME' : 'null as TIME'},
             ${columns.stringValue ? `case when ${lob} then s.VALUE else p.STRING_VALUE end as VALUE` : 's.VALUE'},
             ${lob} as IS_LOB
      from RUNSESSION_PARAMETER p
      left join RUNSESSION_STRING s on ${isLobOf(columns)}
      where (p.NAME in (${names.map((_, index) => `:name${index}`).join(', ')}) or ${partitions.condition})
        and ${isOfRun(columns)}
      order by ${BY_ID}, ${columns.valueIndex ? 'cast(s.VALUE_INDEX as numeric)' : 's.rowid'})`;
  return { sql, binds: { ...numbered('name', names), ...partitions.binds } };
}

/**
 * The statement that looks for global runs, to be bound `firstRun`, `lastRun` and `recent`, the TIME since when a stop is
 * recent: only for runs that may still move does it count names and look for the newest TIME.
 */
export function findRunsStatement(rules: Rules, columns: Columns): Statement {
  const time = columns.time ? 'TIME' : 'null';
  const { condition, binds } = partitionNames(rules);
  const mayMove = 'stopped_at is null or stopped_at >= :recent';
  const rowsOf = (bind: string) => `from RUNSESSION_PARAMETER p where p.RUNNUMBER = g.run and p.NAME = :${bind}`;
  const { name: mark, word } = runningMark(rules);
  const saysSo = word === null ? '' : ` and ${valueMatches(columns, (value) => `trim(${value}, :blanks) = :running`)}`;
  const running = `${rowsOf('mark')}${saysSo}`;
  const stopped = rowsOf('stop');
  const { binds: pathBinds } = tellsGlobal(rules, (bind) => bind);
  const isGlobal = valueMatches(
    columns,
    (value) => tellsGlobal(rules, (bind) => `instr(${value}, :${bind}) > 0`).condition,
  );
  const sql = `
    with found as (
      select g.run,
             exists (select 1 ${running}) as is_running,
             (select ${time} ${running} order by ${BY_ID} limit 1) as running_at,
             exists (select 1 ${stopped}) as is_stopped,
             (select ${time} ${stopped} order by ${BY_ID} limit 1) as stopped_at
      from (${inRange(columns)
        .map(
          (isDue) => `select distinct p.RUNNUMBER as run from RUNSESSION_PARAMETER p
            where p.NAME = :globalName and ${isDue}
              and ${isGlobal}`,
        )
        .join('\n            union all ')}) g)
    select run, is_running, running_at, is_stopped, stopped_at,
           case when ${mayMove}
                then (select max(${time}) from RUNSESSION_PARAMETER p where p.RUNNUMBER = run and ${time} glob '[0-9][0-9][0-9][0-9]-*')
                else stopped_at end,
           case when ${mayMove}
                then (select count(distinct p.NAME) from RUNSESSION_PARAMETER p
                      where p.RUNNUMBER = run and (${condition})) else 0 end
    from found order by cast(run as integer)`;
  const names = { globalName: rules.globalParameter, mark, stop: rules.central.stop };
  return { sql, binds: { ...binds, ...pathBinds, ...names, ...(word !== null && { running: word, blanks: BLANKS }) } };
}

/** Whether a run is asked for, one condition for each way in which run numbers are stored: text has no order of numbers. */
function inRange({ run }: Columns): string[] {
  const between = 'between :firstRun and :lastRun';
  const ofText = `cast(p.RUNNUMBER as integer) ${between}`;
  if (run === 'text') return [ofText];
  return [`p.RUNNUMBER ${between}`, ...(run === 'number' ? [] : [`p.RUNNUMBER >= '' and ${ofText}`])];
}

/** Where a row's value, from the LOB table or else from STRING_VALUE, meets a condition (rule 6). */
function valueMatches(columns: Columns, condition: (value: string) => string): string {
  const lob = `select 1 from RUNSESSION_STRING s where ${isLobOf(columns)}`;
  const inLob = `exists (${lob} and ${condition('s.VALUE')})`;
  return columns.stringValue ? `(${inLob} or (not exists (${lob}) and ${condition('p.STRING_VALUE')}))` : inLob;
}
