import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { digestFolder } from '../support/workplace.ts';
import {
  NOON,
  basesOf,
  changesOf,
  collect,
  compared,
  makePlace,
  missing,
  readingIn,
  sharePlace,
  siteFile,
} from './place.ts';
import { TAG, type RunStory, type Short, type Values } from './run-info.ts';

const tag = (partition: Short, value: string): Values => ({ [partition]: { [TAG]: value } });
const hf = (value: string, part: RunStory = {}): RunStory => ({ ...part, values: tag('HF', value) });

/** Cases that the original tool got wrong or right: "Masks, runs, states", those that one history can tell. */
describe('masks, runs and states in one history', () => {
  const { place, tell } = sharePlace(100);

  const begin = tell({ masked: ['HO'] }, { values: tag('HO', 'ho_v1') });
  it('mask-at-start: a partition that nothing is known of has a first run, not a list of new values', async () => {
    expect(await basesOf(place, begin[1])).toMatchObject({ HF: begin[0], HO: 'in' });
    expect(await changesOf(place, begin[1])).toEqual([]);
  });

  const masked = tell(
    { values: { ...tag('HO', 'ho_v1'), ...tag('HF', 'v1') } },
    hf('v1', { masked: ['HO'] }),
    hf('v2', { masked: ['HO'] }),
    hf('v2', { masked: ['HO'] }),
    { values: { ...tag('HO', 'ho_v2'), ...tag('HF', 'v2') } },
  );
  it('mask-return: each partition is held against its own last run, and a mask is no change of the others', async () => {
    const [before, , changed, last, back] = masked;
    expect(await Promise.all(masked.slice(1).map((run) => changesOf(place, run)))).toEqual([
      [],
      [`HF ${TAG}: v1 → v2`],
      [],
      [`HO ${TAG}: ho_v1 → ho_v2`],
    ]);
    expect(await basesOf(place, changed)).toEqual({
      HBHE: changed - 1,
      HF: changed - 1,
      HO: 'out',
      Laser: changed - 1,
    });
    expect(await basesOf(place, back)).toEqual({ HBHE: last, HF: last, HO: before, Laser: last });
  });

  it('url-group-semantics: the pair that a message names gives the same difference', async () => {
    const [before, , , last, back] = masked;
    expect(await compared(place, before, back, '--partition', 'HCAL_HO')).toEqual([`HO ${TAG}: ho_v1 → ho_v2`]);
    expect(await compared(place, last, back, '--partition', 'HF')).toEqual([]);
  });

  const stale = tell({ values: tag('HO', 'x') }, { masked: ['HO'] }, { masked: ['HO'] }, { values: tag('HO', 'x') });
  it('mask-stale: a partition that comes back unchanged is not announced', async () => {
    expect(await changesOf(place, stale[3])).toEqual([]);
    expect(await basesOf(place, stale[3])).toMatchObject({ HO: stale[0], HF: stale[2] });
    expect(siteFile(place, 'feed.xml')).not.toContain(`Run ${stale[3]}:`);
    expect(await place.git('log', '--format=%s')).toContain(`Run ${stale[3]}: no changes\n`);
  });

  const quiet = tell(hf('v1'), hf('v1'), hf('v1'), hf('v2'));
  it('nochange-base: the run that is named is the one before, also where that changed nothing', async () => {
    expect(await changesOf(place, quiet[3])).toEqual([`HF ${TAG}: v1 → v2`]);
    expect((await place.run(['changes', String(quiet[3])])).out).toMatch(new RegExp(`\\bHF +against ${quiet[2]}\\b`));
  });

  const out = tell(hf('v1'), hf('v2', { hcal: 'Out' }), hf('v2'));
  it('hcal-out: the run leaves a line only, the next is held against the one before it', async () => {
    expect(await missing(place, out[1])).toBe('hcal-out');
    expect(await changesOf(place, out[2])).toEqual([`HF ${TAG}: v1 → v2`]);
    expect(await basesOf(place, out[2])).toMatchObject({ HF: out[0] });
  });

  const unsaid = tell(hf('v1'), hf('v2', { hcal: null }));
  it('hcal-missing: a run that does not say whether HCAL is in is taken', async () => {
    expect(await changesOf(place, unsaid[1])).toEqual([`HF ${TAG}: v1 → v2`]);
    expect(siteFile(place, `runs/${unsaid[1]}/index.html`)).toMatch(/HCAL<\/th><td>[^/]*not stated/);
  });

  const local = hf('v9', { isLocal: true });
  const between = tell(hf('v1'), local, local, local, local, local, null, null, hf('v2'));
  it('local-between: local runs and gaps in the numbers do not count', async () => {
    expect(await changesOf(place, between[8])).toEqual([`HF ${TAG}: v1 → v2`]);
    expect(await basesOf(place, between[8])).toMatchObject({ HF: between[0] });
    const known = (await place.ask(['runs'])) as { run: number }[];
    expect(known.map(({ run }) => run).filter((run) => run > between[0])[0]).toBe(between[8]);
  });

  const failed = tell(hf('v1'), hf('v2', { states: ['Configuring', 'Error'] }), hf('v2'));
  it('never-running: a run that never ran is nobody’s base', async () => {
    expect(await missing(place, failed[1])).toBe('never-ran');
    expect(await changesOf(place, failed[2])).toEqual([`HF ${TAG}: v1 → v2`]);
    expect(await basesOf(place, failed[2])).toMatchObject({ HF: failed[0] });
  });

  const broke = tell(hf('v1'), hf('v2', { states: ['Configuring', 'Running', 'Error'] }));
  it('running-then-error: any Running in the history counts', async () => {
    expect(await changesOf(place, broke[1])).toEqual([`HF ${TAG}: v1 → v2`]);
  });

  const revert = tell(hf('r1'), hf('r2'), hf('r1'));
  it('revert: there and back are two changes, and a pair says that it changed back', async () => {
    expect(await changesOf(place, revert[1])).toEqual([`HF ${TAG}: r1 → r2`]);
    expect(await changesOf(place, revert[2])).toEqual([`HF ${TAG}: r2 → r1`]);
    expect(await place.ask(['compare', String(revert[0]), String(revert[2])])).toMatchObject({
      changes: [],
      changedBack: [{ parameter: TAG, runs: [revert[1], revert[2]] }],
    });
  });

  const many = tell(...Array.from({ length: 40 }, (_, index) => hf(`many ${index}`)));
  it('log-cap / -100: the feed stays bounded, and nothing is lost from the archive', async () => {
    expect(siteFile(place, 'feed.xml').match(/<entry>/g)).toHaveLength(30);
    expect(siteFile(place, 'feed.xml')).toContain(`Run ${many[39]}:`);
    expect(siteFile(place, 'feed.xml')).not.toContain(`Run ${many[1]}:`);
    const { runs } = (await place.ask(['report', '--since', String(many[0])])) as { runs: { causes: unknown[] }[] };
    expect(runs.map(({ causes }) => causes.length)).toEqual(Array.from({ length: 39 }, () => 1));
    expect(siteFile(place, `runs/${many[1]}/index.html`)).toContain('many 0');
  });
});

