import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStage, type Stage, type Watched } from './browser.ts';
import * as inPage from './in-page.ts';
import { publishSmallSite } from './small-site.ts';

const folder = mkdtempSync(join(tmpdir(), 'runinfo-search-'));
const tagged = (tag: string) => ({
  'HCAL_HF:HCAL_TAG': tag,
  'HCAL_HF:FM_ROLE': 'x',
  'HCAL_HO:HCAL_TAG': 'v1',
  'HCAL_HO:FM_ROLE': 'x',
});
const UNREAD = { raw: { 'HCAL_HF:HCAL_TAG': { kind: 'unreadable', why: 'cut off' } } } as const;

let stage: Stage;
let watched: Watched;
/** Five blocks of runs: what is odd stands in the oldest, and the newest two have no changes. */
beforeAll(async () => {
  await publishSmallSite(folder, async (test) => {
    await test.take(600_001, tagged('v1'));
    await test.take(600_002, tagged('v2'), { emptyFms: ['HCAL_HO'] });
    await test.take(600_003, tagged('x'), UNREAD);
    await test.line(600_004, 'gap', 'ORA-01013');
    await test.take(601_001, tagged('v3'));
    await test.take(602_001, tagged('v4'));
    await test.take(603_001, tagged('v4'));
    await test.take(604_001, tagged('v4'));
    await test.take(604_002, tagged('v4'), { start: '2026-01-02T15:10:00Z', emptyFms: ['HCAL_HF'] });
  });
  stage = await openStage(folder);
  watched = await stage.open();
});
afterAll(async () => {
  await stage.close();
  rmSync(folder, { recursive: true });
});

/** What the search field answers, as its results are shown below it. */
async function ask(text: string): Promise<string> {
  const { page } = watched;
  await page.goto(stage.url);
  await page.keyboard.press('/');
  await page.keyboard.type(text);
  await page.locator(inPage.ANSWERED).waitFor();
  return (await page.locator('.hits').innerText()).replaceAll(/\s+/g, ' ');
}

describe('a search that does not look at all runs', () => {
  it.each([
    ['out', 602],
    ['HO out', 602],
    ['HF', 604],
  ])('says at which it looked: %s', async (text, block) => {
    const said = await ask(text);
    expect(said).toContain(`looked at runs from ${block}000 on: name a day or a number to find older ones`);
    expect(said).not.toContain('Nothing found');
  });

  it.each(['600 out', '600002', '6000', 'HF 600', 'no_such_word', 'HCAL_TAG'])(
    'says nothing of it where it did: %s',
    async (text) => {
      expect(await ask(text)).not.toContain('looked at');
    },
  );

  it('finds what it is asked for in a block that is named', async () => {
    expect(await ask('600 out')).toContain('600002');
  });

  it.each(['HF out 2026', 'out 2026', '2026 HF out', '16 HF out', 'HF out 16:1', '2026 HO 604002'])(
    'finds a run by year or hour in a block that began in the year before: %s',
    async (text) => {
      expect(await ask(text)).toContain('604002');
    },
  );
});

describe('what is not known is not said to be the same, nor to be nothing', () => {
  it('a run whose reading is unreadable', async () => {
    expect(await ask('600003')).toContain('600003 HF readings unreadable');
  });

  it.each([
    ['600001 600003', 'HO same configuration HF not compared in whole'],
    ['600001 600002', 'HF differ'],
    ['600001 600004', '600004: gap'],
    ['603001 604001', 'HF HO same configuration'],
  ])('two runs: %s', async (text, words) => {
    const said = await ask(text);
    expect(said).toContain(words);
    expect(said).not.toContain('was in both');
  });

  it('one result is one', async () => {
    await ask('600004');
    expect(await watched.page.locator('.hits [role="status"]').textContent()).toBe('1 result');
  });
});
