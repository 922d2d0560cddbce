import { readFormat, readSettings } from '../../archive/documents/documents.ts';
import type { ArchiveReader } from '../../archive/documents/reader.ts';
import type { Rules } from '../../model/rules.ts';
import { MAIN, type Channel } from './channels.ts';
import type { Settings } from './load.ts';
import { withDefaults } from './preset.ts';
import { NO_SOURCE } from './schema.ts';

/**
 * The settings of a machine that only reads what another one collects: runs are interpreted as that one does, whatever its
 * own settings say. Where runs are collected, or nothing is archived yet, they are its own.
 */
export function followArchive(settings: Settings, archive: ArchiveReader): Settings {
  const rulesDigest = settings.source === NO_SOURCE ? (readFormat(archive)?.settings ?? null) : null;
  const archivedRules = rulesDigest === null ? null : readSettings(archive, rulesDigest);
  if (archivedRules === null || rulesDigest === null) return settings;
  // What is a secret here is told by this machine's own settings, whoever may push to the remote.
  const rules = { ...withDefaults(archivedRules), redact: settings.rules.redact };
  const channels = fitChannels(settings.channels, settings.rules, rules);
  return { ...settings, rules, archivedRules, rulesDigest, channels };
}

/** Channels that take all partitions take all that the archive has; what none would take goes to the main one. */
function fitChannels(channels: readonly Channel[], own: Rules, { partitions }: Rules): Channel[] {
  const takesAll = (channel: Channel) => own.partitions.every((name) => channel.partitions.includes(name));
  const isTaken = (name: string) => channels.some((channel) => takesAll(channel) || channel.partitions.includes(name));
  const left = partitions.filter((name) => !isTaken(name));
  return channels.map((channel) => {
    if (takesAll(channel)) return { ...channel, partitions };
    return channel.name === MAIN ? { ...channel, partitions: [...channel.partitions, ...left] } : channel;
  });
}
