import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { expect, it } from 'vitest';
import { generateSample } from '../data/sample/generate.ts';
import type { ProbeAnswer } from '../jobs/probe/probe.ts';
import { COLLECT } from './oracle/small-sample.ts';
import { oracleEnvironment, serveOracle } from './support/oracle.ts';
import { expectChanges, expectRuns, readTruth, type TrueRun } from './support/truth.ts';
import { makeWorkplace } from './support/workplace.ts';

/*
 * Another Run 3: a sample as RunInfo might hold it otherwise than public sources have it. A probe has to name what is other,
 * and with what it proposes, written by init, a tick has to come to the truth of the sample.
 */

interface OtherRunInfo {
  /** Alters the sample; the truth is that of the unaltered one. */
  readonly alter: (database: Database.Database, truth: readonly TrueRun[]) => void;
  /** The truth, where something cannot be told any more. @default unaltered */
  readonly tell?: (truth: readonly TrueRun[]) => TrueRun[];
  /** Which run is probed. @default the newest one */
  readonly probed?: (truth: readonly TrueRun[]) => TrueRun | undefined;
  /** How long after the last run it is probed, in seconds. @default a month */
  readonly later?: number;
  /** The rule that does not hold, and a part of what says so; null: every rule holds. */
  readonly found: readonly [rule: number, evidence: string] | null;
  readonly proposals: readonly (readonly [key: string, value: unknown])[];
}

const MONTH = 30 * 86_400;

/** The rows of a partition that is out in a run, which publishes nothing here. */
function deleteRowsOfOut(database: Database.Database, truth: readonly TrueRun[]): void {
  const erase = database.prepare(
    "delete from RUNSESSION_PARAMETER where RUNNUMBER = ? and NAME like 'CMS.' || ? || ':%'",
  );
  for (const { run, partitions = {} } of truth) {
    for (const [partition, how] of Object.entries(partitions)) if (how === 'out') erase.run(run, partition);
  }
}

/** Whoever publishes nothing is not there: nothing says that it was out. */
function outIsNotThere(truth: readonly TrueRun[]): TrueRun[] {
  return truth.map(({ partitions, ...run }) => ({
    ...run,
    ...(partitions !== undefined && {
      partitions: Object.fromEntries(
        Object.entries(partitions).map(([name, how]) => [name, how === 'out' ? 'not-there' : how]),
      ),
    }),
  }));
}

const OTHERS: Readonly<Record<string, OtherRunInfo>> = {
  'no RC_STATE: a start says that a run has run': {
    alter: (database, truth) => {
      // Where there is no start, its first Running row is one. What never ran cannot be told from what did.
      database.exec(`update RUNSESSION_PARAMETER set NAME = 'CMS.LVL0:START_TIME_T' where ID in (
        select min(r.ID) from RUNSESSION_PARAMETER r where r.NAME = 'CMS.LVL0:RC_STATE' and r.STRING_VALUE = 'Running' and not exists (
          select 1 from RUNSESSION_PARAMETER s where s.RUNNUMBER = r.RUNNUMBER and s.NAME = 'CMS.LVL0:START_TIME_T')
        group by r.RUNNUMBER);
        delete from RUNSESSION_PARAMETER where NAME = 'CMS.LVL0:RC_STATE'`);
      const erase = database.prepare('delete from RUNSESSION_PARAMETER where RUNNUMBER = ?');
      for (const { run, kind } of truth) if (kind === 'never-ran') erase.run(run);
    },
    tell: (truth) => truth.filter(({ kind }) => kind !== 'never-ran'),
    found: [2, 'no run has CMS.LVL0:RC_STATE Running'],
    proposals: [['rules.central.state', null]],
  },
  'no EMPTY_FMS': {
    alter: (database, truth) => {
      deleteRowsOfOut(database, truth);
      database.exec("delete from RUNSESSION_PARAMETER where NAME like '%:EMPTY_FMS'");
    },
    tell: outIsNotThere,
    found: [5, 'has no EMPTY_FMS'],
    proposals: [['rules.outList', null]],
  },
  'EMPTY_FMS cut off': {
    alter: (database, truth) => {
      deleteRowsOfOut(database, truth);
      database.exec(`update RUNSESSION_PARAMETER set STRING_VALUE = '[HCAL_HBHE, HC' where NAME like '%:EMPTY_FMS';
        delete from RUNSESSION_STRING where RUNSESSION_PARAMETER_ID in (
          select ID from RUNSESSION_PARAMETER where NAME like '%:EMPTY_FMS')`);
    },
    tell: outIsNotThere,
    found: [5, 'but no list that is whole'],
    proposals: [['rules.outList', null]],
  },
  'another path': {
    alter: (database) =>
      void database.exec(`update RUNSESSION_PARAMETER set STRING_VALUE = replace(STRING_VALUE, '/hcalpro/Global/', '/hcal/Run3/GlobalRuns/');
        update RUNSESSION_STRING set VALUE = replace(VALUE, '/hcalpro/Global/', '/hcal/Run3/GlobalRuns/')`),
    found: [1, 'does not contain /hcalpro/Global/'],
    proposals: [['rules.globalPath', '/Run3/GlobalRuns/']],
  },
  'another name in EMPTY_FMS': {
    alter: (database) =>
      void database.exec(`update RUNSESSION_PARAMETER set STRING_VALUE = replace(STRING_VALUE, 'HCAL_HO', 'HCAL_HOab') where NAME like '%:EMPTY_FMS';
        update RUNSESSION_STRING set VALUE = replace(VALUE, 'HCAL_HO', 'HCAL_HOab') where RUNSESSION_PARAMETER_ID in (
          select ID from RUNSESSION_PARAMETER where NAME like '%:EMPTY_FMS')`),
    probed: (truth) => truth.find(({ partitions }) => partitions?.['HCAL_HO'] === 'out'),
    found: [5, 'with names of no partition: HCAL_HOab'],
    proposals: [['rules.aliases', expect.arrayContaining([{ name: 'HCAL_HOab', partition: 'HCAL_HO' }])]],
  },
  'STRING_VALUE NULL': {
    alter: (database) =>
      void database.exec(`insert into RUNSESSION_STRING select ID, STRING_VALUE, 0 from RUNSESSION_PARAMETER p where STRING_VALUE is not null
          and not exists (select 1 from RUNSESSION_STRING s where s.RUNSESSION_PARAMETER_ID = p.ID);
        update RUNSESSION_PARAMETER set STRING_VALUE = null`),
    found: null,
    proposals: [],
  },
  'times of a local zone': {
    alter: (database) =>
      void database.exec(
        "update RUNSESSION_PARAMETER set TIME = strftime('%Y-%m-%d %H:%M:%S', TIME, '+2 hours') || substr(TIME, 20)",
      ),
    later: 600,
    found: [11, 'It is in the future: TIME may be of a local zone'],
    proposals: [['rules.timeZone', 'Europe/Zurich']],
  },
};

