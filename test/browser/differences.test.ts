import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { ChangeSet } from '../../model/change.ts';
import { readTruth } from '../support/truth.ts';
import { openStage, settle, type Stage, type Watched } from './browser.ts';
import * as inPage from './in-page.ts';

const sample = inject('sample');
const site = join(sample.folder, 'site');
/** A run that changed one document of HO by a few lines, far from its ends. */
const run =
  readTruth(sample.truth).findLast(
    ({ changes }) => changes?.length === 1 && changes[0]?.parameter === 'CFGDOC_TXT' && changes[0].kind === 'changed',
  )?.run ?? 0;
const file = `api/changes/${Math.floor(run / 1000)}/${run}.json`;

let stage: Stage;
let watched: Watched;
beforeAll(async () => {
  stage = await openStage(site);
  watched = await stage.open({ permissions: ['clipboard-read', 'clipboard-write'] });
});
afterAll(() => stage.close());

/** The one change of the run: its values as they were read. */
function wholeTexts(): { before: string; after: string } {
  const { changes } = JSON.parse(readFileSync(join(site, file), 'utf8')) as ChangeSet;
  const text = (value: unknown) => {
    const { ref } = value as { ref: string };
    return readFileSync(join(site, `api/values/${ref.slice(0, 2)}/${ref}.txt`), 'utf8');
  };
  return { before: text(changes[0]?.before), after: text(changes[0]?.after) };
}

async function visit(hash = ''): Promise<void> {
  await watched.page.goto('about:blank');
  await watched.page.goto(`${stage.url}runs/${run}/${hash}`);
  await settle(watched);
}

/** The end of the address of the first line that came. */
async function linkOfALine(): Promise<string> {
  await visit();
  await watched.page.locator('.entry .diff tr.add td:nth-child(2)').first().click();
  return new URL(watched.page.url()).hash;
}

describe('a difference on the page of a run', () => {
  it('shows the lines around what changed, as far as the reader asks, and they are those of the value', async () => {
    await visit();
    const { page } = watched;
    const box = page.locator('.entry .lines').first();
    const before = await page.evaluate<[number, string][]>(inPage.NEWER_LINES);
    await box.locator('[data-show="above"], [data-show="all"]').first().click();
    await expect
      .poll(async () => (await page.evaluate<[number, string][]>(inPage.NEWER_LINES)).length)
      .toBeGreaterThan(before.length);
    for (let click = 0; click < 3; click += 1) {
      const count = (await page.evaluate<[number, string][]>(inPage.NEWER_LINES)).length;
      await box.locator('[data-show]').last().click();
      await expect
        .poll(async () => (await page.evaluate<[number, string][]>(inPage.NEWER_LINES)).length)
        .toBeGreaterThan(count);
    }
    const shown = await page.evaluate<[number, string][]>(inPage.NEWER_LINES);
    const whole = wholeTexts().after.trim().split('\n');
    expect(shown.length).toBeGreaterThan(before.length + 40);
    for (const [number, text] of shown) {
      const line = whole[number - 1]?.trimEnd() ?? '';
      expect({ number, text }).toEqual({ number, text: line.length > 300 ? `${line.slice(0, 300)}…` : line });
    }
    const numbers = shown.map(([number]) => number);
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    expect(watched.problems).toEqual([]);
  });

  it('has the sign of each line beside it, also where the line has a partner', async () => {
    await visit();
    const [paired, torn] = await watched.page.evaluate<[number, string[]]>(inPage.TORN_ROWS);
    expect(paired).toBeGreaterThan(0);
    expect(torn).toEqual([]);
  });

  it('gives the whole values to copy, byte for byte', async () => {
    await visit();
    for (const side of ['before', 'after'] as const) {
      await watched.page.getByRole('button', { name: `copy ${side}` }).click();
      await watched.page.getByText('copied').waitFor();
      expect(await watched.page.evaluate('navigator.clipboard.readText()')).toBe(wholeTexts()[side]);
      await watched.page.getByText('copied').waitFor({ state: 'detached' });
    }
  });

  it('with the byte order mark that a value begins with', async () => {
    await visit();
    const text = `\uFEFFfirst\r\n${wholeTexts().before}`;
    await watched.page.route('**/api/values/**', (route) => route.fulfill({ body: text }));
    await watched.page.getByRole('button', { name: 'copy before' }).click();
    await watched.page.getByText('copied').waitFor();
    expect(await watched.page.evaluate('navigator.clipboard.readText()')).toBe(text);
    await watched.page.unrouteAll();
  });

  it('copies nothing where the run was read again since the page was loaded', async () => {
    await visit();
    const { page } = watched;
    await page.evaluate(`navigator.clipboard.writeText('')`);
    const moved = readFileSync(join(site, file), 'utf8').replace('"added":', '"added":1');
    await page.route(`**/${file}`, (route) => route.fulfill({ body: moved, contentType: 'application/json' }));
    await page.getByRole('button', { name: 'copy before' }).click();
    await page.getByText('the run was read again: load the page again').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('');
    await page.unroute(`**/${file}`);
  });

  it('says on the button that it was copied, then what it copies, however often it is clicked', async () => {
    const { page } = await stage.open({ permissions: ['clipboard-read', 'clipboard-write'] });
    await page.clock.install();
    await page.goto(`${stage.url}runs/${run}/`);
    const button = page.locator('.entry .tool').first();
    for (let click = 0; click < 2; click += 1) {
      await button.click();
      await page.getByText('copied').waitFor();
      await expect.poll(() => page.evaluate('navigator.clipboard.readText()')).toBe(wholeTexts().before);
      await page.evaluate(`navigator.clipboard.writeText('')`);
    }
    await page.clock.runFor(10_000);
    expect(await button.innerText()).toBe('copy before');
    await page.context().close();
  });

  it('and its page work at an address whose end cannot be decoded', async () => {
    await visit('#50%');
    await watched.page.keyboard.press('?');
    await watched.page.locator('dialog').waitFor();
    expect(watched.problems).toEqual([]);
    await visit((await linkOfALine()).replace(':', '%3A'));
    await watched.page.locator('tr.here').waitFor();
  });

  it('can be linked to line by line, in one column and in two', async () => {
    await visit();
    const { page } = watched;
    const line = page.locator('.entry .diff tr.add').first();
    const number = await line.locator('td').nth(1).innerText();
    await line.locator('td').nth(1).click();
    expect(new URL(page.url()).hash).toMatch(new RegExp(`^#CFGDOC_TXT-\\w+:${number}$`));
    const { hash } = new URL(page.url());
    await visit(hash);
    expect(await page.locator('tr.here td').nth(1).innerText()).toBe(number);
    await page.evaluate(`localStorage.setItem('runinfo:side-by-side', 'yes')`);
    await visit(hash);
    expect(await page.locator('.two tr.here td').nth(2).innerText()).toBe(number);
    await page.evaluate(`localStorage.clear()`);
  });
});

