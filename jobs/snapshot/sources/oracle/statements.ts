import { runInfoName, runningMark } from '../../../../model/names.ts';
import type { Rules } from '../../../../model/rules.ts';
import type { SurveyDialect } from '../survey.ts';
import {
  BLANKS,
  managersOf,
  numbered,
  OR,
  partitionNames,
  singleNames,
  tellsGlobal,
  type Binds,
  type Condition,
} from '../tables.ts';
import type { ServerStatement } from '../server/pool.ts';

/** How a TIME is compared and delivered: to the second, as text. */
const SECOND = `'YYYY-MM-DD HH24:MI:SS'`;
/** Texts of up to this many characters are looked into by the database; VARCHAR2 has room for them in any encoding. */
const SHORT = 1000;

/** The names of central DAQ, as binds of both statements. */
function namesOfCentral(rules: Rules): Binds {
  return { state: runningMark(rules).name, startTime: rules.central.start, stopTime: rules.central.stop };
}

/**
 * The statement that looks for global runs in a range of run numbers (bind `firstRun` and `lastRun`): one row for each,
 * or a single one without a run; each says which run number comes next beyond the range. Bind `recent`, the TIME since
 * when a stop is recent: names are counted and the newest TIME looked for only where a run may still move.
 *
 * FM_FULLPATH and RC_STATE are short and stand in STRING_VALUE, from where others read them (docs/oracle.md); a LOB is
 * looked into only where that is NULL, and none is delivered. Each subquery is referenced once: one that is referenced
 * twice may become a temporary table, which a standby that is open for reading only may refuse.
 */
export function findRunsStatement(rules: Rules, schema: string): ServerStatement {
  const { parameters, strings } = tablesOf(schema);
  const { condition, binds } = partitionNames(rules);
  const mayMove = 'd.STOPPED_AT is null or d.STOPPED_AT >= :recent';
  const { word } = runningMark(rules);
  const paths = tellsGlobal(rules, (bind) => `instr(p.STRING_VALUE, :${bind}) > 0 or instr(s.VALUE, :${bind}) > 0`);
  const saysSo = `
        and ${trimmed(`coalesce(p.STRING_VALUE, case when ${shortText('s.VALUE')} end)`)} = :running`;
  const sql = `with MARKS as (
  select p.RUNNUMBER as RUN, p.NAME, ${secondOf('p.TIME')} as MARKED_AT,
         row_number() over (partition by p.RUNNUMBER, p.NAME order by p.ID) as PLACE
  from ${parameters} p
  left join ${strings} s on s.RUNSESSION_PARAMETER_ID = p.ID and p.STRING_VALUE is null
  where p.RUNNUMBER between :firstRun and :lastRun and p.NAME in (:globalName, :state, :stopTime)
    and (p.NAME = :globalName and (${paths.condition})
      or p.NAME = :state${word === null ? '' : saysSo}
      or p.NAME = :stopTime)
), GLOBAL_RUNS as (
  select m.RUN,
         max(case when m.NAME = :state then 1 else 0 end) as IS_RUNNING,
         max(case when m.NAME = :state then m.MARKED_AT end) as RUNNING_AT,
         max(case when m.NAME = :stopTime then 1 else 0 end) as IS_STOPPED,
         max(case when m.NAME = :stopTime then m.MARKED_AT end) as STOPPED_AT
  from MARKS m
  where m.PLACE = 1
  group by m.RUN
  having max(case when m.NAME = :globalName then 1 else 0 end) = 1
)
select n.NEXT_RUN, d.RUN, d.IS_RUNNING, d.RUNNING_AT, d.IS_STOPPED, d.STOPPED_AT,
       case when ${mayMove} then (
         select ${secondOf('max(p.TIME)')} from ${parameters} p
         where p.RUNNUMBER = d.RUN and (p.NAME in (:state, :startTime, :stopTime)
            or ${condition})
       ) else d.STOPPED_AT end as NEWEST_AT,
       case when ${mayMove} then (
         select count(distinct p.NAME) from ${parameters} p
         where p.RUNNUMBER = d.RUN and (${condition})
       ) else 0 end as NAMES
from (select min(p.RUNNUMBER) as NEXT_RUN from ${parameters} p where p.RUNNUMBER > :lastRun) n
left join GLOBAL_RUNS d on 1 = 1
order by d.RUN`;
  return {
    action: 'looking for runs',
    sql,
    binds: {
      ...namesOfCentral(rules),
      ...(word !== null && { running: word, blanks: BLANKS }),
      globalName: rules.globalParameter,
      ...paths.binds,
      ...binds,
    },
  };
}

