import { join } from 'node:path';
import Database from 'libsql';
import { expect } from 'vitest';
import { generateSample } from '../../data/sample/generate.ts';
import { readTruth } from '../support/truth.ts';
import { digestFolder, makeWorkplace } from '../support/workplace.ts';

/** Lets the rows of a finished sample appear in another file as time goes by, in the order in which they were written. */
function replayRows(from: string, to: string): (now: number) => void {
  const source = new Database(from);
  const target = new Database(to);
  target.exec('pragma synchronous = off');
  target.exec(`
    create table RUNSESSION_PARAMETER (ID integer primary key, RUNNUMBER, SESSION_ID, NAME, STRING_VALUE, TIME);
    create table RUNSESSION_STRING (RUNSESSION_PARAMETER_ID, VALUE, VALUE_INDEX);
    create index P on RUNSESSION_PARAMETER (RUNNUMBER, NAME);
    create index S on RUNSESSION_STRING (RUNSESSION_PARAMETER_ID)`);
  const columns = 'ID, RUNNUMBER, SESSION_ID, NAME, STRING_VALUE, TIME';
  const rows = source.prepare(`select ${columns} from RUNSESSION_PARAMETER order by ID`).raw(true).all() as unknown[][];
  const lobs = source.prepare('select * from RUNSESSION_STRING where RUNSESSION_PARAMETER_ID = ?').raw(true);
  const addRow = target.prepare('insert into RUNSESSION_PARAMETER values (?, ?, ?, ?, ?, ?)');
  const addLob = target.prepare('insert into RUNSESSION_STRING values (?, ?, ?)');
  let next = 0;
  return (now) => {
    target.exec('begin');
    for (; next < rows.length; next += 1) {
      const row = rows[next] ?? [];
      if (Date.parse(`${String(row[5]).replace(' ', 'T')}Z`) > now) break;
      addRow.run(...row);
      for (const lob of lobs.all(row[0]) as unknown[][]) addLob.run(...lob);
    }
    target.exec('commit');
  };
}

/**
 * Follows runs as they happen, by many ticks, and reads them when all is over, by one: expects the same archive.
 * @returns how many ticks read a run again
 */
export async function followLive(runs: number): Promise<number> {
  const live = makeWorkplace('live.sqlite', () => now);
  const finished = join(live.folder, 'finished.sqlite');
  generateSample({ out: finished, runs, seed: 7, lines: 40 });
  let now = 0;
  const publishUntil = replayRows(finished, join(live.folder, 'live.sqlite'));
  const MINUTE = 60_000;
  const truth = readTruth(finished.replace('.sqlite', '.truth.jsonl')).filter(({ kind }) => kind !== 'local');
  const moments = truth.flatMap(({ start, stop }) => [
    ...(start === null ? [] : [1, 5, 45].map((minutes) => Date.parse(start) + minutes * MINUTE)),
    ...(stop === null ? [] : [0, 1, 12].map((minutes) => Date.parse(stop) + minutes * MINUTE)),
  ]);
  const last = Math.max(...moments);
  let readAgain = 0;
  for (const moment of [...moments.sort((a, b) => a - b), last + 3 * 24 * 60 * MINUTE]) {
    now = moment;
    publishUntil(now);
    const ticked = await live.run(['tick', '--only', 'snapshot'], {
      RUNINFO_SOURCE: `sqlite:${join(live.folder, 'live.sqlite')}`,
    });
    expect(ticked).toMatchObject({ code: 0, err: expect.not.stringContaining('runinfo:') });
    readAgain += ticked.out.includes('read again') ? 1 : 0;
  }
  const once = makeWorkplace(finished);
  await once.run(['tick', '--only', 'snapshot', '--quiet']);
  expect(digestFolder(live.archive)).toEqual(digestFolder(once.archive));
  return readAgain;
}
