import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { readTruth } from '../support/truth.ts';
import { openStage, settle, type Stage } from './browser.ts';

const sample = inject('sample');
const site = join(sample.folder, 'site');
const truth = readTruth(sample.truth);
let stage: Stage;
beforeAll(async () => void (stage = await openStage(site)));
afterAll(() => stage.close());

function sizesOf(isWanted: (file: string) => boolean): number[] {
  return (readdirSync(site, { recursive: true }) as string[])
    .filter(isWanted)
    .map((file) => statSync(join(site, file)).size)
    .sort((a, b) => a - b);
}

describe('what a reader has to load', () => {
  it('the page of a run that changed nothing is below 7 KB in the median', () => {
    const quiet = new Set(
      truth.flatMap(({ run, changes }) => (changes?.length === 0 ? [`runs/${run}/index.html`] : [])),
    );
    const sizes = sizesOf((file) => quiet.has(file));
    expect(sizes.length).toBeGreaterThan(100);
    expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThan(7000);
  });

  it('the page of a run is below 12 KB in the median, the home page below 60, and none above 120, before compression', () => {
    const runs = sizesOf((file) => /^runs\/\d+\/index\.html$/.test(file));
    expect(runs.length).toBeGreaterThan(240);
    expect(runs[Math.floor(runs.length / 2)]).toBeLessThan(12_000);
    expect(sizesOf((file) => file === 'index.html')[0]).toBeLessThan(60_000);
    expect(sizesOf((file) => file.endsWith('.html')).at(-1)).toBeLessThan(120_000);
  });

  it('a page that compares loads less than 30 KB of script, and style below 10 KB, as servers send them', async () => {
    const [from, to] = truth.flatMap(({ run, changes }) => ((changes?.length ?? 0) > 0 ? [run] : []));
    const { page } = await stage.open();
    const loaded = new Set<string>();
    page.on('response', (response) => void loaded.add(response.url().slice(stage.url.length)));
    await page.goto(`${stage.url}compare/?from=${from}&to=${to}`);
    await settle({ page });
    await page.context().close();
    const sum = (ending: string) =>
      [...loaded]
        .filter((file) => file.endsWith(ending))
        .reduce((total, file) => total + gzipSync(readFileSync(join(site, file))).length, 0);
    expect(sum('.js')).toBeGreaterThan(25_000);
    expect(sum('.js')).toBeLessThan(30_000);
    expect(sum('.css')).toBeLessThan(10_000);
  });

  it('a page that compares nothing loads less than 31 KB of script before compression', () => {
    const assets = sizesOf((file) => /^assets\/(?:site|theme).*\.js$/.test(file));
    expect(assets.length).toBeGreaterThan(1);
    expect(assets.reduce((total, size) => total + size, 0)).toBeLessThan(31_000);
  });
});

/** What moved while a page was loading: the sum of all shifts, by what Chromium measures. */
const LAYOUT_SHIFT = `new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) sum += entry.value; })
    .observe({ type: 'layout-shift', buffered: true });
  setTimeout(() => resolve(sum), 300);
})`;

describe.each([1280, 390])('%i pixels wide', (width) => {
  const changed = truth.findLast(({ changes }) => (changes?.length ?? 0) > 0)?.run;

  it.each([
    '',
    `runs/${changed}/`,
    'runs/',
    'parameters/',
    'parameters/HCAL_HF/CFGDOC_TXT/',
    'api/',
    'status/',
    'compare/',
  ])('nothing moves while /%s is loading', async (path) => {
    const { page } = await stage.open({ viewport: { width, height: 900 } });
    await page.goto(stage.url + path);
    await settle({ page });
    expect(await page.evaluate<number>(LAYOUT_SHIFT)).toBeLessThan(0.01);
    await page.context().close();
  });
});
