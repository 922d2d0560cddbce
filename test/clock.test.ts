import { rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { collect, makePlace, NOON, readingIn } from './original/place.ts';
import { TAG } from './original/run-info.ts';

const HOUR = 3_600_000;

it.each([
  ['before it has stopped', 0],
  ['only long after it has stopped', 5 * HOUR],
])('a tick with the clock two days ahead closes no run for good: the clock is right again %s', async (_, later) => {
  const place = makePlace();
  place.file.add(101, { start: NOON - 2 * HOUR, values: { HF: { [TAG]: 'v1' } } });
  place.file.add(102, { start: NOON - HOUR, stop: null, values: { HF: { [TAG]: 'v1' } } });
  await collect(place);
  place.clock.now = NOON + 48 * HOUR;
  await collect(place);
  place.clock.now = NOON + 60_000;
  if (later === 0) await collect(place);
  place.file.publish(102, 'CMS.HCAL_HF:LATE', 'came later', NOON + HOUR);
  place.file.stop(102, NOON + 2 * HOUR);
  place.clock.now = NOON + 3 * HOUR + later;
  await collect(place);
  expect(readingIn(place, 102, 'HCAL_HF:LATE')).toEqual({ kind: 'value', value: 'came later' });
  expect(await place.ask(['runs'])).toMatchObject({ 1: { run: 102, stop: '2026-06-01T14:00:00Z' } });
  const { commits } = await collect(place);
  expect(commits).toEqual([]);
});

it('a state that was lost while a run was open is no reason never to see its stop', async () => {
  const place = makePlace();
  place.file.add(101, { start: NOON - HOUR, stop: null });
  await collect(place);
  rmSync(place.state, { recursive: true });
  place.file.stop(101, NOON);
  place.clock.now = NOON + HOUR;
  await place.run(['tick', '--only', 'snapshot,notify']);
  expect(await place.ask(['runs'])).toMatchObject([{ run: 101, stop: '2026-06-01T12:00:00Z' }]);
});