/**
 * The statement that reads a run (bind `run`): of each name the row with its value at start and the one with its value at
 * end (rule 6), or the first one where all are absent (rule 7); as many rows of the answer as a row has LOB rows. Beside
 * them comes the earliest row of all (rule 15). Rows later than ten minutes after the stop do not belong to the run
 * (rule 11); of those only a first Running row is wanted (rule 2).
 *
 * PICKED is 1 where the database takes a row for one with a value. What it takes for absent is absent by rule 7; but not
 * all that it picks is present: a long text of nothing but blanks, say. Whoever finds one binds `every` as 1, which
 * delivers all rows of the run.
 */
export function readRunStatement(rules: Rules, schema: string): ServerStatement {
  const { parameters, strings } = tablesOf(schema);
  const names = namesOfRun(rules);
  const isNoSpelling = rules.absent.map((_, index) => ` and a.TEXT <> :absent${index}`).join('');
  const sql = `with PARTS as (
  select p.ID, p.NAME, ${secondOf('p.TIME')} as TIME_TEXT,
         case when p.NAME = :stopTime then ${secondOf('p.TIME', " + interval '10' minute")} end as LAST_MOMENT,
         s.RUNSESSION_PARAMETER_ID as LOB_OF,
         case when s.RUNSESSION_PARAMETER_ID is null then p.STRING_VALUE end as PLAIN,
         case when length(s.VALUE) > ${SHORT} then 1 else 0 end as IS_LONG,
         ${trimmed(`case when s.RUNSESSION_PARAMETER_ID is null then p.STRING_VALUE
                           when ${shortText('s.VALUE')} end`)} as TEXT
  from ${parameters} p
  left join ${strings} s on s.RUNSESSION_PARAMETER_ID = p.ID
  where p.RUNNUMBER = :run and (${names.condition})
), PARAMETERS as (
  select a.ID, a.NAME, a.TIME_TEXT, a.LAST_MOMENT, count(a.LOB_OF) as LOBS, max(a.PLAIN) as PLAIN,
         max(case when a.NAME = :state then case when a.TEXT = :running then 1 else 0 end
                  when a.IS_LONG = 1 then 1
                  when length(a.TEXT) > 0${isNoSpelling} then 1
                  else 0 end) as HAS_VALUE
  from PARTS a
  group by a.ID, a.NAME, a.TIME_TEXT, a.LAST_MOMENT
), JUDGED as (
  select b.ID, b.NAME, b.TIME_TEXT, b.PLAIN,
         case when b.NAME in (:startTime, :stopTime) or b.LOBS > 1 and b.NAME <> :state then 1
              else b.HAS_VALUE end as PICKED,
         case when b.TIME_TEXT > first_value(b.LAST_MOMENT)
                     over (order by case when b.NAME = :stopTime then 0 else 1 end, b.ID)
              then 0 else 1 end as BELONGS
  from PARAMETERS b
), PLACED as (
  select c.ID, c.NAME, c.TIME_TEXT, c.PLAIN, c.PICKED, c.BELONGS,
         min(case when c.PICKED = 1 then c.ID end) over (partition by c.NAME, c.BELONGS) as FIRST_PICKED,
         max(case when c.PICKED = 1 then c.ID end) over (partition by c.NAME, c.BELONGS) as LAST_PICKED,
         min(c.ID) over (partition by c.NAME, c.BELONGS) as FIRST_ID,
         first_value(c.ID) over (order by c.TIME_TEXT nulls last, c.ID) as EARLIEST_ID
  from JUDGED c
)
select d.ID, d.NAME, d.TIME_TEXT, d.PLAIN, s.RUNSESSION_PARAMETER_ID as LOB_OF, s.VALUE, d.PICKED
from PLACED d
left join ${strings} s on s.RUNSESSION_PARAMETER_ID = d.ID
where :every = 1
   or (d.BELONGS = 1 or d.NAME = :state) and d.ID in (coalesce(d.FIRST_PICKED, d.FIRST_ID), d.LAST_PICKED)
   or d.ID = d.EARLIEST_ID
order by d.ID, s.VALUE_INDEX nulls first`;
  return {
    action: 'reading a run',
    sql,
    binds: {
      ...namesOfCentral(rules),
      every: 0,
      running: rules.central.running,
      blanks: BLANKS,
      ...numbered('absent', rules.absent),
      ...names.binds,
    },
  };
}

