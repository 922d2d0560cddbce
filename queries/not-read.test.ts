import { describe, expect, it } from 'vitest';
import { compareMarkdown } from '../cli/commands/compare.ts';
import { openTestArchive, RULES, type TestArchive } from '../test/support/site-archive.ts';
import { queryBlame } from './blame.ts';
import { queryChanges } from './changes.ts';
import { loadSide, queryCompare } from './compare.ts';
import { queryHistory } from './history.ts';
import { countRuns } from './report.ts';
import { runsLike } from './same-configuration.ts';
import type { ChangesAnswer } from './schema.ts';

const RUN = 362_700;
const PARAMETER = 'HCAL_TAG';
const texts = (tag: string) => ({
  'HCAL_HF:HCAL_TAG': tag,
  'HCAL_HF:FM_ROLE': 'Level2_HF',
  'HCAL_HF:HCAL_DOC': 'd',
  'HCAL_HBHE:HCAL_TAG': 'b',
});
const UNREAD = { raw: { 'HCAL_HF:HCAL_TAG': { kind: 'unreadable', why: 'cut off' } } } as const;

type Take = (test: TestArchive, run: number) => Promise<unknown>;
const tagged =
  (tag: string): Take =>
  (test, run) =>
    test.take(run, texts(tag));
const unread: Take = (test, run) => test.take(run, texts('x'), UNREAD);

/** How a run can fail to say what a parameter was, by the reason that is counted. */
const NOT_READ: Readonly<Record<string, Take>> = {
  unreadable: unread,
  // Never twice with the same names present: the second would confirm the first.
  held: (test, run) =>
    test.take(run, { [run % 2 === 0 ? 'HCAL_HF:FM_ROLE' : 'HCAL_HF:HCAL_DOC']: 'd', 'HCAL_HBHE:HCAL_TAG': 'b' }),
  unknown: (test, run) => test.take(run, texts('v1'), { emptyFms: null }),
  out: (test, run) => test.take(run, texts('v1'), { emptyFms: ['HCAL_HF'] }),
  'not-there': (test, run) => test.take(run, { 'HCAL_HBHE:HCAL_TAG': 'b' }),
  gap: (test, run) => test.line(run, 'gap', 'ORA-01013'),
  'hcal-out': (test, run) => test.line(run, 'hcal-out', 'CMS.LVL0:HCAL says Out'),
  'never-ran': (test, run) => test.line(run, 'never-ran', 'no RC_STATE row says Running'),
};

async function archiveOf(...takes: readonly Take[]) {
  const test = await openTestArchive();
  for (const [index, take] of takes.entries()) await take(test, RUN + index);
  const { archive } = test;
  return {
    archive,
    history: () => queryHistory(archive, 'HCAL_HF', PARAMETER).intervals,
    blame: (run: number) => queryBlame(archive, RULES, RUN + run, 'HCAL_HF', PARAMETER),
    compare: (from: number, to: number, ...chosen: string[]) =>
      queryCompare(archive, RULES, loadSide(archive, RUN + from), loadSide(archive, RUN + to), chosen),
    hf: (run: number) =>
      (queryChanges(archive, RULES, RUN + run) as ChangesAnswer).partitions.find(
        ({ partition }) => partition === 'HCAL_HF',
      ),
  };
}

describe.each(Object.entries(NOT_READ))('a run that is %s', (why, take) => {
  it('between two that have a value is no run of the value, and is said', async () => {
    const { history, blame } = await archiveOf(tagged('v1'), take, tagged('v1'), tagged('v2'));
    const notRead = [{ why, runs: 1 }];
    expect(history()).toMatchObject([
      { value: 'v1', from: RUN, to: RUN + 2, runs: 2, notRead },
      { value: 'v2', from: RUN + 3, to: RUN + 3, runs: 1, notRead: [] },
    ]);
    expect(blame(2)).toMatchObject({ introduced: RUN, runs: 2, notRead });
    expect(blame(3)).toMatchObject({ introduced: RUN + 3, runs: 1, notRead: [] });
  });

  it('at the end of a value does not prolong it', async () => {
    const { history, blame } = await archiveOf(tagged('v1'), tagged('v1'), take, take, tagged('v2'), take);
    expect(history()).toMatchObject([
      { value: 'v1', to: RUN + 1, runs: 2, notRead: [{ why, runs: 2 }] },
      { value: 'v2', to: RUN + 4, runs: 1, notRead: [{ why, runs: 1 }] },
    ]);
    expect(() => blame(5)).toThrow(/could not be read|was not|is known but not archived/);
  });
});

