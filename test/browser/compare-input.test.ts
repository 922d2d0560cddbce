import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishSmallSite } from './small-site.ts';
import { openStage, type Stage, type Watched } from './browser.ts';

const folder = mkdtempSync(join(tmpdir(), 'runinfo-compare-'));
/** Archived runs, and when they began; the rest are known by their line alone, or not at all. */
const ARCHIVED = {
  400001: '2026-07-01T22:30:00Z',
  400002: '2026-07-02T22:30:00Z',
  400007: '2026-07-05T10:00:00Z',
  401003: '2026-10-25T00:30:00Z',
  401004: '2026-10-25T01:30:00Z',
};
const NEWEST = 401_004;

let stage: Stage;
let watched: Watched;
beforeAll(async () => {
  await publishSmallSite(folder, async (test) => {
    const values = (run: string) => ({ 'HCAL_HF:HCAL_TAG': `v${run}`, 'HCAL_HF:FM_ROLE': 'Level2' });
    for (const [run, start] of Object.entries(ARCHIVED)) await test.take(Number(run), values(run), { start });
    await test.line(400_003, 'gap', 'ORA-01013: asked to stop');
    await test.line(400_004, 'hcal-out', 'CMS.LVL0:HCAL says Out');
    await test.line(400_005, 'never-ran', 'no RC_STATE row says Running');
  });
  stage = await openStage(folder);
  watched = await stage.open();
});
afterAll(async () => {
  await stage.close();
  rmSync(folder, { recursive: true });
});

async function settled(): Promise<void> {
  await watched.page.locator('#difference[aria-busy="false"]').waitFor();
}

async function visit(query: string): Promise<void> {
  await watched.page.goto(`${stage.url}compare/${query}`);
  await settled();
}

/** Answers a request for a file of the site only once the test says so. */
async function hold(path: string): Promise<() => void> {
  let release = () => undefined as void;
  const released = new Promise<void>((resolve) => (release = resolve));
  await watched.page.route(`**/${path}`, async (route: Route) => {
    await released;
    await route.continue();
  });
  return release;
}

const said = () => watched.page.locator('#difference').innerText();

/** What somebody may write in place of a run, and what the page has to say of it. */
const ODD = [
  ['abc', /^abc is no run number; the nearest archived run is 401004\.$/],
  ['latest', /^latest is no run number; the nearest archived run is 401004\.$/],
  ['1e5', /^1e5 is no run number; /],
  ['-400002', /^-400002 is no run number; the nearest archived run is 400002\.$/],
  ['400002.5', /^400002\.5 is no run number; the nearest archived run is 400002\.$/],
  ['400 002', /^400 002 is no run number; /],
  ['0', /^0 is no run number; /],
  ['0x61A82', /^0x61A82 is no run number; /],
  ['9'.repeat(30), /^9+ is no run number; the nearest archived run is 401004\.$/],
  ['999999999', /^Run 999999999 is not known here; the nearest archived run is 401004\.$/],
  ['5', /^Run 5 is not known here; the nearest archived run is 400001\.$/],
  ['400006', /^Run 400006 is not known here; the nearest archived runs are 400002 and 400007\.$/],
  ['400003', /^Run 400003 is known but not archived: gap; the nearest archived runs are 400002 and 400007\.$/],
  ['400004', /^Run 400004 is known but not archived: HCAL out; /],
  ['400005', /^Run 400005 is known but not archived: never ran; /],
  // The experiment's day: 3 July in Geneva is 2 July in UTC.
  ['2026-07-03', /^2026-07-03 is no run number; the nearest archived run is 400002\.$/],
  ['2026-07-04', /^2026-07-04 is no run number; the nearest archived runs are 400002 and 400007\.$/],
  ['2027-01-01', /^2027-01-01 is no run number; the nearest archived run is 401004\.$/],
  ['2020', /^Run 2020 is not known here; /],
  ['2020-01-01', /^2020-01-01 is no run number; the nearest archived run is 400001\.$/],
  ['2026-10-25', /^2026-10-25 is no run number; the nearest archived runs are 401004 and 401003\.$/],
  ['<b>400002</b>', /^<b>400002<\/b> is no run number; the nearest archived run is 400002\.$/],
] as const;

describe('a run that is none, or cannot be compared, is said to be so', () => {
  it.each(ODD)('in the address: %s', async (text, words) => {
    for (const [query, side] of [
      [`?from=${encodeURIComponent(text)}&to=400002`, 'From run'],
      [`?from=400002&to=${encodeURIComponent(text)}`, 'To run'],
    ] as const) {
      await visit(query);
      expect(await said()).toMatch(words);
      expect(await watched.page.getByLabel(side).inputValue()).toBe(text);
    }
  });

  it.each(ODD)('where it is typed: %s, and the answer before is gone', async (text, words) => {
    await visit('?from=400001&to=400002');
    expect(await said()).toContain('Run 400001 to run 400002');
    await watched.page.getByLabel('To run').fill(text);
    expect(await watched.page.locator('#difference').isVisible()).toBe(false);
    await watched.page.keyboard.press('Enter');
    await expect.poll(said).toMatch(words);
    expect(await watched.page.locator('#result').count()).toBe(0);
    await watched.page.goBack();
    await expect.poll(said).toContain('Run 400001 to run 400002');
  });

  it('also where the other side is not named, and where a side is named twice', async () => {
    await visit('?from=abc');
    expect(await said()).toMatch(/^abc is no run number/);
    await visit('?to=abc');
    expect(await said()).toMatch(/^abc is no run number/);
    await visit('?from=400001&from=400002&to=400007');
    expect(await said()).toMatch(/^400001 and 400002 is no run number/);
  });
});

