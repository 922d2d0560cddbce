import type { Fetch } from '../web.ts';

/** A call takes no longer than this, in milliseconds. */
const TIMEOUT = 5000;

/** How a tick ended: `log` stands for trouble that the next ticks may get over by themselves. */
export type Outcome = 'success' | 'log' | 'fail';

/** Tells a watchdog elsewhere that ticks begin and end; whether it listens makes no difference to them. */
export interface Heartbeat {
  /** Says that a tick begins; returns at once. */
  start(): void;
  /** Says how it ended; ends when both calls are over, in whatever way. */
  end(outcome: Outcome): Promise<void>;
}

/**
 * Calls an address in the manner of healthchecks: `/start` below it, itself after success, `/fail` below it after failure,
 * and `/log`, which raises no alarm.
 * @param address a secret; null: nobody is told
 */
export function makeHeartbeat(address: string | null, fetch: Fetch): Heartbeat {
  if (address === null) return { start: () => undefined, end: async () => undefined };
  let started: Promise<void> = Promise.resolve();
  const call = async (suffix: string) => {
    const url = new URL(address);
    url.pathname = `${url.pathname.replace(/\/$/, '')}${suffix}`;
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT) });
      await response.text();
    } catch {
      // A watchdog that cannot be reached finds out by itself that it hears nothing.
    }
  };
  return {
    start: () => {
      started = call('/start');
    },
    end: async (outcome) => {
      await started;
      await call(outcome === 'success' ? '' : `/${outcome}`);
    },
  };
}
