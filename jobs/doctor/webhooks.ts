import { MAIN } from '../config/channels.ts';
import type { Channel } from '../config/channels.ts';
import { probeWebhook } from '../notify/health.ts';
import type { Fetch } from '../web.ts';
import { mend, ok } from './types.ts';
import type { Check, Remark } from './types.ts';

/** Where messages go: whether a channel has a webhook, and whether it answers. Never says an address, and posts nothing. */
export const checkWebhooks: Check = {
  name: 'webhooks',
  examine: async ({ settings, fetch }) => {
    const found = await Promise.all(settings.channels.map(async (channel) => examineRoute(channel, fetch)));
    return found.flat();
  },
};

async function examineRoute(channel: Channel, fetch: Fetch): Promise<Remark[]> {
  const { name, variable, webhook } = channel;
  if (webhook === null) {
    // Of any other channel this is a mistake, which `checkNotify` names.
    return name === MAIN
      ? [ok(`channel ${name}: ${variable} is not set: messages are printed, and count as announced`)]
      : [];
  }
  const why = await probeWebhook(channel, fetch);
  return [
    why === null ? ok(`channel ${name}: ${variable} is set, and its server answers`) : mend(`channel ${name}: ${why}`),
  ];
}
