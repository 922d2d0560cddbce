import { expect, it } from 'vitest';
import { tryContents } from './steps/random-contents.ts';

it('whatever RunInfo holds, a tick ends well, another one changes nothing, and differences add up', async () => {
  const { contents, archived, refused } = await tryContents(1, 60, 1);
  expect({ contents, refused }).toEqual({ contents: 60, refused: 0 });
  expect(archived).toBeGreaterThan(20);
});
