import { describe, expect, it } from 'vitest';
import { readChanges } from '../../archive/documents/documents.ts';
import type { Change } from '../../model/change.ts';
import { openTestArchive, type TestArchive } from '../../test/support/site-archive.ts';
import { loadSettings } from '../config/load.ts';
import { toPlain } from './channels/terminal.ts';
import { composeDaily, composeMany, composeMessages, composeRun, makeComposeOptions, type Message } from './compose.ts';
import { collectPending, currentPending, NOTHING_PENDING, type PendingRun } from './pending.ts';

const RUN = 362_700;
const TEXTS = {
  'HCAL_HBHE:CFGDOC_TXT': 'a\nb',
  'HCAL_HBHE:FM_ROLE': 'Level2_HBHE',
  'HCAL_HF:HCAL_DAQ_RELEASE': 'v1',
  'HCAL_HF:FM_ROLE': 'Level2_HF',
  'HCAL_HO:HCAL_DAQ_RELEASE': 'v1',
  'HCAL_HO:HCAL_LPMCONTROL': 'd',
  'HCAL_HO:FM_ROLE': 'Level2_HO',
};
const SETTINGS = loadSettings({ file: undefined, environment: {}, folder: '/nowhere' });

const optionsFor = ({ archive }: TestArchive) => makeComposeOptions(archive, SETTINGS, Date.UTC(2026, 0, 1));
const linesOf = ({ body }: Message) => toPlain(body).split('\n');

/** The message of a run as `notify --preview` shows it, line by line; of what is pending, where that is given. */
function linesFor(test: TestArchive, run: number, pending?: PendingRun): string[] {
  const options = optionsFor(test);
  return linesOf(composeRun(pending ?? currentPending(options.reportOf(run)), options));
}

describe('the message about a run that changed nothing', () => {
  it('says no changes where every partition that took part was compared', async () => {
    const test = await openTestArchive(SETTINGS.rules);
    await test.take(RUN, TEXTS);
    await test.take(RUN + 1, TEXTS);
    const lines = linesFor(test, RUN + 1);
    expect(lines[0]).toBe(`Run ${RUN + 1}: no changes`);
    expect(lines.filter((line) => line.includes('not compared'))).toEqual([]);
  });

  it('says what was held back and what cannot be read, and names what the words count for', async () => {
    const test = await openTestArchive(SETTINGS.rules);
    const { 'HCAL_HO:HCAL_DAQ_RELEASE': tag, 'HCAL_HO:HCAL_LPMCONTROL': doc, ...few } = TEXTS;
    await test.take(RUN, { ...few, 'HCAL_HO:HCAL_DAQ_RELEASE': tag, 'HCAL_HO:HCAL_LPMCONTROL': doc });
    await test.take(RUN + 1, few, { raw: { 'HCAL_HF:HCAL_DAQ_RELEASE': { kind: 'unreadable', why: 'cut off' } } });
    const left = 'not compared: HO held back: too few readings; HF HCAL_DAQ_RELEASE unreadable';
    const lines = linesFor(test, RUN + 1);
    expect(lines[0]).toBe(`Run ${RUN + 1}: no changes in HBHE; ${left}`);
    expect(lines).toContain(left);
  });

  it('says that nothing was compared where nobody knows who was in', async () => {
    const test = await openTestArchive(SETTINGS.rules);
    await test.take(RUN, TEXTS);
    await test.take(RUN + 1, { ...TEXTS, 'HCAL_HF:HCAL_DAQ_RELEASE': 'v2' }, { emptyFms: null });
    const lines = linesFor(test, RUN + 1);
    expect(lines[0]).toBe(`Run ${RUN + 1}: not compared: HBHE, HF, HO, Laser inclusion unknown`);
    expect(lines.join('\n')).not.toContain('no changes');
  });

  it('says the same in a digest', async () => {
    const test = await openTestArchive(SETTINGS.rules);
    await test.take(RUN, TEXTS);
    await test.take(RUN + 1, TEXTS, { emptyFms: null });
    const pending = [RUN, RUN + 1].map((run) => ({ ...NOTHING_PENDING, run }));
    const [digest] = composeMany(pending, false, optionsFor(test));
    expect(digest === undefined ? [] : linesOf(digest)).toContain(
      `• Run ${RUN + 1}: not compared: HBHE, HF, HO, Laser inclusion unknown`,
    );
  });
});

