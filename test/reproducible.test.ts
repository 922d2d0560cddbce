import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../jobs/package-root.ts';
import { makePlace, NOON } from './original/place.ts';
import { LPM, TAG } from './original/run-info.ts';
import { digestFolder, digestSite } from './support/workplace.ts';

/** A machine as the program sees it. */
const MACHINES = [
  { TZ: 'UTC', LANG: 'C', umask: '022', folder: 'a' },
  { TZ: 'Pacific/Kiritimati', LANG: 'tr_TR.UTF-8', umask: '077', folder: 'b/ümlaut & blank' },
  { TZ: 'America/St_Johns', LANG: 'de_CH.UTF-8', umask: '000', folder: `c/${'long-'.repeat(20)}` },
] as const;

it('archive and site are the same bytes in another time zone, language and folder, under another umask', () => {
  const place = makePlace();
  for (let run = 101; run <= 106; run += 1) {
    const texts = { [TAG]: `v${run % 3}`, [LPM]: `İ ı ä\nline ${run}\n`, B: 'x', a: 'y', Z: 'z', ä: 'é', I: 'ı' };
    place.file.add(run, { start: NOON - (200 - run) * 86_400_000, values: { HF: texts } });
  }
  const made = MACHINES.map(({ TZ, LANG, umask, folder }) => {
    const own = join(place.folder, folder);
    mkdirSync(own, { recursive: true });
    const program = join(packageRoot(), 'dist/runinfo/cli.js');
    execFileSync('sh', ['-c', `umask ${umask}; exec "$0" "$1" tick --quiet`, process.execPath, program], {
      cwd: own,
      env: {
        PATH: process.env['PATH'],
        TZ,
        LANG,
        LC_ALL: LANG,
        RUNINFO_SOURCE: `sqlite:${place.file.path}`,
        RUNINFO_ARCHIVE: join(own, 'archive'),
        RUNINFO_SITE: join(own, 'site'),
      },
    });
    const commit = execFileSync('git', ['-C', join(own, 'archive'), 'rev-parse', 'main'], { encoding: 'utf8' });
    return { commit, archive: digestFolder(join(own, 'archive')), site: digestSite(join(own, 'site')) };
  });
  expect(Object.keys(made[0]?.site ?? {}).length).toBeGreaterThan(50);
  for (const other of made.slice(1)) expect(other).toEqual(made[0]);
});
