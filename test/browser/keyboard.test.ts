import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Timeline } from '../../model/change.ts';
import { readTruth, type TrueRun } from '../support/truth.ts';
import { openStage, settle, type Stage, type Watched } from './browser.ts';
import * as inPage from './in-page.ts';

const sample = inject('sample');
const truth = readTruth(sample.truth).filter(({ kind }) => kind !== 'local');
const countOf = ({ changes }: TrueRun) => changes?.length ?? 0;
const changed = truth.filter((run) => countOf(run) > 0).map(({ run }) => run);
/** The run with most changes. */
const most = truth.reduce((found, run) => (countOf(run) > countOf(found) ? run : found)).run;
/** A run without changes between others with some. */
const quiet =
  truth.findLast((run) => run.kind === 'archived' && countOf(run) === 0 && run.run < (changed.at(-1) ?? 0))?.run ?? 0;

let stage: Stage;
let watched: Watched;
beforeAll(async () => {
  stage = await openStage(join(sample.folder, 'site'));
  watched = await stage.open();
});
afterAll(() => stage.close());

async function visit(path: string): Promise<void> {
  await watched.page.goto(stage.url + path);
  await settle(watched);
}

async function press(...keys: readonly string[]): Promise<void> {
  for (const key of keys) await watched.page.keyboard.press(key);
}

/** What the page is of where the browser is after a key that goes to another, once that has loaded its scripts. */
async function nameAfter(key: string): Promise<string | null> {
  const before = watched.page.url();
  await press(key);
  await watched.page.waitForURL((url) => url.href !== before);
  return watched.page.locator('h1 .mono').textContent();
}

async function runAfter(key: string): Promise<number> {
  return Number(await nameAfter(key));
}

