import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A local server in the place of a Slack or Mattermost webhook. */
export interface Webhook {
  readonly address: string;
  /** The texts that were accepted, in order. */
  readonly received: string[];
  /** What the next requests are answered with; afterwards 200. */
  readonly answers: number[];
}

/** Starts a webhook that ends with the test. */
export async function startWebhook(): Promise<Webhook> {
  const received: string[] = [];
  const answers: number[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      const status = answers.shift() ?? 200;
      if (status === 200) received.push((JSON.parse(body) as { text: string }).text);
      response.writeHead(status, { 'content-type': 'text/plain' }).end(status === 200 ? 'ok' : 'no');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received, answers };
}
