import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../archive/documents/canonical.ts';
import { valuePath } from '../archive/documents/layout.ts';
import { copyPlace, sharePlace } from './original/place.ts';
import type { Place } from './original/place.ts';
import { LPM, TAG } from './original/run-info.ts';
import { firstLines } from './support/place-with-settings.ts';
import { startWebhook } from './support/webhook.ts';

const hf = (tag: string, lpm: string, more: Readonly<Record<string, string>> = {}) => ({
  values: { HF: { [TAG]: tag, [LPM]: lpm, ...more } },
});
const LATEST = 'one\nthree';
const VALUE = valuePath(sha256('one\ntwo'));

const original = sharePlace(100, ['tick', '--only', 'snapshot,notify', '--quiet']);
original.tell(hf('v1', 'one'), hf('v1', 'one\ntwo'), hf('v2', 'one\ntwo'));

/** Three runs in the archive, of which the last is the base run of the one that comes next. */
function archiveThreeRuns(): Place {
  return copyPlace(original.place);
}

/** One more run, which changes something, in one more tick. Gives what the tick said. */
async function addRun(place: Place): Promise<string> {
  place.file.add(103, hf('v3', LATEST, { uHTRManager_Firmware_Crate1: 'n' }));
  const { code, err } = await place.run(['tick', '--only', 'snapshot,notify', '--quiet']);
  expect({ code, err }).toMatchObject({ code: 0 });
  return err;
}

/** Every file that git has, and the commit. */
async function head(place: Place): Promise<{ commit: string; paths: readonly string[] }> {
  return { commit: await place.git('rev-parse', 'main'), paths: (await place.git('ls-files')).split('\n') };
}

let cached: string | null = null;

/** The commit that the new run comes to where nobody touched the archive. */
async function expectedCommit(): Promise<string> {
  if (cached !== null) return cached;
  const place = archiveThreeRuns();
  expect(await addRun(place)).toBe('');
  cached = (await head(place)).commit;
  return cached;
}

/** Edits a text so that it stays as long as it is, and well formed. */
const swap = (text: string) => text.replace(/v2|"changes":1|two|settings": "./, (found) => `${found.slice(0, -1)}7`);

const READ = [
  'runs/0/index.json',
  'runs/0/102.json',
  `parameters/HCAL_HF/${TAG}.json`,
  `current/HCAL_HF/${TAG}`,
  VALUE,
  'format.json',
];
const DAMAGES: Readonly<Record<string, (path: string) => void>> = {
  edited: (path) => writeFileSync(path, swap(readFileSync(path, 'utf8'))),
  'edited, its dates as before': (path) => {
    const { atime, mtime } = statSync(path);
    writeFileSync(path, swap(readFileSync(path, 'utf8')));
    utimesSync(path, atime, mtime);
  },
  missing: (path) => rmSync(path),
  empty: (path) => writeFileSync(path, ''),
  'cut off': (path) => writeFileSync(path, readFileSync(path).subarray(0, 1)),
  'full of zeros': (path) => writeFileSync(path, Buffer.alloc(500)),
  'another document': (path) => writeFileSync(path, '{"format":1}\n'),
  'with a line end more': (path) => writeFileSync(path, `${readFileSync(path, 'utf8')}\n`),
  'a link to somewhere else': (path) => {
    renameSync(path, `${path}.moved`);
    writeFileSync(`${path}.moved`, 'theirs');
    symlinkSync(`${path}.moved`, path);
  },
  'not readable': (path) => {
    rmSync(path);
    symlinkSync(path, path);
  },
};

describe('what follows from a new run is derived from HEAD, and files are named and put back that are', () => {
  it.each(Object.entries(DAMAGES))('%s', async (_, damage) => {
    const place = archiveThreeRuns();
    for (const path of READ) damage(join(place.archive, path));
    const said = await addRun(place);
    expect(READ.filter((path) => !said.includes(path))).toEqual([]);
    expect(said).toMatch(/^runinfo: .* in the archive are not as committed: put back\n$/);
    expect((await head(place)).commit).toBe(await expectedCommit());
    expect(await place.git('status', '--porcelain', '--untracked-files=no')).toBe('');
  });
});