/** Read while only HCAL_DOC and FM_ROLE were tracked. */
const untracked: Take = (test, run) => {
  const [settings, { 'HCAL_HF:HCAL_TAG': _, ...rest }] = ['3333333333333333', texts('')];
  test.archive.keepSettings({ ...RULES, tracked: ['HCAL_DOC', 'FM_ROLE'] }, settings);
  return test.take(run, rest, { settings });
};

it('a run read while the parameter was not tracked says nothing of it, and what follows begins anew', async () => {
  const archive = await archiveOf(tagged('v1'), untracked, untracked, tagged('v1'), tagged('v1'));
  expect(archive.history()).toMatchObject([
    { value: 'v1', from: RUN, to: RUN, runs: 1, notRead: [{ why: 'not-tracked', runs: 2 }] },
    { value: 'v1', from: RUN + 3, to: RUN + 4, runs: 2, notRead: [] },
  ]);
  expect(() => archive.blame(1)).toThrow(
    `HCAL_HF HCAL_TAG was not tracked in run ${RUN + 1}, so nobody knows its value there: it was last read in run ${RUN}`,
  );
});

it('several reasons are counted apart', async () => {
  const takes = ['unreadable', 'out', 'unreadable', 'held'].flatMap((why) => NOT_READ[why] ?? []);
  const { history } = await archiveOf(tagged('v1'), ...takes, tagged('v1'));
  expect(history()[0]?.notRead).toEqual([
    { why: 'held', runs: 1 },
    { why: 'out', runs: 1 },
    { why: 'unreadable', runs: 2 },
  ]);
});

it('another reading of the partition that is unreadable does not take a run from a parameter', async () => {
  const other = { raw: { 'HCAL_HF:HCAL_DOC': { kind: 'unreadable', why: 'cut off' } } } as const;
  const { history } = await archiveOf(tagged('v1'), (test, run) => test.take(run, texts('v1'), other), tagged('v1'));
  expect(history()).toMatchObject([{ runs: 3, notRead: [] }]);
});

