import { hostname } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { sha256, toCanonicalJson } from '../../archive/documents/canonical.ts';
import { readTextFile } from '../../archive/store/files.ts';
import { hasRepository } from '../../archive/store/folder.ts';
import { writeFileAtomic } from '../../archive/store/write-file.ts';
import { MAIN, type Channel } from '../config/channels.ts';
import type { Settings } from '../config/load.ts';
import { announced, type State } from '../state.ts';

/** What was announced on a webhook, by which state; when the daily digest was last sent there, and up to which commit it counted. */
const sharedSchema = z.object({
  by: z.string(),
  announced,
  daily: z.number().nullable(),
  dailyCommit: z.string().nullable().default(null),
});

/**
 * Brings a state up to what others announced that share its archive and webhooks: what one has sent no other sends again.
 * What it announced itself is told by the state alone.
 */
export function adoptShared(settings: Settings, state: State): Pick<State, 'channels' | 'daily' | 'dailyCommit'> {
  const channels = { ...state.channels };
  let { daily, dailyCommit } = state;
  for (const channel of settings.channels) {
    const shared = readShared(settings, channel);
    if (shared === null || shared.by === nameOf(settings)) continue;
    channels[channel.name] = shared.announced;
    if (channel.name === MAIN && (shared.daily ?? 0) > (daily ?? 0)) ({ daily, dailyCommit } = shared);
  }
  return { channels, daily, dailyCommit };
}

/**
 * Keeps for others what is announced on a channel, in the archive's `.git`. Only to be called under the archive's lock. What is
 * printed, where there is no webhook, is every state's own.
 */
export function keepShared(settings: Settings, channel: Channel, { channels, daily, dailyCommit }: State): void {
  const path = pathOf(settings, channel);
  const own = channels[channel.name];
  if (path === null || own === undefined) return;
  const digest = channel.name === MAIN ? { daily, dailyCommit } : { daily: null, dailyCommit: null };
  const text = toCanonicalJson({ by: nameOf(settings), announced: own, ...digest });
  if (readTextFile(path) !== text) writeFileAtomic(path, text);
}

/** Null: nobody has announced anything yet, or what was kept is damaged. */
function readShared(settings: Settings, channel: Channel): z.infer<typeof sharedSchema> | null {
  const path = pathOf(settings, channel);
  const text = path === null ? null : readTextFile(path);
  try {
    return sharedSchema.parse(JSON.parse(text ?? ''));
  } catch {
    return null;
  }
}

/** By the digest of the webhook, which is a secret; null: there is none, or no archive. */
function pathOf({ archive }: Settings, { webhook }: Channel): string | null {
  if (webhook === null || !hasRepository(archive)) return null;
  return join(archive, '.git', `runinfo-announced-${sha256(webhook).slice(0, 16)}.json`);
}

function nameOf({ state }: Settings): string {
  return `${hostname()}:${state}`;
}
