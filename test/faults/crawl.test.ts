import { expect, it } from 'vitest';
import { crawlWhilePublishing } from '../steps/crawl-while-publishing.ts';

it('who follows links during 20 publishes finds every page, and every page whole', async () => {
  const reading = await crawlWhilePublishing(20);
  process.stdout.write(`${JSON.stringify(reading)}\n`);
  expect(reading.problems).toEqual([]);
  expect(reading.fetches).toBeGreaterThanOrEqual(2000);
  expect(reading.told).toBe(20);
});
