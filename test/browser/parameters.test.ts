import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openStage, settle, type Stage } from './browser.ts';

const site = join(inject('sample').folder, 'site');
let stage: Stage;
beforeAll(async () => void (stage = await openStage(site)));
afterAll(() => stage.close());

async function openTable() {
  const { page } = await stage.open();
  await page.goto(`${stage.url}parameters/`);
  await settle({ page });
  return page;
}

describe('the table of parameters', () => {
  it('is sorted by a column, the most first, and the other way round; what has nothing there comes last', async () => {
    const page = await openTable();
    const heading = page.locator('th', { hasText: 'In 30 days' });
    const column = async () => (await page.locator('.params tbody td:nth-last-child(2)').allInnerTexts()).map(Number);
    const before = await column();
    await heading.getByRole('button').click();
    expect(await heading.getAttribute('aria-sort')).toBe('descending');
    const numbers = before.filter((count) => count > 0).sort((a, b) => b - a);
    const blanks = before.filter((count) => count === 0);
    expect(numbers.length).toBeGreaterThan(3);
    expect(await column()).toEqual([...numbers, ...blanks]);
    await heading.getByRole('button').click();
    expect(await column()).toEqual([...numbers.toReversed(), ...blanks]);
    await page.locator('th', { hasText: 'Parameter' }).getByRole('button').click();
    expect(await page.locator('th[aria-sort]').allInnerTexts()).toEqual(['Parameter']);
    const names = await page.locator('.params .name').allInnerTexts();
    expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })));
    await page.context().close();
  });

  it('has its filter first in the order of the Tab key, and finds names that are not watched, too', async () => {
    const page = await openTable();
    await page.locator('.skip').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.type('hcal_comment');
    await expect.poll(async () => page.locator('.params tbody tr:visible').count()).toBe(0);
    expect(await page.locator('.others dt:visible').allInnerTexts()).toEqual(['HCAL_COMMENT']);
    expect(await page.locator('.others dd:visible').first().innerText()).toContain('LEVEL_1');
    await page.context().close();
  });
});
