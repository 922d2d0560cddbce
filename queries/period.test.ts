import { describe, expect, it } from 'vitest';
import { runsOfBlock } from '../archive/documents/run-index.ts';
import { openTestArchive, RULES as TEST_RULES, type TestArchive } from '../test/support/site-archive.ts';
import { inAllRuns, reportPeriod, runsWithin, sayKeyTime, startedRuns, weeksOf, type PeriodReport } from './period.ts';
import { RunReport } from './run-report.ts';
import { Timelines } from './timelines.ts';

const RULES = { ...TEST_RULES, watched: ['*'], ignored: [] };
const HOUR = 3_600_000;
const FIRST = 362_001;
const at = (hour: number) => new Date(Date.UTC(2025, 9, 4) + hour * HOUR).toISOString().replace('.000', '');

/** What happened over the runs of an archive from one on. */
function reportFrom({ archive }: TestArchive, from: number): PeriodReport {
  const source = { archive, rules: RULES, timelines: new Timelines(archive) };
  const runs = runsOfBlock(archive, 362).filter(({ run }) => run >= from);
  return reportPeriod(
    source,
    runs.map(({ run, line }) => new RunReport(source, run, line)),
  );
}

describe('reportPeriod', () => {
  /** Takes runs of HF and HBHE, an hour apart and half an hour long, with the values of HF. */
  async function tell(...runs: readonly Readonly<Record<string, string | null>>[]): Promise<TestArchive> {
    const test = await openTestArchive(RULES);
    for (const [index, values] of runs.entries()) {
      const texts = Object.entries(values).map(([name, value]) => [`HCAL_HF:${name}`, value] as const);
      await test.take(
        FIRST + index,
        { 'HCAL_HF:FM_ROLE': 'Level2_HF', 'HCAL_HBHE:FM_ROLE': 'Level2_HBHE', ...Object.fromEntries(texts) },
        { emptyFms: ['HCAL_HO', 'HCAL_Laser'], start: at(index), stop: at(index + 0.5) },
      );
    }
    return test;
  }

  it('says what differs over the whole time, whatever came in between, and what came back', async () => {
    const test = await tell(
      { HCAL_TAG: 'v1', FM_URL: 'a' },
      { HCAL_TAG: 'v2', FM_URL: 'b' },
      { HCAL_TAG: 'v3', FM_URL: 'a ' },
    );
    const { net, changedBack, partitions } = reportFrom(test, FIRST + 1);
    expect(net).toMatchObject([
      {
        parameter: 'HCAL_TAG',
        partitions: ['HCAL_HF'],
        kind: 'changed',
        before: 'v1',
        after: 'v3',
        runs: [FIRST + 1, FIRST + 2],
        followsRunKey: false,
      },
    ]);
    // White space at the end of a line is no difference, here as anywhere.
    expect(changedBack).toEqual([{ parameter: 'FM_URL', partitions: ['HCAL_HF'], runs: [FIRST + 1, FIRST + 2] }]);
    expect(partitions).toMatchObject([
      { partition: 'HCAL_HBHE', runs: 2, changedRuns: 0, changes: 0 },
      { partition: 'HCAL_HF', runs: 2, changedRuns: 2, changes: 4 },
      { partition: 'HCAL_HO', runs: 0 },
      { partition: 'HCAL_Laser', runs: 0 },
    ]);
    expect(reportFrom(test, FIRST + 2)).toMatchObject({
      net: [
        { parameter: 'FM_URL', before: 'b', after: 'a ' },
        { parameter: 'HCAL_TAG', before: 'v2' },
      ],
      changedBack: [],
    });
  });

  it('says what flapped, and what came with a run key each time', async () => {
    const [pp, led] = [
      { LOCAL_RUNKEY_SELECTED: 'pp', HCAL_TAG: 'v1' },
      { LOCAL_RUNKEY_SELECTED: 'led', HCAL_TAG: 'v2' },
    ];
    const test = await tell(pp, led, pp, led, pp, led);
    const { flapping, net } = reportFrom(test, FIRST + 5);
    expect(flapping.map(({ parameter, values }) => [parameter, values])).toEqual([
      ['HCAL_TAG', 2],
      ['LOCAL_RUNKEY_SELECTED', 2],
    ]);
    expect(net.map(({ parameter, followsRunKey }) => [parameter, followsRunKey])).toEqual([
      ['LOCAL_RUNKEY_SELECTED', false],
      ['HCAL_TAG', true],
    ]);
    expect(reportFrom(test, FIRST + 3).net[1]).toMatchObject({ runs: [FIRST + 3, FIRST + 4, FIRST + 5] });
    expect(reportFrom(await tell(pp, led, pp), FIRST + 1)).toMatchObject({ flapping: [], net: [] });
  });

  it('names the runs of a change ascending, whichever partition had it first', async () => {
    const test = await openTestArchive(RULES);
    for (const [index, [hbhe, hf]] of [['v1', 'v1'] as const, ['v1', 'v2'] as const, ['v2', 'v2'] as const].entries())
      await test.take(FIRST + index, { 'HCAL_HBHE:HCAL_TAG': hbhe, 'HCAL_HF:HCAL_TAG': hf }, { start: at(index) });
    expect(reportFrom(test, FIRST + 1).net).toMatchObject([
      { parameter: 'HCAL_TAG', partitions: ['HCAL_HBHE', 'HCAL_HF'], runs: [FIRST + 1, FIRST + 2] },
    ]);
  });

  it('says which run keys were used and for how long', async () => {
    const [pp, led] = [{ LOCAL_RUNKEY_SELECTED: 'pp' }, { LOCAL_RUNKEY_SELECTED: 'led' }];
    expect(reportFrom(await tell(pp, led, pp), FIRST).runKeys).toEqual([
      {
        parameter: 'LOCAL_RUNKEY_SELECTED',
        value: 'pp',
        partitions: ['HCAL_HF'],
        runs: 2,
        seconds: 3600,
        withoutStop: 0,
      },
      {
        parameter: 'LOCAL_RUNKEY_SELECTED',
        value: 'led',
        partitions: ['HCAL_HF'],
        runs: 1,
        seconds: 1800,
        withoutStop: 0,
      },
    ]);
  });

  it('takes a run key written with a blank at its end for the same key, also in what follows from it', async () => {
    const [pp, led] = [
      { LOCAL_RUNKEY_SELECTED: 'pp', HCAL_TAG: 'v1' },
      { LOCAL_RUNKEY_SELECTED: 'led', HCAL_TAG: 'v2' },
    ];
    const test = await tell(pp, led, { LOCAL_RUNKEY_SELECTED: 'pp ', HCAL_TAG: 'v1\t' });
    expect(reportFrom(test, FIRST).runKeys.map(({ value, runs }) => [value, runs])).toEqual([
      ['pp', 2],
      ['led', 1],
    ]);
    expect(reportFrom(test, FIRST + 2).net.map(({ followsRunKey }) => followsRunKey)).toEqual([false, true]);
  });

  it('says of runs without a recorded stop that it is missing, and not how long they took', async () => {
    const test = await tell({ LOCAL_RUNKEY_SELECTED: 'pp' }, { LOCAL_RUNKEY_SELECTED: 'pp' });
    const texts = { 'HCAL_HF:FM_ROLE': 'Level2_HF', 'HCAL_HF:LOCAL_RUNKEY_SELECTED': 'pp' };
    await test.take(FIRST + 2, texts, { emptyFms: ['HCAL_HBHE'], start: at(2), stop: null });
    const words = (from: number) => reportFrom(test, from).runKeys.map((use) => `${use.runs}: ${sayKeyTime(use)}`);
    expect(words(FIRST)).toEqual(['3: 1 h 00 min, 1 without a recorded stop']);
    expect(words(FIRST + 2)).toEqual(['1: no stop recorded']);
  });

  it('says who was out from when to when; a run that does not say so ends nothing', async () => {
    const test = await openTestArchive(RULES);
    const texts = { 'HCAL_HF:FM_ROLE': 'Level2_HF' };
    const take = (index: number, emptyFms: readonly string[] | null) =>
      test.take(FIRST + index, texts, { emptyFms, start: at(index), stop: null });
    await take(0, ['HCAL_HBHE', 'HCAL_HO', 'HCAL_Laser']);
    await take(1, ['HCAL_HBHE', 'HCAL_HO', 'HCAL_Laser', 'HCAL_HF']);
    await take(2, null);
    await test.line(FIRST + 3, 'gap', 'ORA-01013');
    await take(4, ['HCAL_HBHE', 'HCAL_HO', 'HCAL_Laser', 'HCAL_HF']);
    await take(5, ['HCAL_HBHE', 'HCAL_HO', 'HCAL_Laser']);
    const { absences } = reportFrom(test, FIRST);
    expect(absences.filter(({ partition }) => partition === 'HCAL_HF')).toEqual([
      {
        partition: 'HCAL_HF',
        inclusion: 'out',
        from: FIRST + 1,
        to: FIRST + 4,
        runs: 2,
        start: at(1),
        until: at(5),
        isWhole: false,
      },
    ]);
    expect(reportFrom(test, FIRST + 4).absences.find(({ partition }) => partition === 'HCAL_HO')).toMatchObject({
      from: FIRST + 4,
      to: FIRST + 5,
      until: null,
      isWhole: true,
    });
  });

  it('says of all runs that a partition was out in every one, or not there in any', async () => {
    const test = await openTestArchive(RULES);
    const texts = { 'HCAL_HF:FM_ROLE': 'Level2_HF' };
    for (const index of [0, 1]) {
      await test.take(FIRST + index, texts, { emptyFms: ['HCAL_HBHE', 'HCAL_HO'], start: at(index), stop: null });
    }
    const words = (from: number) =>
      reportFrom(test, from).absences.map((absence) => [absence.partition, absence.inclusion, inAllRuns(absence)]);
    expect(words(FIRST)).toEqual([
      ['HCAL_HBHE', 'out', 'every run'],
      ['HCAL_HO', 'out', 'every run'],
      ['HCAL_Laser', 'not-there', 'any run'],
    ]);
    expect(words(FIRST + 1)).toEqual([
      ['HCAL_HBHE', 'out', 'every run'],
      ['HCAL_HO', 'out', 'every run'],
      ['HCAL_Laser', 'not-there', 'any run'],
    ]);
  });

  it('does not say of a partition that came back that it is out still, though nobody knows when the run began', async () => {
    const test = await openTestArchive(RULES);
    const take = (index: number, isOut: boolean, start: string | null) =>
      test.take(
        FIRST + index,
        { 'HCAL_HF:FM_ROLE': 'Level2_HF' },
        { emptyFms: isOut ? ['HCAL_HF'] : [], start, stop: isOut ? at(index + 1) : null },
      );
    await take(0, false, at(0));
    await take(1, true, at(1));
    await take(2, false, null);
    const until = () => reportFrom(test, FIRST).absences.find(({ partition }) => partition === 'HCAL_HF')?.until;
    expect(until()).toBe(at(2));
    await take(3, false, at(5));
    expect(until()).toBe(at(5));
  });
});

