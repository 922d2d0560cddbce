import { readFileSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../archive/documents/canonical.ts';
import { valuePath } from '../../archive/documents/layout.ts';
import { copyPlace, sharePlace, type Place } from '../original/place.ts';
import { LPM, TAG } from '../original/run-info.ts';

const hf = (tag: string, lpm: string, more: Readonly<Record<string, string>> = {}) => ({
  values: { HF: { [TAG]: tag, [LPM]: lpm, ...more } },
});
export const LATEST = 'one\nthree';
const VALUE = valuePath(sha256('one\ntwo'));

/** Three runs in the archive, of which the last is the base run of the one that comes next. */
export interface ThreeRuns {
  /** For reading only. */
  readonly original: Place;
  readonly copy: () => Place;
  /** The commit that the new run comes to where nobody touched the archive. */
  readonly expectedCommit: () => Promise<string>;
}

/** Archives three runs once for the tests of a file. */
export function shareThreeRuns(): ThreeRuns {
  const { place, tell } = sharePlace(100, ['tick', '--only', 'snapshot,notify', '--quiet']);
  tell(hf('v1', 'one'), hf('v1', 'one\ntwo'), hf('v2', 'one\ntwo'));
  const copy = () => copyPlace(place);
  let cached: string | null = null;
  const expectedCommit = async () => {
    if (cached !== null) return cached;
    const untouched = copy();
    expect(await addRun(untouched)).toBe('');
    return (cached = await newest(untouched));
  };
  return { original: place, copy, expectedCommit };
}

/** One more run, which changes something, in one more tick. Gives what the tick said. */
export async function addRun(place: Place): Promise<string> {
  place.file.add(103, hf('v3', LATEST, { uHTRManager_Firmware_Crate1: 'n' }));
  const { code, err } = await place.run(['tick', '--only', 'snapshot,notify', '--quiet']);
  expect({ code, err }).toMatchObject({ code: 0 });
  return err;
}

/** The newest commit. */
export const newest = async (place: Place) => place.git('rev-parse', 'main');

/** Edits a text so that it stays as long as it is, and well formed. */
export const swap = (text: string) =>
  text.replace(/v2|"changes":1|two|settings": "./, (found) => `${found.slice(0, -1)}7`);

export const READ = [
  'runs/0/index.json',
  'runs/0/102.json',
  `parameters/HCAL_HF/${TAG}.json`,
  `current/HCAL_HF/${TAG}`,
  VALUE,
  'format.json',
];
type Damage = (path: string, index: number) => void;

export const DAMAGES: Readonly<Record<string, Damage>> = {
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

/** Every damage in turn, the first of them to the file at some place: two that are five apart do each to some file. */
export const inTurn =
  (shift: number): Damage =>
  (path, index) => {
    const all = Object.values(DAMAGES);
    all[(index + shift) % all.length]?.(path, index);
  };

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
export async function answersOf(place: Place) {
  const words = QUESTIONS.flatMap((question) => [question, [...question, '--json']]);
  return Promise.all(words.map(async (each) => ({ ...(await place.run(each)), question: each.join(' ') })));
}

/** The files that the questions are answered from. */
const ASKED = [
  ...READ.filter((path) => path !== 'format.json'),
  'runs/0/100.json',
  'changes/0/102.json',
  `parameters/HCAL_HF/${LPM}.json`,
];

/** The tests of what becomes of damaged files: under each of some damages, to all of them. */
export function testDamages(
  { original, copy, expectedCommit }: ThreeRuns,
  damages: Readonly<Record<string, Damage>>,
): void {
  const damageAll = (place: Place, paths: readonly string[], damage: Damage) =>
    paths.forEach((path, index) => damage(join(place.archive, path), index));

  describe('what follows from a new run is derived from HEAD, and files are named and put back that are', () => {
    it.each(Object.entries(damages))('%s', async (_, damage) => {
      const place = copy();
      damageAll(place, READ, damage);
      const said = await addRun(place);
      expect(READ.filter((path) => !said.includes(path))).toEqual([]);
      expect(said).toMatch(/^runinfo: .* in the archive are not as committed: put back\n$/);
      expect(await newest(place)).toBe(await expectedCommit());
      expect(await place.git('status', '--porcelain', '--untracked-files=no')).toBe('');
    });
  });

  describe('a question by hand is answered from what HEAD has, and alters nothing', () => {
    let answers: Awaited<ReturnType<typeof answersOf>>;
    beforeAll(async () => {
      answers = await answersOf(original);
    });

    it('where all is as committed', () => {
      expect(answers.map(({ code, err }) => ({ code, err }))).toEqual(answers.map(() => ({ code: 0, err: '' })));
    });

    it.each(Object.entries(damages))('where files are %s', async (_, damage) => {
      const place = copy();
      damageAll(place, ASKED, damage);
      const status = await place.git('status', '--porcelain');
      expect(await answersOf(place)).toEqual(answers);
      expect(await place.git('status', '--porcelain')).toBe(status);
    });

    it('where a whole folder is missing', async () => {
      const place = copy();
      for (const folder of ['runs', 'parameters', 'values', 'changes']) {
        rmSync(join(place.archive, folder), { recursive: true });
      }
      expect(await answersOf(place)).toEqual(answers);
    });
  });
}
