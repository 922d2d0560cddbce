import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makePlace, NOON, type Place } from './original/place.ts';
import { tagged } from './support/told-runs.ts';
import { startWebhook } from './support/webhook.ts';

const HOUR = 3_600_000;

async function tickOf(place: Place, webhook: string, state: string, more: NodeJS.ProcessEnv = {}) {
  place.clock.now += 60_000;
  const environment = { RUNINFO_SLACK_WEBHOOK: webhook, RUNINFO_STATE: join(place.folder, state), ...more };
  const ran = await place.run(['tick', '--only', 'snapshot,notify', '--quiet'], environment);
  expect(ran).toMatchObject({ code: 0 });
  return ran;
}

it('two states on one archive and one webhook send each message once, whichever ticks first', async () => {
  const place = makePlace();
  const { address, received } = await startWebhook();
  const more = { RUNINFO_NOTIFY_DAILY: '08:00', RUNINFO_ZONE: 'UTC' };
  place.file.add(101, tagged('v1'));
  await tickOf(place, address, 'a', more);
  await tickOf(place, address, 'b', more);
  received.length = 0;
  for (let run = 102; run <= 111; run += 1) {
    place.file.add(run, tagged(`v${run}`));
    for (const state of run % 3 === 0 ? ['b', 'a'] : ['a', 'b']) await tickOf(place, address, state, more);
  }
  const runs = received.flatMap((text) => /^\*Run (\d+):/.exec(text)?.[1] ?? []).map(Number);
  expect(runs).toEqual([102, 103, 104, 105, 106, 107, 108, 109, 110, 111]);
  place.clock.now = NOON + 21 * HOUR;
  received.length = 0;
  for (const state of ['a', 'b', 'a']) await tickOf(place, address, state, more);
  expect(received).toHaveLength(1);
});

it('what one could not send the other sends, once; each webhook is told of everything', async () => {
  const place = makePlace();
  const [one, other] = [await startWebhook('/one'), await startWebhook('/other')];
  place.file.add(101, tagged('v1'));
  for (const state of ['a', 'b']) await tickOf(place, one.address, state);
  await tickOf(place, other.address, 'c');
  place.file.add(102, tagged('v2'));
  one.answers.push(500);
  for (const state of ['a', 'b', 'a', 'b']) await tickOf(place, one.address, state);
  await tickOf(place, other.address, 'c');
  for (const { received } of [one, other]) expect(received.join()).toMatch(/Run 102/);
  expect(one.received.filter((text) => text.includes('Run 102'))).toHaveLength(1);
});

it('a state that begins on an archive with pending messages takes none of them away', async () => {
  const place = makePlace();
  const { address, received, answers } = await startWebhook();
  place.file.add(101, tagged('v1'));
  await tickOf(place, address, 'a');
  place.file.add(102, tagged('v2'));
  answers.push(500);
  await tickOf(place, address, 'a');
  await tickOf(place, address, 'new');
  await tickOf(place, address, 'a');
  expect(received.filter((text) => text.includes('Run 102'))).toHaveLength(1);
});

it('what one sends again counts as sent for the other, and for itself', async () => {
  const place = makePlace();
  const { address, received, answers } = await startWebhook();
  place.file.add(101, tagged('v1'));
  for (const state of ['a', 'b']) await tickOf(place, address, state);
  place.file.add(102, tagged('v2'));
  answers.push(404);
  for (const state of ['a', 'b']) await tickOf(place, address, state);
  const again = async (state: string) =>
    place.run(['notify', '--resend', 'rejected'], {
      RUNINFO_SLACK_WEBHOOK: address,
      RUNINFO_STATE: join(place.folder, state),
    });
  received.length = 0;
  expect(await again('a')).toMatchObject({ code: 0 });
  for (const state of ['b', 'a']) await tickOf(place, address, state);
  for (const state of ['a', 'b']) expect(await again(state)).toMatchObject({ code: 2 });
  expect(received.filter((text) => text.includes('Run 102'))).toHaveLength(1);
});
