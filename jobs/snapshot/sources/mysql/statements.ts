import { runInfoName, runningMark } from '../../../../model/names.ts';
import type { Rules } from '../../../../model/rules.ts';
import type { ServerStatement } from '../server/pool.ts';
import type { SurveyDialect } from '../survey.ts';
import { BLANKS, managersOf, numbered, OR, singleNames, tellsGlobal, type Condition } from '../tables.ts';

/** What MySQL takes for the text of a row: that of its LOB, else STRING_VALUE (rule 6). */
const VALUE = 'case when s.RUNSESSION_PARAMETER_ID is null then p.STRING_VALUE else s.VALUE end';
const WITH_LOB = 'RUNSESSION_PARAMETER p left join RUNSESSION_STRING s on s.RUNSESSION_PARAMETER_ID = p.ID';

/**
 * What sets a session up, in one statement: times come in UTC, nothing can be written, and a statement that nobody waits for any more
 * ends by itself. MySQL and MariaDB call the last two differently; each takes what the other passes over as a comment.
 * @param seconds that a statement may take
 */
export function setUpStatement(seconds: number): ServerStatement {
  return {
    action: 'setting up',
    sql: `set time_zone = '+00:00',
      /*!80003 transaction_read_only *//*M! tx_read_only */ = 1,
      /*!80003 max_execution_time = ${seconds * 1000} *//*M! max_statement_time = ${seconds} */`,
    binds: {},
  };
}

/** What a survey asks of the two tables. */
export const SURVEY: SurveyDialect = {
  parameters: 'RUNSESSION_PARAMETER',
  strings: 'RUNSESSION_STRING',
  // Text has no order of numbers.
  newestRun: 'max(p.RUNNUMBER + 0)',
  plain: 'p.STRING_VALUE',
  newest: 'max(p.TIME)',
  isLobOf: 's.RUNSESSION_PARAMETER_ID = p.ID',
  isOfRun: 'p.RUNNUMBER = :run',
  version: 'version()',
};

/** Which columns are indexed. */
export const INDEXES: ServerStatement = {
  action: 'looking for indexes',
  sql: `select upper(TABLE_NAME), INDEX_NAME, upper(COLUMN_NAME), SEQ_IN_INDEX from information_schema.STATISTICS
    where TABLE_SCHEMA = database()`,
  binds: {},
};

/**
 * The statement that looks for global runs in a range of run numbers (bind `firstRun` and `lastRun`): one row for each,
 * or a single one without a run; each says which run number comes next beyond the range. Bind `recent`, the TIME since
 * when a stop is recent: names are counted and the newest TIME looked for only where a run may still move.
 */
export function findRunsStatement(rules: Rules): ServerStatement {
  const partitions = partitionNames(rules);
  const mayMove = 'g.STOPPED_AT is null or g.STOPPED_AT >= :recent';
  const { name: state, word } = runningMark(rules);
  const saysSo = word === null ? '' : ` and ${trimmed(VALUE)} = :running collate utf8mb4_bin`;
  const running = `from ${WITH_LOB}
           where p.RUNNUMBER = r.RUN and ${isNamed('state')}${saysSo}`;
  const paths = tellsGlobal(rules, (bind) => `instr(${VALUE}, :${bind} collate utf8mb4_bin) > 0`);
  const stopped = `from RUNSESSION_PARAMETER p where p.RUNNUMBER = r.RUN and ${isNamed('stopTime')}`;
  const sql = `
    with RUNS as (
      select distinct p.RUNNUMBER as RUN from ${WITH_LOB}
      where p.RUNNUMBER between :firstRun and :lastRun and ${isNamed('globalName')}
        and ${paths.condition}
    ), GLOBAL_RUNS as (
      select r.RUN,
             exists (select 1 ${running}) as IS_RUNNING,
             (select p.TIME ${running} order by p.ID limit 1) as RUNNING_AT,
             exists (select 1 ${stopped}) as IS_STOPPED,
             (select p.TIME ${stopped} order by p.ID limit 1) as STOPPED_AT
      from RUNS r
    )
    select n.NEXT_RUN, g.RUN, g.IS_RUNNING, g.RUNNING_AT, g.IS_STOPPED, g.STOPPED_AT,
           case when ${mayMove} then (select max(p.TIME) from RUNSESSION_PARAMETER p
                                      where p.RUNNUMBER = g.RUN and p.TIME like '____-__-__%')
                else g.STOPPED_AT end,
           case when ${mayMove} then (select count(distinct cast(p.NAME as binary)) from RUNSESSION_PARAMETER p
                                      where p.RUNNUMBER = g.RUN and (${partitions.condition})) else 0 end
    from (select (select p.RUNNUMBER from RUNSESSION_PARAMETER p where p.RUNNUMBER > :lastRun
                  order by p.RUNNUMBER limit 1) as NEXT_RUN) n
    left join GLOBAL_RUNS g on 1 = 1
    order by g.RUN`;
  const names = { state, stopTime: rules.central.stop, globalName: rules.globalParameter };
  return {
    action: 'looking for runs',
    sql,
    binds: { ...names, ...(word !== null && { running: word }), ...paths.binds, ...partitions.binds },
  };
}

/** The statement that reads a run (bind `run`): every row of it that the rules need, with one for each LOB row. */
export function readRunStatement(rules: Rules): ServerStatement {
  const names = singleNames(rules);
  const partitions = partitionNames(rules);
  const sql = `
    select cast(p.ID as char), p.NAME, p.TIME, ${VALUE}
    from ${WITH_LOB}
    where p.RUNNUMBER = :run and (p.NAME in (${names.map((_, index) => `:name${index}`).join(', ')})${OR}${partitions.condition})
    order by p.ID, s.VALUE_INDEX`;
  return { action: 'reading a run', sql, binds: { ...numbered('name', names), ...partitions.binds } };
}

/** A text without the white space around it. That within becomes blanks, too, since `trim` takes off one character only. */
function trimmed(text: string): string {
  return `trim(${BLANKS.split('').reduce((inner, blank) => `replace(${inner}, '${blank}', ' ')`, text)})`;
}

/**
 * Whether a row has a name. Collations compare without regard to case and to blanks at the end, which the index serves; the
 * pattern then takes only the very name.
 */
function isNamed(bind: string): string {
  return `p.NAME = :${bind} and p.NAME like :${bind} collate utf8mb4_bin`;
}

/** The names of the partitions and of level 1, as patterns that an index serves whatever the collation. */
function partitionNames(rules: Rules): Condition {
  const patterns = managersOf(rules).map(
    (manager) => `${runInfoName(rules, manager, '').replaceAll(/[|%_]/g, (sign) => `|${sign}`)}%`,
  );
  return {
    condition: patterns.map((_, index) => `p.NAME like :like${index} escape '|'`).join(OR),
    binds: numbered('like', patterns),
  };
}
