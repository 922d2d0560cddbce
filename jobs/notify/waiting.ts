import { hasRepository } from '../../archive/store/folder.ts';
import { ArchiveWriter } from '../../archive/store/writer.ts';
import type { Settings } from '../config/load.ts';
import { checkNotify } from './health.ts';
import { readExpected } from './expected.ts';
import type { Notice } from './health.ts';
import type { State } from '../state.ts';
import { composeOptions, planAnnouncements, channelsOf } from './job.ts';

/**
 * What is wrong with messages, as far as the state and the list of expected changes tell.
 * @param now milliseconds since 1970
 */
export function listNotices({ channels, expectedFile }: Settings, state: State, now: number): Notice[] {
  return checkNotify(
    { channels, announced: state.channels, list: readExpected(expectedFile), uses: state.expected },
    now,
  );
}

/**
 * The runs that wait to be announced, by channel; messages that were refused are none of them.
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
  const channels = channelsOf(settings, state, headId);
  const plans = await planAnnouncements(archive, settings, channels, headId, async () => composeOptions(settings, now));
  return new Map(
    plans.map(({ channel, batches }) => {
      const messages = batches.flatMap((batch) => batch.messages);
      return [channel.name, [...new Set(messages.flatMap(({ runs }) => runs))]];
    }),
  );
}
