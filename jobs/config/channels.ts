import { sha256 } from '../../archive/documents/canonical.ts';
import { partitionNamed } from '../../model/rules.ts';
import { formOf, type FormName } from '../notify/channels/index.ts';
import type { Preset } from './preset.ts';
import type { ChannelSettings } from './schema.ts';
import { readSecret, type SecretOrigin } from './secrets.ts';

/** The channel that is always there: it has RUNINFO_SLACK_WEBHOOK, and is told of the collector's own trouble. */
export const MAIN = 'main';

/** Where messages go. */
export interface Channel {
  readonly name: string;
  /** The partitions whose changes it gets. */
  readonly partitions: readonly string[];
  readonly form: FormName;
  /** Whether it is told of a run that only brings a partition in or out. */
  readonly inclusion: boolean;
  /** The environment variable that its webhook comes from. */
  readonly variable: string;
  /** The webhook, a secret; null: messages are printed. */
  readonly webhook: string | null;
}

/** The channels in force, the main one first. */
export function readChannels(
  written: Readonly<Record<string, ChannelSettings>>,
  { rules, labels }: Preset,
  origin: SecretOrigin,
): Channel[] {
  const { problems } = origin;
  const listed = `the partitions are ${rules.partitions.join(', ')}`;
  const main = written[MAIN] ?? { partitions: [], form: 'auto', inclusion: false };
  const channels = Object.entries({ [MAIN]: main, ...written }).map(([name, settings]): Channel => {
    const variable = webhookVariable(name);
    const webhook = readAddress(origin, variable);
    const partitions = settings.partitions.flatMap((text) => {
      const partition = partitionNamed(rules, labels, text, Infinity);
      if (partition === null) {
        problems.push(`notify.channels.${name}.partitions: unknown partition ${text}; ${listed}`);
      }
      return partition ?? [];
    });
    const form = settings.form === 'auto' ? formOf(webhook) : settings.form;
    const all = settings.partitions.length === 0 ? rules.partitions : partitions;
    return { name, partitions: all, form, inclusion: settings.inclusion, variable, webhook };
  });
  const missing = rules.partitions.filter((name) => !channels.some(({ partitions }) => partitions.includes(name)));
  if (missing.length > 0)
    problems.push(`notify.channels: no channel takes ${missing.join(', ')}, whose changes would not be announced`);
  return channels;
}

/** The environment variable that the webhook of a channel comes from. */
export function webhookVariable(channel: string): string {
  return `RUNINFO_SLACK_WEBHOOK${channel === MAIN ? '' : `_${channel.toUpperCase()}`}`;
}

/** A webhook as it is told apart from others where it must not be read: the begin of its SHA-256. */
export function digestOf(webhook: string): string {
  return sha256(webhook).slice(0, 8);
}

/** An address from the environment, or from a file that it names (`readSecret`); null: none is set. */
export function readAddress(origin: SecretOrigin, variable: string): string | null {
  const address = readSecret(origin, variable);
  if (address === '') return null;
  if (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)) return address;
  origin.problems.push(`${variable}: not an http or https address`);
  return null;
}
