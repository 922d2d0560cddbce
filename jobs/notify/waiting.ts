import { hasRepository } from '../../archive/store/folder.ts';
import { ArchiveWriter } from '../../archive/store/writer.ts';
import type { Settings } from '../config/load.ts';
import { checkNotify, readExpected } from './index.ts';
import type { Notice } from './index.ts';
import type { State } from '../state.ts';
import { composeOptions, planAnnouncements, routesOf } from './job.ts';

/**
 * What is wrong with messages, as far as the state and the list of expected changes tell.
 * @param now milliseconds since 1970
 */
export function listNotices({ routes, expectedFile }: Settings, state: State, now: number): Notice[] {
  return checkNotify({ routes, announced: state.routes, list: readExpected(expectedFile), uses: state.expected }, now);
}

/**
 * The runs that wait to be announced, by route; messages that were refused are none of them.
 * @param now milliseconds since 1970
 * @throws RunInfoError `archive` where the archive cannot be read
 */
export async function listWaiting(
  settings: Settings,
  state: State,
  now: number,
): Promise<ReadonlyMap<string, readonly number[]>> {
  if (!hasRepository(settings.archive)) return new Map();
  const archive = await ArchiveWriter.openDry(settings.archive);
  const { headId } = archive;
  const routes = routesOf(settings, state, headId);
  const plans = await planAnnouncements(archive, settings, routes, headId, async () => composeOptions(settings, now));
  return new Map(
    plans.map(({ route, batches }) => {
      const messages = batches.flatMap((batch) => batch.messages);
      return [route.name, [...new Set(messages.flatMap(({ runs }) => runs))]];
    }),
  );
}
