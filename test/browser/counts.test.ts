import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChangesAnswer, CompareAnswer } from '../../queries/schema.ts';
import { writeRowsFile } from '../support/rows-file.ts';
import { rowsOf } from '../support/run-rows.ts';
import { workplaceIn } from '../support/workplace.ts';
import { openStage, type Stage, type Watched } from './browser.ts';
import * as inPage from './in-page.ts';

const folder = mkdtempSync(join(tmpdir(), 'runinfo-counts-'));
const place = workplaceIn(folder, join(folder, 'runinfo.sqlite'), () => Date.UTC(2027, 5, 1));
const PARTITIONS = ['HCAL_HBHE', 'HCAL_HF', 'HCAL_HO'];
const TAG = 'HCAL_uHTRManager_TPG_TAG';

/** Values of a parameter in every partition. */
function everywhere(name: string, text: string): Record<string, string> {
  return Object.fromEntries(PARTITIONS.map((partition) => [`${partition}:${name}`, text]));
}

/** A text of numbered lines. */
function lines(count: number, last = ''): string {
  return Array.from({ length: count }, (_, index) => `line ${index + 1}`).join('\n') + last;
}

const BASE = {
  ...everywhere('FM_ROLE', 'Level2'),
  ...everywhere(TAG, 'v1'),
  ...everywhere('MASKED_RESOURCES', '[a, b]'),
  ...everywhere('TRIGGERS', '1'),
};

/** Each run against the first: what differs, and how many lines the value has that came. */
const RUNS: readonly (readonly [what: string, values: Record<string, string>, size: number | null])[] = [
  ['nothing', {}, null],
  ['an unwatched name everywhere', everywhere('TRIGGERS', '2'), null],
  [
    'an unwatched name and order',
    { ...everywhere('TRIGGERS', '3'), ...everywhere('MASKED_RESOURCES', '[b, a]') },
    null,
  ],
  ['white space in one partition', { [`HCAL_HF:${TAG}`]: ' v1 ' }, null],
  ['a change, and an unwatched name', { ...everywhere(TAG, 'v2'), ...everywhere('TRIGGERS', '4') }, null],
  ['a text without a line end in the end', { 'HCAL_HF:CFGDOC_TXT': lines(3) }, 3],
  ['a text with one', { 'HCAL_HF:CFGDOC_TXT': lines(3, '\n') }, 3],
  ['a text with CR LF', { 'HCAL_HF:CFGDOC_TXT': lines(3, '\n').replaceAll('\n', '\r\n') }, 3],
  ['a text with CR', { 'HCAL_HF:CFGDOC_TXT': lines(3, '\n').replaceAll('\n', '\r') }, 3],
  ['a text that ends in blank lines', { 'HCAL_HF:CFGDOC_TXT': lines(3, '\n\n \n') }, 3],
  ['a text that begins with blank lines', { 'HCAL_HF:CFGDOC_TXT': `\n\n${lines(3)}` }, 3],
  ['a text with blank lines in it', { 'HCAL_HF:CFGDOC_TXT': 'a\n\nb\n' }, 3],
  ['one line with a line end', { 'HCAL_HF:CFGDOC_TXT': 'line\n' }, 1],
  ['one long line', { 'HCAL_HF:CFGDOC_TXT': 'x'.repeat(300) }, 1],
  ['a long text', { 'HCAL_HF:CFGDOC_TXT': lines(700, '\n') }, 700],
];
const FIRST = 400_001;
const pairs = RUNS.map(([what, , size], index) => [what, FIRST + 2 * index + 2, size] as const);

