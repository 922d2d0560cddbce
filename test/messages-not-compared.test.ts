import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TAG, type RunStory } from './original/run-info.ts';
import { beginPlace, firstLines } from './support/place-with-settings.ts';
import { tagged } from './support/told-runs.ts';
import { startWebhook } from './support/webhook.ts';

describe('what was not compared', () => {
  const few: RunStory = { values: { HF: { FM_URL: 'u' }, HO: { [TAG]: 'o0' } }, silent: ['HF'] };
  const HELD = 'no changes in HBHE, HO, Laser; not compared: HF held back: too few readings';

  it('is said once, whatever ticks follow, and once when it is settled, by the next run or by hand', async () => {
    const { address, received } = await startWebhook();
    const { place, tick } = await beginPlace('', { RUNINFO_SLACK_WEBHOOK: address });
    place.file.add(101, few);
    await tick();
    await tick();
    place.file.add(102, few);
    await tick();
    await tick();
    const again = { ...few, values: { ...few.values, HF: { FM_URI: 'i' } } };
    place.file.add(103, { ...tagged('v1', 'o0') });
    place.file.add(104, again);
    await tick();
    await place.run(['snapshot', '--accept', '104', '--quiet'], { RUNINFO_SLACK_WEBHOOK: address });
    await tick();
    expect(firstLines(received)).toEqual([
      `*Run 101: ${HELD}*`,
      '*Run 101: 5 parameters changed (HF 5)*',
      '*Run 103: 5 parameters changed (HF 5)*',
      `*Run 104: ${HELD}*`,
      '*Run 104: 5 parameters changed (HF 5)*',
    ]);
    expect(received[1]).toContain('until now: HF held back: too few readings');
    expect(received[4]).toContain('until now: HF held back: too few readings');
    expect((await place.run(['status'], { RUNINFO_SLACK_WEBHOOK: address })).out).toContain('0 to be announced');
  });

  it('stays said where the webhook was down, under the same id, and in a digest where it came with others', async () => {
    const { address, received, answers } = await startWebhook();
    const { place, tick } = await beginPlace('notify: { digestAbove: 1 }\n', { RUNINFO_SLACK_WEBHOOK: address });
    place.file.add(101, few);
    answers.push('never', 500, 500);
    for (let count = 0; count < 4; count += 1) await tick();
    expect(new Set(received)).toHaveLength(1);
    place.file.add(102, tagged('v1', 'o0'));
    place.file.add(103, { ...tagged('v1', 'o0'), emptyFms: [] });
    await tick();
    const [, digest = ''] = [...new Set(received)];
    expect(digest.split('\n')[0]).toBe('*1 run changed something, 102 to 103*');
    expect(digest).toContain('Not compared, or not all of it: run 103.');
    expect(digest).toContain('Run 103: not compared: HBHE, HF, HO, Laser inclusion unknown');
  });

  it('is said to the channels whose partitions it concerns', async () => {
    const [main, ho] = [await startWebhook(), await startWebhook()];
    const settings = 'notify: { channels: { ho: { partitions: [HO] } } }\n';
    const environment = { RUNINFO_SLACK_WEBHOOK: main.address, RUNINFO_SLACK_WEBHOOK_HO: ho.address };
    const { place, tick } = await beginPlace(settings, environment);
    place.file.add(101, few);
    await tick();
    place.file.add(102, { ...tagged('v0', 'o0'), emptyFms: [] });
    await tick();
    expect(main.received).toHaveLength(2);
    expect(firstLines(ho.received)).toEqual(['*Run 102: not compared: HBHE, HF, HO, Laser inclusion unknown*']);
  });

  it('is said of a run of which there is nothing to send by hand', async () => {
    const { address } = await startWebhook();
    const environment = { RUNINFO_SLACK_WEBHOOK: address };
    const { place, tick } = await beginPlace('', environment);
    place.file.add(101, tagged('v0', 'o0'));
    place.file.add(102, { values: { HF: { [TAG]: new Uint8Array([0x76, 0xff, 0xfe]) }, HO: { [TAG]: 'o0' } } });
    place.file.add(103, { ...tagged('v0', 'o0'), hcal: 'Out' });
    await tick();
    for (const [run, headline] of [
      [100, 'first run: nothing to compare with'],
      [101, 'no changes'],
      [102, `no changes in HBHE, HO, Laser; not compared: HF ${TAG} unreadable`],
      [103, 'HCAL out'],
    ] as const) {
      const resent = await place.run(['notify', '--resend', String(run)], environment);
      expect(resent.err).toContain(`run ${run}: ${headline}: there is nothing to send`);
    }
  });

  it('is not said where only the settings moved, nor settled', async () => {
    const { address, received } = await startWebhook();
    const { place, tick } = await beginPlace('', { RUNINFO_SLACK_WEBHOOK: address });
    place.file.add(101, few);
    await tick();
    const settings = join(place.folder, 'runinfo.config.yaml');
    writeFileSync(settings, 'rules: { watched: [FM_URL] }\n');
    await tick();
    writeFileSync(settings, '');
    await tick();
    expect(firstLines(received)).toEqual([`*Run 101: ${HELD}*`]);
  });
});
