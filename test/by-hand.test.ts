import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { collect, makePlace, type Place } from './original/place.ts';
import { tagged } from './support/told-runs.ts';

it('attributes that somebody commits to the archive change no file of it', async () => {
  const place = makePlace();
  place.file.add(100, tagged('v1'));
  await collect(place);
  writeFileSync(join(place.archive, '.gitattributes'), '* text=auto\n');
  await place.git('add', '.gitattributes');
  await place.git('-c', 'user.name=A', '-c', 'user.email=a@b', 'commit', '-q', '-m', 'by hand');
  place.file.add(101, { values: { HF: { CFGDOC_TXT: `b\r\n${'c'.repeat(300)}` } } });
  await collect(place);
  expect(await place.git('status', '--porcelain')).toBe('');
  writeFileSync(join(place.archive, 'NOTES.md'), 'note\n');
  await place.git('add', '--all');
  await place.git('-c', 'user.name=A', '-c', 'user.email=a@b', 'commit', '-q', '-m', 'by hand');
  expect(await place.run(['verify'])).toMatchObject({ code: 0 });
});

it('what this program committed is its own, also where somebody merged it into a commit of theirs', async () => {
  const place = makePlace();
  place.file.add(100, tagged('v1'));
  await collect(place);
  await place.git('branch', 'side');
  place.file.add(101, tagged('v2'));
  await collect(place);
  const who = ['-c', 'user.name=A', '-c', 'user.email=a@b'];
  await place.git('checkout', '-q', 'side');
  await place.git(...who, 'commit', '-q', '--allow-empty', '-m', 'by hand');
  await place.git(...who, 'merge', '-q', '--no-edit', 'main');
  await place.git('checkout', '-q', 'main');
  await place.git('merge', '-q', '--ff-only', 'side');
  const { code, out } = await place.run(['verify']);
  expect([code, out]).toEqual([0, expect.not.stringContaining('git rm')]);
});

it.each([
  ['the branch', async (place: Place) => place.git('branch', '-m', 'main', 'master'), /^git -C \S+ branch main \S+/],
  ['HEAD', async (place: Place) => rmSync(join(place.archive, '.git/HEAD')), /^echo "[^"]+" > \S+/],
])(
  'an archive of which %s is missing is not taken for an empty one, and what is advised mends it',
  async (_, lose, mend) => {
    const place = makePlace();
    place.file.add(100, tagged('v1'));
    await collect(place);
    await lose(place);
    const said = await Promise.all(
      [['runs'], ['changes', '100'], ['tick', '--only', 'snapshot,notify', '--quiet']].map((words) => place.run(words)),
    );
    for (const { code, err } of said) expect([code, err]).toEqual([1, expect.stringContaining('is missing: ')]);
    const [command = ''] = mend.exec(said[0]?.err.split('is missing: ')[1] ?? '') ?? [];
    execFileSync('sh', ['-c', command]);
    expect(await place.run(['runs'])).toMatchObject({ code: 0, out: expect.stringContaining('100') as string });
    expect(await place.run(['tick', '--only', 'snapshot,notify', '--quiet'])).toEqual({ code: 0, out: '', err: '' });
  },
);

it.each([
  ['a line that goes', (index: string) => index.replace(/ {4}"101": .*\n/, '')],
  ['a line that says something else', (index: string) => index.replace('no RC_STATE', 'no STATE')],
  ['a run that is taken in', (index: string) => index.replace('"100": {', '"100": {"accepted":true,')],
])('what somebody did to an index is found and mended after later ticks, too: %s', async (_, edit) => {
  const place = makePlace();
  place.file.add(100, tagged('v1'));
  place.file.add(101, { ...tagged('v1'), states: [] });
  place.file.add(102, tagged('v1'));
  await collect(place);
  const path = join(place.archive, 'runs/0/index.json');
  const before = readFileSync(path, 'utf8');
  writeFileSync(path, edit(before));
  expect(readFileSync(path, 'utf8')).not.toBe(before);
  await place.git('-c', 'user.name=A', '-c', 'user.email=a@b', 'commit', '-q', '-a', '-m', 'by hand');
  place.file.add(103, tagged('v1'));
  // Else the tick would read a run once more of which the archive knows nothing.
  const ticked = await place.run(['tick', '--only', 'snapshot,notify', '--quiet'], { RUNINFO_LOOK_BACK: '0' });
  expect(ticked).toMatchObject({ code: 0 });
  const { code, out } = await place.run(['verify']);
  expect([code, out]).toEqual([1, expect.stringContaining('runs/0/index.json')]);
  expect(await place.run(['verify', '--repair'])).toMatchObject({ code: 0 });
  expect(await place.run(['verify'])).toMatchObject({ code: 0 });
  const lineOf = (text: string, run: number) => (JSON.parse(text) as { runs: Record<string, unknown> }).runs[run];
  for (const run of [100, 101, 102]) expect(lineOf(readFileSync(path, 'utf8'), run)).toEqual(lineOf(before, run));
});
