import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generateSample } from '../data/sample/generate.ts';
import { readTruth } from './support/truth.ts';
import { makeWorkplace } from './support/workplace.ts';
import { startWebhook } from './support/webhook.ts';

/** A small sample that runs are appended to, one at a time. */
function makeSample(folder: string, runs = 60): { file: string; append: () => void } {
  const file = join(folder, 'source.sqlite');
  const options = { out: file, runs, seed: 5, lines: 40 };
  generateSample(options);
  return { file, append: () => void generateSample({ ...options, append: 1 }) };
}

/** A tick without pages: no message waits for one. */
const WITHOUT_PAGES = ['tick', '--only', 'snapshot,notify'];

const headOf = (text: string) => /^\*Run (\d+): (\d+) parameter/.exec(text)?.slice(1).map(Number);

describe('messages', () => {
  it('are exactly those of the runs that changed something, one each, with the right counts', async () => {
    const place = makeWorkplace('source.sqlite');
    const webhook = await startWebhook();
    const { file, append } = makeSample(place.folder);
    const environment = { RUNINFO_SOURCE: `sqlite:${file}`, RUNINFO_SLACK_WEBHOOK: webhook.address };
    expect(await place.run([...WITHOUT_PAGES, '--quiet'], environment)).toMatchObject({ code: 0, out: '', err: '' });
    expect(webhook.received).toHaveLength(1);
    expect(webhook.received[0]).toMatch(/^\*The archive begins: \d+ runs changed something/);
    const known = readTruth(file.replace('.sqlite', '.truth.jsonl')).length;

    for (let tick = 0; tick < 12; tick += 1) {
      append();
      await place.run([...WITHOUT_PAGES, '--quiet'], environment);
    }
    const expected = readTruth(file.replace('.sqlite', '.truth.jsonl'))
      .slice(known)
      .flatMap(({ run, changes }) => ((changes ?? []).length > 0 ? [[run, changes?.length]] : []));
    expect(expected.length).toBeGreaterThan(3);
    expect(webhook.received.slice(1).map(headOf)).toEqual(expected);
  });

  it('wait while the webhook is down, do not fail the tick, and come in order afterwards', async () => {
    const place = makeWorkplace('source.sqlite');
    const webhook = await startWebhook();
    const { file, append } = makeSample(place.folder);
    const environment = { RUNINFO_SOURCE: `sqlite:${file}`, RUNINFO_SLACK_WEBHOOK: webhook.address };
    await place.run([...WITHOUT_PAGES, '--quiet'], environment);
    const runs: number[] = [];
    for (let tick = 0; tick < 2; tick += 1) {
      append();
      runs.push(readTruth(file.replace('.sqlite', '.truth.jsonl')).at(-1)?.run ?? 0);
      webhook.answers.push(500);
      const ticked = await place.run(WITHOUT_PAGES, environment);
      expect(ticked.code).toBe(0);
      expect(ticked.err).toMatch(/message \d+-[0-9a-f]{8} was not accepted/);
      expect(ticked.err).not.toContain(webhook.address);
    }
    expect(webhook.received).toHaveLength(1);
    await place.run([...WITHOUT_PAGES, '--quiet'], environment);
    expect(webhook.received.slice(1).map((text) => headOf(text)?.[0])).toEqual(runs);
    await place.run([...WITHOUT_PAGES, '--quiet'], environment);
    expect(webhook.received).toHaveLength(3);
  });

  it('are not sent again when the state is lost, which is said, and those that were not sent yet are', async () => {
    const place = makeWorkplace('source.sqlite');
    const webhook = await startWebhook();
    const { file, append } = makeSample(place.folder);
    const environment = { RUNINFO_SOURCE: `sqlite:${file}`, RUNINFO_SLACK_WEBHOOK: webhook.address };
    await place.run([...WITHOUT_PAGES, '--quiet'], environment);
    append();
    const lost = { ...environment, RUNINFO_STATE: join(place.folder, 'other-state') };
    await place.run(['tick', '--only', 'snapshot', '--quiet'], environment);
    const ticked = await place.run([...WITHOUT_PAGES, '--quiet'], lost);
    expect(ticked.err).toContain('holds no state: a new one is made, and the archive tells what was announced');
    const [, ...later] = webhook.received.map((text) => headOf(text)?.[0]);
    expect(later).toEqual([readTruth(file.replace('.sqlite', '.truth.jsonl')).at(-1)?.run]);
  });

  it('count as announced where the state is lost and nobody knows', async () => {
    const place = makeWorkplace('source.sqlite');
    const webhook = await startWebhook();
    const { file } = makeSample(place.folder);
    const environment = { RUNINFO_SOURCE: `sqlite:${file}` };
    await place.run(['tick', '--only', 'snapshot', '--quiet'], environment);
    const lost = { ...environment, RUNINFO_SLACK_WEBHOOK: webhook.address };
    const ticked = await place.run([...WITHOUT_PAGES, '--quiet'], {
      ...lost,
      RUNINFO_STATE: join(place.folder, 'other-state'),
    });
    expect(ticked.err).toContain('everything archived by now counts as announced');
    expect(webhook.received).toEqual([]);
  });

  it('wait until the pages they link to are in place', async () => {
    const place = makeWorkplace('source.sqlite');
    const webhook = await startWebhook();
    const { file, append } = makeSample(place.folder, 12);
    const environment = { RUNINFO_SOURCE: `sqlite:${file}`, RUNINFO_SLACK_WEBHOOK: webhook.address };
    await place.run(['tick', '--quiet'], environment);
    append();
    rmSync(join(place.site, '.runinfo-site'));
    expect((await place.run(['tick', '--quiet'], environment)).code).toBe(1);
    expect(webhook.received).toHaveLength(1);
    rmSync(place.site, { recursive: true });
    expect((await place.run(['tick', '--quiet'], environment)).code).toBe(0);
    expect(webhook.received).toHaveLength(2);
  });
});