describe('who came in or went out', () => {
  const lastLine = (test: TestArchive, run: number) =>
    linesFor(test, run).findLast((line) => / in run |since this/.test(line));

  it('is said with how it was before, and that it is so since this run only where each run between says it', async () => {
    const test = await openTestArchive(SETTINGS.rules);
    const {
      'HCAL_HO:HCAL_DAQ_RELEASE': _tag,
      'HCAL_HO:HCAL_LPMCONTROL': _doc,
      'HCAL_HO:FM_ROLE': _role,
      ...few
    } = TEXTS;
    await test.take(RUN, few);
    await test.take(RUN + 1, TEXTS);
    expect(lastLine(test, RUN + 1)).toBe(`HO in, was not there in run ${RUN}`);
    await test.take(RUN + 2, TEXTS, { emptyFms: ['HCAL_HF'] });
    expect(lastLine(test, RUN + 2)).toBe('HF out since this run');
    await test.take(RUN + 3, TEXTS);
    expect(lastLine(test, RUN + 3)).toBe(`HF back, was out in run ${RUN + 2}`);
    await test.take(RUN + 4, TEXTS, { emptyFms: null });
    await test.take(RUN + 5, TEXTS, { emptyFms: ['HCAL_HF'] });
    expect(lastLine(test, RUN + 5)).toBe(`HF out, was in in run ${RUN + 3}`);
  });
});

const CHANGE: Change = {
  partition: 'HCAL_HF',
  parameter: 'A',
  kind: 'changed',
  compared: 'plain',
  before: '0',
  after: '1',
  added: 1,
  removed: 1,
};

describe('many runs at once', () => {
  const pending = Array.from({ length: 1500 }, (_, index) => ({
    ...NOTHING_PENDING,
    run: index + 1,
    fresh: [CHANGE],
  }));

  it('are one summary on a channel that begins', async () => {
    const [first, ...more] = composeMessages(pending, true, optionsFor(await openTestArchive(SETTINGS.rules)));
    expect(more).toEqual([]);
    expect(first?.runs).toHaveLength(1500);
    expect(first === undefined ? '' : linesOf(first)[0]).toBe('The archive begins: 1500 runs changed something');
  });

  it('are as many digests as it takes to name each of them elsewhere', async () => {
    const digests = composeMessages(pending, false, optionsFor(await openTestArchive(SETTINGS.rules)));
    expect(digests.map(({ runs }) => runs.length)).toEqual([1000, 500]);
    expect(digests.flatMap(({ runs }) => runs)).toEqual(pending.map(({ run }) => run));
  });
});

describe('what a later reading withdrew', () => {
  const changes = (count: number, partition = 'HCAL_HF') =>
    Array.from({ length: count }, (_, index) => ({ ...CHANGE, partition, parameter: `A${index + 10}` }));
  const head = async (pending: readonly Partial<PendingRun>[]) => {
    const runs = pending.map((of, index) => ({ ...NOTHING_PENDING, run: index + 1, ...of }));
    const [digest] = composeMany(runs, false, optionsFor(await openTestArchive(SETTINGS.rules)));
    return digest === undefined ? [] : linesOf(digest).slice(0, 2);
  };

  it('is listed up to a limit, and what is left is counted by partition and parameter', async () => {
    const test = await openTestArchive(SETTINGS.rules);
    await test.take(RUN, TEXTS);
    const told = (withdrawn: readonly Change[]) =>
      linesFor(test, RUN, { ...NOTHING_PENDING, run: RUN, withdrawn }).filter((line) => line.includes('withdrawn'));
    const most = told(changes(15));
    expect([most.length, most.at(-1)]).toEqual([16, 'withdrawn by a later reading: A24 (HF): 0 → 1 (+1)']);
    const more = told([...changes(40), ...changes(40, 'HCAL_HO')]);
    expect([more.length, more[0], more.at(-1)]).toEqual([
      17,
      `Run ${RUN}: 80 changes withdrawn (HF 40, HO 40)`,
      'and 50 further changes withdrawn',
    ]);
  });

  it('stands apart from what changed in the same run', async () => {
    const test = await openTestArchive(SETTINGS.rules);
    const pending = { ...NOTHING_PENDING, run: RUN, fresh: changes(1), withdrawn: changes(2, 'HCAL_HO') };
    const [digest] = composeMany([pending], false, optionsFor(await test.take(RUN, TEXTS).then(() => test)));
    expect(digest === undefined ? [] : linesOf(digest)).toContain(
      `• Run ${RUN}: 1 parameter changed (HF 1): A10; 2 changes withdrawn (HO 2)`,
    );
  });

  it('is counted by the title of a digest and by the line below it alike', async () => {
    const revised = Array.from({ length: 30 }, () => ({ withdrawn: changes(2) }));
    expect(await head(revised)).toEqual([
      '30 runs had changes withdrawn, 1 to 30',
      'Said in one message, since they came at once: 60 changes withdrawn (HF 60).',
    ]);
    const both = [...revised, { fresh: changes(3), withdrawn: changes(1, 'HCAL_HO') }, { fresh: changes(1) }];
    expect(await head(both)).toEqual([
      '2 runs changed something, 31 runs had changes withdrawn, 1 to 32',
      'Said in one message, since they came at once: 4 changes (HF 4), 61 changes withdrawn (HF 60, HO 1).',
    ]);
    expect(await head(revised.map(() => ({ fresh: changes(1) })))).toEqual([
      '30 runs changed something, 1 to 30',
      'Said in one message, since they came at once: 30 changes (HF 30).',
    ]);
  });
});

