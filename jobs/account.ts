import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { isThere } from '../archive/store/files.ts';
import { RunInfoError } from '../model/errors.ts';
import type { Settings } from './config/load.ts';

/**
 * Refuses root where archive, state or site belong to another account, which could not replace what root writes there.
 * @param isRoot whether this is root
 * @throws RunInfoError `usage`
 */
export function refuseRoot({ allowRoot, archive, state, site }: Settings, isRoot: boolean): void {
  if (!isRoot || allowRoot) return;
  for (const folder of [archive, state, site]) {
    const existing = nearestExisting(folder);
    const { uid } = statSync(existing);
    if (uid === 0) continue;
    throw new RunInfoError(
      'usage',
      `this is root, and ${existing} belongs to another account: run it as that one (sudo -u '#${uid}' runinfo …); ` +
        'where there is no other, as in a container, set allowRoot: true or RUNINFO_ALLOW_ROOT=true',
    );
  }
}

/** A folder, or the nearest one above it that is there. */
export function nearestExisting(folder: string): string {
  return isThere(folder) || dirname(folder) === folder ? folder : nearestExisting(dirname(folder));
}
