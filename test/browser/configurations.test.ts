import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { decodeRuns, hasSameConfiguration, type BriefRun } from '../../jobs/publish/search/format/runs.ts';
import type { RunsFile } from '../../jobs/publish/search/schema.ts';
import { openStage, settle, type Stage } from './browser.ts';
import { publishSmallSite } from './small-site.ts';

const site = join(inject('sample').folder, 'site');
let stage: Stage;
beforeAll(async () => void (stage = await openStage(site)));
afterAll(() => stage.close());

const runsOf = (block: number): BriefRun[] =>
  decodeRuns(JSON.parse(readFileSync(join(site, `search/runs/${block}.json`), 'utf8')) as RunsFile);

describe('the configuration of all partitions', () => {
  it('has the same letter in a list where the digests of all partitions are equal, and nowhere else', async () => {
    const { page } = await stage.open();
    await page.goto(`${stage.url}runs/thousand/392/`);
    const cells = await page.locator('.runs tbody td:nth-child(2)').allInnerTexts();
    const shown = runsOf(392)
      .toReversed()
      .map((run, index) => ({ run, letter: cells[index] ?? '' }));
    expect(cells).toHaveLength(shown.length);
    expect(shown.filter(({ letter }) => letter === '').length).toBeGreaterThan(0);
    const unequal = shown.flatMap((a) =>
      shown.filter((b) => (a.letter !== '' && a.letter === b.letter) !== hasSameConfiguration(a.run, b.run)),
    );
    expect(unequal).toEqual([]);
    // Some came back, and are seen by their colour in list and strip.
    const coloured = await page.locator('.runs tbody td[class^="v"]').allInnerTexts();
    expect(new Set(coloured).size).toBeGreaterThan(1);
    expect(await page.locator('.configurations rect[class]').count()).toBeGreaterThan(new Set(coloured).size);
    await page.context().close();
  });

  it('is the same in the newest run that the page of a run names, which it compares with', async () => {
    const all = [391, 392, 393].flatMap(runsOf);
    const twinOf = (run: BriefRun) => all.findLast((other) => hasSameConfiguration(run, other));
    const run = all.find((one) => (twinOf(one)?.run ?? 0) > one.run);
    expect(run).toBeDefined();
    const { page } = await stage.open();
    await page.goto(`${stage.url}runs/${run?.run}/`);
    await settle({ page });
    expect(await page.locator('.newest-twin .run').innerText()).toBe(`${run && twinOf(run)?.run}`);
    await page.getByRole('link', { name: 'Compare with the newest run' }).click();
    await page.locator('#difference[aria-busy="false"]').waitFor();
    expect(await page.locator('main input').nth(1).inputValue()).toBe(
      `${all.findLast(({ kind }) => kind === 'archived')?.run}`,
    );
    await page.context().close();
  });
});

it('the newest run with the same configuration is called so only where no later one can be', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'runinfo-twins-'));
  await publishSmallSite(folder, async (test) => {
    for (const run of [391_100, 391_500, 392_800]) await test.take(run, { 'HCAL_HF:HCAL_TAG': 'v1' });
    for (const run of [393_001, 394_001, 395_001]) await test.take(run, { 'HCAL_HF:HCAL_TAG': 'v2' });
  });
  const small = await openStage(folder);
  const { page } = await small.open();
  const wordsOf = async (run: number) => {
    await page.goto(`${small.url}runs/${run}/`);
    await settle({ page });
    return page.locator('.twins').innerText();
  };
  expect(await wordsOf(391_100)).toContain('; a later one with it is 391500 (compare)');
  expect(await wordsOf(392_800)).not.toContain('one with it is');
  expect(await wordsOf(393_001)).toContain('; the newest one with it is 395001 (compare)');
  await small.close();
  rmSync(folder, { recursive: true });
});

it('two runs of a list are chosen by boxes beside them and compared; a third lets the first go', async () => {
  const { page } = await stage.open();
  await page.goto(`${stage.url}runs/`);
  const boxes = page.locator('.runs th input');
  await settle({ page });
  const runs = await page.locator('.runs tbody th').allInnerTexts();
  const bar = page.locator('.picked');
  expect(await bar.isVisible()).toBe(false);
  await boxes.nth(3).check();
  expect(await bar.innerText()).toBe(`Run ${runs[3]}: compare with the newest, or choose another one`);
  await boxes.nth(1).check();
  expect(await bar.innerText()).toBe(`Compare ${runs[3]} with ${runs[1]}`);
  await boxes.nth(5).check();
  expect(await boxes.nth(3).isChecked()).toBe(false);
  await bar.getByRole('link').click();
  await page.waitForURL(`**/compare/?from=${runs[5]}&to=${runs[1]}`);
  await page.context().close();
});
