import { expect, it } from 'vitest';
import { tryContents } from './steps/random-contents.ts';

it('whatever RunInfo holds, a tick ends well, another one changes nothing, and differences add up', async () => {
  const { contents, runs } = await tryContents(3, 1);
  expect(contents).toBe(3);
  expect(runs).toBeGreaterThan(6);
});