describe('a run is taken however its number is written', () => {
  it.each([
    ['?from=0400001&to=400002', 'Run 400001 to run 400002'],
    ['?from=%20400001%20&to=Run+400002', 'Run 400001 to run 400002'],
    ['?from=400002&to=400001', 'Run 400002 to run 400001'],
    ['?from=400002&to=400002', 'Run 400002 to run 400002: no changes'],
    ['?from=400001&from=400001&to=400002', 'Run 400001 to run 400002'],
    ['?from=400001&to=400002&partition=hf&partition=HCAL_HF', 'Run 400001 to run 400002: 1 change (HF 1)'],
    ['?from=&to=400002', 'Run 400001 to run 400002'],
    ['?from=+&to=++', `Run 401003 to run ${NEWEST}`],
    ['?to=400007', 'Run 400002 to run 400007'],
    ['?from=400001', `Run 400001 to run ${NEWEST}`],
  ])('%s', async (query, words) => {
    await visit(query);
    expect(await said()).toContain(words);
  });

  it('and what is typed back to what it was shows the answer again', async () => {
    await visit('?from=400001&to=400002');
    const field = watched.page.getByLabel('To run');
    await field.fill('40000');
    expect(await watched.page.locator('#difference').isVisible()).toBe(false);
    await field.press('End');
    await field.press('2');
    expect(await watched.page.locator('#difference').isVisible()).toBe(true);
    expect(await said()).toContain('Run 400001 to run 400002');
  });
});

it('when both runs began is shown in the experiment’s zone and in UTC', async () => {
  for (const [run, words] of [
    ['400002', '2026-07-03 00:30:00 CEST · 2026-07-02 22:30:00 UTC'],
    ['401003', '2026-10-25 02:30:00 CEST · 00:30:00 UTC'],
    ['401004', '2026-10-25 02:30:00 CET · 01:30:00 UTC'],
  ]) {
    await visit(`?from=${run}&to=400007`);
    expect(await watched.page.locator('.side').first().innerText()).toContain(words);
  }
});

describe('a slow, older answer never takes the place of a newer one', () => {
  it('of a comparison', async () => {
    await visit('?from=400001&to=400002');
    const release = await hold('api/runs/401/401003.json');
    // Else the page might not have asked yet when the newer question comes, and never ask.
    const asked = watched.page.waitForRequest(/401003\.json/);
    await watched.page.getByLabel('To run').fill('401003');
    await watched.page.keyboard.press('Enter');
    await asked;
    await watched.page.getByLabel('To run').fill('400007');
    await watched.page.keyboard.press('Enter');
    await expect.poll(said).toContain('Run 400001 to run 400007');
    const answered = watched.page.waitForResponse(/401003\.json/);
    release();
    await answered;
    expect(await said()).toContain('Run 400001 to run 400007');
  });

  it('of what is offered while somebody writes', async () => {
    await watched.page.unrouteAll();
    await visit('?from=400001&to=400002');
    const release = await hold('search/runs/401.json');
    const field = watched.page.getByLabel('From run');
    const offered = watched.page.locator('datalist').first().locator('option');
    await field.fill('401');
    await field.fill('400007');
    await expect.poll(() => offered.allTextContents()).toEqual([expect.stringMatching(/^400007 · 2026-07-05 12:00/)]);
    const answered = watched.page.waitForResponse(/401\.json/);
    release();
    await answered;
    expect(await offered.count()).toBe(1);
  });

  it('of a step to the run after', async () => {
    await watched.page.unrouteAll();
    await visit('?from=400001&to=400007');
    const release = await hold('search/runs/401.json');
    await watched.page.getByRole('button', { name: 'next' }).last().click();
    await watched.page.getByRole('button', { name: 'swap' }).click();
    await expect.poll(said).toContain('Run 400007 to run 400001');
    const answered = watched.page.waitForResponse(/401\.json/);
    release();
    await answered;
    await settled();
    expect(await said()).toContain('Run 400007 to run 400001');
  });
});