it('a link to a line opens what its entry is folded into: what follows from another change', async () => {
  const runs = readTruth(sample.truth).filter(({ changes }) => (changes?.length ?? 0) > 1);
  const folded = runs.flatMap(({ run: number }) => {
    const html = readFileSync(join(site, `runs/${number}/index.html`), 'utf8');
    const [, id] = /<details class="with">[^]*?<article[^>]* id="([^"]+)"/.exec(html) ?? [];
    return id === undefined ? [] : [{ number, id }];
  });
  const [first] = folded;
  if (first === undefined) throw new Error('no run of the sample has a change that follows from another');
  const { page } = watched;
  const entry = page.locator(`[id="${first.id}"]`);
  await page.goto(`${stage.url}runs/${first.number}/`);
  expect(await entry.isVisible()).toBe(false);
  await page.goto('about:blank');
  await page.goto(`${stage.url}runs/${first.number}/#${first.id}:1`);
  await settle(watched);
  expect(await entry.isVisible()).toBe(true);
});

it('tables are filtered as the reader writes: every word has to be there', async () => {
  await visit();
  const { page } = watched;
  const rows = page.locator('.readings tbody tr:visible');
  const all = await rows.count();
  await page.getByPlaceholder('filter by name').fill('tpg hbhe');
  await expect.poll(() => rows.count()).toBeLessThan(5);
  expect((await rows.allInnerTexts()).join(' ')).toContain('HCAL_uHTRManager_TPG_TAG');
  expect(await page.locator('.count').innerText()).toMatch(/^1 of \d+$/);
  await page.getByPlaceholder('filter by name').fill('');
  await expect.poll(() => rows.count()).toBe(all);
});

it('the list of runs is filtered by partition, what became of it, day and range; what finds none is said', async () => {
  const { page } = watched;
  await page.goto(`${stage.url}runs/`);
  const rows = page.locator('table.runs tbody tr:visible');
  const field = page.getByLabel('Filter runs');
  const count = () => page.locator('.count').innerText();
  const runs = async () => (await rows.locator('th').allInnerTexts()).map(Number);
  const all = await runs();
  await field.fill('HO out');
  await expect.poll(count).toMatch(/^\d+ of \d+$/);
  const out = await runs();
  expect(out.length).toBeGreaterThan(0);
  expect(out.length).toBeLessThan(all.length);
  for (const cells of await rows.allInnerTexts()) expect(cells).toContain('out');
  const [to = 0, from = 0] = [all[1], all[5]];
  await field.fill(`${from}..${to}`);
  await expect.poll(runs).toEqual(all.slice(1, 6));
  await field.fill('zzz');
  await expect.poll(count).toBe("No run matches 'zzz'");
  expect(await rows.count()).toBe(0);
  await field.fill('');
  await expect.poll(runs).toEqual(all);
});

it('colours follow the system until the reader chooses, and the choice is remembered', async () => {
  const { page } = await stage.open({ colorScheme: 'dark' });
  const ground = () => page.evaluate<string>(`getComputedStyle(document.body).backgroundColor`);
  await page.goto(stage.url);
  const dark = await ground();
  await page.locator('.theme').click();
  const light = await ground();
  expect(light).not.toBe(dark);
  await page.goto(`${stage.url}runs/`);
  expect(await ground()).toBe(light);
  await page.locator('.theme').click();
  expect(await ground()).toBe(dark);
  await page.context().close();
});

it('on paper a page is light, also where its reader chose dark', async () => {
  const { page } = await stage.open({ colorScheme: 'light' });
  const ink = () => page.evaluate<string>(`getComputedStyle(document.body).color`);
  await page.goto(stage.url);
  const onLight = await ink();
  await page.locator('.theme').click();
  await page.locator('.theme').click();
  expect(await ink()).not.toBe(onLight);
  await page.emulateMedia({ media: 'print' });
  expect(await ink()).toBe(onLight);
  await page.context().close();
});
