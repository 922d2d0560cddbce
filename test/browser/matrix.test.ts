import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openDuck, type Ask } from '../support/tables.ts';
import { workplaceIn } from '../support/workplace.ts';
import { openStage, settle, type Stage, type Watched } from './browser.ts';

const sample = inject('sample');
const site = join(sample.folder, 'site');
const tables = mkdtempSync(join(tmpdir(), 'matrix-'));
const PARTITIONS = ['HCAL_HBHE', 'HCAL_HF', 'HCAL_HO', 'HCAL_Laser'];
let ask: Ask;
let stage: Stage;
let watched: Watched;

beforeAll(async () => {
  await workplaceIn(sample.folder, sample.file).run(['export', 'parquet', tables]);
  ask = await openDuck(tables);
  stage = await openStage(site);
  watched = await stage.open();
});
afterAll(async () => {
  await stage.close();
  rmSync(tables, { recursive: true });
});

/** What a matrix shows, each as `run parameter partition` or `run partition`; columns by the place where they are drawn. */
interface Drawn {
  readonly runs: readonly number[];
  readonly cells: readonly string[];
  readonly out: readonly string[];
  readonly hollow: readonly string[];
  readonly unarchived: readonly number[];
}

/** Reads the drawing as it is drawn: the run by where something stands, the partition by its row of slots. */
const DRAWN = `(() => {
  const table = document.querySelector('.matrix table');
  const runs = table.dataset.runs.split(' ').map(Number);
  const runAt = (node) => runs[Math.floor(Number(node.getAttribute('x') ?? 0) / 16)];
  const slotOf = (rect) => Math.floor((Number(rect.getAttribute('y')) - 2) / 5);
  const ground = [...document.querySelectorAll('#ground rect')];
  const pick = (selector) => ground.filter((rect) => rect.matches(selector)).map((rect) => runAt(rect) + ' ' + slotOf(rect));
  return {
    runs,
    cells: [...table.querySelectorAll('tbody tr')].flatMap((row) =>
      [...row.querySelectorAll('svg a')].flatMap((link) => {
        const use = link.querySelector('use');
        const slots = document.querySelectorAll(use.getAttribute('href') + ' .slot');
        return [...slots].map((rect) => [runAt(use), row.cells[0].textContent, slotOf(rect)].join(' '));
      })),
    out: pick('[fill]'),
    hollow: pick('.hollow'),
    unarchived: ground.filter((rect) => rect.matches('.unarchived')).map(runAt),
  };
})()`;

/** Pages with a matrix, and the runs that it can be of: all runs for null. */
const PAGES = [
  ['', null],
  ['parameters/', null],
  ...readdirSync(join(site, 'runs/thousand')).map((block) => [`runs/thousand/${block}/`, Number(block)] as const),
] as const;

describe.each(PAGES)('the matrix of /%s is an independent count from the Parquet tables', (path, block) => {
  const number = ({ run }: Record<string, unknown>) => Number(run);
  const slot = ({ run, partition }: Record<string, unknown>) =>
    `${Number(run)} ${PARTITIONS.indexOf(String(partition))}`;

  it('runs, changes by parameter and partition, who was out, what was not compared or archived', async () => {
    await watched.page.goto(stage.url + path);
    const drawn = await watched.page.evaluate<Drawn>(DRAWN);
    const telling = await ask(
      `SELECT run FROM 'runs/*/part.parquet' WHERE kind <> 'archived' OR changes > 0
       OR run IN (SELECT run FROM 'inclusion/*/part.parquet' WHERE inclusion IN ('held', 'unknown'))
       OR run IN (SELECT run FROM (
         SELECT run, inclusion = 'in' AS takes_part,
           lag(inclusion = 'in') OVER (PARTITION BY partition ORDER BY run) AS took_part
         FROM 'inclusion/*/part.parquet' WHERE inclusion IN ('in', 'out', 'not-there')) WHERE takes_part <> took_part)
       ORDER BY run`,
    );
    const all = telling.map(number).filter((run) => block === null || Math.floor(run / 1000) === block);
    expect(drawn.runs).toEqual(path === '' ? all.slice(-50) : path === 'parameters/' ? all.slice(-120) : all);
    const within = `run IN (${drawn.runs.join()})`;
    const changes = await ask(`SELECT run, parameter, partition FROM 'changes/*/part.parquet' WHERE ${within}`);
    const shown = new Set(drawn.cells.map((cell) => cell.split(' ')[1]));
    // The home page has those parameters that changed last.
    expect(shown.size).toBe(path === '' ? 10 : new Set(changes.map(({ parameter }) => parameter)).size);
    expect([...drawn.cells].sort()).toEqual(
      changes
        .filter(({ parameter }) => path !== '' || shown.has(String(parameter)))
        .map(
          (row) => `${Number(row['run'])} ${String(row['parameter'])} ${PARTITIONS.indexOf(String(row['partition']))}`,
        )
        .sort(),
    );
    const withInclusion = async (...inclusions: readonly string[]) => {
      const list = inclusions.map((inclusion) => `'${inclusion}'`).join();
      return ask(`SELECT run, partition FROM 'inclusion/*/part.parquet' WHERE ${within} AND inclusion IN (${list})`);
    };
    expect([...drawn.out].sort()).toEqual((await withInclusion('out', 'not-there')).map(slot).sort());
    expect([...drawn.hollow].sort()).toEqual((await withInclusion('held', 'unknown')).map(slot).sort());
    const lost = await ask(`SELECT run FROM 'runs/*/part.parquet' WHERE ${within} AND kind <> 'archived' ORDER BY run`);
    expect(drawn.unarchived).toEqual(lost.map(number));
  });
});

