import { expect, it } from 'vitest';
import { crawlWhilePublishing } from '../steps/crawl-while-publishing.ts';
import { noteRow } from './row.ts';

it('who follows links during 20 publishes finds every page, and every page whole', async (context) => {
  const reading = await crawlWhilePublishing(20);
  noteRow(context, { row: 25, cases: reading.fetches }, reading.problems);
  process.stdout.write(`${JSON.stringify(reading)}\n`);
  expect(reading.problems).toEqual([]);
  expect(reading.fetches).toBeGreaterThanOrEqual(2000);
  expect(reading.told).toBe(20);
});
