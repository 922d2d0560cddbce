import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishSmallSite } from './small-site.ts';
import { openStage, settle, type Stage, type Watched } from './browser.ts';

const folder = mkdtempSync(join(tmpdir(), 'runinfo-fold-'));

/** A text of numbered lines, in which some are edited. */
function text(count: number, edited: readonly number[] = [], end = '\n'): string {
  const line = (number: number) => (edited.includes(number) ? `edited ${number}` : `line ${number}`);
  return Array.from({ length: count }, (_, index) => line(index + 1)).join('\n') + end;
}

/** Every line of a text below a heading of its own, so that nothing is in one block. */
const CASES: readonly (readonly [what: string, before: string, after: string])[] = [
  ['the last line', text(60), text(60, [60])],
  ['the last line, without a line end', text(60, [], ''), text(60, [60], '')],
  ['the last line but three: nothing is left below', text(60), text(60, [57])],
  ['the last line but four: one is', text(60), text(60, [56])],
  ['twenty are left below', text(60), text(60, [37])],
  ['twenty-one are', text(60), text(60, [36])],
  ['the first line', text(60), text(60, [1])],
  ['the first and the last', text(60), text(60, [1, 60])],
  ['two places with one line between', text(60), text(60, [20, 28])],
  ['two places with many between', text(90), text(90, [20, 70])],
  ['lines added at the end', text(60), text(65)],
  ['lines removed at the end', text(60), text(55)],
  ['blank lines around', `\n\n${text(60)}\n\n`, `\n${text(60, [40])}\n`],
  ['a text of one screen', text(3), text(3, [2])],
  ['a text that came', '', text(40)],
  ['more than is open', text(200), text(200, [10, 30, 50, 70, 90, 110, 130, 150, 170, 190])],
];
/** A block in the middle goes in by two; a line beside it and one far from it change. */
const INDENTED: (typeof CASES)[number] = [
  'indented',
  text(90, [80]),
  text(90, [30])
    .split('\n')
    .map((line, index) => (index >= 30 && index < 50 ? `  ${line}` : line))
    .join('\n'),
];
const FIRST = 500_001;
const runs = CASES.map(([what], index) => [what, FIRST + 2 * index, FIRST + 2 * index + 1] as const);

let stage: Stage;
let watched: Watched;
beforeAll(async () => {
  await publishSmallSite(folder, async (test) => {
    for (const [index, [, before, after]] of [...CASES, INDENTED].entries()) {
      const take = async (run: number, value: string) =>
        test.take(run, { 'HCAL_HF:FM_ROLE': 'x', ...(value === '' ? {} : { 'HCAL_HF:CFGDOC_TXT': value }) });
      await take(FIRST + 2 * index, before);
      await take(FIRST + 2 * index + 1, after);
    }
  });
  stage = await openStage(folder);
  watched = await stage.open();
});
afterAll(async () => {
  await stage.close();
  rmSync(folder, { recursive: true });
});

/** The lines of the newer text that the difference shows, by number. */
const SHOWN = `[...document.querySelectorAll('article.entry .lines .diff')].flatMap((table) => [...table.rows])
  .filter((row) => row.cells.length === 4 && row.cells[1].textContent !== '')
  .map((row) => [Number(row.cells[1].textContent), row.cells[3].textContent])`;

describe('no more lines are offered than there are', () => {
  for (const surface of ['run', 'compare'] as const) {
    it.each(runs)(`${surface}: %s`, async (what, from, to) => {
      const { page } = watched;
      await page.goto(`${stage.url}${surface === 'run' ? `runs/${to}/` : `compare/?from=${from}&to=${to}`}`);
      await page.locator('article.entry').first().waitFor();
      await settle({ page });
      await page.evaluate(`for (const one of document.querySelectorAll('details')) one.open = true`);
      const whole = (CASES.find(([name]) => name === what)?.[2] ?? '').trim().split('\n');
      const offers = page.locator('article.entry [data-show]');
      let shown = await page.evaluate<[number, string][]>(SHOWN);
      while ((await offers.count()) > 0) {
        const offer = offers.last();
        const promised = Number(/\d+/.exec(await offer.innerText())?.[0]);
        await offer.click();
        const before = shown.length;
        await expect.poll(async () => (await page.evaluate<unknown[]>(SHOWN)).length).toBe(before + promised);
        shown = await page.evaluate<[number, string][]>(SHOWN);
      }
      expect(shown).toEqual(whole.map((line, index) => [index + 1, line]));
      expect(await page.locator('article.entry tr.end').count()).toBe(0);
    });
  }
});

it('nothing is offered where lines are left out that are only indented', async () => {
  const { page } = watched;
  const [from, to] = [FIRST + 2 * CASES.length, FIRST + 2 * CASES.length + 1];
  for (const path of [`runs/${to}/`, `compare/?from=${from}&to=${to}`]) {
    await page.goto(stage.url + path);
    await page.locator('article.entry').first().waitFor();
    await settle({ page });
    const note = page.locator('article.entry .lines .diff:not(.two) tr', { hasText: '14 lines only indented' });
    expect(await note.count()).toBe(1);
    const offers = page.locator('article.entry [data-show]');
    while ((await offers.count()) > 0) {
      const before = await page.evaluate<[number, string][]>(SHOWN);
      const promised = Number(/\d+/.exec(await offers.first().innerText())?.[0]);
      await offers.first().click();
      await expect
        .poll(async () => (await page.evaluate<unknown[]>(SHOWN)).length, { message: path })
        .toBe(before.length + promised);
    }
    expect(await note.innerText()).toBe('… 14 lines only indented');
    const shown = (await page.evaluate<[number, string][]>(SHOWN)).map(([number]) => number);
    const folded = Array.from({ length: 90 }, (_, index) => index + 1).filter((number) => !shown.includes(number));
    expect(folded).toEqual(Array.from({ length: 14 }, (_, index) => index + 34));
  }
});