describe('compare', () => {
  it.each<[string, Take[], number[]]>([
    ['later', [tagged('v1'), tagged('v2'), unread], [0, 2]],
    ['earlier', [unread, tagged('v2'), tagged('v1')], [0, 2]],
    ['later, asked backwards', [tagged('v1'), tagged('v2'), unread], [2, 0]],
    ['earlier, where the later one began the timeline', [unread, tagged('v1')], [0, 1]],
  ])(
    'says of what is unreadable in the %s run that nobody knows whether it came back',
    async (_, takes, [from = 0, to = 0]) => {
      const answer = (await archiveOf(...takes)).compare(from, to);
      expect(answer.headline).toBe('no changes in HBHE; not compared: HF HCAL_TAG unreadable');
      expect([answer.route, answer.changedBack]).toEqual([[], []]);
      expect(answer.changedUnread).toMatchObject([{ partition: 'HCAL_HF', parameter: PARAMETER }]);
    },
  );

  it.each<[string, Take, string[]]>([
    ['of inclusion unknown', (test, run) => test.take(run, texts('v2'), { emptyFms: null }), []],
    ['out and asked for', (test, run) => test.take(run, texts('v2'), { emptyFms: ['HCAL_HF'] }), ['HCAL_HF']],
  ])('does not say that something changed back where the earlier run was %s', async (_, take, chosen) => {
    // The first run whose HF is in brings v2 to the timeline; the one before it had it already.
    const { compare } = await archiveOf(tagged('v1'), take, tagged('v2'), tagged('v1'), take);
    expect(compare(1, 2, ...chosen)).toMatchObject({
      headline: 'no changes',
      route: [],
      changedBack: [],
      changedUnread: [{ partition: 'HCAL_HF', parameter: PARAMETER, runs: [RUN + 2] }],
    });
    expect(compare(2, 1, ...chosen).changedBack).toEqual([]);
    // It did change, and changed back, where only the later one is such.
    expect(compare(2, 4, ...chosen)).toMatchObject({ changedBack: [{ runs: [RUN + 3] }], changedUnread: [] });
  });

  it('says that something changed back where both ends were read, whatever is between them', async () => {
    const { compare } = await archiveOf(tagged('v1'), tagged('v2'), unread, tagged('v1'));
    expect(compare(0, 3)).toMatchObject({
      headline: 'no changes',
      changedBack: [{ parameter: PARAMETER, runs: [RUN + 1, RUN + 3] }],
      changedUnread: [],
    });
  });

  it.each<[string, string[], string, string]>([
    ['out', [], 'no changes', 'HF was not compared: out in run 362701'],
    ['not-there', [], 'no changes', 'HF was not compared: not there in run 362701'],
    ['unknown', [], 'no changes', 'HF was compared though it was inclusion unknown in run 362701'],
    ['out', ['HCAL_HF'], 'no changes', 'HF was compared though it was out in run 362701'],
    ['held', [], '2 changes (HF 2)', 'HF was compared though it was held back in run 362701'],
  ])(
    'with a partition that is %s, asked for %j, says so in Markdown as in JSON',
    async (why, chosen, headline, line) => {
      const { compare } = await archiveOf(tagged('v1'), NOT_READ[why] ?? unread);
      const answer = compare(0, 1, ...chosen);
      expect(answer.headline).toBe(headline);
      expect(compareMarkdown(answer, [], false).split('\n')).toEqual(
        expect.arrayContaining([`# Run ${RUN} to run ${RUN + 1}: ${headline}`, `${line}.`]),
      );
    },
  );

  it('says why where no partition could be compared', async () => {
    const { compare } = await archiveOf(tagged('v1'), (test, run) =>
      test.take(run, texts('v1'), { emptyFms: ['HCAL_HF', 'HCAL_HBHE'] }),
    );
    expect(compare(0, 1).headline).toBe(
      `not compared: HBHE, HF out in run ${RUN + 1}; HO, Laser not there in run ${RUN}, not there in run ${RUN + 1}`,
    );
  });
});

describe('the same configuration', () => {
  it('is none of two runs in which the same reading is unreadable, nor another one', async () => {
    const { hf, archive } = await archiveOf(unread, unread, tagged('v1'), unread, tagged('v1'));
    expect(hf(1)).toMatchObject({ digest: null, sameAs: null, lastDiffering: null });
    expect(hf(3)).toMatchObject({ digest: null, sameAs: null, lastDiffering: null });
    expect(hf(4)).toMatchObject({ sameAs: RUN + 2, lastDiffering: null });
    expect(() => runsLike(archive, RUN + 1, [])).toThrow('HF: a reading is unreadable');
    expect(runsLike(archive, RUN + 2, [])).toEqual([RUN + 2, RUN + 4]);
  });

  it.each(['held', 'unknown'])('of a run that has a partition %s is not that of all runs', async (why) => {
    const { archive } = await archiveOf(tagged('v1'), NOT_READ[why] ?? unread, tagged('v1'));
    for (const chosen of [['HCAL_HF'], []]) expect(() => runsLike(archive, RUN + 1, chosen)).toThrow('is not known');
  });

  it('of a partition that was not there is none, and of all the others it is theirs', async () => {
    const { archive } = await archiveOf(tagged('v1'), NOT_READ['not-there'] ?? unread, tagged('v1'));
    expect(() => runsLike(archive, RUN + 1, ['HCAL_HF'])).toThrow('(HF: not there)');
    expect(runsLike(archive, RUN + 1, [])).toEqual([RUN, RUN + 1, RUN + 2]);
  });
});

