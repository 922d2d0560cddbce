import { describe, expect, inject, it } from 'vitest';
import { copyPlace, makePlace, NOON, sharePlace } from './original/place.ts';
import { TAG } from './original/run-info.ts';
import { tagged } from './support/told-runs.ts';
import { makeWorkplace, workplaceIn } from './support/workplace.ts';

const sample = inject('sample');
const whole = workplaceIn(sample.folder, sample.file);
const MINUTE = 60_000;

// Nothing here is said of pages: none is made.
const COLLECT = ['tick', '--only', 'snapshot,notify', '--quiet'];
const story = sharePlace(100, COLLECT);
story.tell(
  tagged('v0', 'o0'),
  { values: { HF: { [TAG]: 'v1' }, HO: { [TAG]: 'o0' } }, masked: ['HF'] },
  { ...tagged('v2', 'o0'), start: NOON - 1000, stop: null },
  { ...tagged('v3', 'o0'), isLocal: true },
  { ...tagged('v3', 'o0'), states: ['Configuring'] },
  { ...tagged('v3', 'o0'), hcal: 'Out' },
);

/**
 * Runs 100 and 101 are archived, HF is out of 101; 102 has begun and is not read yet; 103 is local, 104 never ran, 105 has
 * HCAL out.
 */
const makeStory = () => copyPlace(story.place);

describe('an option that would mean nothing is not passed over', () => {
  it.each([
    [['runs', '--partition', 'HF'], '--partition means something with --like only'],
    [['expect', '--reason', 'a scan'], '--reason means something with --from only'],
    [['expect', '--silent'], '--silent means something with --from only'],
    [['expect', '--expires', '2026-12-01'], '--expires means something with --from only'],
    [['status', '--json', '--prometheus'], '--prometheus and --json cannot be given together'],
  ])('%j', async (words, message) => {
    expect(await whole.run(words)).toEqual({
      code: 2,
      out: '',
      err: expect.stringContaining(message) as string,
    });
  });
});

describe('wrong arguments are told by what is meant', () => {
  it.each([
    [['runs', '--last', '0'], 'runinfo: --last 0: give how many runs, a whole number above 0\n'],
    [['snapshot', '--runs', '5..'], 'runinfo: --runs 5..: give a run, or A..B with A not above B\n'],
    [['snapshot', '--runs', 'x'], 'runinfo: --runs x: give a run, or A..B with A not above B\n'],
  ])('%j', async (words, err) => {
    expect(await makeWorkplace(sample.file).run(words)).toEqual({ code: 2, out: '', err });
  });

  it('an entry that would be over at once is not added', async () => {
    const place = makeStory();
    const words = ['expect', '--from', '100', '--reason', 'a scan', '--expires'];
    place.file.add(106, tagged('v9', 'o9'));
    await place.run(COLLECT);
    words[2] = '106';
    expect(await place.run([...words, '2026-05-31'])).toMatchObject({
      code: 2,
      err: 'runinfo: --expires 2026-05-31 is over: give a day to come\n',
    });
    expect(await place.run([...words, '2026-06-01'])).toMatchObject({ code: 0 });
  });
});

it('a run that ticks look at again is not called unknown', async () => {
  const place = makeStory();
  const message = /^runinfo: run 102 is not archived: open, .+\n$/;
  for (const words of [
    ['compare', '100', '102'],
    ['blame', '102', 'HF', TAG],
    ['runs', '--like', '102'],
    ['notify', '--preview', '102'],
    ['expect', '--from', '102'],
    ['report', '--since', '102'],
  ])
    expect(await place.run(words)).toEqual({ code: 1, out: '', err: expect.stringMatching(message) as string });
});

describe('compare --live says what the run is that it read', () => {
  it.each([
    [102, 'it has no stop yet, more may be written'],
    [103, null],
    [104, 'never ran, no RC_STATE row says Running'],
    [105, 'HCAL out, CMS.LVL0:HCAL says Out'],
  ])('%i', async (run, why) => {
    const place = makeStory();
    const words = ['compare', '100', String(run), '--live'];
    const note = `, not archived${why === null ? '' : `: ${why}`}`;
    const line = new RegExp(`${run}: [^\\n]*UTC(.*)$`, 'm');
    expect(line.exec((await place.run(words)).out)?.[1]).toBe(note);
    expect(line.exec((await place.run([...words, '--markdown'])).out)?.[1]?.replaceAll('\\', '')).toBe(note);
    expect(line.exec((await place.run(['compare', '100', '101', '--live'])).out)).toBeNull();
  });
});

describe('report', () => {
  it('says where runs may be missing', async () => {
    const place = makeStory();
    const report = async (...words: string[]) => (await place.run(['report', '--since', '100', ...words])).out;
    expect(await report()).toContain('\nNot archived yet: 1 open run (102).\n');
    expect(await report()).not.toContain('may be missing');
    place.clock.now += 90 * MINUTE;
    for (const out of [await report(), await report('--markdown')]) {
      expect(out).toMatch(/The source was last read 2026-06-01 [^\n]* UTC: later runs may be missing\./);
    }
  });

  it('and where nobody collected', async () => {
    const { out } = await makePlace().run(['report', '--since', '24h']);
    expect(out).toContain('Nobody knows here when the source was read: runs may be missing.');
  });
});

describe('runs --like', () => {
  it('does not answer with none where the run did not have the partition in', async () => {
    const place = makeStory();
    expect(await place.run(['runs', '--like', '101', '--partition', 'HF'])).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('the configuration of run 101 is not known (HF: out)') as string,
    });
    expect((await place.run(['runs', '--like', '101'])).out).toContain('101');
  });
});

it('changes --markdown has what the terminal has', async () => {
  const place = makePlace();
  const values = (tag: string, mask: string) => ({ HF: { [TAG]: tag, MASKED_RESOURCES: mask } });
  place.file.add(100, { values: values('v0', 'a, b') });
  place.file.add(101, { values: values('v1', 'b, a') });
  await place.run(COLLECT);
  const { out } = await place.run(['changes', '101']);
  const markdown = async (...words: string[]) => (await place.run(['changes', '101', '--markdown', ...words])).out;
  const ignored = /\d+ ignored difference\w*/.exec(out)?.[0] ?? 'nothing';
  expect(await markdown()).toContain(ignored);
  expect(await markdown('--full')).toMatch(/\n- HF `MASKED_RESOURCES`: /);
});

it('a dry run that would do nothing says so', async () => {
  const place = makeStory();
  const words = ['tick', '--only', 'diff', '--dry-run'];
  expect(await place.run(words)).toEqual({ code: 0, out: 'nothing to do\n', err: '' });
  expect(await place.run(['tick', '--quiet'])).toMatchObject({ code: 0 });
  expect(await place.run(['tick', '--dry-run'])).toEqual({ code: 0, out: 'nothing to do\n', err: '' });
});
