import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STORY } from '../support/site-archive.ts';
import { openStage, settle, type Stage, type Watched } from './browser.ts';
import * as inPage from './in-page.ts';
import { publishSmallSite } from './small-site.ts';

const folder = mkdtempSync(join(tmpdir(), 'runinfo-freshness-'));
const file = join(folder, 'status.json');
let stage: Stage;
let watched: Watched;

beforeAll(async () => {
  await publishSmallSite(folder, async (test) => {
    for (const step of STORY) await step(test);
  });
  stage = await openStage(folder);
  watched = await stage.open();
});

afterAll(async () => {
  await stage.close();
  rmSync(folder, { recursive: true });
});

/** What a tick said that finished so many minutes ago. */
function said(minutesAgo: number, more: object = {}): string {
  return JSON.stringify({ finished: new Date(Date.now() - minutesAgo * 60_000).toISOString(), ok: true, ...more });
}

describe('the line that says whether the data is fresh', () => {
  it.each([
    ['now', () => said(0), 'good', 'Collecting: last tick a minute ago.'],
    ['from a clock that is ahead', () => said(-3), 'good', 'Collecting: last tick a minute ago.'],
    ['of 20 minutes ago', () => said(20), 'good', 'Collecting: last tick 20 minutes ago.'],
    ['of an hour ago', () => said(60), 'bad', 'Not collecting: last tick 60 minutes ago. Newer runs may be missing.'],
    ['of a week ago', () => said(10_080), 'bad', 'Not collecting: last tick 7 days ago. Newer runs may be missing.'],
    [
      'in trouble',
      () => said(5, { ok: false, message: 'ORA-03113 <b>' }),
      'bad',
      'Collector in trouble, last tick 5 minutes ago: ORA-03113 <b>',
    ],
    ['without a time', () => '{"ok":true}', 'bad', 'The collector left no readable word of its last tick.'],
    [
      'cut short',
      () => '{"finished":',
      'unknown',
      'Not known whether the collector is alive: status.json cannot be read',
    ],
    ['missing', () => null, 'unknown', 'Not known whether the collector is alive: status.json cannot be read'],
  ])('with a status.json %s', async (_name, make, state, words) => {
    const text = make();
    if (text === null) rmSync(file);
    else writeFileSync(file, text);
    for (const path of ['', 'runs/362995/']) {
      await watched.page.goto(stage.url + path);
      const line = watched.page.locator('#freshness:not(:empty)');
      expect(await line.textContent()).toContain(words);
      expect(await line.getAttribute('data-state')).toBe(state);
    }
  });

  it.each([1280, 390])('moves nothing, however much it says, %i pixels wide', async (width) => {
    const { page } = await stage.open({ viewport: { width, height: 900 } });
    const tops: unknown[] = [];
    for (const message of ['all jobs done', 'word '.repeat(200), 'w'.repeat(900)]) {
      writeFileSync(file, said(1, { ok: message === 'all jobs done', message }));
      await page.goto(stage.url);
      await settle({ page });
      tops.push(await page.evaluate('[...document.querySelectorAll("#toolbar, main")].map((one) => one.offsetTop)'));
    }
    expect(tops[1]).toEqual(tops[0]);
    expect(tops[2]).toEqual(tops[0]);
    await page.locator('#freshness a').click();
    await page.locator('#status table', { hasText: 'w'.repeat(900) }).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    await page.context().close();
  });

  it('is read out where it has news, not where it counts minutes', async () => {
    const { page } = await stage.open();
    await page.clock.install();
    writeFileSync(file, said(1));
    await page.goto(stage.url);
    const line = page.locator('#freshness:not(:empty)');
    await line.waitFor();
    for (const [minutes, words, live] of [
      [3, 'Collecting: last tick 4 minutes ago', 'off'],
      [40, 'Not collecting: last tick 44 minutes ago', 'polite'],
      [3, 'Not collecting: last tick 47 minutes ago', 'off'],
    ] as const) {
      await page.clock.fastForward(minutes * 60_000);
      await expect.poll(() => line.textContent()).toContain(words);
      expect(await line.getAttribute('aria-live')).toBe(live);
    }
    await page.context().close();
  });

  it('says nothing without script', async () => {
    const { page } = await stage.open({ javaScriptEnabled: false });
    await page.goto(stage.url);
    expect(await page.locator('#freshness').textContent()).toBe('');
  });
});

