import type { FetchFunction } from '@slack/webhook';
import type { EnvHttpProxyAgent } from 'undici';

/** Asks an address: the platform's `fetch`, as far as the client of webhooks uses it. */
export type Fetch = FetchFunction;

/** What comes back from an address, as far as it is looked at. */
type WebResponse = Awaited<ReturnType<Fetch>>;

/**
 * The way into the network: through the proxy that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name, in either case of letters,
 * which Node's own `fetch` does not look at.
 */
export function makeFetch(environment: NodeJS.ProcessEnv): Fetch {
  const read = (name: string) => environment[name] || environment[name.toLowerCase()] || '';
  const [httpProxy, httpsProxy, noProxy] = [read('HTTP_PROXY'), read('HTTPS_PROXY'), read('NO_PROXY')];
  if (httpProxy === '' && httpsProxy === '')
    return async (url, request) => bounded(await fetch(url, request), request?.signal);
  let dispatcher: EnvHttpProxyAgent | null = null;
  return async (url, { body, ...request } = {}) => {
    const undici = await import('undici');
    dispatcher ??= new undici.EnvHttpProxyAgent({ httpProxy, httpsProxy: httpsProxy || httpProxy, noProxy });
    const text = typeof body === 'string' && { body };
    return bounded(await undici.fetch(url, { ...request, ...text, dispatcher }), request.signal);
  };
}

/** So many bytes of an answer are read; who answers may never end. */
const LONGEST_ANSWER = 1 << 20;

/** What answers of `fetch` have in common, wherever it is from. */
type Answer = Omit<WebResponse, 'arrayBuffer' | 'json' | 'text'> & { readonly body: AsyncIterable<Uint8Array> | null };

/**
 * An answer of which no more than the beginning is read.
 * @param signal ends the reading as well: once the answer has begun, the client may have forgotten it
 */
function bounded(answer: Answer, signal: AbortSignal | undefined): WebResponse {
  const { ok, status, statusText, url, headers } = answer;
  const read = async () => {
    signal?.throwIfAborted();
    const timeUp = new Promise<never>((_, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason as Error));
    });
    timeUp.catch(() => undefined);
    // Of the answer and not of its body alone: one that nobody holds any more is broken off.
    const source = answer.body?.[Symbol.asyncIterator]();
    if (source === undefined) return Buffer.alloc(0);
    const pieces: Uint8Array[] = [];
    let size = 0;
    while (size < LONGEST_ANSWER) {
      const next = source.next();
      next.catch(() => undefined);
      const piece = await Promise.race([next, timeUp]);
      if (piece.done === true) break;
      pieces.push(piece.value);
      size += piece.value.length;
    }
    // Not waited for, since it waits for the next piece.
    source.return?.().catch(() => undefined);
    return Buffer.concat(pieces).subarray(0, LONGEST_ANSWER);
  };
  const text = async () => (await read()).toString();
  return {
    ok,
    status,
    statusText,
    url,
    headers,
    text,
    json: async () => JSON.parse(await text()) as unknown,
    arrayBuffer: async () => new Uint8Array(await read()).buffer,
  };
}

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
