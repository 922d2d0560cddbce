import { MAIN } from '../config/routes.ts';
import type { Route } from '../config/routes.ts';
import { probeWebhook } from '../notify/index.ts';
import type { Fetch } from '../web.ts';
import { mend, ok } from './types.ts';
import type { Check, Remark } from './types.ts';

/** Where messages go: whether a route has a webhook, and whether it answers. Never says an address, and posts nothing. */
export const checkWebhooks: Check = {
  name: 'webhooks',
  examine: async ({ settings, fetch }) => {
    const found = await Promise.all(settings.routes.map(async (route) => examineRoute(route, fetch)));
    return found.flat();
  },
};

async function examineRoute(route: Route, fetch: Fetch): Promise<Remark[]> {
  const { name, variable, webhook } = route;
  if (webhook === null) {
    // Of any other route this is a mistake, which `checkNotify` names.
    return name === MAIN
      ? [ok(`route ${name}: ${variable} is not set: messages are printed, and count as announced`)]
      : [];
  }
  const why = await probeWebhook(route, fetch);
  return [
    why === null ? ok(`route ${name}: ${variable} is set, and its server answers`) : mend(`route ${name}: ${why}`),
  ];
}
