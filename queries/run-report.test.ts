import { describe, expect, it } from 'vitest';
import { openTestArchive, RULES, type TestArchive } from '../test/support/site-archive.ts';
import { queryBlame } from './blame.ts';
import { reportRun, type RunReport } from './run-report.ts';
import { Timelines } from './timelines.ts';

const RUN = 362_700;
const TEXTS = {
  'HCAL_HBHE:CFGDOC_TXT': 'a\nb',
  'HCAL_HBHE:FM_ROLE': 'Level2_HBHE',
  'HCAL_HF:HCAL_TAG': 'v1',
  'HCAL_HF:FM_ROLE': 'Level2_HF',
  'HCAL_HO:HCAL_TAG': 'v1',
  'HCAL_HO:HCAL_DOC': 'd',
  'HCAL_HO:FM_ROLE': 'Level2_HO',
};

function report({ archive }: TestArchive, run: number): RunReport {
  const found = reportRun({ archive, rules: RULES, timelines: new Timelines(archive) }, run);
  if (found === null) throw new Error(`run ${run} is not known`);
  return found;
}

/** Readings of HF cannot be read, and of HO there are too few. */
const UNREAD = { 'HCAL_HF:HCAL_TAG': { kind: 'unreadable', why: 'cut off' } } as const;
const { 'HCAL_HO:HCAL_TAG': tag, 'HCAL_HO:HCAL_DOC': doc, ...FEW } = TEXTS;

