import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { snapshotPath } from '../../archive/documents/layout.ts';
import { parseKey } from '../../model/names.ts';
import { valueOf } from '../../model/reading.ts';
import type { Snapshot } from '../../model/run.ts';
import { readTruth } from '../support/truth.ts';
import { openStage, type Stage } from './browser.ts';

const sample = inject('sample');
/** A run that changed nothing. */
const quiet = readTruth(sample.truth).findLast(({ changes }) => changes?.length === 0)?.run ?? 0;
const path = `api/${snapshotPath(quiet)}`;

let stage: Stage;
beforeAll(async () => void (stage = await openStage(join(sample.folder, 'site'))));
afterAll(() => stage.close());

it('all readings are drawn from its snapshot once they are asked for', async () => {
  const { readings } = JSON.parse(readFileSync(join(sample.folder, 'site', path), 'utf8')) as Snapshot;
  const { page } = await stage.open();
  await page.goto(`${stage.url}runs/${quiet}/`);
  const fold = page.locator('details', { has: page.locator('[data-snapshot]') });
  const title = await fold.locator('summary').innerText();
  expect(title).toContain(`All ${Object.keys(readings).length} readings`);
  await fold.locator('summary').click();
  await page.locator('.others dd:visible').first().waitFor();
  expect(await page.locator('[data-snapshot]').count()).toBe(0);
  const told = await page.locator('details[open] .others').evaluate((list) => {
    let name = '';
    return [...list.children].flatMap((each) => {
      if (each.tagName === 'DT') name = each.textContent;
      return each.tagName === 'DD' ? [`${name}: ${each.textContent}`] : [];
    });
  });
  for (const [key, reading] of Object.entries(readings)) {
    const { partition, parameter } = parseKey(key);
    const value = valueOf(reading);
    const words = typeof value === 'string' ? value.slice(0, 50) : value ? `${value.length} char` : 'absent';
    const isTold = (line: string) =>
      line.startsWith(`${parameter}: `) && line.includes(partition.replace('HCAL_', '')) && line.includes(words);
    expect({ key, told: told.filter(isTold).length }).toEqual({ key, told: 1 });
  }
  await page.locator('details[open] .filter input').fill('FM_NAME');
  expect(await page.locator('.others dt:visible').allInnerTexts()).toEqual(['FM_NAME']);
  await page.context().close();
});

it('without script they are one link away, as data; where they cannot be read the page says so', async () => {
  const { page } = await stage.open({ javaScriptEnabled: false });
  await page.goto(`${stage.url}runs/${quiet}/`);
  await page.locator('details:has([data-snapshot]) summary').click();
  expect(await page.locator('[data-snapshot] a').getAttribute('href')).toBe(`../../${path}`);
  await page.context().close();
  const { page: broken } = await stage.open();
  await broken.route(`**/${path}`, async (route) => route.fulfill({ status: 200, body: '{"format": 1}' }));
  await broken.goto(`${stage.url}runs/${quiet}/`);
  await broken.locator('details:has([data-snapshot]) summary').click();
  await expect.poll(async () => broken.locator('details[open] .empty').innerText()).toContain(`${path} cannot be read`);
  expect(await broken.locator('[data-snapshot] a').isVisible()).toBe(true);
  await broken.context().close();
});
