import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { packageRoot } from '../jobs/package-root.ts';
import { RunInfoFile } from './original/run-info.ts';
import { makeWorkplace } from './support/workplace.ts';

/** Starts in a directory that is removed before or after it is asked for, and runs the program there. */
const SCRIPT = `import { mkdtempSync, rmdirSync } from 'node:fs';
const [, first, program, ...words] = process.argv;
const folder = mkdtempSync('here-');
process.chdir(folder);
if (first === 'ask') process.cwd();
rmdirSync('../' + folder);
process.argv = [process.argv[0], program, ...words];
await import(program);`;

/** @param first whether the directory was there when the program asked for it */
function runInRemoved(first: 'ask' | 'remove') {
  const place = makeWorkplace('');
  const source = new RunInfoFile(place.folder);
  source.add(101);
  const program = pathToFileURL(join(packageRoot(), 'dist/runinfo/cli.js')).href;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', SCRIPT, first, program, 'tick'],
    {
      cwd: place.folder,
      env: {
        PATH: process.env['PATH'],
        RUNINFO_SOURCE: `sqlite:${source.path}`,
        RUNINFO_ARCHIVE: place.archive,
        RUNINFO_SITE: place.site,
      },
      encoding: 'utf8',
      timeout: 120_000,
    },
  );
  return { status, stdout, stderr };
}

it('pages are made although the current directory is removed meanwhile', () => {
  expect(runInRemoved('ask')).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^1 commit.* files of the site written/) as string,
  });
});

it('a command that begins in a directory that is gone says so in a line', () => {
  const stderr = 'runinfo: the current directory is no longer there: change to another one\n';
  expect(runInRemoved('remove')).toEqual({ status: 2, stdout: '', stderr });
});
