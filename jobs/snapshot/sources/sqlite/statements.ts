import type { Rules } from '../../../../model/rules.ts';
import { CENTRAL } from '../../../../model/names.ts';
import { numbered, partitionNames, singleNames } from '../tables.ts';
import type { Statement } from '../tables.ts';

/** The columns that a RunInfo-shaped file may lack (docs/operate.md); what is missing reads as NULL. */
export interface OptionalColumns {
  readonly stringValue: boolean;
  readonly time: boolean;
  readonly valueIndex: boolean;
}

/** The first statement: which columns the two tables have, and how the file encodes text. */
export const SHAPE = `
  select 'RUNSESSION_PARAMETER', upper(name) from pragma_table_info('RUNSESSION_PARAMETER')
  union all select 'RUNSESSION_STRING', upper(name) from pragma_table_info('RUNSESSION_STRING')
  union all select 'encoding', encoding from pragma_encoding`;

/** The columns of all indexes, with their places from 1. */
export const INDEXES = `
  select upper(t.name), l.name, upper(c.name), c.seqno + 1
  from sqlite_master t, pragma_index_list(t.name) l, pragma_index_info(l.name) c where t.type = 'table'`;

/**
 * The statement that reads a run: every row of it that the rules need, with one for each LOB row, as ID, NAME, TIME and
 * value, to be bound the `run`. They come as one JSON document, since the driver takes longer to hand over rows than
 * SQLite to find them.
 * @param isHex whether names and values are asked for in hexadecimal digits, as of a file that is not in UTF-8; else the
 * document comes in bytes, in which those of a value that is no text are as they were
 */
export function readRunStatement(rules: Rules, columns: OptionalColumns, isHex: boolean): Statement {
  const names = singleNames(rules);
  const partitions = partitionNames(rules);
  const bytes = (column: string) =>
    isHex ? `case when ${column} is not null then hex(cast(${column} as blob)) end` : `cast(${column} as text)`;
  const document = `json_group_array(json_array(ID, ${bytes('NAME')}, cast(TIME as text), ${bytes('VALUE')}))`;
  const lob = 's.RUNSESSION_PARAMETER_ID is not null';
  const sql = `
    select ${isHex ? document : `cast(${document} as blob)`} from (
      select p.ID, p.NAME, ${columns.time ? 'p.TIME' : 'null as TIME'},
             ${columns.stringValue ? `case when ${lob} then s.VALUE else p.STRING_VALUE end as VALUE` : 's.VALUE'}
      from RUNSESSION_PARAMETER p
      left join RUNSESSION_STRING s on s.RUNSESSION_PARAMETER_ID = p.ID
      where (p.NAME in (${names.map((_, index) => `:name${index}`).join(', ')}) or ${partitions.condition})
        and p.RUNNUMBER = :run
      order by p.ID, ${columns.valueIndex ? 's.VALUE_INDEX' : 's.rowid'})`;
  return { sql, binds: { ...numbered('name', names), ...partitions.binds } };
}

/**
 * The statement that looks for global runs, to be bound `firstRun` and `recent`, the TIME since when a stop is recent: only
 * for runs that may still move does it count names and look for the newest TIME.
 */
export function findRunsStatement(rules: Rules, columns: OptionalColumns): Statement {
  const time = columns.time ? 'TIME' : 'null';
  const { condition, binds } = partitionNames(rules);
  const mayMove = 'stopped_at is null or stopped_at >= :recent';
  const rowsOf = (name: string) => `from RUNSESSION_PARAMETER p where p.RUNNUMBER = g.run and p.NAME = '${name}'`;
  const running = `${rowsOf(CENTRAL.state)} and ${valueMatches(columns, (value) => `trim(${value}) = 'Running'`)}`;
  const stopped = rowsOf(CENTRAL.stop);
  const sql = `
    with found as (
      select g.run,
             exists (select 1 ${running}) as is_running,
             (select ${time} ${running} order by p.ID limit 1) as running_at,
             exists (select 1 ${stopped}) as is_stopped,
             (select ${time} ${stopped} order by p.ID limit 1) as stopped_at
      from (select distinct p.RUNNUMBER as run from RUNSESSION_PARAMETER p
            where p.NAME = :globalName and p.RUNNUMBER >= :firstRun
              and ${valueMatches(columns, (value) => `instr(${value}, :globalPath) > 0`)}) g)
    select run, is_running, running_at, is_stopped, stopped_at,
           case when ${mayMove}
                then (select max(${time}) from RUNSESSION_PARAMETER p where p.RUNNUMBER = run) else stopped_at end,
           case when ${mayMove}
                then (select count(distinct p.NAME) from RUNSESSION_PARAMETER p
                      where p.RUNNUMBER = run and (${condition})) else 0 end
    from found order by run`;
  return { sql, binds: { ...binds, globalName: rules.globalParameter, globalPath: rules.globalPath } };
}

/** Where a row's value, from the LOB table or else from STRING_VALUE, meets a condition (rule 6). */
function valueMatches(columns: OptionalColumns, condition: (value: string) => string): string {
  const lob = `select 1 from RUNSESSION_STRING s where s.RUNSESSION_PARAMETER_ID = p.ID`;
  const inLob = `exists (${lob} and ${condition('s.VALUE')})`;
  return columns.stringValue ? `(${inLob} or (not exists (${lob}) and ${condition('p.STRING_VALUE')}))` : inLob;
}
