import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../jobs/package-root.ts';
import { makePlace } from '../original/place.ts';
import { LPM } from '../original/run-info.ts';
import { openOracle, openSqlite, readBigValues } from '../support/sources.ts';
import { noteRow } from './row.ts';

it.for([
  ['SQLite', openSqlite],
  ['Oracle', openOracle],
] as const)('the %s source reads values of 16 MB, not only of ASCII', async ([, open], context) => {
  noteRow(context, { row: 17, cases: 1 }, []);
  expect(await readBigValues(open, 16_000_000)).toEqual([true, true]);
});

/** As many lines as are still matched with each other, and more than JavaScript takes as the arguments of one call. */
const MANY_LINES = [...Array(450_000).keys()].map((number) => `line ${number}\n`).join('');

it.for([
  ['8 million short lines', 'x\n'.repeat(8_000_000)],
  ['one line', 'x'.repeat(16_000_000)],
  ['one blank line', ' '.repeat(16_000_000)],
  ['450,000 lines of their own', MANY_LINES],
] as const)('a tick ends well on two values of many MB that are %s, in 1.5 GB', async ([, text], context) => {
  noteRow(context, { row: 17, cases: 1 }, []);
  const place = makePlace();
  place.file.add(101, { values: { HF: { [LPM]: `${text}a` } } });
  place.file.add(102, { values: { HF: { [LPM]: `b${text}` } } });
  const program = join(packageRoot(), 'dist/runinfo/cli.js');
  execFileSync(process.execPath, ['--max-old-space-size=1500', program, 'tick', '--quiet'], {
    cwd: place.folder,
    env: {
      PATH: process.env['PATH'],
      RUNINFO_SOURCE: `sqlite:${place.file.path}`,
      RUNINFO_ARCHIVE: place.archive,
      RUNINFO_SITE: place.site,
    },
  });
  expect(await place.ask(['runs'])).toMatchObject([{ run: 101 }, { run: 102, changes: 1 }]);
});
