import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { readTruth, type TrueChange } from '../support/truth.ts';
import { openStage, type Stage } from './browser.ts';

/**
 * Questions that people come with, each asked of the home page. `npm run questions` prints how many clicks and seconds each
 * took; only the clicks are held to a bound, since seconds are the machine's.
 */
const MOST_CLICKS = 2;
const WIDTHS = { screen: 1280, phone: 390 } as const;
const TPG_TAG = 'HCAL_uHTRManager_TPG_TAG';

const sample = inject('sample');
const truth = readTruth(sample.truth);
let stage: Stage;
beforeAll(async () => void (stage = await openStage(join(sample.folder, 'site'))));
afterAll(async () => {
  await stage.close();
  if (process.env['QUESTIONS'] !== undefined) process.stdout.write(toTable(took));
});

/** Question, width, clicks and seconds. */
const took: string[][] = [];

function toTable(rows: readonly (readonly string[])[]): string {
  const head = ['question', 'on a', 'clicks', 'seconds'];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

/** Follows a link, and counts it. */
type Follow = (link: Locator) => Promise<void>;

/** A question, how the site answers it, and what is true. */
interface Question {
  readonly asks: string;
  readonly find: (page: Page, follow: Follow) => Promise<string>;
  readonly answer: string | RegExp;
}

function lastChange(isMeant: (change: TrueChange) => boolean): number {
  return truth.findLast(({ changes }) => changes?.some(isMeant))?.run ?? 0;
}

function isOf(change: TrueChange, partition: string, parameter: string): boolean {
  return change.partition === partition && change.parameter === parameter;
}

function isOfFirmware({ parameter }: TrueChange): boolean {
  return /firmware/i.test(parameter);
}

async function readMain(page: Page): Promise<string> {
  return (await page.locator('main').innerText()).replaceAll(/\s+/g, ' ');
}

async function openParameter(page: Page, follow: Follow, parameter: string): Promise<string> {
  await follow(page.getByRole('link', { name: 'Parameters', exact: true }).first());
  await page.waitForURL('**/parameters/');
  await follow(page.locator('th a.name', { hasText: parameter }).first());
  await page.waitForURL(`**/${parameter}/`);
  return readMain(page);
}

async function openWeek(page: Page, follow: Follow): Promise<string> {
  await follow(page.getByRole('link', { name: /^Week / }).first());
  await page.waitForURL('**/weeks/**');
  return readMain(page);
}

const HO_OUT = truth.findLast(({ partitions }) => partitions?.['HCAL_HO'] === 'out')?.run;

const QUESTIONS: readonly Question[] = [
  {
    asks: 'what did the last run with changes change',
    find: async (page) => page.locator('article.change').first().innerText(),
    answer: String(lastChange(() => true)),
  },
  {
    asks: 'since when does HF run with what it has',
    find: async (page) => page.locator('.now li', { hasText: 'HF' }).innerText(),
    answer: String(lastChange(({ partition }) => partition === 'HCAL_HF')),
  },
  {
    asks: 'what was it before (TPG_TAG of HBHE)',
    find: async (page, follow) => {
      await follow(page.locator('a.name', { hasText: 'TPG_TAG' }).first());
      await page.waitForURL(`**/${TPG_TAG}/`);
      return readMain(page);
    },
    answer: /before: HcalLUT_2025_v14 for 25 d/,
  },
  {
    asks: 'which runs had exactly this configuration',
    find: async (page, follow) => {
      await follow(page.locator('.lead a.run').first());
      return page.locator('.twins').innerText();
    },
    answer: /Same configuration as 3 earlier runs, last \d+/,
  },
  {
    asks: 'what happened this week',
    find: openWeek,
    answer: /7 runs, 2 changed something What changed over the week/,
  },
  {
    asks: 'what flaps (this week nothing does)',
    find: openWeek,
    answer: /^(?!.*What flapped)/,
  },
  {
    asks: 'who was out when, the week before',
    find: async (page, follow) => {
      await openWeek(page, follow);
      await follow(page.getByRole('link', { name: '2025-W30' }).first());
      await page.waitForURL('**/2025-W30/');
      return readMain(page);
    },
    answer: `HO out in 1 run, ${HO_OUT}`,
  },
  {
    asks: 'is the site up to date',
    find: async (page) => page.locator('#freshness:not(:empty)').innerText(),
    answer: /Collecting|Not collecting/,
  },
  {
    asks: 'which line did this run bring (393027, CFGDOC_TXT)',
    find: async (page, follow) => {
      const run = page.locator('article.change', { hasText: '393027' });
      await follow(run.locator('a.name', { hasText: 'CFGDOC_TXT' }).first());
      return page.locator('tr.add').first().innerText();
    },
    answer: '# BEGIN /RunKeys/global-pp.cfg:pro]',
  },
  {
    asks: 'is this a scan (zsSimpleThreshold)',
    find: async (page, follow) => openParameter(page, follow, 'HCAL_uHTRManager_zsSimpleThreshold'),
    answer: /changed \d+ times between 15 values/,
  },
  {
    asks: 'since when does HF differ from HBHE in TPG_TAG',
    find: async (page, follow) => openParameter(page, follow, TPG_TAG),
    answer: /differs from HBHE since run \d+/,
  },
  {
    asks: 'which run brought the value that HF has now (TPG_TAG)',
    find: async (page, follow) => {
      await follow(page.locator('.now .chip', { hasText: /^HF$/ }));
      await page.waitForURL('**/parameters/**');
      const row = page.locator('.params tr', { hasText: TPG_TAG });
      expect(await page.locator('.params th:nth-child(3)').getAttribute('id')).toBe('p2');
      return row.locator('td:nth-child(3) a.run').innerText();
    },
    answer: String(lastChange((change) => isOf(change, 'HCAL_HF', TPG_TAG))),
  },
  {
    asks: 'what was the last change of firmware',
    find: async (page, follow) => {
      await follow(page.getByRole('link', { name: 'Parameters', exact: true }).first());
      await page.waitForURL('**/parameters/');
      const since = await page.locator('tr', { hasText: 'Firmware' }).locator('a.run').allInnerTexts();
      const newest = String(Math.max(...since.map(Number)));
      await follow(page.locator('tr', { hasText: 'Firmware' }).locator('a.run', { hasText: newest }).first());
      await page.waitForURL(`**/runs/**`);
      return readMain(page);
    },
    answer: new RegExp(`Run ${lastChange(isOfFirmware)} .*FIRMWARE`, 'i'),
  },
];

describe.each(QUESTIONS)('$asks', ({ asks, find, answer }) => {
  it.each(Object.entries(WIDTHS))(`is answered on a %s in at most ${MOST_CLICKS} clicks`, async (name, width) => {
    const { page } = await stage.open({ viewport: { width, height: 900 }, hasTouch: name === 'phone' });
    let clicks = 0;
    const begin = performance.now();
    await page.goto(stage.url);
    const said = await find(page, async (link) => {
      clicks += 1;
      await link.click();
    });
    const seconds = (performance.now() - begin) / 1000;
    expect(said).toMatch(answer);
    expect(clicks).toBeLessThanOrEqual(MOST_CLICKS);
    await page.context().close();
    took.push([asks, name, String(clicks), seconds.toFixed(1)]);
  });
});
