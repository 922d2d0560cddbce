import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishSmallSite } from './small-site.ts';
import { openStage, type Stage } from './browser.ts';

const folder = mkdtempSync(join(tmpdir(), 'runinfo-band-'));
const HOUR = 3_600_000;
const BEGIN = Date.UTC(2026, 4, 1);
/** A run for every hour, one of them in the block before. The last three had HF out, no snapshot, and HF unknown. */
const RUNS = [599_990, ...Array.from({ length: 100 }, (_, index) => 600_000 + index)];
const NEWEST_WITH_HF = 600_096;

/** Of each parameter the runs that changed it; it is there from the first run on. */
const TIMELINES: Readonly<Record<string, readonly number[]>> = {
  NEVER_CHANGED: [],
  FIRST_TENTH: [600_000],
  MIDDLE: [600_048],
  LATE: [600_090],
  IN_THE_NEWEST: [NEWEST_WITH_HF],
  MANY: Array.from({ length: 12 }, (_, index) => 600_005 + 4 * index),
};

let stage: Stage;
beforeAll(async () => {
  await publishSmallSite(folder, async (test) => {
    for (const [index, run] of RUNS.entries()) {
      const start = new Date(BEGIN + index * HOUR).toISOString().replace('.000', '');
      const values = Object.entries(TIMELINES).map(([name, runs]) => [
        `HCAL_HF:HCAL_${name}`,
        `value ${runs.filter((from) => from <= run).length}`,
      ]);
      if (run === 600_098) await test.line(run, 'gap', 'ORA-01013');
      else {
        const emptyFms = run === 600_097 ? ['HCAL_HF'] : run === 600_099 ? null : [];
        const role = run < 600_090 ? {} : { 'HCAL_HF:FM_ROLE': 'y' };
        await test.take(run, { 'HCAL_HO:FM_ROLE': 'x', ...role, ...Object.fromEntries(values) }, { start, emptyFms });
      }
    }
  });
  stage = await openStage(folder);
});
afterAll(async () => {
  await stage.close();
  rmSync(folder, { recursive: true });
});

/** How much of each band its pieces have, from 0 to 1; and whether they lie side by side without a gap. */
const SHARES = `[...document.querySelectorAll('.band')].map((band) => {
  const all = band.viewBox.baseVal.width;
  const pieces = [...band.querySelectorAll('rect')].map((rect) => [rect.x.baseVal.value, rect.width.baseVal.value]);
  const ends = pieces.map(([x, width]) => x + width);
  return {
    shares: pieces.map(([, width]) => width / all),
    isWhole: Math.abs(ends.at(-1) - all) < 0.5 && pieces.every(([x], index) => Math.abs(x - (ends[index - 1] ?? 0)) < 0.5),
  };
})`;

interface Band {
  readonly shares: readonly number[];
  readonly isWhole: boolean;
}

describe('the newest value is drawn as long as it has lasted, up to the newest archived run that had its partition in', () => {
  it.each(Object.entries(TIMELINES))('%s', async (name, runs) => {
    const { page } = await stage.open();
    await page.goto(`${stage.url}parameters/HCAL_HF/HCAL_${name}/`);
    const widths = `[...document.querySelectorAll('.band')].map((band) => band.viewBox.baseVal.width)`;
    const isStretched = async () =>
      (await page.evaluate<number[]>(widths)).every((width) => runs.length === 0 || width !== 1000);
    await expect.poll(isStretched).toBe(true);
    const [byRuns, byTime] = await page.evaluate<Band[]>(SHARES);
    const starts = [599_990, ...runs];
    const expected = (positions: readonly number[], end: number) => {
      const bounds = [...positions, end];
      return positions.map((position, index) => ((bounds[index + 1] ?? end) - position) / (end - (positions[0] ?? 0)));
    };
    const timeOf = (run: number) => RUNS.indexOf(run);
    const near = (shares: readonly number[]) =>
      shares.map((share) => expect.closeTo(Math.max(share, 0.002), 2) as number);
    expect(byRuns).toEqual({ shares: near(expected(starts, NEWEST_WITH_HF + 1)), isWhole: true });
    expect(byTime).toEqual({ shares: near(expected(starts.map(timeOf), timeOf(NEWEST_WITH_HF))), isWhole: true });
    await page.context().close();
  });

  it('of several partitions each up to the newest run that had it in, on one axis; and it says for how long', async () => {
    const { page } = await stage.open();
    await page.goto(`${stage.url}parameters/FM_ROLE/`);
    const box = async (partition: string) => {
      const band = page.locator(`.by-runs .band[data-partition="${partition}"]`);
      return { all: await band.getAttribute('viewBox'), last: await band.locator('rect').last().getAttribute('width') };
    };
    await expect.poll(async () => (await box('HCAL_HO')).all).not.toBe('0 0 1000 34');
    const [ho, hf] = [await box('HCAL_HO'), await box('HCAL_HF')];
    expect(hf.all).toBe(ho.all);
    // HO was in up to run 600097, and its value came with the first run of all; HF's came late.
    const unit = 980 / (600_090 - 599_990);
    expect(ho.all).toBe(`0 0 ${unit * (600_098 - 599_990)} 34`);
    expect(Number(ho.last)).toBeCloseTo(unit * (600_098 - 599_990));
    expect(Number(hf.last)).toBeCloseTo(unit * (NEWEST_WITH_HF + 1 - 600_090));
    expect(await page.locator('.lasts').first().innerText()).toMatch(/^for \d+ d \d+ h$/);
    const labels = await page.locator('.by-runs .ticks text').allTextContents();
    expect(labels).toEqual(['600000', '600050']);
    await page.context().close();
  });

  it('without script it is drawn as a beginning, alike however long it lasted', async () => {
    const { page } = await stage.open({ javaScriptEnabled: false });
    for (const name of ['FIRST_TENTH', 'LATE']) {
      await page.goto(`${stage.url}parameters/HCAL_HF/HCAL_${name}/`);
      const rects = page.locator('.by-runs .band rect');
      expect(await rects.last().getAttribute('width')).toBe('20');
    }
  });

  it('no two values have the same colour, in the band or beside the values', async () => {
    const { page } = await stage.open();
    await page.goto(`${stage.url}parameters/HCAL_HF/HCAL_MANY/`);
    const styles = (selector: string, property: string) =>
      page.evaluate<string[]>(
        `[...document.querySelectorAll('${selector}')].map((one) => getComputedStyle(one).${property})`,
      );
    for (const [selector, property] of [
      ['.timeline .swatch', 'backgroundColor'],
      ['.by-runs .band rect:not(.plain)', 'fill'],
    ] as const) {
      const colours = await styles(selector, property);
      expect([colours.length, new Set(colours).size]).toEqual([7, 7]);
    }
    expect(await page.locator('.drawn').innerText()).toContain(
      'The 7 newest values have a colour each, older ones none.',
    );
  });
});
