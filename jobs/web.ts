import type { EnvHttpProxyAgent } from 'undici';

/** What comes back from an address, as far as it is looked at. */
export interface WebResponse {
  readonly ok: boolean;
  readonly status: number;
  readonly statusText: string;
  readonly url: string;
  readonly headers: { get(name: string): string | null; entries(): Iterable<[string, string]> };
  arrayBuffer(): Promise<ArrayBuffer>;
  json(): Promise<unknown>;
  text(): Promise<string>;
}

/** What is sent to an address. */
export interface WebRequest {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly redirect?: 'error' | 'follow' | 'manual';
  readonly signal?: AbortSignal;
}

/** Asks an address: the platform's `fetch`, as far as it is used here. */
export type Fetch = (url: string | URL, request?: WebRequest) => Promise<WebResponse>;

/**
 * The way into the network: through the proxy that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name, in either case of letters,
 * which Node's own `fetch` does not look at.
 */
export function makeFetch(environment: NodeJS.ProcessEnv): Fetch {
  const read = (name: string) => environment[name] || environment[name.toLowerCase()] || '';
  const [httpProxy, httpsProxy, noProxy] = [read('HTTP_PROXY'), read('HTTPS_PROXY'), read('NO_PROXY')];
  if (httpProxy === '' && httpsProxy === '') return async (url, request) => fetch(url, request);
  let dispatcher: EnvHttpProxyAgent | null = null;
  return async (url, request) => {
    const undici = await import('undici');
    dispatcher ??= new undici.EnvHttpProxyAgent({ httpProxy, httpsProxy: httpsProxy || httpProxy, noProxy });
    return undici.fetch(url, { ...request, dispatcher });
  };
}
