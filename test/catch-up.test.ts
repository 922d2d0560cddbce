import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { generateSample } from '../data/sample/generate.ts';
import { allTexts, checkBlockKit } from './support/block-kit.ts';
import { readTruth, type TrueRun } from './support/truth.ts';
import { startWebhook } from './support/webhook.ts';
import { makeWorkplace } from './support/workplace.ts';

const changedRuns = (truth: readonly TrueRun[]) =>
  truth.filter(({ changes }) => (changes ?? []).length > 0).map(({ run }) => run);

it('a first tick on a sample announces one summary', async () => {
  const sample = inject('small');
  const place = makeWorkplace(sample.file);
  const { address, received, payloads } = await startWebhook();
  await place.run(['tick', '--only', 'snapshot,notify', '--quiet'], { RUNINFO_SLACK_WEBHOOK: address });
  const changed = changedRuns(readTruth(sample.truth));
  expect(received).toEqual([
    expect.stringMatching(new RegExp(`^\\*The archive begins: ${changed.length} runs changed something\\*\n`)),
  ]);
  expect(received[0]).toContain(`Runs ${changed[0]} to ${changed.at(-1)}`);
  expect(checkBlockKit(payloads[0])).toEqual([]);
});

it('a catch-up of 500 runs is one digest that names every run which changed something', async () => {
  const place = makeWorkplace('source.sqlite');
  const out = join(place.folder, 'source.sqlite');
  const { address, received, payloads } = await startWebhook();
  const environment = { RUNINFO_SOURCE: `sqlite:${out}`, RUNINFO_SLACK_WEBHOOK: address };
  const words = ['tick', '--only', 'snapshot,notify', '--quiet'];
  const options = { out, runs: 30, seed: 11, lines: 20 };
  generateSample(options);
  await place.run(words, environment);
  const known = readTruth(out.replace('.sqlite', '.truth.jsonl'));
  generateSample({ ...options, append: 500 });
  received.length = 0;
  payloads.length = 0;
  await place.run(words, environment);
  const missed = readTruth(out.replace('.sqlite', '.truth.jsonl')).slice(known.length);
  expect(missed.filter(({ kind }) => kind === 'archived').length).toBeGreaterThanOrEqual(500);
  const changed = changedRuns(missed);
  expect(changed.length).toBeGreaterThan(100);
  expect(received).toHaveLength(1);
  expect(checkBlockKit(payloads[0])).toEqual([]);
  const { blocks } = payloads[0] as { blocks: unknown };
  const named = new Set(
    allTexts(blocks)
      .join(' ')
      .match(/\b\d{6}\b/g)
      ?.map(Number),
  );
  expect(changed.filter((run) => !named.has(run))).toEqual([]);
  await place.run(words, environment);
  expect(received).toHaveLength(1);
});
