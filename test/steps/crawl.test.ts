import { expect, it } from 'vitest';
import { crawlWhilePublishing } from './crawl-while-publishing.ts';

it('who follows links during 2 publishes finds every page, and every page whole', async () => {
  const { fetches, problems, told } = await crawlWhilePublishing(2);
  expect(problems).toEqual([]);
  expect(fetches).toBeGreaterThan(200);
  expect(told).toBe(2);
});