it.each(Object.keys(OTHERS))('%s: it is named, and with what is proposed the truth holds', async (name) => {
  const other = OTHERS[name];
  if (other === undefined) throw new Error(name);
  const clock = { now: 0 };
  const place = makeWorkplace('none', () => clock.now);
  const out = join(place.folder, 'sample.sqlite');
  generateSample({ out, runs: 60, seed: 3, lines: 10 });
  const truth = readTruth(out.replace('.sqlite', '.truth.jsonl')).filter(({ kind }) => kind !== 'local');
  expect(truth.filter(({ changes = [] }) => changes.length > 0).length).toBeGreaterThan(5);
  const file = join(place.folder, 'other.sqlite');
  copyFileSync(out, file);
  const database = new Database(file);
  other.alter(database, truth);
  database.close();
  const environment = oracleEnvironment(await serveOracle(file));

  const newest = truth.findLast(({ kind }) => kind === 'archived');
  clock.now = Date.parse(newest?.stop ?? newest?.start ?? '') + (other.later ?? MONTH) * 1000;
  const probed = (other.probed?.(truth) ?? newest)?.run ?? 0;
  const { out: said } = await place.run(['probe', `${probed}`, '--json'], environment);
  const { verdicts, proposals } = JSON.parse(said) as ProbeAnswer;
  // Of the watch list a run with a partition out fits less.
  const wrong = verdicts.filter(({ verdict, rule }) => verdict !== 'holds' && rule !== 9);
  const found = other.found ?? [];
  expect(wrong.map(({ rule }) => rule)).toEqual(found.slice(0, 1));
  for (const { evidence } of wrong) expect(evidence).toContain(found[1]);
  expect(proposals.map(({ key, value }) => [key, value])).toEqual(other.proposals);

  writeFileSync(join(place.folder, 'probe.json'), said);
  expect(await place.run(['init', '--from-probe', 'probe.json'], environment)).toMatchObject({ code: 0, err: '' });
  clock.now += MONTH * 1000;
  const again = await place.run(['probe', `${probed}`, '--json'], environment);
  const held = (JSON.parse(again.out) as ProbeAnswer).verdicts.filter(
    ({ verdict, rule }) => verdict !== 'holds' && rule !== 9,
  );
  expect(held).toEqual([]);
  expect(await place.run(COLLECT, environment)).toEqual({ code: 0, out: '', err: '' });
  const told = other.tell?.(truth) ?? truth;
  await expectRuns(place, told);
  const runs = (await place.ask(['runs'])) as { start: string | null; stop: string | null }[];
  const times = ({ start, stop }: Pick<TrueRun, 'start' | 'stop'>) => ({ start, stop });
  const archived = (_: unknown, index: number) => told[index]?.kind === 'archived';
  expect(runs.map(times).filter(archived)).toEqual(told.map(times).filter(archived));
  await expectChanges(place, told);
});
