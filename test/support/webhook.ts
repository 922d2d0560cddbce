import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/**
 * What a message is answered with: a status; a status and a header; 200 and a page of somebody else's; or never, although
 * the message is taken.
 */
export type Answer =
  number | { readonly status: number; readonly retryAfter: string } | { readonly page: string } | 'never';

/** A local server in the place of a Slack or Mattermost webhook. */
export interface Webhook {
  readonly address: string;
  /** The texts that were accepted, in order. */
  readonly received: string[];
  /** The whole payloads of the same messages. */
  readonly payloads: unknown[];
  /** What the next messages are answered with; afterwards 200 and `ok`. Anything that is no POST gets 405. */
  readonly answers: Answer[];
  /** How many messages came, whatever they were answered with. */
  readonly requests: { count: number };
}

/** Starts a webhook that ends with the test. */
export async function startWebhook(path = '/hook'): Promise<Webhook> {
  const [received, payloads, answers, requests]: [string[], unknown[], Answer[], { count: number }] = [
    [],
    [],
    [],
    { count: 0 },
  ];
  const address = await startServer(({ method }, body, response) => {
    if (method !== 'POST') {
      response.writeHead(405).end();
      return;
    }
    requests.count += 1;
    const answer = answers.shift() ?? 200;
    if (typeof answer === 'object' && 'page' in answer) {
      response.writeHead(200, { 'content-type': 'text/html' }).end(answer.page);
      return;
    }
    const status = answer === 'never' ? 200 : typeof answer === 'number' ? answer : answer.status;
    if (status === 200) {
      const payload = JSON.parse(body) as { text: string };
      received.push(payload.text);
      payloads.push(payload);
    }
    if (answer === 'never') return;
    const retry = typeof answer === 'number' ? {} : { 'retry-after': answer.retryAfter };
    response.writeHead(status, { 'content-type': 'text/plain', ...retry }).end(status === 200 ? 'ok' : 'no_service');
  });
  return { address: `${address}${path}`, received, payloads, answers, requests };
}

/** Starts a server that ends with the test; gives its address. */
export async function startServer(
  answer: (request: IncomingMessage, body: string, response: ServerResponse) => void,
): Promise<string> {
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => answer(request, body, response));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
