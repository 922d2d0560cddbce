import { describe, expect, it } from 'vitest';
import { makeRandom } from '../test/support/random.ts';
import { openTestArchive, RULES, type TestArchive } from '../test/support/site-archive.ts';
import { queryBlame } from './blame.ts';
import { queryHistory } from './history.ts';
import { reportMoves } from './net-changes.ts';
import { reportRun, type RunReport } from './run-report.ts';
import { Timelines } from './timelines.ts';

const RUN = 362_700;
/** So much of HF is always there that nothing is held back. */
const ALWAYS = { 'HCAL_HF:FM_ROLE': 'Level2_HF', 'HCAL_HF:CFGDOC_TXT': 'c', 'HCAL_HF:HCAL_DOC': 'd' };
const UNREADABLE = { kind: 'unreadable', why: 'cut off' } as const;

/** An archive in which HCAL_TAG, which is watched, and TRIGGERS, which is not, have the same; `?` is unreadable, `out` says HF is out. */
async function archiveOf(...values: readonly (string | null)[]): Promise<TestArchive> {
  const test = await openTestArchive();
  for (const [index, value] of values.entries()) await take(test, RUN + index, value);
  return test;
}

function take(test: TestArchive, run: number, value: string | null): Promise<string[]> {
  const texts = value === '?' || value === 'out' ? ALWAYS : { ...ALWAYS, ...both(value) };
  return test.take(run, texts, {
    ...(value === 'out' && { emptyFms: ['HCAL_HF'] }),
    ...(value === '?' && { raw: both(UNREADABLE) }),
  });
}

const both = <Item>(item: Item) => ({ 'HCAL_HF:HCAL_TAG': item, 'HCAL_HF:TRIGGERS': item });

function report({ archive }: TestArchive, run: number): RunReport {
  const found = reportRun({ archive, rules: RULES, timelines: new Timelines(archive) }, run);
  if (found === null) throw new Error(`run ${run} is not known`);
  return found;
}

const historyIn = (test: TestArchive, run: number) => report(test, run).entries[0]?.history[0];

describe('a parameter that was absent before it was added', () => {
  it('changed when it was added: what was before is that it was absent', async () => {
    const { archive } = await archiveOf(null, null, 'v1', 'v1');
    expect(queryHistory(archive, 'HCAL_HF', 'HCAL_TAG').intervals).toEqual([
      { value: null, from: RUN, to: RUN + 1, runs: 2, notRead: [] },
      { value: 'v1', from: RUN + 2, to: RUN + 3, runs: 2, notRead: [] },
    ]);
    expect(queryBlame(archive, RULES, RUN + 3, 'HCAL_HF', 'HCAL_TAG')).toMatchObject({
      introduced: RUN + 2,
      replaced: null,
      before: [],
    });
    expect(queryBlame(archive, RULES, RUN + 1, 'HCAL_HF', 'HCAL_TAG')).toMatchObject({
      value: null,
      introduced: RUN,
      until: RUN + 2,
    });
  });

  it('is told in the run that added it as one that never had a value', async () => {
    const test = await archiveOf(null, null, 'v1');
    expect(historyIn(test, RUN + 2)).toMatchObject({ first: RUN, beganAbsent: true, changesBefore: 0, isNew: true });
  });

  it('has one change more before each later one, and was absent before', async () => {
    const test = await archiveOf(null, 'v1', 'v2', null);
    expect(historyIn(test, RUN + 2)).toMatchObject({ changesBefore: 1, previous: { run: RUN + 1 }, lastStay: null });
    expect(historyIn(test, RUN + 3)).toMatchObject({
      beganAbsent: true,
      changesBefore: 2,
      lastStay: { from: RUN, until: RUN + 1 },
      isNew: false,
    });
    const before = [{ from: RUN, until: RUN + 1 }];
    expect(queryBlame(test.archive, RULES, RUN + 3, 'HCAL_HF', 'HCAL_TAG')).toMatchObject({ before });
  });

  it('flaps as one does that had a value at first', async () => {
    const test = await archiveOf(null, 'v1', null, 'v1', null);
    const flapping = { values: 2, returns: 3, since: RUN };
    expect(historyIn(test, RUN + 4)).toMatchObject({ flapping });
    const { archive } = test;
    const source = { archive, rules: RULES, timelines: new Timelines(archive) };
    const reports = [1, 2, 3, 4].map((index) => report(test, RUN + index));
    expect(reportMoves(source, reports).flapping).toMatchObject([{ parameter: 'HCAL_TAG', ...flapping }]);
  });

  it('changed from where it was read: nothing is said of the runs before', async () => {
    const { archive } = await archiveOf('?', 'out', null, '?', 'v1');
    expect(queryHistory(archive, 'HCAL_HF', 'HCAL_TAG').intervals.map(({ value, from }) => [value, from])).toEqual([
      [null, RUN + 2],
      ['v1', RUN + 4],
    ]);
    expect(() => queryBlame(archive, RULES, RUN, 'HCAL_HF', 'HCAL_TAG')).toThrow('could not be read');
  });

  it('is no such parameter where its partition was read for the first time, or it was never read before', async () => {
    for (const before of ['out', '?'] as const) {
      const test = await archiveOf(before, 'v1', 'v2');
      expect(new Timelines(test.archive).historyOf('HCAL_HF', 'HCAL_TAG')).toEqual([
        { from: RUN + 1, value: 'v1' },
        { from: RUN + 2, value: 'v2' },
      ]);
      expect(historyIn(test, RUN + 2)).toMatchObject({ first: RUN + 1, beganAbsent: false, changesBefore: 0 });
    }
  });

  it('of which too many runs could not be read begins with the run compared with, in which it was absent', async () => {
    const unread = Array.from({ length: 25 }, () => '?');
    const test = await archiveOf(...unread, null, null, 'v1');
    expect(new Timelines(test.archive).historyOf('HCAL_HF', 'HCAL_TAG')[0]).toEqual({ from: RUN + 26, value: null });
  });

  it('has its timeline in the archive as before: that begins with the first value', async () => {
    const { archive } = await archiveOf(null, 'v1');
    expect(new Timelines(archive).startsOf('HCAL_HF', 'HCAL_TAG')).toEqual([{ from: RUN + 1, value: 'v1' }]);
  });
});

/** What is answered, or the kind of error. */
function ask(answer: () => object): unknown {
  try {
    return { ...answer(), parameter: null };
  } catch (error) {
    return error instanceof Error ? error.message.replace(/HCAL_TAG|TRIGGERS/, 'it') : error;
  }
}

it.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'a watched parameter has the history of one that is not, which is looked up run by run (%i)',
  async (seed) => {
    const random = makeRandom(seed);
    const pool = [null, null, null, 'v1', 'v2', '?', 'out'];
    const values = Array.from({ length: 14 }, () => pool[Math.floor(random() * pool.length)] ?? null);
    // Late, and read again: what was known of the first runs changes.
    const test = await archiveOf(...values);
    await take(test, RUN - 1, null);
    await take(test, RUN + 1, 'v2');
    const { archive } = test;
    for (const query of [
      (name: string) => queryHistory(archive, 'HCAL_HF', name),
      ...Array.from(
        { length: 15 },
        (_, index) => (name: string) => queryBlame(archive, RULES, RUN - 1 + index, 'HCAL_HF', name),
      ),
    ]) {
      expect(ask(() => query('HCAL_TAG'))).toEqual(ask(() => query('TRIGGERS')));
    }
  },
);