describe('keys', () => {
  it('n and p go to the next and the previous run', async () => {
    const place = truth.findIndex(({ run }) => run === quiet);
    await visit(`runs/${quiet}/`);
    expect(await runAfter('n')).toBe(truth[place + 1]?.run);
    expect(await runAfter('p')).toBe(quiet);
    expect(await runAfter('p')).toBe(truth[place - 1]?.run);
  });

  it('n and p go to the next and the previous week', async () => {
    await visit('weeks/2025-W24/');
    expect(await nameAfter('n')).toBe('2025-W25');
    expect(await nameAfter('p')).toBe('2025-W24');
  });

  it('] and [ go to the next and the previous run with changes', async () => {
    const next = changed.find((run) => run > quiet);
    await visit(`runs/${quiet}/`);
    const link = watched.page.locator('.next [data-go="next-changed"]');
    expect(await link.innerText()).toContain(String(next));
    expect(await runAfter(']')).toBe(next);
    expect(await runAfter('[')).toBe(changed.findLast((run) => run < (next ?? 0)));
  });

  it('l links to the first changed line in view, in one column and in two', async () => {
    const { page } = watched;
    const run = truth.findLast(({ changes }) => changes?.some(({ parameter }) => parameter === 'CFGDOC_TXT'))?.run;
    for (const layout of ['u', 's']) {
      await visit(`runs/${run}/`);
      await press(layout, 'l');
      await expect.poll(() => new URL(page.url()).hash).toMatch(/^#.+:-?\d+$/);
      const first = page.locator('tr.here').first();
      expect(await first.evaluate((row) => row.matches(':is(.add, .del, :has(.add, .del))'))).toBe(true);
    }
    await press('u');
  });

  it('] crosses into the next block, and there is none after the newest change', async () => {
    const last = changed.findLast((run) => run < 392_000) ?? 0;
    await visit(`runs/${last}/`);
    expect(await runAfter(']')).toBe(changed.find((run) => run > last));
    await visit(`runs/${changed.at(-1)}/`);
    expect(await watched.page.locator('[data-go="next-changed"]').count()).toBe(0);
  });

  it('j and k step through the entries of a run, into what is folded away too', async () => {
    await visit(`runs/${most}/`);
    const ids = await watched.page.locator('article.entry[id]').evaluateAll((all) => all.map(({ id }) => id));
    const focused = () => watched.page.evaluate<string>('document.activeElement.id');
    for (const id of ids) {
      await press('j');
      expect(await focused()).toBe(id);
      expect(await watched.page.locator(':focus').isVisible()).toBe(true);
    }
    await press('k');
    expect(await focused()).toBe(ids.at(-2));
  });

  it('j and k begin where the reader has scrolled to', async () => {
    await visit(`runs/${most}/`);
    const entries = watched.page.locator('article.entry');
    await entries.nth(2).evaluate((entry) => entry.scrollIntoView({ block: 'start' }));
    await watched.page.evaluate('scrollBy(0, 60)');
    await press('k');
    expect(await watched.page.evaluate<string>('document.activeElement.id')).toBe(
      await entries.nth(2).getAttribute('id'),
    );
  });

  it('j goes through the runs of the home page, and Enter opens one', async () => {
    await visit('');
    await press('j', 'j', 'Enter');
    await watched.page.waitForURL(`${stage.url}runs/${changed.at(-2)}/`);
    expect(await watched.page.locator('h1 .mono').textContent()).toBe(String(changed.at(-2)));
  });

  it('s and u choose two columns or one, and the choice holds on the next page', async () => {
    await visit(`runs/${most}/`);
    const { page } = watched;
    const pressed = () => page.locator('.choice [aria-pressed="true"]').innerText();
    expect(await pressed()).toBe('Unified');
    await press('s');
    expect(await pressed()).toBe('Side by side');
    await page.locator('table.two').first().waitFor();
    await visit('parameters/HCAL_HF/CFGDOC_TXT/');
    expect(await pressed()).toBe('Side by side');
    await press('u');
    expect(await pressed()).toBe('Unified');
    expect(await page.locator('table.two').count()).toBe(0);
    await page.getByRole('button', { name: 'Side by side' }).click();
    expect(await pressed()).toBe('Side by side');
    await press('u');
  });

  it('? lists them all; Escape closes, and the focus is where it was', async () => {
    await visit(`runs/${most}/`);
    const { page } = watched;
    await page.locator('h1').evaluate((heading) => {
      heading.setAttribute('tabindex', '-1');
      (heading as unknown as { focus(): void }).focus();
    });
    await press('?');
    const dialog = page.getByRole('dialog', { name: 'Keys' });
    await dialog.waitFor();
    const keys = await dialog.locator('kbd').allInnerTexts();
    expect([...keys].sort((a, b) => (a < b ? -1 : 1))).toEqual(['/', '?', '[', ']', 'j', 'k', 'l', 'n', 'p', 's', 'u']);
    await page.evaluate(axe.source);
    expect(await page.evaluate<string[]>(inPage.AXE_VIOLATIONS)).toEqual([]);
    await press('n', '/');
    expect(page.url()).toContain(`/runs/${most}/`);
    await press('Escape');
    expect(await dialog.count()).toBe(0);
    expect(await page.evaluate<string>('document.activeElement.localName')).toBe('h1');
    await page.getByRole('button', { name: 'Keys' }).click();
    await dialog.getByRole('button', { name: 'Close' }).click();
    expect(await dialog.count()).toBe(0);
  });

  it('do nothing while the reader writes, or with another key held down', async () => {
    await visit(`runs/${most}/`);
    const { page } = watched;
    const length = await page.evaluate<number>('history.length');
    await page.locator('.filter input').first().focus();
    await page.keyboard.type('nps/?');
    expect(await page.locator('.filter input').first().inputValue()).toBe('nps/?');
    await page.locator('h1').click();
    await press('Control+Shift+/', 'Alt+n', 'Meta+p');
    expect(page.url()).toBe(`${stage.url}runs/${most}/`);
    expect(await page.evaluate<number>('history.length')).toBe(length);
    expect(await page.locator('dialog').count()).toBe(0);
  });

  it('do nothing where there is nothing to do', async () => {
    watched.problems.length = 0;
    await visit('status/');
    await press('j', 'k', 'l', 'n', 'p', '[', ']', 'u', 's', 'u');
    expect(watched.page.url()).toBe(`${stage.url}status/`);
    expect(watched.problems).toEqual([]);
  });
});

describe('differences only', () => {
  it('is on at first: a run shows which watched parameters it changed, the rest on request, and remembers it', async () => {
    const { page } = await stage.open();
    const isOn = () => page.getByLabel('Differences only').isChecked();
    const rows = () => page.locator('.readings tbody tr:visible').count();
    await page.goto(`${stage.url}runs/${most}/`);
    const all = await page.locator('.readings tbody tr').count();
    expect(await isOn()).toBe(true);
    const shown = await rows();
    expect(shown).toBeGreaterThan(0);
    expect(shown).toBeLessThan(all);
    expect(await page.locator('details.rest[open]').count()).toBe(0);
    await page.getByRole('button', { name: 'show all' }).click();
    expect([await isOn(), await rows()]).toEqual([false, all]);
    expect(await page.locator('details:is(.rest, .fold):not([open])').count()).toBe(0);
    await page.goto(`${stage.url}runs/${quiet}/`);
    expect(await isOn()).toBe(false);
    // A run that changed nothing takes the table from the page of the run that has the same.
    await expect.poll(rows).toBeGreaterThan(30);
    expect(await page.locator('.unshown').isVisible()).toBe(false);
    await page.getByLabel('Differences only').click();
    expect(await rows()).toBe(0);
    await page.getByRole('button', { name: 'show them here' }).click();
    expect(await rows()).toBeGreaterThan(30);
    await page.getByLabel('Differences only').click();
    expect(await rows()).toBe(0);
    await page.locator('.filter input').first().fill('CFGDOC_TXT');
    expect(await rows()).toBeGreaterThan(0);
    await page.locator('.filter input').first().fill('');
    expect(await rows()).toBe(0);
    await page.goto(`${stage.url}runs/${most}/`);
    expect([await isOn(), await rows()]).toEqual([true, shown]);
    await page.context().close();
  });

  it('without script, every watched reading of a run that changed nothing is one link away', async () => {
    const { page } = await stage.open({ javaScriptEnabled: false });
    await page.goto(`${stage.url}runs/${quiet}/`);
    expect(await page.locator('.readings').count()).toBe(0);
    await page.getByRole('link', { name: 'lists them' }).click();
    const told = await page.locator('.readings tbody tr').allInnerTexts();
    const parts = truth.find(({ run }) => run === quiet)?.partitions ?? {};
    let seen = 0;
    for (const partition of Object.keys(parts).filter((name) => parts[name] === 'in')) {
      for (const file of readdirSync(join(sample.folder, 'site/api/parameters', partition))) {
        const path = join(sample.folder, 'site/api/parameters', partition, file);
        const { starts } = JSON.parse(readFileSync(path, 'utf8')) as Timeline;
        const start = starts.findLast(({ from }) => from <= quiet);
        const words = typeof start?.value === 'string' ? start.value.slice(0, 30) : '';
        const isTold = (row: string) =>
          row.includes(partition.replace('HCAL_', '')) && row.includes(words) && row.includes(`${start?.from}`);
        expect({ file, told: told.some(isTold) }).toEqual({ file, told: true });
        seen += 1;
      }
    }
    expect(seen).toBeGreaterThan(30);
    await page.context().close();
  });

  it('unfolds what each value of a parameter changed, when it is off', async () => {
    const { page } = await stage.open();
    await page.goto(`${stage.url}parameters/HCAL_HF/CFGDOC_TXT/`);
    const all = await page.locator('.timeline details').count();
    expect(await page.locator('.timeline details[open]').count()).toBe(0);
    await page.getByLabel('Differences only').click();
    expect(await page.locator('.timeline details[open]').count()).toBe(all);
    await page.reload();
    expect(await page.locator('.timeline details[open]').count()).toBe(all);
    await page.getByLabel('Differences only').click();
    expect(await page.locator('.timeline details[open]').count()).toBe(0);
    await page.context().close();
  });

  it('shows everything without script', async () => {
    const { page } = await stage.open({ javaScriptEnabled: false });
    await page.goto(`${stage.url}runs/${most}/`);
    expect(await page.locator('.readings tbody tr:visible').count()).toBe(
      await page.locator('.readings tbody tr').count(),
    );
    expect(await page.locator('.unshown, #views').filter({ visible: true }).count()).toBe(0);
    await page.context().close();
  });
});

describe('the last 24 hours on the home page', () => {
  const start = (run: number | undefined) => Date.parse(truth.find((one) => one.run === run)?.start ?? '');

  it.each([
    ['some', 23 * 60, 1, true],
    ['none', 25 * 60, 0, true],
    ['none that are known', 25 * 60, 0, false],
  ])('with %s changes in them', async (_name, minutes, least, ok) => {
    const { page } = await stage.open();
    const now = start(changed.at(-1)) + minutes * 60_000;
    await page.clock.setFixedTime(now);
    const status = { finished: new Date(now).toISOString(), ok, message: 'ORA-03113' };
    await page.route('**/status.json', (route) => route.fulfill({ body: JSON.stringify(status) }));
    await page.goto(stage.url);
    const recent = changed.filter((run) => start(run) >= now - 24 * 3_600_000);
    expect(recent.length).toBeGreaterThanOrEqual(least);
    const none = ok
      ? 'Nothing changed in the last 24 hours'
      : 'No change is known of the last 24 hours: newer runs may be missing';
    await expect
      .poll(async () => page.locator('#last-day').innerText())
      .toBe(
        recent.length === 0
          ? none
          : `${recent.length} ${recent.length === 1 ? 'run' : 'runs'} with changes in the last 24 hours`,
      );
    const divided = page.locator('article.change:has(.divider) h3 .run');
    expect(await divided.allInnerTexts()).toEqual(recent.length === 0 ? [] : [String(recent[0])]);
    await page.context().close();
  });

  /** Opens the home page some hours after the newest change. */
  async function openLater(hours: number, newestRun: number | undefined, toHtml = (html: string) => html) {
    const { page } = await stage.open();
    const now = start(changed.at(-1)) + hours * 3_600_000;
    await page.clock.setFixedTime(now);
    const status = { finished: new Date(now).toISOString(), ok: true, message: 'all jobs done', newestRun };
    await page.route('**/status.json', (route) => route.fulfill({ body: JSON.stringify(status) }));
    await page.route(stage.url, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: toHtml(await response.text()) });
    });
    await page.goto(stage.url);
    await page.locator('#last-day:not(:empty)').waitFor();
    return page;
  }

  it('is not told by a page that was left open while newer runs came', async () => {
    const newest = truth.at(-1)?.run ?? 0;
    for (const [known, words] of [
      [newest, 'Nothing changed in the last 24 hours'],
      [newest + 1, `Run ${newest + 1} is newer than this page: reload it`],
    ] as const) {
      const page = await openLater(25, known);
      expect(await page.locator('#last-day').innerText()).toBe(words);
      await page.context().close();
    }
  });

  it.each([
    [0, '1 run with changes in the last 24 hours, 1 of them without a known start'],
    [1, 'Nothing changed in the last 24 hours'],
  ])(
    'holds a change that does not say when it began where the run after it may have: number %i',
    async (index, words) => {
      let seen = 0;
      const page = await openLater(25, undefined, (html) =>
        html.replaceAll(/<span><time.*?<\/span> /g, (time) => (seen++ === index ? '' : time)),
      );
      expect(await page.locator('#last-day').innerText()).toBe(words);
      expect(await page.locator('article.change:has(.divider)').count()).toBe(1 - index);
      expect(seen).toBeGreaterThan(1);
      await page.context().close();
    },
  );
});