/** The rows of the same table in which something happens between two ticks. */
describe('masks, runs and states over several ticks', () => {
  it('mask-at-start: the run before the first one taken is found, and no value is called new', async () => {
    const place = makePlace();
    place.file.add(99, { values: tag('HO', 'ho_v1') });
    place.file.add(100, { masked: ['HO'] });
    await place.run(['snapshot', '--runs', '100..100']);
    place.file.add(101, { values: tag('HO', 'ho_v1') });
    await collect(place);
    expect([await changesOf(place, 101), await basesOf(place, 101)]).toMatchObject([[], { HO: 99, HF: 100 }]);
    place.file.add(102, { values: tag('HO', 'ho_v2') });
    await collect(place);
    expect(await changesOf(place, 102)).toEqual([`HO ${TAG}: ho_v1 → ho_v2`]);
  });

  it.each<[string, number | null, string]>([
    ['is closed at once where a later run shows that', 102, 'never-ran'],
    ['is left open where there is no later run', null, 'open'],
    ['is left open where the only later number may be a mistake', 5_000_000, 'open'],
  ])('never-running: a run asked for by hand that never ran %s', async (_, later, kind) => {
    const place = makePlace();
    for (const run of [100, 101]) place.file.add(run, { states: ['Configured'], stop: null });
    if (later !== null) place.file.add(later);
    await place.run(['snapshot', '--runs', '100..101', '--quiet']);
    expect([await missing(place, 100), await missing(place, 101)]).toEqual(['never-ran', kind]);
    const subjects = ['Run 100: never ran', ...(kind === 'open' ? [] : ['Run 101: never ran'])];
    expect((await place.git('log', '--reverse', '--format=%s')).split('\n')).toEqual(subjects);
  });

  it.each([
    ['local-only: a source without a global run', [{ isLocal: true }, { isLocal: true }]],
    ['empty-db: a source without any run', []],
  ])('%s ends the tick at once, and archives nothing', async (_, stories: RunStory[]) => {
    const place = makePlace();
    stories.forEach((story, index) => place.file.add(100 + index, story));
    expect(await place.run(['tick', '--only', 'snapshot,diff,notify'])).toMatchObject({ code: 0, err: '' });
    expect(await place.ask(['runs'])).toEqual([]);
    expect(Object.keys(digestFolder(place.archive)).filter((path) => path.startsWith('runs/'))).toEqual([]);
  });

  it('running-later: waited for, taken once it runs, and then left alone', async () => {
    const place = makePlace();
    place.file.add(100, hf('v1'));
    place.file.add(101, hf('v2', { states: ['Configuring'], start: NOON - 60_000, stop: null }));
    expect((await collect(place)).commits).toHaveLength(1);
    expect(await missing(place, 101)).toBe('open');
    place.file.publish(101, 'CMS.LVL0:RC_STATE', 'Running', NOON);
    place.clock.now = NOON + 180_000;
    expect((await collect(place)).messages.map(({ runs }) => runs)).toEqual([[101]]);
    expect(await changesOf(place, 101)).toEqual([`HF ${TAG}: v1 → v2`]);
    expect(await collect(place)).toMatchObject({ commits: [], messages: [] });
  });

  it('two-between-ticks: both are taken and announced, each with its own change', async () => {
    const place = makePlace();
    place.file.add(100, hf('v1'));
    await collect(place);
    place.file.add(101, hf('v2'));
    place.file.add(102, hf('v1'));
    const texts = (await collect(place)).messages.map(({ text }) => text);
    expect(texts).toEqual([expect.stringContaining('v1 → v2'), expect.stringContaining('v2 → v1')]);
  });

  it('restart: with process and state gone between two ticks nothing is lost', async () => {
    const place = makePlace();
    place.file.add(100, hf('v1'));
    await collect(place);
    rmSync(place.state, { recursive: true });
    place.file.add(101, hf('v2'));
    expect((await collect(place)).messages.map(({ runs }) => runs)).toEqual([[101]]);
    expect(await changesOf(place, 101)).toEqual([`HF ${TAG}: v1 → v2`]);
  });

  it('late-publish: a second value is kept as the value at the end, and is a change in the run that starts with it', async () => {
    const place = makePlace();
    place.file.add(100, hf('v1'));
    place.file.add(101, hf('v1', { start: NOON - 3_600_000, stop: null }));
    await collect(place);
    place.file.publish(101, `CMS.HCAL_HF:${TAG}`, 'v2', NOON);
    place.file.stop(101, NOON + 60_000);
    place.clock.now = NOON + 120_000;
    expect((await collect(place)).commits).toEqual([{ subject: 'Run 101: read again, no changes' }]);
    const end = { kind: 'value', value: 'v2' };
    expect(readingIn(place, 101, `HCAL_HF:${TAG}`)).toEqual({ kind: 'value', value: 'v1', end });
    place.file.add(102, hf('v2', { start: NOON + 180_000, stop: null }));
    place.clock.now = NOON + 600_000;
    await collect(place);
    expect(await changesOf(place, 102)).toEqual([`HF ${TAG}: v1 → v2`]);
  });

  it('late-publish-after-log: the change is worked out again, and what was announced too early is withdrawn', async () => {
    const place = makePlace();
    place.file.add(100, { values: { ...tag('HO', 'v1'), ...tag('HF', 'f1') } });
    place.file.add(101, hf('f2', { start: NOON - 3_600_000, stop: null }));
    expect((await collect(place)).messages[0]?.text).toMatch(
      /f1 → f2; previous value held \d+ days\n• .* \(HO\): removed, was: v1; previous/,
    );
    place.file.publish(101, `CMS.HCAL_HO:${TAG}`, 'v2', NOON);
    const { commits, messages } = await collect(place);
    expect(commits).toEqual([{ subject: 'Run 101: read again, 2 changes (HF 1, HO 1)' }]);
    expect(messages.map(({ text }) => text)).toEqual([
      expect.stringMatching(
        /\(HO\): v1 → v2; previous value held \d+ days\nwithdrawn by a later reading: .* \(HO\): removed, was: v1/,
      ),
    ]);
    expect(messages[0]?.text).not.toContain('f1');
    expect(await changesOf(place, 101)).toEqual([`HF ${TAG}: f1 → f2`, `HO ${TAG}: v1 → v2`]);
  });

  it('log-missing: a first tick on an empty machine makes what it needs', async () => {
    const place = makePlace();
    place.file.add(100, hf('v1'));
    place.file.add(101, hf('v2'));
    expect(await place.run(['tick'])).toMatchObject({ code: 0, err: '', out: expect.stringContaining('v1 → v2') });
    expect(await changesOf(place, 101)).toEqual([`HF ${TAG}: v1 → v2`]);
    expect(siteFile(place, 'feed.xml')).toContain('Run 101: 1 change (HF 1)');
    expect(await place.run(['status'])).toMatchObject({ code: 0 });
  });
});
