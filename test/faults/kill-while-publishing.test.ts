import { expect, it } from 'vitest';
import { killWhilePublishing } from '../steps/kill-publish.ts';
import { noteRow } from './row.ts';

it('killed 6 times while it makes every page, a publish starts again and ends with the same site', async (context) => {
  const outcome = await killWhilePublishing(6, Date.now() % 1_000_000);
  noteRow(context, { row: 1, cases: outcome.kills }, outcome.differing);
  process.stdout.write(`${JSON.stringify(outcome)}\n`);
  expect(outcome).toMatchObject({ dead: [], differing: [] });
  expect(outcome.kills).toBeGreaterThanOrEqual(6);
  const [atFirst = 0, ...afterKills] = outcome.behind;
  expect(afterKills.some((count) => count > 0 && count < atFirst)).toBe(true);
  expect(outcome.files).toBeGreaterThan(2000);
});