describe('the status page', () => {
  it('says what is most telling first, and leads to the newest run', async () => {
    writeFileSync(
      file,
      JSON.stringify({ other: 1, finished: '2026-11-24T09:34:23.130Z', newestRun: 362995, ok: true }),
    );
    await watched.page.goto(`${stage.url}status/`);
    await watched.page.locator('#status table').waitFor();
    const rows = await watched.page.evaluate<object>(inPage.STATUS_ROWS);
    expect(Object.entries(rows)).toEqual([
      ['ok', 'yes'],
      ['finished', '2026-11-24 10:34:23 CET · 09:34:23 UTC'],
      ['newestRun', '362995'],
      ['other', '1'],
    ]);
    await watched.page.locator('#status a').click();
    expect(await watched.page.locator('h1').innerText()).toContain('362995');
  });

  it('tells the machine that collects from the one that publishes, where they are two', async () => {
    const collector = { finished: '2026-11-24T09:34:23.130Z', ok: false, message: 'cannot read', failures: 1 };
    const publisher = { ...collector, finished: '2026-11-24T09:40:00.000Z', message: 'all jobs done' };
    writeFileSync(file, said(1, { ok: false, message: 'collector: cannot read', collector, publisher }));
    await watched.page.goto(`${stage.url}status/`);
    await watched.page.locator('#status table').waitFor();
    expect(await watched.page.evaluate(inPage.STATUS_ROWS)).toMatchObject({
      collector: '2026-11-24 10:34:23 CET · 09:34:23 UTC: cannot read',
      publisher: '2026-11-24 10:40:00 CET · 09:40:00 UTC: all jobs done',
    });
    writeFileSync(file, said(1, { collector: publisher, publisher }));
    await watched.page.goto(`${stage.url}status/`);
    await watched.page.locator('#status table').waitFor();
    expect(Object.keys(await watched.page.evaluate<object>(inPage.STATUS_ROWS))).not.toContain('publisher');
  });

  it('links the runs that have a page: none that waits to be read or is in quarantine', async () => {
    const open = [
      { run: 363005, why: 'still going on' },
      { run: 363990, why: 'not yet Running' },
    ];
    const quarantined = [{ run: 3630050, why: 'a digit too many' }];
    watched.problems.length = 0;
    writeFileSync(file, said(1, { newestRun: 363990, open, quarantined }));
    await watched.page.goto(`${stage.url}status/`);
    await watched.page.locator('#status table').waitFor();
    expect(await watched.page.evaluate(inPage.STATUS_ROWS)).toMatchObject({
      newestRun: '363990',
      open: '363005: still going on\n363990: not yet Running',
      quarantined: '3630050: a digit too many',
    });
    expect(
      await watched.page.locator('#status a').evaluateAll((all) => all.map((one) => one.getAttribute('href'))),
    ).toEqual(['../runs/363005/']);
    expect(watched.problems).toEqual([]);
  });

  it('says why there is nothing to say', async () => {
    rmSync(file);
    await watched.page.goto(`${stage.url}status/`);
    await settle(watched);
    expect(await watched.page.locator('#status').innerText()).toContain('status.json cannot be read');
  });

  it('names open runs and gaps with the reason', async () => {
    const gaps = [
      { run: 362998, why: 'ORA-01013: <b>asked</b>' },
      { run: 362999, why: 'timeout' },
    ];
    writeFileSync(file, said(1, { message: 'all jobs done', newestRun: null, open: [], gaps }));
    await watched.page.goto(`${stage.url}status/`);
    await watched.page.locator('#status table').waitFor();
    expect(await watched.page.evaluate(inPage.STATUS_ROWS)).toMatchObject({
      ok: 'yes',
      message: 'all jobs done',
      newestRun: 'none',
      open: 'none',
      gaps: '362998: ORA-01013: <b>asked</b>\n362999: timeout',
    });
  });

  it('shows by colour what needs somebody, with what to do; runs are links; what waits, and the last ticks', async () => {
    const { page } = watched;
    const gaps = [{ run: 362998, why: 'timeout' }];
    const notCompared = [{ run: 362995, why: 'HF held back' }];
    const waiting = [
      { channel: 'shift', since: '2026-11-24T09:34:23.130Z', rejected: [] },
      { channel: 'main', since: null, rejected: [362990, 362995] },
    ];
    const ticks = [
      { finished: '2026-11-24T09:40:00.000Z', ok: false, message: 'cannot read' },
      { finished: '2026-11-24T09:30:00.000Z', ok: true, message: 'all jobs done' },
    ];
    writeFileSync(file, said(1, { open: [], gaps, notCompared, waiting, ticks }));
    await page.goto(`${stage.url}status/`);
    await page.locator('#status table').waitFor();
    expect(await page.locator('#status .said').getAttribute('data-state')).toBe('good');
    const row = (key: string) => page.locator(`#status tr[data-key=${key}]`);
    expect(await page.evaluate(inPage.STATUS_ROWS)).toMatchObject({
      waiting:
        'shift: none gets through since 2026-11-24 10:34:23 CET · 09:34:23 UTC\nmain: refused of runs 362990, 362995',
      ticks:
        '2026-11-24 10:40:00 CET · 09:40:00 UTC: cannot read\n2026-11-24 10:30:00 CET · 09:30:00 UTC: all jobs done',
    });
    expect(await row('gaps').getAttribute('data-state')).toBe('bad');
    expect(await row('gaps').locator('.step').innerText()).toContain('runinfo probe RUN');
    expect(await row('notCompared').locator('.step').innerText()).toContain('snapshot --accept RUN');
    expect(await row('notCompared').getByRole('link').getAttribute('href')).toBe('../runs/362995/');
    expect(await row('open').locator('.step').innerText()).toBe('');
    await row('gaps').getByRole('link').click();
    await page.waitForURL('**/runs/362998/');
    watched.problems.length = 0;
  });
});