describe('the report of a run', () => {
  it('says no changes only where every partition that took part was compared', async () => {
    const test = await openTestArchive();
    await test.take(RUN, TEXTS);
    await test.take(RUN + 1, TEXTS);
    expect(report(test, RUN + 1)).toMatchObject({ headline: 'no changes', isUnchanged: true, notCompared: [] });
  });

  it('says what was held back and what could not be read in place of no changes', async () => {
    const test = await openTestArchive();
    await test.take(RUN, TEXTS);
    await test.take(RUN + 1, FEW, { raw: UNREAD });
    const said = report(test, RUN + 1);
    expect(said.notCompared).toEqual(['HO held back: too few readings', 'HF HCAL_TAG unreadable']);
    expect(said.headline).toBe(
      'no changes in HBHE; not compared: HO held back: too few readings; HF HCAL_TAG unreadable',
    );
    expect(said.isUnchanged).toBe(false);
    expect([tag, doc]).toEqual(['v1', 'd']);
  });

  it('says of a run whose inclusion nobody knows that nothing was compared', async () => {
    const test = await openTestArchive();
    await test.take(RUN, TEXTS);
    await test.take(RUN + 1, { ...TEXTS, 'HCAL_HF:HCAL_TAG': 'v2' }, { emptyFms: null });
    expect(report(test, RUN + 1).headline).toBe('not compared: HBHE, HF, HO, Laser inclusion unknown');
  });

  it('says what changed and what was not compared beside each other', async () => {
    const test = await openTestArchive();
    await test.take(RUN, TEXTS);
    await test.take(RUN + 1, { ...FEW, 'HCAL_HF:HCAL_TAG': 'v2' });
    expect(report(test, RUN + 1).headline).toBe('1 change (HF 1); not compared: HO held back: too few readings');
  });

  it('tells of one that could never be read and has no row now', async () => {
    const test = await openTestArchive();
    const { 'HCAL_HF:HCAL_TAG': _, ...without } = TEXTS;
    await test.take(RUN, TEXTS, { raw: UNREAD });
    await test.take(RUN + 1, TEXTS, { raw: UNREAD });
    await test.take(RUN + 2, without);
    expect(report(test, RUN + 2).headline).toBe('no changes in HBHE, HO; not compared: HF HCAL_TAG unreadable');
    await test.take(RUN + 3, TEXTS, { raw: UNREAD });
    await test.take(RUN + 4, without);
    expect(report(test, RUN + 4)).toMatchObject({ unread: [], headline: 'no changes' });
  });

  it('does not say of what was not tracked when the run was read that it is absent', async () => {
    const test = await openTestArchive();
    const { 'HCAL_HF:HCAL_TAG': _, ...without } = TEXTS;
    await test.take(RUN, TEXTS);
    await test.take(RUN + 1, without);
    test.archive.keepSettings({ ...RULES, tracked: ['HCAL_DOC', 'FM_ROLE', 'CFGDOC_TXT'] }, '3333333333333333');
    await test.take(RUN + 2, without, { settings: '3333333333333333' });
    const tags = (run: number) =>
      report(test, run)
        .readings.filter(({ partition, parameter }) => `${partition}:${parameter}` === 'HCAL_HF:HCAL_TAG')
        .map(({ reading }) => reading.kind);
    expect([RUN, RUN + 1, RUN + 2].map(tags)).toEqual([['value'], ['absent'], []]);
  });

  it('tells of a reading of the base run that cannot be read where no earlier one can either', async () => {
    const test = await openTestArchive();
    await test.take(RUN, TEXTS, { raw: UNREAD });
    await test.take(RUN + 1, TEXTS);
    expect(report(test, RUN + 1).unread).toEqual([
      { parameter: 'HCAL_TAG', partitions: ['HCAL_HF'], side: 'before', why: 'cut off' },
    ]);
    await test.take(RUN + 2, TEXTS, { raw: UNREAD });
    await test.take(RUN + 3, TEXTS);
    expect(report(test, RUN + 3)).toMatchObject({ unread: [], headline: 'no changes' });
  });

  it('says up to when the value before was seen: not in runs that its partition took no part in', async () => {
    const test = await openTestArchive();
    for (const run of [RUN, RUN + 1]) await test.take(run, TEXTS);
    for (const run of [RUN + 2, RUN + 3]) await test.take(run, TEXTS, { emptyFms: ['HCAL_HF'] });
    await test.take(RUN + 4, { ...TEXTS, 'HCAL_HF:HCAL_TAG': 'v2' });
    const [history] = report(test, RUN + 4).entries[0]?.history ?? [];
    const startOf = (run: number) => report(test, run).line.start;
    expect(history?.previous).toEqual({ run: RUN, start: startOf(RUN), seen: startOf(RUN + 1) });
  });

  it('says of no other partition that it has the value where it was out, held back or not read in the run itself', async () => {
    const test = await openTestArchive();
    await test.take(RUN, { ...TEXTS, 'HCAL_HF:HCAL_TAG': 'v0' });
    const alsoIn = (run: number) => report(test, run).entries[0]?.alsoIn.map(({ partition }) => partition);
    await test.take(RUN + 1, TEXTS, { emptyFms: ['HCAL_HO'] });
    expect(alsoIn(RUN + 1)).toEqual([]);
    await test.take(RUN + 2, { ...TEXTS, 'HCAL_HF:HCAL_TAG': 'v0' });
    await test.take(RUN + 3, TEXTS, { raw: { 'HCAL_HO:HCAL_TAG': { kind: 'unreadable', why: 'cut off' } } });
    expect(alsoIn(RUN + 3)).toEqual([]);
    await test.take(RUN + 4, { ...TEXTS, 'HCAL_HF:HCAL_TAG': 'v0' });
    await test.take(RUN + 5, TEXTS);
    expect(alsoIn(RUN + 5)).toEqual(['HCAL_HO']);
  });

  it('tells the history of an entry, who has the value already, and the run that it replaced', async () => {
    const test = await openTestArchive();
    await test.take(RUN, TEXTS);
    await test.take(RUN + 1, { ...TEXTS, 'HCAL_HF:HCAL_TAG': 'v2' });
    await test.take(RUN + 2, TEXTS);
    expect(report(test, RUN + 2).entries).toMatchObject([
      {
        parameter: 'HCAL_TAG',
        index: 0,
        explainedBy: null,
        history: [
          {
            partition: 'HCAL_HF',
            first: RUN,
            changesBefore: 1,
            previous: { run: RUN + 1, start: '2025-10-04T11:41:00Z', seen: '2025-10-04T11:42:00Z' },
            lastStay: { from: RUN, until: RUN + 1 },
            isNew: false,
            flapping: null,
          },
        ],
        alsoIn: [{ partition: 'HCAL_HO', since: RUN }],
      },
    ]);
  });

  describe('tells the history of a list by its members, in whatever order', () => {
    const takeMasks = async (...masks: readonly string[]) => {
      const test = await openTestArchive();
      for (const [index, value] of masks.entries())
        await test.take(RUN + index, { ...TEXTS, 'HCAL_HBHE:MASKED_RESOURCES': value });
      return test;
    };
    const historyOf = (test: TestArchive, run: number) => report(test, run).entries[0]?.history[0];

    it('that it had before', async () => {
      const test = await takeMasks('[a, b]', '[a]', '[b, a]', '[c]');
      expect(historyOf(test, RUN + 2)).toMatchObject({ lastStay: { from: RUN, until: RUN + 1 }, isNew: false });
      expect(historyOf(test, RUN + 3)).toMatchObject({ lastStay: null, isNew: true });
      const answer = queryBlame(test.archive, RULES, RUN + 2, 'HCAL_HBHE', 'MASKED_RESOURCES');
      expect(answer.before).toEqual([{ from: RUN, until: RUN + 1 }]);
    });

    it('that flaps', async () => {
      const test = await takeMasks('[a, b]', '[a]', '[b, a]', '[a, a]', '[b; a]');
      const flapping = { values: 2, returns: 3, since: RUN };
      expect(historyOf(test, RUN + 4)).toMatchObject({ flapping });
      expect(queryBlame(test.archive, RULES, RUN + 4, 'HCAL_HBHE', 'MASKED_RESOURCES')).toMatchObject({ flapping });
    });

    it('that another partition has, too', async () => {
      const test = await takeMasks('[a, b]');
      const masks = { 'HCAL_HBHE:MASKED_RESOURCES': '[a, b]', 'HCAL_HF:MASKED_RESOURCES': '[b, a]' };
      await test.take(RUN + 1, { ...TEXTS, ...masks });
      expect(report(test, RUN + 1).entries[0]?.alsoIn).toEqual([{ partition: 'HCAL_HBHE', since: RUN }]);
    });

    it('that nobody knows where it has had more long values than are read', async () => {
      const long = (index: number) => `[${'m'.repeat(250)}${index}]`;
      const runs = Array.from({ length: 60 }, (_, index) => long(index));
      const test = await takeMasks(...runs);
      expect(historyOf(test, RUN + 40)).toMatchObject({ lastStay: null, isNew: true });
      expect(historyOf(test, RUN + 59)).toMatchObject({ lastStay: null, isNew: false });
      await test.take(RUN + 60, { ...TEXTS, 'HCAL_HBHE:MASKED_RESOURCES': long(1) });
      expect(historyOf(test, RUN + 60)).toMatchObject({ lastStay: { from: RUN + 1, until: RUN + 2 } });
    });
  });

  it('gives what people wrote, as it stood at the end of the run', async () => {
    const test = await openTestArchive();
    const key = 'HCAL_LEVEL_1:HCAL_COMMENT';
    await test.take(RUN, { ...TEXTS, [key]: 'quiet' }, { ends: { [key]: 'beam lost' } });
    expect(report(test, RUN)).toMatchObject({ comment: 'beam lost', error: null });
  });

  it('says what a run without a snapshot was', async () => {
    const test = await openTestArchive();
    await test.line(RUN, 'gap', 'ORA-01013');
    expect(report(test, RUN)).toMatchObject({ headline: 'gap: could not be read', why: 'ORA-01013', partitions: [] });
    expect(report(test, RUN)).toMatchObject({ isUnchanged: false, entries: [], readings: [], comment: null });
    expect(reportRun({ archive: test.archive, rules: RULES, timelines: new Timelines(test.archive) }, 1)).toBe(null);
  });
});
