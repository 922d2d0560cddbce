import type { Rules } from '../../../../model/rules.ts';
import { CENTRAL } from '../../../../model/names.ts';
import { BLANKS, partitionNames, SECOND, shortText, tablesOf, trimmed } from './parts.ts';
import type { OracleStatement } from './parts.ts';

/**
 * The statement that looks for global runs in a range of run numbers (bind `firstRun` and `lastRun`): one row for each,
 * or a single one without a run; each says which run number comes next beyond the range. Bind `recent`, the TIME since
 * when a stop is recent: names are counted and the newest TIME looked for only where a run may still move.
 *
 * FM_FULLPATH and RC_STATE are short and stand in STRING_VALUE, from where others read them (DOMAIN 1.3); a LOB is
 * looked into only where that is NULL, and none is delivered.
 */
export function findRunsStatement(rules: Rules, schema: string): OracleStatement {
  const { parameters, strings } = tablesOf(schema);
  const { condition, binds } = partitionNames(rules);
  const lobs = `left join ${strings} s on s.RUNSESSION_PARAMETER_ID = p.ID and p.STRING_VALUE is null`;
  const mayMove = 'd.STOPPED_AT is null or d.STOPPED_AT >= :recent';
  const sql = `with GLOBAL_RUNS as (
  select distinct p.RUNNUMBER as RUN
  from ${parameters} p
  ${lobs}
  where p.RUNNUMBER between :firstRun and :lastRun and p.NAME = :globalName
    and (instr(p.STRING_VALUE, :globalPath) > 0 or instr(s.VALUE, :globalPath) > 0)
), MARKS as (
  select g.RUN, p.NAME, to_char(p.TIME, ${SECOND}) as MARKED_AT,
         row_number() over (partition by g.RUN, p.NAME order by p.ID) as PLACE
  from GLOBAL_RUNS g
  join ${parameters} p on p.RUNNUMBER = g.RUN
  ${lobs}
  where p.NAME = :stopTime
     or p.NAME = :state
    and ${trimmed(`coalesce(p.STRING_VALUE, case when ${shortText('s.VALUE')} end)`)} = :running
), DATED as (
  select g.RUN,
         max(case when m.NAME = :state then 1 else 0 end) as IS_RUNNING,
         max(case when m.NAME = :state then m.MARKED_AT end) as RUNNING_AT,
         max(case when m.NAME = :stopTime then 1 else 0 end) as IS_STOPPED,
         max(case when m.NAME = :stopTime then m.MARKED_AT end) as STOPPED_AT
  from GLOBAL_RUNS g left join MARKS m on m.RUN = g.RUN and m.PLACE = 1
  group by g.RUN
)
select n.NEXT_RUN, d.RUN, d.IS_RUNNING, d.RUNNING_AT, d.IS_STOPPED, d.STOPPED_AT,
       case when ${mayMove} then (
         select to_char(max(p.TIME), ${SECOND}) from ${parameters} p
         where p.RUNNUMBER = d.RUN and (p.NAME in (:state, :startTime, :stopTime)
            or ${condition})
       ) else d.STOPPED_AT end as NEWEST_AT,
       case when ${mayMove} then (
         select count(distinct p.NAME) from ${parameters} p
         where p.RUNNUMBER = d.RUN and (${condition})
       ) else 0 end as NAMES
from (select min(p.RUNNUMBER) as NEXT_RUN from ${parameters} p where p.RUNNUMBER > :lastRun) n
left join DATED d on 1 = 1
order by d.RUN`;
  return {
    action: 'looking for runs',
    sql,
    binds: {
      globalName: rules.globalParameter,
      globalPath: rules.globalPath,
      state: CENTRAL.state,
      startTime: CENTRAL.start,
      stopTime: CENTRAL.stop,
      running: 'Running',
      blanks: BLANKS,
      ...binds,
    },
  };
}