/** What a survey asks of the two tables. The driver knows the version of the server. */
export function surveyDialect(schema: string): SurveyDialect {
  return {
    ...tablesOf(schema),
    newestRun: 'max(p.RUNNUMBER)',
    plain: 'p.STRING_VALUE',
    newest: secondOf('max(p.TIME)'),
    isLobOf: 's.RUNSESSION_PARAMETER_ID = p.ID',
    isOfRun: 'p.RUNNUMBER = :run',
    version: 'null',
  };
}

/** The two tables, with their owner before them where the settings name one. */
function tablesOf(schema: string): { readonly parameters: string; readonly strings: string } {
  const owner = schema === '' ? '' : `${schema}.`;
  return { parameters: `${owner}RUNSESSION_PARAMETER`, strings: `${owner}RUNSESSION_STRING` };
}

/**
 * A TIME in UTC, of whichever type the column is: one with a zone is converted, any other taken for UTC, as the session is.
 * @param later an interval that is added
 */
function secondOf(time: string, later = ''): string {
  return `to_char(sys_extract_utc(cast(${time} as timestamp(9) with time zone))${later}, ${SECOND})`;
}

/** The part of a CASE that makes VARCHAR2 of a LOB, where it is short. */
function shortText(lob: string): string {
  return `length(${lob}) <= ${SHORT} then cast(${lob} as varchar2(4000))`;
}

/** A text without the blanks around it; NULL where nothing is left. */
function trimmed(text: string): string {
  return `ltrim(rtrim(${text}, :blanks), :blanks)`;
}

/** The names that a run is read with: central DAQ's, the gates, the lists of who is out, and of the partitions' own the tracked ones. */
function namesOfRun(rules: Rules): Condition {
  const within = partitionNames(rules);
  const managers = managersOf(rules);
  const { outList } = rules;
  const lists = outList === null ? [] : managers.map((manager) => runInfoName(rules, manager, outList));
  const names = [...singleNames(rules), ...lists];
  const patterns = likePatterns(rules, managers);
  const list = names.map((_, index) => `:name${index}`).join(', ');
  const likes = patterns.map((_, index) => `p.NAME like :like${index} escape '\\'`).join(OR);
  return {
    condition: `p.NAME in (${list})${OR}${likes === '' ? within.condition : `(${within.condition}) and (${likes})`}`,
    binds: { ...numbered('name', names), ...numbered('like', patterns), ...within.binds },
  };
}

/** The tracked names as patterns of LIKE; none where everything is tracked. */
function likePatterns(rules: Rules, managers: readonly string[]): string[] {
  if (rules.tracked.includes('*')) return [];
  const like = (text: string) => text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`).replaceAll('*', '%');
  return rules.tracked.flatMap((pattern) =>
    pattern.includes(':')
      ? [like(`${rules.namespace}${pattern}`)]
      : managers.map((manager) => like(runInfoName(rules, manager, pattern))),
  );
}