it('a digest of runs that nobody could read does not say that nothing changed', async () => {
  const options = optionsFor(await openTestArchive(SETTINGS.rules));
  const gaps = Array.from({ length: 30 }, (_, index) => ({
    ...NOTHING_PENDING,
    run: index + 1,
    uncompared: [{ partition: null, why: 'gap' } as const],
  }));
  const headOf = ([message]: ReturnType<typeof composeMessages>) =>
    message === undefined ? [] : linesOf(message).slice(0, 2);
  expect(headOf(composeMessages(gaps.slice(0, 28), false, options)).map((line) => line.slice(0, 92))).toEqual([
    '28 runs not compared, or not all of it, 1 to 28',
    'Said in one message, since they came at once. Not compared, or not all of it: run 1, 2, 3, 4',
  ]);
  expect(headOf(composeMessages(gaps, true, options)).map((line) => line.slice(0, 60))).toEqual([
    'The archive begins: 30 runs not compared, or not all of it',
    'Runs 1 to 30. From now on a run that changes something has a',
  ]);
  const mixed = [...gaps, { ...NOTHING_PENDING, run: 31, fresh: [CHANGE] }];
  expect(headOf(composeMessages(mixed, false, options))[0]).toBe('1 run changed something, 1 to 31');
  const count = { runs: 6, changes: 0, gaps: 2, notCompared: 6, newest: 9 };
  const daily = composeDaily(count, { day: '2026-06-01', since: 0 }, null, { zone: 'UTC', siteUrl: null });
  expect(linesOf(daily)[0]).toBe('6 runs, 0 changes; 6 not compared, or not all of it; 2 could not be read');
});

it('a run that was read again since its pages were made is said as they have it', async () => {
  const test = await openTestArchive(SETTINGS.rules);
  await test.take(RUN, TEXTS);
  await test.take(RUN + 1, { ...TEXTS, 'HCAL_HF:HCAL_DAQ_RELEASE': 'v2', 'HCAL_HO:HCAL_DAQ_RELEASE': 'v2' });
  const [pending] = collectPending([{ run: RUN + 1, before: null, after: readChanges(test.archive, RUN + 1) }]);
  await test.take(RUN + 1, { ...TEXTS, 'HCAL_HF:HCAL_DAQ_RELEASE': 'v3', 'HCAL_HO:HCAL_DAQ_RELEASE': 'v2' });
  const lines = linesFor(test, RUN + 1, pending);
  expect(lines[0]).toBe(`Run ${RUN + 1}: 2 parameters changed (HF 1, HO 1)`);
  expect(lines.filter((line) => line.startsWith('•'))).toEqual([
    '• HCAL_DAQ_RELEASE (HO): v1 → v2',
    '• HCAL_DAQ_RELEASE (HF): v1 → v2',
  ]);
});

it('nothing is called running: of a stop that was not recorded the message says what the page says', async () => {
  const test = await openTestArchive(SETTINGS.rules);
  await test.take(RUN, TEXTS, { stop: null });
  await test.take(RUN + 1, TEXTS, { start: null, stop: null });
  await test.take(RUN + 2, TEXTS);
  await test.take(RUN + 3, TEXTS, { stop: null });
  const lines = [0, 1, 2, 3].map((index) => linesFor(test, RUN + index)[1]);
  expect(lines).toEqual([
    expect.stringMatching(/^GLOBAL-RUN · started .* · stop not recorded$/),
    'GLOBAL-RUN · start unknown · stop not recorded',
    expect.stringMatching(/^GLOBAL-RUN · started .* · ended after 60 s$/),
    expect.stringMatching(/^GLOBAL-RUN · started .* · stop not recorded when last read$/),
  ]);
});