it('runs that were not compared in whole are counted, an unreadable reading too', async () => {
  const kinds = [unread, ...['held', 'unknown', 'out'].map((why) => NOT_READ[why] ?? unread)];
  const { archive } = await archiveOf(tagged('v1'), ...kinds, tagged('v1'));
  const runs = [0, 1, 2, 3, 4, 5].map((index) => RUN + index);
  expect(countRuns(archive, runs)).toMatchObject({ runs: 6, notCompared: 3 });
});

it('flapping looks back at runs in which the parameter was read', async () => {
  const scan = ['v1', 'v2', 'v1', 'v2', 'v1'].map(tagged);
  const [, , , , last] = scan;
  const quiet = Array.from({ length: 17 }, () => unread);
  expect((await archiveOf(...scan, ...quiet, ...(last === undefined ? [] : [last]))).blame(22).flapping).toMatchObject({
    returns: 3,
  });
  const steady = Array.from({ length: 22 }, () => tagged('v1'));
  expect((await archiveOf(...scan, ...steady)).blame(26).flapping).toBeNull();
});

describe('what changed during a run', () => {
  const ended =
    (start: string, end: string | null): Take =>
    (test, run) =>
      test.take(run, texts(start), { ends: { 'HCAL_HF:HCAL_TAG': end } });
  const entriesOf = ({ archive }: Awaited<ReturnType<typeof archiveOf>>, run: number) =>
    queryChanges(archive, RULES, RUN + run) as ChangesAnswer;

  it('is in changes, and is no change of the run', async () => {
    const archive = await archiveOf(tagged('6'), ended('6', '8'));
    expect(entriesOf(archive, 1)).toMatchObject({
      headline: 'no changes',
      changes: [],
      during: { changes: [{ parameter: PARAMETER, partitions: ['HCAL_HF'], before: '6', after: '8' }] },
    });
  });

  it.each<[string, string | null, string, object | undefined]>([
    ['the same', '8', '8', { HCAL_HF: RUN + 1 }],
    ['the same but for white space', '8 ', '8', { HCAL_HF: RUN + 1 }],
    ['another one', '8', '9', undefined],
  ])('explains the next change where the new value is %s', async (_, end, next, changedDuring) => {
    const archive = await archiveOf(tagged('6'), ended('6', end), tagged(next));
    const [entry] = entriesOf(archive, 2).changes;
    expect(entry).toMatchObject({ before: '6', after: next });
    expect(entry?.changedDuring).toEqual(changedDuring);
  });

  it('explains that a value is gone, and looks into the run compared with though others are between', async () => {
    const out = NOT_READ['out'] ?? unread;
    const gone: Take = (test, run) => {
      const { 'HCAL_HF:HCAL_TAG': _, ...rest } = texts('');
      return test.take(run, rest);
    };
    const archive = await archiveOf(tagged('6'), ended('6', null), out, gone);
    expect(entriesOf(archive, 3).changes[0]).toMatchObject({ after: null, changedDuring: { HCAL_HF: RUN + 1 } });
  });

  it('is not known where the end is unreadable', async () => {
    const raw = { kind: 'value', value: '6', end: { kind: 'unreadable', why: 'cut off' } } as const;
    const archive = await archiveOf(tagged('6'), (test, run) =>
      test.take(run, texts('6'), { raw: { 'HCAL_HF:HCAL_TAG': raw } }),
    );
    expect(entriesOf(archive, 1).during).toMatchObject({
      changes: [],
      notCompared: [{ parameter: PARAMETER, side: 'after', why: 'cut off' }],
    });
  });
});