it('takes the oldest runs, where they have no start, for as old as those that follow', async () => {
  const starts = [null, null, at(1), at(5)];
  const runs = starts.map((start, run) => ({ run, start: start === null ? null : Date.parse(start) })).reverse();
  const since = (hour: number) => runsWithin(runs, Date.parse(at(hour)), Infinity);
  expect([since(4), since(0), since(9)]).toEqual([[3], [0, 1, 2, 3], []]);
  expect(runsWithin(runs.slice(2), Date.parse(at(4)), Infinity)).toEqual([0, 1]);
});

it('finds the runs of a span of time, those without a start with the one before, past clocks that were wrong', async () => {
  const test = await openTestArchive(RULES);
  const starts = [at(0), at(1), null, '1970-01-01T00:00:00Z', at(3), null, at(9)];
  for (const [index, start] of starts.entries())
    await test.take(FIRST + index, { 'HCAL_HF:FM_ROLE': 'Level2_HF' }, { start, stop: null });
  const within = (from: number, to: number) =>
    runsWithin(startedRuns(test.archive), Date.parse(at(from)), to === Infinity ? to : Date.parse(at(to))).map(
      (run) => run - FIRST,
    );
  expect(within(1, 9)).toEqual([1, 2, 4, 5]);
  expect(within(0, 1)).toEqual([0]);
  expect(within(3, Infinity)).toEqual([4, 5, 6]);
  expect(within(10, Infinity)).toEqual([]);
  expect(weeksOf(test.archive, 'UTC', [FIRST + 2, FIRST + 3, FIRST + 4])).toEqual(['2025-W40', '1970-W01']);
  expect(weeksOf(test.archive, 'UTC', [FIRST - 1])).toEqual([]);
});