describe('what is chosen counts for what is written, however slow the answers are', () => {
  const from = () => watched.page.getByLabel('From run');
  const to = () => watched.page.getByLabel('To run');
  /** Writes 401003 as the first run of 400001 to 400007; what is known of it is still to come. */
  async function begin(): Promise<() => void> {
    await watched.page.unrouteAll();
    await visit('?from=400001&to=400007');
    const release = await hold('search/runs/401.json');
    await from().fill('401003');
    return release;
  }

  it('both runs, one after the other, and the selection stays', async () => {
    const release = await begin();
    await to().focus();
    await watched.page.keyboard.press('Control+A');
    release();
    await expect.poll(() => watched.page.locator('.side').first().innerText()).toContain('2026-10-25 02:30:00 CEST');
    await watched.page.keyboard.type('400002');
    await watched.page.keyboard.press('Enter');
    await expect.poll(said).toContain('Run 401003 to run 400002');
  });

  it.each([
    ['both runs', (page: Page) => page.getByLabel('To run').fill('400002'), '?from=401003&to=400002'],
    ['swapped', (page: Page) => page.getByRole('button', { name: 'swap' }).click(), '?from=400007&to=401003'],
    [
      'of one partition',
      (page: Page) => page.getByRole('checkbox').nth(1).click(),
      '?from=401003&to=400007&partition=HCAL_HF',
    ],
    ['a step', (page: Page) => page.getByRole('button', { name: 'previous' }).last().click(), '?from=401003&to=400002'],
  ])('%s', async (_, choose, address) => {
    const release = await begin();
    await choose(watched.page);
    await from().focus();
    release();
    await expect.poll(said).toContain(address.replace(/^.from=(\d+).to=(\d+).*/, 'Run $1 to run $2'));
    expect(watched.page.url()).toBe(`${stage.url}compare/${address}`);
  });

  it('what is typed back to what is on its way is asked for again', async () => {
    const release = await begin();
    await from().press('Enter');
    await from().fill('4010');
    await from().fill('401003');
    release();
    await expect.poll(said).toContain('Run 401003 to run 400007');
  });

  it('a step where there is no run says so, and finds one that came meanwhile', async () => {
    await watched.page.unrouteAll();
    await visit(`?from=400001&to=${NEWEST}`);
    await watched.page.getByRole('button', { name: 'next' }).last().click();
    await expect.poll(() => watched.page.locator('.side').last().innerText()).toContain('no archived run is after it');
    expect(await said()).toContain(`Run 400001 to run ${NEWEST}`);
    const index = join(folder, 'search/runs/401.json');
    const text = readFileSync(index, 'utf8');
    writeFileSync(index, text.replaceAll('401003', '401002').replaceAll('401004', '401005'));
    await watched.page.getByRole('button', { name: 'next' }).last().click();
    await expect.poll(() => to().inputValue()).toBe('401005');
    writeFileSync(index, text);
  });
});

it('the first archived run has none before it to be compared with', async () => {
  for (const query of ['?to=400001', '?to=400001&partition=HF']) {
    await visit(query);
    expect(await said()).toBe('Run 400001 is the first archived run: there is none before it to compare it with.');
  }
});

describe('where a file cannot be had', () => {
  const RUNS_401 = '**/search/runs/401.json';

  it('that is said, also after something else was written in place of the runs compared', async () => {
    await watched.page.unrouteAll();
    await visit('?from=400001&to=400002');
    await watched.page.route(RUNS_401, (route) => route.fulfill({ status: 503 }));
    await watched.page.getByLabel('To run').fill('401003');
    await watched.page.keyboard.press('Enter');
    await expect.poll(said).toBe('This cannot be shown: search/runs/401.json cannot be read: the server answers 503.');
    expect(await watched.page.locator('#difference').isVisible()).toBe(true);
    await watched.page.unroute(RUNS_401);
  });

  it('of what changed in between, the difference stands all the same', async () => {
    await watched.page.route('**/search/starts.bin', (route) => route.fulfill({ status: 503 }));
    await visit('?from=400001&to=400007');
    expect(await said()).toContain('Run 400001 to run 400007: 1 change (HF 1)');
    expect(await said()).toContain('cannot be read: the server answers 503');
    expect(await watched.page.locator('#difference article.entry').count()).toBe(1);
    await watched.page.unrouteAll();
  });
});

describe('for who uses no eyes, or no mouse', () => {
  it('the headline is read out, not the whole difference', async () => {
    await visit('?from=400001&to=400002');
    expect(await watched.page.locator('main [role="status"]').textContent()).toBe(
      'Run 400001 to run 400002: 1 change (HF 1)',
    );
    expect(await watched.page.locator('main [aria-live]').count()).toBe(0);
    await visit('?from=abc&to=400002');
    expect(await watched.page.locator('main [role="status"]').textContent()).toMatch(/^abc is no run number/);
  });

  it('a choice leaves the focus where it was', async () => {
    await visit('?from=400001&to=400007');
    const focused = () =>
      watched.page.evaluate<string>('document.activeElement.textContent || document.activeElement.ariaLabel || ""');
    await watched.page.getByRole('button', { name: 'swap' }).focus();
    await watched.page.keyboard.press('Enter');
    await expect.poll(said).toContain('Run 400007 to run 400001');
    expect(await focused()).toBe('swap');
    await watched.page.getByRole('checkbox').nth(1).focus();
    await watched.page.keyboard.press('Space');
    await watched.page.waitForURL('**partition=HCAL_HF');
    await settled();
    expect(await watched.page.locator('input:focus').evaluateAll((boxes) => boxes.length)).toBe(1);
    expect(await watched.page.locator('label:nth-of-type(2) > input:focus').count()).toBe(1);
  });
});
