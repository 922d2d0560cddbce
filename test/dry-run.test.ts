import { describe, expect, it } from 'vitest';
import { TAG, type RunStory } from './original/run-info.ts';
import { beginPlace } from './support/place-with-settings.ts';
import { tagged } from './support/told-runs.ts';
import { startWebhook } from './support/webhook.ts';

/** What a tick says under `--json`, of its messages. */
interface Planned {
  readonly messages: readonly { readonly id: string; readonly text: string }[];
}

describe('a dry run', () => {
  const kinds: Readonly<Record<string, RunStory>> = {
    'changed something': tagged('v1', 'o1'),
    'changed nothing': tagged('v0', 'o0'),
    'has a partition held back': { values: { HF: { FM_URL: 'u' }, HO: { [TAG]: 'o0' } }, silent: ['HF'] },
    'is of unknown inclusion': { ...tagged('v0', 'o0'), emptyFms: [] },
    'has HCAL out': { ...tagged('v0', 'o0'), hcal: 'Out' },
  };

  it.each(Object.entries(kinds))('of a tick says what the tick then sends of a run that %s', async (_, story) => {
    const { address, payloads } = await startWebhook();
    const environment = { RUNINFO_SLACK_WEBHOOK: address };
    for (const words of [['tick'], ['tick', '--only', 'snapshot,notify']]) {
      const { place } = await beginPlace('', environment, words);
      place.file.add(101, story);
      place.clock.now += 120_000;
      const dry = JSON.parse((await place.run([...words, '--dry-run', '--json'], environment)).out) as Planned;
      const plan = (await place.run([...words, '--dry-run'], environment)).out;
      const sent = payloads.length;
      const real = JSON.parse((await place.run([...words, '--json'], environment)).out) as Planned;
      expect(dry.messages).toEqual(real.messages);
      expect(payloads).toHaveLength(sent + dry.messages.length);
      for (const { id, text } of real.messages) {
        expect(plan).toContain(`message ${id} to main`);
        expect(plan.replaceAll('\n    ', '\n')).toContain(text);
      }
    }
  });

  it('of notify says what waits, and sends nothing', async () => {
    const { address, received, answers } = await startWebhook();
    const environment = { RUNINFO_SLACK_WEBHOOK: address };
    const { place, tick } = await beginPlace('', environment);
    place.file.add(101, tagged('v1', 'o1'));
    answers.push(500);
    await tick();
    expect((await place.run(['notify', '--dry-run'], environment)).out).toContain('Run 101: 2 parameters changed');
    expect(received).toEqual([]);
  });

  it('says nothing that waits for pages which it would not publish', async () => {
    const { address } = await startWebhook();
    const environment = { RUNINFO_SLACK_WEBHOOK: address, RUNINFO_SITE_URL: 'https://hcal.example/' };
    const { place } = await beginPlace('', environment, ['tick', '--quiet']);
    place.file.add(101, tagged('v1', 'o1'));
    place.clock.now += 120_000;
    const words = ['tick', '--only', 'snapshot,notify', '--json'];
    const dry = JSON.parse((await place.run([...words, '--dry-run'], environment)).out) as Planned;
    const real = JSON.parse((await place.run(words, environment)).out) as Planned;
    expect([dry.messages, real.messages]).toEqual([[], []]);
  });
});
