import { newestRun, runsBefore } from '../../archive/documents/run-index.ts';
import { AFTER_STOP } from '../../model/interpret.ts';
import { countOf, kindLabel } from '../../model/labels.ts';
import type { RunKind } from '../../model/run.ts';
import { MAIN } from '../config/channels.ts';
import type { Channel } from '../config/channels.ts';
import type { Settings } from '../config/load.ts';
import { NO_SOURCE } from '../config/schema.ts';
import { listNotices, listWaiting, probeWebhook } from '../notify/health.ts';
import { readRuns } from '../snapshot/read.ts';
import { openSource } from '../snapshot/sources/index.ts';
import type { RunSource } from '../snapshot/sources/types.ts';
import { emptyState, readState } from '../state.ts';
import type { Fetch } from '../web.ts';
import { error, ok, openArchive, warning } from './check.ts';
import type { Check, Remark } from './check.ts';

/** The place that runs are read from: whether it answers, and has what makes reading cheap. */
export const checkSource: Check = {
  name: 'source',
  examine: async ({ settings, now }) => {
    if (settings.source === NO_SOURCE)
      return [ok(`source is ${NO_SOURCE}: this machine publishes what another one collects`)];
    const source = openSource(settings.source, { ...settings, recent: now - AFTER_STOP * 1000 });
    try {
      return [...(await source.examine()), ...(await remarkOnDecided(source, settings))];
    } finally {
      await source.close();
    }
  },
};

/** Where messages go: whether a channel has a webhook, and whether it answers. Never says an address, and posts nothing. */
export const checkWebhooks: Check = {
  name: 'webhooks',
  examine: async ({ settings, fetch }) => {
    return (await Promise.all(settings.channels.map(async (channel) => examineChannel(channel, fetch)))).flat();
  },
};

/** Messages: what waits, what was refused, what does not get through, and rules of expected changes that do nothing. */
export const checkMessages: Check = {
  name: 'messages',
  examine: async ({ settings, now }) => {
    const state = readState(settings.state) ?? emptyState();
    const notices = listNotices(settings, state, now).map(({ needsHand, text }) =>
      needsHand ? error(text) : warning(text),
    );
    const waiting = await listWaiting(settings, state, now);
    return [
      ...settings.channels.map(({ name }) => ok(`channel ${name}: ${sayWaiting(waiting.get(name) ?? [])}`)),
      ...notices,
    ];
  },
};

/** The runs near the newest one that left an index line only, but of which the source now says something else. */
async function remarkOnDecided(source: RunSource, settings: Settings): Promise<Remark[]> {
  const archive = openArchive(settings);
  if (archive === null) return [];
  const decided = new Map<number, RunKind>();
  for (const { run, line } of runsBefore(archive, Infinity)) {
    if (run < (newestRun(archive) ?? 0) - settings.lookBack) break;
    if (line.kind === 'hcal-out' || line.kind === 'never-ran') decided.set(run, line.kind);
  }
  const remarks: Remark[] = [];
  const runs = [...decided.keys()].map((run) => ({ run, isRunning: false }));
  for await (const { run, result } of readRuns(source, runs, settings)) {
    const was = decided.get(run);
    if (was === undefined || result.kind === 'gap' || result.kind === was) continue;
    remarks.push(
      warning(
        `run ${run} counts as ${kindLabel(was)}, but the source says otherwise now: runinfo snapshot --runs ${run} reads it again`,
      ),
    );
  }
  return remarks;
}

async function examineChannel(channel: Channel, fetch: Fetch): Promise<Remark[]> {
  const { name, variable, webhook } = channel;
  if (webhook === null) {
    // Of any other channel this is a mistake, which `checkNotify` names.
    return name === MAIN
      ? [ok(`channel ${name}: ${variable} is not set: messages are printed, and count as announced`)]
      : [];
  }
  const why = await probeWebhook(channel, fetch);
  return [
    why === null ? ok(`channel ${name}: ${variable} is set, and its server answers`) : error(`channel ${name}: ${why}`),
  ];
}

function sayWaiting(runs: readonly number[]): string {
  return runs.length === 0
    ? 'nothing waits to be announced'
    : `${countOf(runs.length, 'run')} to be announced by a tick`;
}
