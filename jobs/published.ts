import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from './config/load.ts';
import type { State } from './state.ts';

/** Whether the site folder still holds what was published. */
export function isInPlace(
  settings: Settings,
  published: State['published'],
): published is NonNullable<State['published']> {
  return published?.site === settings.site && existsSync(join(settings.site, 'index.html'));
}

/**
 * The commit up to which a message may be sent (promise 2): that of the pages that are in place, and where a deploy step
 * is set, deployed. An installation that has no site, and no address of one, has nothing to wait for.
 * @param head the archive's newest commit
 * @returns null: nothing may be sent
 */
export function announceableCommit(
  settings: Settings,
  { published, deployed }: State,
  head: string | null,
): string | null {
  const hasDeploy = settings.publish.after !== undefined;
  if (published === null && settings.siteUrl === null && !hasDeploy) return head;
  if (!isInPlace(settings, published)) return null;
  return hasDeploy ? (deployed?.commit ?? null) : published.commit;
}