let stage: Stage;
let watched: Watched;
beforeAll(async () => {
  // Between two of them there is always the first again, so that it is the base run of each.
  const told = [{}, ...RUNS.flatMap(([, values]) => [{}, values])];
  const rows = told.flatMap((values, index) =>
    rowsOf({
      run: FIRST + index,
      start: `2026-07-01 ${String(index % 24).padStart(2, '0')}:00:00`,
      values: { ...BASE, ...values },
    }),
  );
  writeRowsFile(join(folder, 'runinfo.sqlite'), rows);
  const { code, err } = await place.run(['tick', '--quiet']);
  if (code !== 0) throw new Error(err);
  stage = await openStage(place.site);
  watched = await stage.open();
});
afterAll(async () => {
  await stage.close();
  rmSync(folder, { recursive: true });
});

/** How many differences the page says are ignored. */
const IGNORED = `Number.parseInt([...document.querySelectorAll('details.rest > summary')]
  .find((one) => one.textContent.includes('ignored'))?.textContent ?? '0', 10)`;

function ignoredIn(text: string): number {
  return Number(/^(\d+) ignored difference/m.exec(text)?.[1] ?? 0);
}

describe('page, compare page, terminal and JSON count alike', () => {
  it.each(pairs)('%s', async (_, run) => {
    const base = run - 1;
    const [changes, compared] = [
      (await place.ask(['changes', String(run)])) as ChangesAnswer,
      (await place.ask(['compare', String(base), String(run)])) as CompareAnswer,
    ];
    expect(changes.suppressed).toEqual(compared.suppressed);
    const changesText = (await place.run(['changes', String(run)])).out;
    const compareText = (await place.run(['compare', String(base), String(run)])).out;
    await watched.page.goto(`${stage.url}runs/${run}/`);
    const onPage = {
      ignored: await watched.page.evaluate(IGNORED),
      headline: await watched.page.locator('h1 .headline').innerText(),
    };
    await watched.page.goto(`${stage.url}compare/?from=${base}&to=${run}`);
    await watched.page.locator('#difference[aria-busy="false"]').waitFor();
    const { entries } = await watched.page.evaluate<{ entries: unknown[][] }>(inPage.COMPARISON);
    const count = changes.suppressed.length;
    expect([ignoredIn(changesText), ignoredIn(compareText), onPage.ignored]).toEqual([count, count, count]);
    expect(await watched.page.evaluate(IGNORED)).toBe(count);
    expect(await watched.page.locator('#result').innerText()).toContain(changes.headline);
    expect(onPage.headline).toBe(changes.headline);
    expect([changesText, compareText].every((text) => text.includes(changes.headline))).toBe(true);
    expect(entries.map(([, , , added, removed]) => [added, removed])).toEqual(
      compared.changes.map(({ added, removed }) => [added, removed]),
    );
  });

  it.each(pairs.filter(([, , size]) => size !== null))('the lines of %s', async (_, run, size) => {
    const words = size === 1 ? /^(?![^]*\d lines)/ : new RegExp(`\\b${size} lines`);
    const { changes } = (await place.ask(['changes', String(run)])) as ChangesAnswer;
    expect(changes.map(({ added }) => added)).toEqual([size]);
    const terminal = [
      // Below the run's own headline: what stands above it is said of the whole time.
      new RegExp(`^Run ${run}: [^]*?added: .*`, 'm').exec(
        (await place.run(['report', '--since', String(run - 1)])).out,
      )?.[0],
      (await place.run(['blame', String(run), 'hf', 'CFGDOC_TXT'])).out.split('\n')[0],
      await place.git('log', '--format=%b', '--grep', `^Run ${run}:`),
    ];
    await watched.page.goto(`${stage.url}runs/${run}/`);
    const page = [
      ...(await watched.page.locator('article.entry .files a').allInnerTexts()),
      ...(await watched.page.locator('.readings tr', { hasText: 'CFGDOC_TXT' }).allInnerTexts()),
    ];
    for (const text of [...terminal, ...page]) expect(text).toMatch(words);
    // A fold says how much it holds, and it is that.
    for (const fold of await watched.page.locator('details.fold').all()) {
      const said = Number.parseInt(await fold.locator('summary').innerText(), 10);
      await fold.locator('summary').click();
      expect(await fold.locator('tr:not(.gap)').count()).toBe(said);
    }
  });
});
