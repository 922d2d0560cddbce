import { expect, it } from 'vitest';
import { crawlWhilePublishing } from './crawl-while-publishing.ts';

it('who follows links during 4 publishes finds every page, and every page whole', async () => {
  const { fetches, problems, told } = await crawlWhilePublishing(4);
  expect(problems).toEqual([]);
  expect(fetches).toBeGreaterThan(400);
  expect(told).toBe(4);
});
