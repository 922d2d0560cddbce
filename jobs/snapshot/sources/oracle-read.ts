import type { Meaning } from '../../../model/meaning.ts';
import { CENTRAL } from '../../../model/names.ts';
import { BLANKS, namesOfRun, numbered, SECOND, SHORT, shortText, tablesOf, trimmed } from './oracle-parts.ts';
import type { OracleStatement } from './oracle-parts.ts';

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
export function readRunStatement(meaning: Meaning, schema: string): OracleStatement {
  const { parameters, strings } = tablesOf(schema);
  const names = namesOfRun(meaning);
  const value = trimmed(
    `case when s.RUNSESSION_PARAMETER_ID is null then p.STRING_VALUE else ${shortText('s.VALUE')} end`,
  );
  const isNoSpelling = meaning.absent.map(
    (_, index) => `
                       and ${value} <> :absent${index}`,
  );
  const sql = `select k.ID, k.NAME, k.TIME_TEXT, k.PLAIN, s.RUNSESSION_PARAMETER_ID as LOB_OF, s.VALUE, k.PICKED
from (
  select d.ID, d.NAME, d.TIME_TEXT, d.PLAIN, d.PICKED, d.BELONGS,
         min(case when d.PICKED = 1 then d.ID end) over (partition by d.NAME, d.BELONGS) as FIRST_PICKED,
         max(case when d.PICKED = 1 then d.ID end) over (partition by d.NAME, d.BELONGS) as LAST_PICKED,
         min(d.ID) over (partition by d.NAME, d.BELONGS) as FIRST_ID,
         first_value(d.ID) over (order by d.TIME_TEXT nulls last, d.ID) as EARLIEST_ID
  from (
    select r.ID, r.NAME, r.TIME_TEXT, r.PLAIN,
           case when r.NAME in (:startTime, :stopTime) or r.PARTS > 1 and r.NAME <> :state then 1
                else r.HAS_VALUE end as PICKED,
           case when r.TIME_TEXT > first_value(r.LAST_MOMENT)
                       over (order by case when r.NAME = :stopTime then 0 else 1 end, r.ID)
                then 0 else 1 end as BELONGS
    from (
      select p.ID, p.NAME, to_char(p.TIME, ${SECOND}) as TIME_TEXT,
             case when p.NAME = :stopTime
                  then to_char(p.TIME + interval '10' minute, ${SECOND}) end as LAST_MOMENT,
             count(s.RUNSESSION_PARAMETER_ID) as PARTS,
             max(case when s.RUNSESSION_PARAMETER_ID is null then p.STRING_VALUE end) as PLAIN,
             max(case when p.NAME = :state then case when ${value} = :running then 1 else 0 end
                      when length(s.VALUE) > ${SHORT} then 1
                      when length(${value}) > 0${isNoSpelling.join('')} then 1
                      else 0 end) as HAS_VALUE
      from ${parameters} p left join ${strings} s on s.RUNSESSION_PARAMETER_ID = p.ID
      where p.RUNNUMBER = :run and (${names.condition})
      group by p.ID, p.NAME, p.TIME
    ) r
  ) d
) k
left join ${strings} s on s.RUNSESSION_PARAMETER_ID = k.ID
where :every = 1
   or (k.BELONGS = 1 or k.NAME = :state) and k.ID in (coalesce(k.FIRST_PICKED, k.FIRST_ID), k.LAST_PICKED)
   or k.ID = k.EARLIEST_ID
order by k.ID, s.VALUE_INDEX nulls first`;
  return {
    action: 'reading a run',
    sql,
    binds: {
      state: CENTRAL.state,
      startTime: CENTRAL.start,
      stopTime: CENTRAL.stop,
      running: 'Running',
      blanks: BLANKS,
      ...numbered('absent', meaning.absent),
      ...names.binds,
    },
  };
}
