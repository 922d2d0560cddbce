import { join } from 'node:path';
import { expect, inject, it, onTestFinished } from 'vitest';
import { COLLECT } from '../oracle/small-sample.ts';
import { mariadbEnvironment, provideMariadb, type MariadbAccess } from '../support/mariadb.ts';
import { rowsOf } from '../support/run-rows.ts';
import { writeRowsFile, type FileRow } from '../support/rows-file.ts';
import { makeWorkplace, type Workplace } from '../support/workplace.ts';
import { connectAsRoot } from './server.ts';

const RUNS = 40_000;
const LAST = 390_000;
/** So many runs are read in one backfill; both sources take turns, this often. */
const [EACH, TURNS] = [300, 3];
/** The newest runs are whole ones; all before them have the two rows by which a global run is found. */
const WHOLE = EACH * TURNS;

/** A whole run: its parameters, one of them a document in the LOB table, which an edit changes every 50 runs. */
function toRows(run: number): FileRow[] {
  const edit = Math.floor(run / 50);
  const time = (minutes: number) =>
    new Date(Date.UTC(2020, 0, 1) + (run - LAST) * 3_600_000 + minutes * 60_000)
      .toISOString()
      .replace('T', ' ')
      .slice(0, 19);
  const document = Array.from({ length: 40 }, (_, line) => `line ${line}: ${line === edit % 40 ? edit : 'as ever'}`);
  const values = {
    'HCAL_HBHE:FM_URL': 'u',
    'HCAL_HF:FM_URL': 'u',
    'HCAL_HO:FM_URL': 'u',
    'HCAL_HF:EVENTS_TAKEN': `${run}`,
  };
  const rows = rowsOf({ run, start: time(0), stop: time(30), values });
  return [...rows, { run, name: 'CMS.HCAL_HF:CFGDOC_TXT', time: time(0), lobs: [[0, document.join('\n')]] }];
}

/** What adds the other runs to the server. */
function otherRuns(name: string, text: string): string {
  return `insert into RUNSESSION_PARAMETER select (select max(ID) from RUNSESSION_PARAMETER) + seq, ${LAST - RUNS} + seq, 1,
    '${name}', '${text}', '2019-01-01 00:00:00' from seq_1_to_${RUNS - WHOLE}`;
}

/** The statements that a tick asks of the server, by their first word, without that which sets a session up. */
async function statementsOf({ user }: MariadbAccess, tick: () => Promise<unknown>): Promise<string[]> {
  const admin = await connectAsRoot(inject('mariadb').folder);
  onTestFinished(async () => admin.end());
  await admin.query('truncate mysql.general_log');
  await admin.query('set global general_log = on');
  await tick();
  await admin.query('set global general_log = off');
  const [rows] = await admin.query(
    "select argument from mysql.general_log where command_type in ('Query', 'Execute') and user_host like ?",
    [`%${user}%`],
  );
  const words = (rows as { argument: Buffer }[]).map(({ argument }) => String(argument).trim().split(/\s/)[0] ?? '');
  return words.filter((word) => word !== 'set');
}

it('has 40,000 runs: asks as little as of few, and reads runs at half the rate of SQLite or better', async () => {
  const place = makeWorkplace('none');
  const file = join(place.folder, 'many.sqlite');
  const whole = Array.from({ length: WHOLE }, (_, index) => LAST - WHOLE + 1 + index);
  writeRowsFile(file, whole.flatMap(toRows));
  const access = await provideMariadb(file);
  await access.root.query(otherRuns('CMS.HCAL_LEVEL_1:FM_FULLPATH', '/hcalpro/Global/P5'));
  await access.root.query(otherRuns('CMS.LVL0:RC_STATE', 'Running'));
  await access.root.query('analyze table RUNSESSION_PARAMETER, RUNSESSION_STRING');
  const [counted] = await access.root.query('select count(distinct RUNNUMBER) as runs from RUNSESSION_PARAMETER');
  expect(counted).toEqual([{ runs: RUNS }]);
  const environment = { ...mariadbEnvironment(access), RUNINFO_FIRST_RUN: `${LAST - 99}` };
  const tick = async () => expect(await place.run(COLLECT, environment)).toEqual({ code: 0, out: '', err: '' });
  await tick();
  expect(await place.git('rev-list', '--count', 'HEAD')).toBe('100');
  expect(await statementsOf(access, tick)).toEqual(['with']);
  const rows = toRows(LAST + 1).map(({ run, name, plain = null, time }, index) => [
    RUNS * 1000 + index,
    run,
    1,
    name,
    plain,
    time,
  ]);
  await access.root.query('insert into RUNSESSION_PARAMETER values ?', [rows]);
  const asked = await statementsOf(access, tick);
  expect(asked.length).toBeLessThanOrEqual(3);
  expect(await place.git('rev-list', '--count', 'HEAD')).toBe('101');

  const seconds = { sqlite: 0, mariadb: 0 };
  const backfill = async (target: Workplace, turn: number, source: Record<string, string>) => {
    const from = LAST - WHOLE + 1 + turn * EACH;
    const begun = performance.now();
    const words = ['snapshot', '--runs', `${from}..${from + EACH - 1}`, '--quiet'];
    expect(await target.run(words, source)).toEqual({ code: 0, out: '', err: '' });
    return (performance.now() - begun) / 1000;
  };
  const [ofFile, ofServer] = [makeWorkplace(file), makeWorkplace('none')];
  for (let turn = 0; turn < TURNS; turn += 1) {
    seconds.sqlite += await backfill(ofFile, turn, {});
    seconds.mariadb += await backfill(ofServer, turn, mariadbEnvironment(access));
  }
  expect(await ofServer.git('rev-parse', 'HEAD')).toBe(await ofFile.git('rev-parse', 'HEAD'));
  const ratio = seconds.sqlite / seconds.mariadb;
  const rate = (of: number) => Math.round((EACH * TURNS) / of);
  process.stdout.write(
    `\n${RUNS} runs: ${rate(seconds.mariadb)} runs/s from MariaDB, ${rate(seconds.sqlite)} from SQLite: ${ratio.toFixed(2)}\n`,
  );
  expect(ratio).toBeGreaterThan(0.5);
});
