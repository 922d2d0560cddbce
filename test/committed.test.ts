import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../archive/documents/canonical.ts';
import { valuePath } from '../archive/documents/layout.ts';
import type { Place } from './original/place.ts';
import { addRun, answersOf, inTurn, LATEST, newest, shareThreeRuns, swap, testDamages } from './steps/damaged-files.ts';
import { firstLines } from './support/place-with-settings.ts';
import { startWebhook } from './support/webhook.ts';

const threeRuns = shareThreeRuns();
const { copy: archiveThreeRuns, expectedCommit } = threeRuns;

// Each damage to every file: npm run test:faults.
testDamages(threeRuns, { 'damaged in many ways': inTurn(0), 'damaged in other ways': inTurn(5) });

/** Writes files that git does not know into an archive of three runs. */
function writeUnknown(files: Readonly<Record<string, string>>): Place {
  const place = archiveThreeRuns();
  for (const [path, text] of Object.entries(files)) {
    const file = join(place.archive, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return place;
}

describe('files that git does not know are not read, and stay as they are', () => {
  it('wherever they are', async () => {
    const files = {
      'runs/999/index.json': '{"format":1,"runs":{"999999":{"kind":"gap","start":null,"stop":null,"why":"theirs"}}}',
      'runs/0/99.json': '{"format":1,"readings":{}}',
      'changes/0/101.bak': 'theirs',
      'parameters/HCAL_HF/OTHER.json': '{"format":1,"starts":[]}',
      'current/HCAL_HF/OTHER': 'theirs',
      'settings/0123456789abcdef.json': '{"format":1,"rules":{}}',
      'values/00/0.txt': 'theirs',
      'notes/100.md': 'theirs',
      'picture.png': '\u0000\u0001',
    };
    const place = writeUnknown(files);
    expect(await addRun(place)).toBe('');
    expect(await newest(place)).toBe(await expectedCommit());
    for (const [path, text] of Object.entries(files)) {
      expect({ path, text: readFileSync(join(place.archive, path), 'utf8') }).toEqual({ path, text });
    }
  });

  it('unless a run brings them: then that is committed', async () => {
    const files = {
      [valuePath(sha256(LATEST))]: LATEST,
      'changes/0/103.json': '{"format":1,"changes":[]}',
      'runs/0/103.json': '{"format":1,"readings":{}}',
      'parameters/HCAL_HF/uHTRManager_Firmware_Crate1.json': '{"format":1,"starts":[]}',
      'current/HCAL_HF/uHTRManager_Firmware_Crate1': 'n',
    };
    const place = writeUnknown(files);
    expect(await addRun(place)).toBe('');
    expect(await newest(place)).toBe(await expectedCommit());
    expect((await place.git('ls-files')).split('\n')).toEqual(expect.arrayContaining(Object.keys(files)));
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
  expect(await newest(place)).toBe(await expectedCommit());
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
    expect(await newest(place)).toBe(await expectedCommit());
    expect((await place.run(['doctor'])).out).not.toContain('interrupted');
  },
);

it('a folder on another branch is read as the branch of the archive has it', async () => {
  const place = archiveThreeRuns();
  await place.git('checkout', '--quiet', '-b', 'theirs', 'HEAD~1');
  await addRun(place);
  expect(await newest(place)).toBe(await expectedCommit());
});

describe('a question by hand is answered from what HEAD has, and alters nothing', () => {
  it('as metrics, too', async () => {
    const place = archiveThreeRuns();
    const before = await place.run(['status', '--prometheus']);
    rmSync(join(place.archive, 'runs'), { recursive: true });
    expect(await place.run(['status', '--prometheus'])).toEqual(before);
    expect(before.out).toContain('runinfo_newest_run 102');
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
