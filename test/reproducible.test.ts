import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../jobs/package-root.ts';
import { makePlace, NOON, type Place } from './original/place.ts';
import { LPM, TAG } from './original/run-info.ts';
import { digestFolder, digestSite } from './support/workplace.ts';

/** A machine as the program sees it. The lines of Node are those of `test/faults/package.test.ts`. */
const MACHINES = [
  { TZ: 'UTC', LANG: 'C', umask: '022', folder: 'a', isBackwards: false },
  { TZ: 'Pacific/Kiritimati', LANG: 'tr_TR.UTF-8', umask: '077', folder: 'b/ümlaut & blank', isBackwards: true },
  { TZ: 'America/St_Johns', LANG: 'de_CH.UTF-8', umask: '000', folder: `c/${'long-'.repeat(20)}`, isBackwards: false },
] as const;
type Machine = (typeof MACHINES)[number];

const NOTES = Array.from({ length: 6 }, (_, index) => `${101 + index}.md`);

/** Runs the program as a machine does. */
function run(place: Place, { TZ, LANG, umask }: Machine, own: string, words: string): void {
  const program = join(packageRoot(), 'dist/runinfo/cli.js');
  execFileSync('sh', ['-c', `umask ${umask}; exec "$0" "$1" ${words} --quiet`, process.execPath, program], {
    cwd: own,
    env: {
      PATH: process.env['PATH'],
      TZ,
      LANG,
      LC_ALL: LANG,
      RUNINFO_SOURCE: `sqlite:${place.file.path}`,
      RUNINFO_ARCHIVE: join(own, 'archive'),
      RUNINFO_SITE: join(own, 'site'),
      RUNINFO_NOTES: join(own, 'notes'),
    },
  });
}

/** Copies files one by one, the last one first: a file system may list them as they came. */
function copyBackwards(from: string, to: string): void {
  const entries = readdirSync(from, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  // Git wants its folders, also those without a file.
  cpSync(from, to, { recursive: true, filter: (path) => !files.includes(path) });
  for (const file of files.sort().toReversed()) {
    const copy = join(to, file.slice(from.length));
    mkdirSync(dirname(copy), { recursive: true });
    cpSync(file, copy);
  }
}

it('archive and site are the same bytes in another time zone, language and folder, with another umask and order of files', () => {
  const place = makePlace();
  for (let number = 101; number <= 106; number += 1) {
    const texts = {
      [TAG]: `v${number % 3}`,
      [LPM]: `İ ı ä\nline ${number}\n`,
      B: 'x',
      a: 'y',
      Z: 'z',
      ä: 'é',
      I: 'ı',
      i: 'İ',
    };
    place.file.add(number, { start: NOON - (200 - number) * 86_400_000, values: { HF: texts } });
  }
  const made = MACHINES.map((machine) => {
    const own = join(place.folder, machine.folder);
    mkdirSync(join(own, 'notes'), { recursive: true });
    for (const note of machine.isBackwards ? NOTES.toReversed() : NOTES) writeFileSync(join(own, 'notes', note), note);
    run(place, machine, own, 'tick');
    const commit = execFileSync('git', ['-C', join(own, 'archive'), 'rev-parse', 'main'], { encoding: 'utf8' });
    return { commit, archive: digestFolder(join(own, 'archive')), site: digestSite(join(own, 'site')) };
  });
  expect(Object.keys(made[0]?.site ?? {}).length).toBeGreaterThan(50);
  for (const other of made.slice(1)) expect(other).toEqual(made[0]);

  const [machine] = MACHINES;
  const copied = join(place.folder, 'copied');
  copyBackwards(join(place.folder, machine.folder, 'archive'), join(copied, 'archive'));
  copyBackwards(join(place.folder, machine.folder, 'notes'), join(copied, 'notes'));
  run(place, machine, copied, 'publish');
  expect(digestSite(join(copied, 'site'))).toEqual(made[0]?.site);
});