describe('a file that git does not know is not read, and stays as it is', () => {
  it.each<[string, string]>([
    ['runs/999/index.json', '{"format":1,"runs":{"999999":{"kind":"gap","start":null,"stop":null,"why":"theirs"}}}'],
    ['runs/0/99.json', '{"format":1,"readings":{}}'],
    ['changes/0/101.bak', 'theirs'],
    ['parameters/HCAL_HF/OTHER.json', '{"format":1,"starts":[]}'],
    ['current/HCAL_HF/OTHER', 'theirs'],
    ['settings/0123456789abcdef.json', '{"format":1,"rules":{}}'],
    ['values/00/0.txt', 'theirs'],
    ['notes/100.md', 'theirs'],
    ['picture.png', '\u0000\u0001'],
  ])('%s', async (path, text) => {
    const place = archiveThreeRuns();
    const file = join(place.archive, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    expect(await addRun(place)).toBe('');
    expect((await head(place)).commit).toBe(await expectedCommit());
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it.each<[string, string]>([
    [valuePath(sha256(LATEST)), LATEST],
    ['changes/0/103.json', '{"format":1,"changes":[]}'],
    ['runs/0/103.json', '{"format":1,"readings":{}}'],
    ['parameters/HCAL_HF/uHTRManager_Firmware_Crate1.json', '{"format":1,"starts":[]}'],
    ['current/HCAL_HF/uHTRManager_Firmware_Crate1', 'n'],
  ])('unless a run brings %s: then that is committed', async (path, text) => {
    const place = archiveThreeRuns();
    const file = join(place.archive, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    expect(await addRun(place)).toBe('');
    const { commit, paths } = await head(place);
    expect(commit).toBe(await expectedCommit());
    expect(paths).toContain(path);
    expect(await place.git('diff', 'HEAD')).toBe('');
  });
});

it('a whole folder that was removed is nothing lost, and a dry run only says so', async () => {
  const place = archiveThreeRuns();
  for (const folder of ['runs', 'parameters', 'values']) rmSync(join(place.archive, folder), { recursive: true });
  const before = readdirSync(place.archive);
  const dry = await place.run(['tick', '--only', 'snapshot', '--dry-run']);
  expect(dry).toMatchObject({ code: 0, err: expect.stringContaining('a tick puts back what it reads') as string });
  expect(readdirSync(place.archive)).toEqual(before);
  expect(await place.ask(['status'])).toMatchObject({
    notices: [expect.stringContaining('in the archive are not as committed') as string],
  });
  expect(await addRun(place)).toMatch(/^runinfo: runs\/0\/index\.json, .* are not as committed: put back\n$/);
  expect((await head(place)).commit).toBe(await expectedCommit());
  expect(existsSync(join(place.archive, 'runs/0/102.json'))).toBe(true);
});

it.each([
  ['empty', ''],
  ['full of zeros', '\0'.repeat(41)],
])(
  'a mark of what is checked out that a power cut left %s is mended by the next tick, as doctor says',
  async (_, text) => {
    const place = archiveThreeRuns();
    writeFileSync(join(place.archive, '.git/refs/runinfo/checked-out'), text);
    const { out } = await place.run(['doctor']);
    expect(out.replaceAll(/\s+/g, ' ')).toContain('a tick was interrupted: the next one puts that right');
    expect(await addRun(place)).toBe('');
    expect((await head(place)).commit).toBe(await expectedCommit());
    expect((await place.run(['doctor'])).out).not.toContain('interrupted');
  },
);

it('a folder on another branch is read as the branch of the archive has it', async () => {
  const place = archiveThreeRuns();
  await place.git('checkout', '--quiet', '-b', 'theirs', 'HEAD~1');
  await addRun(place);
  expect((await head(place)).commit).toBe(await expectedCommit());
});

/** What people ask by hand, of all kinds of file. */
const QUESTIONS = [
  ['changes', '102'],
  ['compare', '100', '102'],
  ['history', 'HCAL_HF', LPM],
  ['blame', '102', 'HCAL_HF', TAG],
  ['runs'],
  ['report', '--since', '100'],
  ['notify', '--preview', '102'],
];

/** The answers to these, as text and as JSON. */
async function answersOf(place: Place) {
  const words = QUESTIONS.flatMap((question) => [question, [...question, '--json']]);
  return Promise.all(words.map(async (each) => ({ ...(await place.run(each)), question: each.join(' ') })));
}

describe('a question by hand is answered from what HEAD has, and alters nothing', () => {
  const paths = [
    ...READ.filter((path) => path !== 'format.json'),
    'runs/0/100.json',
    'changes/0/102.json',
    `parameters/HCAL_HF/${LPM}.json`,
  ];

  let answers: Awaited<ReturnType<typeof answersOf>>;
  beforeAll(async () => {
    answers = await answersOf(original.place);
  });

  it('where all is as committed', () => {
    expect(answers.map(({ code, err }) => ({ code, err }))).toEqual(answers.map(() => ({ code: 0, err: '' })));
  });

  it.each(Object.entries(DAMAGES))('where files are %s', async (_, damage) => {
    const place = archiveThreeRuns();
    for (const path of paths) damage(join(place.archive, path));
    const status = await place.git('status', '--porcelain');
    expect(await answersOf(place)).toEqual(answers);
    expect(await place.git('status', '--porcelain')).toBe(status);
  });

  it('as metrics, too', async () => {
    const place = archiveThreeRuns();
    const before = await place.run(['status', '--prometheus']);
    rmSync(join(place.archive, 'runs'), { recursive: true });
    expect(await place.run(['status', '--prometheus'])).toEqual(before);
    expect(before.out).toContain('runinfo_newest_run 102');
  });

  it('where a whole folder is missing', async () => {
    const place = archiveThreeRuns();
    for (const folder of ['runs', 'parameters', 'values', 'changes']) {
      rmSync(join(place.archive, folder), { recursive: true });
    }
    expect(await answersOf(place)).toEqual(answers);
  });

  it('where a tick has committed a run whose files it writes just now', async () => {
    const place = archiveThreeRuns();
    const older = await place.git('rev-parse', 'HEAD');
    await addRun(place);
    const after = await answersOf(place);
    await place.git('checkout', '--quiet', older, '--', '.');
    expect(await answersOf(place)).toEqual(after);
  });
});

describe('a command that acts does so once, whatever the files are like', () => {
  const edit = (place: Place) => {
    const index = join(place.archive, 'runs/0/index.json');
    writeFileSync(index, swap(readFileSync(index, 'utf8')));
  };

  it('expect --from latest adds one entry', async () => {
    const place = archiveThreeRuns();
    edit(place);
    expect(await place.run(['expect', '--from', 'latest'])).toMatchObject({ code: 0, err: '' });
    expect(await place.ask(['expect'])).toMatchObject({ entries: [{ reason: 'as in run 102' }] });
  });

  it('notify --resend latest sends one message', async () => {
    const { address, received } = await startWebhook();
    const place = archiveThreeRuns();
    edit(place);
    const sent = await place.run(['notify', '--resend', 'latest'], { RUNINFO_SLACK_WEBHOOK: address });
    expect(sent).toMatchObject({ code: 0, err: '' });
    expect(firstLines(received)).toEqual(['*Run 102: 1 parameter changed (HF 1)*']);
  });
});
