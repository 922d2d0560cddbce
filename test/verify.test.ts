import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { sha256, toCanonicalJson } from '../archive/documents/canonical.ts';
import { valuePath } from '../archive/documents/layout.ts';
import { takeLock } from '../archive/store/lock.ts';
import type { VerifyAnswer } from '../jobs/verify/check.ts';
import { collect, makePlace, NOON } from './original/place.ts';
import { LPM, TAG } from './original/run-info.ts';
import { cutFiles, flipBits, Subject } from './steps/damage.ts';
import { digestSite, workplaceIn } from './support/workplace.ts';

let subject: Subject;

/** The first file of a kind that has some text. */
function fileWith(kind: string, text = ''): string {
  return subject.list(kind).find((path) => subject.read(path).includes(text)) ?? '';
}

/** A file with one text for another, and the same length. */
function edited(path: string, from: RegExp, to: string): string {
  const text = subject.read(path).toString();
  expect(text).toMatch(from);
  return text.replace(from, to);
}

/** What a check found first: what is wrong still, or was put right. */
function firstOf(answer: VerifyAnswer | null, name: string): string | undefined {
  const all = [...(answer?.checks ?? []), ...(answer?.repaired ?? [])];
  return all.find(({ check, first }) => check === name && first !== null)?.first?.path;
}

beforeAll(async () => {
  subject = await Subject.make(14);
});
afterAll(() => subject.remove());

it('the sample is as it should be: archive, everything derived, and every file of the site', async () => {
  const sample = inject('sample');
  const place = workplaceIn(sample.folder, sample.file);
  const answer = (await place.ask(['verify'])) as VerifyAnswer;
  expect(answer.checks.filter(({ wrong, note }) => wrong > 0 || note !== null)).toEqual([]);
  expect(answer).toMatchObject({ ok: true, commit: await place.git('rev-parse', 'HEAD'), repaired: [] });
  const counts = Object.fromEntries(answer.checks.map(({ check, checked }) => [check, checked]));
  expect(counts).toMatchObject({ git: 1, 'change sets': 65, indexes: 3 });
  expect(counts['site']).toBeGreaterThan(1000);
});

// Each kind in each way: npm run test:faults.
it.each([
  ['work tree', ['index of git', 'pack', 'index of a pack', 'branch', 'snapshot', 'value']],
  ['commit', ['settings', 'timeline', 'snapshot', 'value']],
] as const)('one flipped bit is found and healed, or said to stay, in the %s', async (where, kinds) => {
  const report = await flipBits(subject, kinds.length, 7, where, kinds);
  expect(Object.keys(report.damaged)).toEqual(kinds);
  expect(report).toMatchObject({ unnoticed: [], unsaid: [] });
  expect(Object.keys(report.unhealed)).toEqual(
    where === 'commit' ? ['snapshot'] : ['pack', 'index of a pack', 'branch'],
  );
});

it('a file that is cut off in a commit is found and healed, or said to stay', async () => {
  const kinds = ['format', 'index', 'snapshot', 'changes', 'current'];
  const report = await cutFiles(subject, 1, 'commit', kinds);
  expect(Object.keys(report.damaged)).toEqual(kinds);
  expect(report).toMatchObject({ unnoticed: [], unsaid: [] });
  expect(Object.keys(report.unhealed)).toEqual(['snapshot']);
});

/** One damage: a file, what it then holds (null: nothing, it is removed), and the check that names it once it is committed. */
interface Damage {
  readonly check: string;
  readonly path: () => string;
  readonly bytes: (path: string) => string | Buffer | null;
  /** Whether it is healed though somebody committed it. @default true */
  readonly isHealed?: boolean;
}

