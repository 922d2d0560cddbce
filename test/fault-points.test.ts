import { expect, it } from 'vitest';
import { strikePoints } from './steps/fault-points.ts';

it('a tick that is killed, or in which something fails, at some of its operations leaves nothing that the next ones do not put right', async () => {
  const words = ['tick', '--only', 'snapshot,notify'];
  const tally = await strikePoints({
    words,
    runs: 10,
    how: ['kill after', 'fail from then on'],
    isByName: true,
    every: 20,
  });
  expect(tally).toMatchObject({ lost: 0, problems: [] });
  expect(tally.cases).toBeGreaterThanOrEqual(4);
});
