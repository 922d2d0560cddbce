import { listSome } from '../../../../model/labels.ts';
import { toRunNumber, type Binds } from '../tables.ts';
import { toTime } from '../times.ts';
import type { SourceRemark } from '../types.ts';
import { bindRun, RUN_NUMBERS, timesStatement, type Columns } from './statements.ts';

/**
 * Says which run numbers are passed over, and whether the times of the newest run can be read.
 * @param query runs a statement on the file
 */
export function remarkOnNumbers(columns: Columns, query: (sql: string, binds?: Binds) => unknown[][]): SourceRemark[] {
  const spellings = query(RUN_NUMBERS).map(([spelling]) => spelling);
  const numbers = spellings.map(toRunNumber).filter((number) => number !== null);
  const others = spellings.filter((spelling) => toRunNumber(spelling) === null);
  const newest = numbers.reduce((high, number) => Math.max(high, number), 0);
  const times = columns.time ? query(timesStatement(columns), bindRun(columns, newest)).map(([time]) => time) : [];
  const wrong = times.filter((time) => toTime(time, 'UTC') === null);
  const warn = (says: string): SourceRemark => ({ health: 'warning', says });
  return [
    ...(columns.run === 'text'
      ? [
          warn(
            'RUNSESSION_PARAMETER.RUNNUMBER is declared as text, in which no index finds newer runs: make it INTEGER',
          ),
        ]
      : []),
    ...(others.length > 0
      ? [warn(`a RUNNUMBER has to be a whole positive number; passed over: ${sayExamples(others)}`)]
      : []),
    ...(wrong.length > 0
      ? [
          warn(
            `a TIME of the newest run, ${newest}, cannot be read and counts as unknown: ${sayExamples(wrong)}; ` +
              'expected is YYYY-MM-DD HH:MM:SS, in UTC or with an offset',
          ),
        ]
      : []),
  ];
}

function sayExamples(spellings: readonly unknown[]): string {
  const examples = spellings.map((spelling) => JSON.stringify(spelling));
  return listSome(examples, 3);
}
