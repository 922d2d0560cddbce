import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { timeProcess, timeRunInfo } from './commands.ts';
import type { Installation } from './installation.ts';

/** Makes a repository of some streams, in the order of their names. */
const IMPORT = `set -e
git init --quiet "$1"
for stream in "$2"/*; do git -C "$1" fast-import --quiet --done --date-format=raw <"$stream"; done`;

/**
 * How long git alone takes to import what a backfill gives it: the archive is made once more, elsewhere, by a git that keeps
 * what it is given.
 * @returns milliseconds
 */
export function timeFastImport(installation: Installation): number {
  const folder = join(installation.folder, 'fast-import');
  const [keeper, streams] = [join(folder, 'keeper'), join(folder, 'streams')];
  for (const path of [keeper, streams]) mkdirSync(path, { recursive: true });
  const git = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  writeFileSync(join(keeper, 'git'), makeKeeper(git, streams), { mode: 0o755 });
  const environment = {
    ...installation.environment,
    RUNINFO_ARCHIVE: join(folder, 'archive'),
    RUNINFO_STATE: join(folder, 'state'),
    PATH: `${keeper}:${process.env['PATH'] ?? ''}`,
  };
  timeRunInfo(['snapshot', '--quiet'], { folder, environment });
  const time = timeProcess('sh', ['-c', IMPORT, 'sh', join(folder, 'alone'), streams], installation);
  rmSync(folder, { recursive: true });
  return time;
}

/** A program that is found before git, hands everything on to it, and keeps what is imported. */
function makeKeeper(git: string, streams: string): string {
  return `#!/bin/sh
case " $* " in
  *" fast-import "*) tee "${streams}/$(date +%s%N)" | "${git}" "$@" ;;
  *) exec "${git}" "$@" ;;
esac
`;
}