const OTHER = 'a value that\nno run ever had';
const DAMAGES: Readonly<Record<string, Damage>> = {
  'a missing value': { check: 'values', path: () => fileWith('value'), bytes: () => null },
  'another text for a value': { check: 'values', path: () => fileWith('value'), bytes: () => OTHER },
  'an extra value': { check: 'values', path: () => valuePath(sha256(OTHER)), bytes: () => OTHER, isHealed: false },
  'a wrong change set': {
    check: 'change sets',
    path: () => fileWith('changes', '"added":1'),
    bytes: (path) => edited(path, /"added":1/, '"added":2'),
  },
  'a missing change set': { check: 'change sets', path: () => fileWith('changes'), bytes: () => null },
  'a change set of a run that changed nothing': {
    check: 'change sets',
    path: () => subject.list('snapshot')[1]?.replace('runs', 'changes') ?? '',
    bytes: (path) => {
      const run = Number(/(\d+)\.json/.exec(path)?.[1]);
      const [some = ''] = subject.list('changes');
      return toCanonicalJson({ ...(JSON.parse(subject.read(some).toString()) as object), run });
    },
  },
  'a change set with a byte order mark': {
    check: 'documents',
    path: () => fileWith('changes'),
    bytes: (path) => `\uFEFF${subject.read(path).toString()}`,
  },
  'a change set with a member twice': {
    check: 'documents',
    path: () => fileWith('changes'),
    bytes: (path) => edited(path, /"format": 1/, '"format": 1,\n  "format": 1'),
  },
  'a change set that is no object': { check: 'documents', path: () => fileWith('changes'), bytes: () => 'null\n' },
  'a wrong timeline': {
    check: 'timelines',
    path: () => fileWith('timeline', '"value":"'),
    bytes: (path) => edited(path, /"value":"/, '"value":"x'),
  },
  'a timeline of nothing': {
    check: 'timelines',
    path: () => 'parameters/HCAL_HF/NOTHING.json',
    bytes: () =>
      toCanonicalJson({ format: 1, parameter: 'NOTHING', partition: 'HCAL_HF', starts: [{ from: 1, value: 'x' }] }),
  },
  'a timeline of another type': {
    check: 'documents',
    path: () => fileWith('timeline'),
    bytes: () => toCanonicalJson({ format: 1, parameter: 'A', partition: 'HCAL_HF', starts: null }),
  },
  'a wrong current value': { check: 'current values', path: () => fileWith('current'), bytes: () => 'wrong' },
  'a missing current value': { check: 'current values', path: () => fileWith('current'), bytes: () => null },
  'a picture for a current value': {
    check: 'current values',
    path: () => fileWith('current'),
    bytes: () => Buffer.from([137, 80, 78, 71, 0, 255]),
  },
  'a missing index': { check: 'documents', path: () => fileWith('index'), bytes: () => null },
  'an index without runs': {
    check: 'indexes',
    path: () => fileWith('index'),
    bytes: () => toCanonicalJson({ format: 1, runs: {} }),
  },
  'an index of another type': {
    check: 'documents',
    path: () => fileWith('index'),
    bytes: () => '{"format":1,"runs":null}\n',
  },
  'a digest of an index': {
    check: 'indexes',
    path: () => fileWith('index'),
    bytes: (path) => edited(path, /"digest":"[0-9a-f]{4}/, '"digest":"0000'),
  },
  'why a run has no snapshot': {
    check: 'indexes',
    path: () => fileWith('index', '"never-ran"'),
    bytes: (path) => edited(path, /no RC_STATE row says Running/, 'it never did'),
  },
  'settings in force that there are none of': {
    check: 'documents',
    path: () => fileWith('format'),
    bytes: (path) => edited(path, /"settings": "..../, '"settings": "0000'),
  },
  'a format file of nothing': { check: 'documents', path: () => 'format.json', bytes: () => '' },
  'a format file that is a picture': {
    check: 'documents',
    path: () => 'format.json',
    bytes: () => Buffer.from([137, 80, 78, 71, 0, 255]),
  },
  'a format file of another version': {
    check: 'documents',
    path: () => 'format.json',
    bytes: (path) => edited(path, /"format": 1/, '"format": 2'),
  },
  'missing settings': { check: 'documents', path: () => fileWith('settings'), bytes: () => null },
  'a missing snapshot': { check: 'snapshots', path: () => fileWith('snapshot'), bytes: () => null, isHealed: false },
  'a snapshot with another reading': {
    check: 'snapshots',
    path: () => fileWith('snapshot', 'CONFIG_TIME'),
    bytes: (path) => edited(path, /("HCAL_HF:CONFIG_TIME": .*"value":")/, '$1x'),
    isHealed: false,
  },
  'a snapshot of no run': {
    check: 'documents',
    path: () => 'runs/0/12.json',
    bytes: () => '{"format":1,"readings":[]}\n',
    isHealed: false,
  },
};

describe('what somebody committed is found, and healed unless it is of what was read', () => {
  afterEach(() => subject.reset());

  it.each(Object.entries(DAMAGES))('%s', async (_, { check, path: choose, bytes, isHealed = true }) => {
    const path = choose();
    subject.damage(path, bytes(path), 'commit');
    const { code, err, answer } = await subject.verify('--repair');
    expect(firstOf(answer, check)).toBe(path);
    expect({ code, err, isRepaired: answer?.repaired.length !== 0 }).toEqual({
      code: isHealed ? 0 : 1,
      err: '',
      isRepaired: isHealed,
    });
    expect(subject.isWhole()).toBe(isHealed);
  });
});

it('an archive of another version, of which more than the format file says so, is named and left as it is', async () => {
  subject.damage('format.json', edited('format.json', /"format": 1/, '"format": 2'), 'commit');
  const path = fileWith('timeline');
  subject.damage(path, edited(path, /"format": 1/, '"format": 2'), 'commit');
  for (const words of [[], ['--repair']]) {
    const { code, answer, err } = await subject.verify(...words);
    expect({ code, answer }).toEqual({ code: 1, answer: null });
    expect(err).toMatch(/^runinfo: format\.json of the archive .* does not say "format": 1; it is of another version/);
  }
  expect(subject.read(path).toString()).toContain('"format": 2');
  subject.reset();
});

it('a format file that nobody committed whole is made again from the newest run', async () => {
  const place = makePlace();
  place.file.add(100, { values: { HF: { [TAG]: 'v1' } } });
  await collect(place);
  const whole = readFileSync(join(place.archive, 'format.json'), 'utf8');
  writeFileSync(join(place.archive, 'format.json'), '');
  const identity = ['-c', 'user.name=RunInfo Differ', '-c', 'user.email=runinfo-differ@localhost'];
  await place.git(...identity, 'commit', '--quiet', '--all', '--amend', '--no-edit');
  expect(await place.run(['tick', '--quiet'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('runinfo verify --repair') as string,
  });
  expect(await place.ask(['verify', '--repair'])).toMatchObject({
    ok: true,
    repaired: [{ check: 'documents', count: 1, first: { path: 'format.json' } }],
  });
  expect(readFileSync(join(place.archive, 'format.json'), 'utf8')).toBe(whole);
});

it('the same in the work tree, all at once: everything is found, and put back but for what was never committed', async () => {
  const isNew = ({ path }: Damage) => !existsSync(join(subject.place.archive, path()));
  const fresh = Object.values(DAMAGES)
    .filter(isNew)
    .map(({ path }) => path());
  const damaged = new Map(Object.values(DAMAGES).map(({ path, bytes }) => [path(), bytes(path())]));
  for (const [path, content] of damaged) subject.damage(path, content, 'work tree');
  const workTree = async (...more: string[]) => {
    const { code, answer } = await subject.verify(...more);
    return { code, wrong: answer?.checks.find(({ check }) => check === 'work tree')?.wrong };
  };
  expect(await workTree()).toEqual({ code: 1, wrong: damaged.size });
  expect(await workTree('--repair')).toEqual({ code: 1, wrong: fresh.length });
  for (const path of fresh) subject.damage(path, null, 'work tree');
  expect(await workTree()).toEqual({ code: 0, wrong: 0 });
  expect(subject.isWhole()).toBe(true);
});

it('a damage that is only looked at, or tried to be repaired, changes nothing', async () => {
  const path = fileWith('timeline');
  subject.damage(path, 'wrong', 'commit');
  subject.damage(path, 'also wrong', 'work tree');
  const found = await subject.verify();
  expect(found).toMatchObject({ code: 1, err: '', answer: { ok: false, repaired: [] } });
  expect(await subject.verify('--repair', '--dry-run')).toEqual(found);
  const dry = await subject.place.run(['verify', '--repair', '--dry-run']);
  expect(dry.out).toMatch(/\nNothing was put right: without --dry-run, --repair does what it can\n$/);
  expect(subject.read(path).toString()).toBe('also wrong');
  const lock = takeLock('state', subject.place.state, 0);
  expect(await subject.verify('--repair')).toMatchObject({
    code: 75,
    err: expect.stringContaining('try again') as string,
  });
  lock.release();
  expect(await subject.verify('--repair')).toMatchObject({ code: 0, err: '' });
  expect(subject.isWhole()).toBe(true);
  subject.reset();
});

it('an archive that is not there yet, or is something else, is named', async () => {
  const place = makePlace();
  expect(await place.run(['verify'])).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringContaining('no run yet') as string,
  });
  mkdirSync(place.archive);
  writeFileSync(join(place.archive, 'mine.txt'), 'mine');
  expect(await place.run(['verify', '--repair'])).toMatchObject({ code: 1, out: '' });
  expect(readFileSync(join(place.archive, 'mine.txt'), 'utf8')).toBe('mine');
});

it('what a run says that was read again is kept, though no snapshot names it any more', async () => {
  const place = makePlace();
  place.file.add(100, { values: { HF: { [LPM]: 'one\ntwo' } }, start: NOON - 600_000, stop: null });
  await collect(place);
  place.file.publish(100, `CMS.HCAL_HF:${LPM}`, 'one\nthree', NOON);
  place.file.stop(100, NOON);
  place.clock.now = NOON + 60_000;
  await collect(place);
  place.file.publish(100, `CMS.HCAL_HF:${LPM}`, 'one\nfour', NOON + 60_000);
  place.clock.now = NOON + 3_600_000;
  await collect(place);
  expect((await place.git('ls-files', 'values')).split('\n')).toHaveLength(3);
  expect(await place.ask(['verify'])).toMatchObject({ ok: true });
});

it('somebody who commits a wrong change set, and the repair of it, announce nothing', async () => {
  const place = makePlace();
  for (const [index, tag] of ['v1', 'v2'].entries()) place.file.add(100 + index, { values: { HF: { [TAG]: tag } } });
  await collect(place);
  const path = join(place.archive, 'changes/0/101.json');
  writeFileSync(path, readFileSync(path, 'utf8').replace('v2', 'v9'));
  await place.git('-c', 'user.name=Anna', '-c', 'user.email=a@b', 'commit', '--quiet', '--all', '-m', 'By hand');
  expect((await collect(place)).messages).toEqual([]);
  expect(await place.ask(['verify', '--repair'])).toMatchObject({
    ok: true,
    repaired: [{ check: 'change sets', count: 1, first: { path: 'changes/0/101.json' } }],
  });
  expect(await place.git('log', '-1', '--format=%s')).toBe('Settings: repaired');
  expect((await collect(place)).messages).toEqual([]);
});

it('a page that is missing, edited or nobody\u2019s is found, and rendered or removed by --repair', async () => {
  const place = makePlace();
  for (const [index, tag] of ['v1', 'v2', 'v3'].entries())
    place.file.add(100 + index, { values: { HF: { [TAG]: tag } } });
  const environment = { RUNINFO_PUBLISH_DATA: 'true' };
  const verify = async (...more: string[]) => {
    const { code, out } = await place.run(['verify', '--json', ...more], environment);
    return { code, answer: JSON.parse(out) as VerifyAnswer };
  };
  await place.run(['tick', '--quiet'], environment);
  const before = digestSite(place.site);
  const file = (path: string) => join(place.site, path);
  rmSync(file('runs/101/index.html'));
  rmSync(file('search/blocks.json'));
  writeFileSync(file('runs/102/index.html'), 'edited');
  writeFileSync(file('api/changes/0/101.json'), '{}');
  writeFileSync(file('stray.html'), 'stray');
  rmSync(file('data/runs/thousand=0/part.parquet'));
  const found = await verify();
  expect(found).toMatchObject({ code: 1, answer: { ok: false } });
  expect(found.answer.checks.slice(-2)).toMatchObject([
    { check: 'site', wrong: 5, first: { path: '/api/changes/0/101.json' } },
    { check: 'tables', wrong: 1, first: { path: 'runs/thousand=0/part.parquet' } },
  ]);
  expect(digestSite(place.site)).not.toEqual(before);
  const { code, answer } = await verify('--repair');
  expect({ code, repaired: answer.repaired.map(({ check, count }) => [check, count]) }).toEqual({
    code: 0,
    repaired: [
      ['site', 5],
      ['tables', 1],
    ],
  });
  expect(digestSite(place.site)).toEqual(before);
});
