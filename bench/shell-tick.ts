import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { timeProcess } from './commands.ts';
import { ELEVENTY_ALONE } from './eleventy-alone.ts';
import type { Installation } from './installation.ts';

/** The rows of the newest run, as anybody would ask for them. */
const NEWEST = `SELECT NAME, TIME, coalesce(VALUE, STRING_VALUE) FROM RUNSESSION_PARAMETER
  LEFT JOIN RUNSESSION_STRING ON RUNSESSION_PARAMETER_ID = ID
  WHERE RUNNUMBER = (SELECT max(RUNNUMBER) FROM RUNSESSION_PARAMETER) ORDER BY NAME, VALUE_INDEX`;

const SCRIPT = `set -e
cd "$1"
sqlite3 -json "$2" "$3" >newest.json
git add newest.json
git -c user.name=a -c user.email=a@localhost commit --quiet --message run
shift 3
exec "$@"`;

/** Whether this machine has what a tick by hand takes. */
export function hasSqlite(): boolean {
  return spawnSync('sqlite3', ['--version']).status === 0;
}

/**
 * What somebody would write instead of a tick: the rows of the newest run as a file under git, and Eleventy. No comparison, no
 * timelines, no messages.
 * @param views files of the view models that Eleventy renders
 * @returns milliseconds
 */
export function timeShellTick(installation: Installation, views: readonly string[]): number {
  const folder = join(installation.folder, 'shell');
  if (!existsSync(folder)) timeProcess('git', ['init', '--quiet', folder], installation);
  const source = join(installation.folder, 'runinfo.sqlite');
  const eleventy = [process.execPath, ELEVENTY_ALONE, join(folder, 'site'), ...views];
  return timeProcess('sh', ['-c', SCRIPT, 'sh', folder, source, NEWEST, ...eleventy], installation);
}