/** The words of what has the focus: a title, a label, or its text. */
const FOCUSED = `(() => {
  const { activeElement: at } = document;
  return at.querySelector('title')?.textContent ?? at.getAttribute('aria-label') ?? at.textContent;
})()`;

describe('by keyboard', () => {
  const focused = async () => watched.page.evaluate<string>(FOCUSED);
  const press = async (...keys: readonly string[]) => {
    for (const key of keys) await watched.page.keyboard.press(key);
    return focused();
  };
  const open = async (path: string) => {
    await watched.page.goto(stage.url + path);
    await settle(watched);
  };

  it('a strip is one stop of the Tab key, and arrow keys go from mark to mark', async () => {
    await open('');
    const titles = await watched.page.locator('.strip.p1 .wide a title').allTextContents();
    expect(titles.length).toBeGreaterThan(3);
    await watched.page.locator('.now li:first-child a.run').focus();
    expect(await press('Tab')).toBe(titles.at(-1));
    expect(titles.at(-1)).toMatch(/^\d{6} · 2025-\d\d-\d\d: \d+ changes?$/);
    expect(await press('ArrowLeft')).toBe(titles.at(-2));
    expect(await press('Home')).toBe(titles[0]);
    expect(await press('ArrowLeft')).toBe(titles[0]);
    expect(await press('End', 'Tab')).toBe('HF');
    // Whoever comes back comes to where they were.
    expect(await press('Shift+Tab')).toBe(titles.at(-1));
    await watched.page.keyboard.press('Enter');
    await watched.page.waitForURL(`**/runs/${titles.at(-1)?.slice(0, 6)}/`);
  });

  it('the matrix is one stop, arrow keys go to the nearest change, which opens and is said', async () => {
    await open('');
    const { page } = watched;
    await page.getByRole('button', { name: 'Most changes' }).focus();
    await press('Tab');
    expect(await press('Tab')).toMatch(/^Run 393070: choose it to compare$/);
    expect(await press('ArrowDown')).toBe('393070 · HBHE HcalLUT_2025_v14 → HcalLUT_2025_v4');
    expect(await page.locator('.readout').innerText()).toBe('393070 · HBHE HcalLUT_2025_v14 → HcalLUT_2025_v4');
    expect(await press('ArrowDown')).toBe('393061 · HF false → true');
    expect(await press('Home')).toBe('HCAL_uHTRManager_DisableZS');
    expect(await press('ArrowUp', 'End')).toMatch(/^393070/);
    // Beyond the matrix in one step.
    expect(await press('Tab')).not.toMatch(/^\d{6} · /);
    await press('Shift+Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/runs/393070/#HCAL_uHTRManager_TPG_TAG-HBHE');
    expect(await page.locator(':target h3').innerText()).toContain('HCAL_uHTRManager_TPG_TAG');
  });

  it('two columns that are chosen are compared', async () => {
    await open('');
    const { page } = watched;
    await page.getByRole('button', { name: 'Most changes' }).focus();
    await press('Tab', 'Tab', 'Space');
    expect(await page.locator('.readout').innerText()).toBe('Run 393070 is chosen: choose the one to compare it with.');
    await press('ArrowLeft', 'ArrowLeft');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/compare/?from=393040&to=393070');
    await open('');
    const box = page.getByRole('button', { name: 'Run 393061: choose it to compare' });
    await box.click();
    expect(await box.getAttribute('aria-pressed')).toBe('true');
    await box.click();
    expect(await box.getAttribute('aria-pressed')).toBe('false');
  });

  it('rows by most changes', async () => {
    await open('');
    const counts = async () => (await watched.page.locator('.matrix tbody td.n').allInnerTexts()).map(Number);
    const before = await counts();
    await watched.page.getByRole('button', { name: 'Most changes' }).click();
    expect(await counts()).toEqual(before.toSorted((a, b) => b - a));
    await watched.page.getByRole('button', { name: 'Changed recently' }).click();
    expect(await counts()).toEqual(before);
  });
});

describe('on a phone', () => {
  it('every mark of a strip and every cell is wide and high enough for a finger, and none covers another', async () => {
    const { page } = await stage.open({ viewport: { width: 390, height: 800 } });
    for (const path of ['', 'runs/', 'runs/thousand/392/', 'parameters/']) {
      await page.goto(stage.url + path);
      await settle({ page });
      const boxes = await page.evaluate<{ x: number; width: number; height: number; row: number }[]>(
        `[...document.querySelectorAll('.strip, .matrix tbody svg')].flatMap((drawing, row) =>
          [...drawing.querySelectorAll('a')].map((link) => {
            const { x, width, height } = link.getBoundingClientRect();
            return { x, width, height, row };
          })).filter(({ width }) => width > 0)`,
      );
      expect(boxes.length).toBeGreaterThan(5);
      for (const { width, height } of boxes) {
        expect(width).toBeGreaterThanOrEqual(23.99);
        expect(height).toBeGreaterThanOrEqual(23.99);
      }
      const pairs = boxes.flatMap((box) =>
        boxes.filter((other) => other !== box && other.row === box.row).map((other) => [box, other] as const),
      );
      expect(pairs.filter(([a, b]) => a.x < b.x && a.x + a.width > b.x + 0.1)).toEqual([]);
    }
    await page.context().close();
  });
});
