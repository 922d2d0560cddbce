import { expect, it } from 'vitest';
import { killWhilePublishing } from '../steps/kill-publish.ts';

it('killed 6 times while it makes every page, a publish goes on where it was, and ends with the same site', async () => {
  const outcome = await killWhilePublishing(6, Date.now() % 1_000_000);
  process.stdout.write(`${JSON.stringify(outcome)}\n`);
  expect(outcome).toMatchObject({ twice: [], early: [], dead: [], renderedAgain: [], differing: [] });
  expect(outcome.kills).toBeGreaterThanOrEqual(6);
  expect(Math.max(...outcome.noted)).toBeGreaterThan(0);
  expect(outcome.files).toBeGreaterThan(2000);
});
