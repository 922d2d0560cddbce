import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Timeline } from '../../model/change.ts';
import type { IndexLine } from '../../model/run.ts';
import { weekOf } from '../../model/week.ts';
import { readTruth } from '../support/truth.ts';
import { openStage, type Stage, type Watched } from './browser.ts';
import * as inPage from './in-page.ts';

const sample = inject('sample');
const site = join(sample.folder, 'site');
const truth = readTruth(sample.truth).filter(({ kind }) => kind !== 'local');
const archived = truth.filter(({ kind }) => kind === 'archived').map(({ run }) => run);
const newest = truth.at(-1)?.run ?? 0;
let stage: Stage;
let watched: Watched;
beforeAll(async () => {
  stage = await openStage(site);
  watched = await stage.open();
});
afterAll(() => stage.close());

const readJson = (path: string): unknown => JSON.parse(readFileSync(join(site, path), 'utf8'));

/** The values of a parameter that are short, each with the run that brought it. */
function timelineOf(partition: string, parameter: string): { readonly from: number; readonly value: string }[] {
  const { starts } = readJson(`api/parameters/${partition}/${parameter}.json`) as Timeline;
  return starts.map(({ from, value }) => ({ from, value: typeof value === 'string' ? value : '' }));
}

/** Writes into the field of a page and waits until the answer is there. */
async function search(text: string, path = '', { page }: Watched = watched): Promise<inPage.Hit[]> {
  await page.goto(stage.url + path);
  await page.keyboard.press('/');
  await page.keyboard.type(text);
  await page.locator(inPage.ANSWERED).waitFor();
  return page.evaluate<inPage.Hit[]>(inPage.HITS);
}

describe('the search field', () => {
  it.each(['', `runs/${newest}/`, 'parameters/HCAL_HF/CFGDOC_TXT/', 'status/'])(
    'leads from /%s to a run by its number',
    async (path) => {
      watched.problems.length = 0;
      const run = archived[20] ?? 0;
      const [first] = await search(String(run), path);
      expect(first).toMatchObject({ group: 'Runs', href: `${stage.url}runs/${run}/` });
      await watched.page.keyboard.press('Enter');
      await watched.page.waitForURL(`${stage.url}runs/${run}/`);
      expect(await watched.page.locator('h1 .mono').textContent()).toBe(String(run));
      expect(watched.problems).toEqual([]);
    },
  );

  it('opens the first result when Enter comes before the answer', async () => {
    const { page } = watched;
    await page.goto(stage.url);
    await page.keyboard.press('/');
    await page.keyboard.type(String(newest));
    await page.keyboard.press('Enter');
    await page.waitForURL(`${stage.url}runs/${newest}/`);
    expect(await page.locator('h1 .mono').textContent()).toBe(String(newest));
  });

  it('finds the newest runs whose number begins so, with what each changed', async () => {
    const hits = await search('392');
    const runs = truth.filter(({ run }) => String(run).startsWith('392')).reverse();
    expect(hits.map(({ text }) => Number(text.slice(0, 6)))).toEqual(runs.slice(0, 6).map(({ run }) => run));
    for (const [place, { changes = [] }] of runs.slice(0, 6).entries()) {
      const count = (partition: string) => changes.filter((change) => change.partition === partition).length;
      const shown = ['HCAL_HBHE', 'HCAL_HF', 'HCAL_HO', 'HCAL_Laser']
        .filter((partition) => count(partition) > 0)
        .map((partition) => `${partition.slice(5)} ${count(partition)}`);
      expect(hits[place]?.text).toContain(shown.join(' '));
    }
  });

  it('names the nearest runs to one that is not known', async () => {
    const run = archived.find((one, place) => (archived[place + 1] ?? 0) > one + 1 && !isKnown(one + 1)) ?? 0;
    const hits = await search(String(run + 1));
    const after = truth.find((one) => one.run > run)?.run;
    expect(hits.map(({ href }) => href)).toEqual([`${stage.url}runs/${run}/`, `${stage.url}runs/${after}/`]);
    expect(await watched.page.locator('#hits').innerText()).toContain(`run ${run + 1} is not known`);
  });

  it('finds the runs of a day, by the time of the experiment', async () => {
    const zone = new Intl.DateTimeFormat('sv', { timeZone: 'Europe/Zurich', dateStyle: 'short' });
    const dayOf = (start: string | null) => (start === null ? '' : zone.format(new Date(start)));
    // A run that began on another day in UTC, so that the zone matters.
    const late = truth.findLast(({ start }) => start !== null && dayOf(start) !== start.slice(0, 10));
    const day = dayOf(late?.start ?? null);
    const hits = await search(day);
    const runs = truth.filter(({ start }) => dayOf(start) === day).reverse();
    expect(hits.map(({ href }) => href)).toEqual(runs.slice(0, 6).map(({ run }) => `${stage.url}runs/${run}/`));
    expect(hits.some(({ text }) => text.includes(String(late?.run)))).toBe(true);
    expect(await search('2025-07')).toHaveLength(6);
    expect(await search('2031-07')).toEqual([]);
    const withLaser = (await search('2025-05 laser')).map(({ href }) => href);
    const lasers = truth.filter(({ start, partitions }) => {
      return dayOf(start).startsWith('2025-05') && partitions?.['HCAL_Laser'] === 'in';
    });
    expect(withLaser).toEqual(
      lasers
        .reverse()
        .slice(0, 6)
        .map(({ run }) => `${stage.url}runs/${run}/`),
    );
  });

  it('finds the newest runs that changed something where a partition was in', async () => {
    const hits = (await search('HF')).filter(({ group }) => group === 'Runs');
    const runs = truth.filter(
      ({ run, partitions, changes }) =>
        run >= 393_000 && partitions?.['HCAL_HF'] === 'in' && (changes?.length ?? 0) > 0,
    );
    expect(hits.map(({ href }) => href)).toEqual(
      runs
        .reverse()
        .slice(0, 6)
        .map(({ run }) => `${stage.url}runs/${run}/`),
    );
  });

  it('offers to compare two runs, and says who had the same configuration', async () => {
    const index = (run: number) =>
      (readJson(`api/runs/${Math.floor(run / 1000)}/index.json`) as { runs: Record<string, IndexLine> }).runs[run];
    const said = new Set<string>();
    for (const [from, to] of [
      [archived[3], archived[4]],
      [archived.at(-1), archived.at(-2)],
      [archived.at(-3), archived.at(-9)],
      [archived[0], archived.at(-1)],
    ]) {
      const [hit] = await search(`${from} ${to}`);
      expect(hit?.href).toBe(`${stage.url}compare/?from=${from}&to=${to}`);
      const [a, b] = [index(from ?? 0), index(to ?? 0)];
      const digests = ['HCAL_HBHE', 'HCAL_HF', 'HCAL_HO', 'HCAL_Laser'].map((partition) =>
        [a, b].map((line) => (line?.kind === 'archived' ? (line.partitions[partition]?.digest ?? null) : null)),
      );
      const of = (isWanted: (left: string, right: string) => boolean) =>
        digests.flatMap(([left, right], place) =>
          left && right && isWanted(left, right) ? ['HBHE', 'HF', 'HO', 'Laser'][place] : [],
        );
      const words = [
        [...of((left, right) => left === right), 'same configuration'],
        [...of((left, right) => left !== right), 'differ'],
      ].filter((list) => list.length > 1);
      expect(hit?.text).toBe(`Compare ${from} with ${to} ${words.flat().join(' ')}`);
      for (const list of words) said.add(list.at(-1) ?? '');
    }
    expect([...said].sort()).toEqual(['differ', 'same configuration']);
  });

  it('offers no comparison with a run that is not known, but the nearest to it', async () => {
    const run = archived.find((one, place) => (archived[place + 1] ?? 0) > one + 1 && !isKnown(one + 1)) ?? 0;
    const hits = await search(`${newest}..${run + 1}`);
    expect(hits.map(({ group }) => group)).toEqual(['From', 'To', 'To']);
    expect(await watched.page.locator('#hits').innerText()).toContain(`run ${run + 1} is not known`);
  });

  it('offers on the page of a run to compare another one with it', async () => {
    const [from, to] = [archived[2], archived[9]];
    const hits = await search(String(from), `runs/${to}/`);
    expect(hits[1]?.href).toBe(`${stage.url}compare/?from=${from}&to=${to}`);
  });

  it('finds parameters by pieces of their name and partition', async () => {
    const name = 'HCAL_uHTRManager_zsSimpleThreshold';
    const [first] = await search('hf thresh');
    const now = timelineOf('HCAL_HF', name).at(-1);
    expect(first?.href).toBe(`${stage.url}parameters/HCAL_HF/${name}/`);
    expect(first?.text).toContain(`HF ${name} = ${now?.value} since ${now?.from}`);
    expect((await search('CFGDOC_TXT'))[0]?.text).toMatch(/^HBHE CFGDOC_TXT = \d+ lines/);
  });

  it.each(['CMS.HCAL_HF:', 'HCAL_HF:', 'HCAL_HF/', 'parameters/HCAL_HF/', 'HF:'])(
    'finds a parameter as it is written elsewhere: %sNAME',
    async (begin) => {
      const hits = await search(`${begin}HCAL_uHTRManager_TPG_TAG`);
      const found = hits.filter(({ group }) => group === 'Parameters');
      expect(found.map(({ href }) => href)).toEqual([`${stage.url}parameters/HCAL_HF/HCAL_uHTRManager_TPG_TAG/`]);
    },
  );

  it('finds a parameter in each partition that is named behind it, as messages do', async () => {
    const hits = (await search('CFGDOC_TXT (HBHE, HF, HO)')).filter(({ group }) => group === 'Parameters');
    expect(hits.map(({ href }) => href)).toEqual(
      ['HBHE', 'HF', 'HO'].map((partition) => `${stage.url}parameters/HCAL_${partition}/CFGDOC_TXT/`),
    );
  });

  it.each(['/parameters/CFGDOC_TXT', 'https://runinfo.example.org/hcal/parameters/CFGDOC_TXT/#values'])(
    'finds the page of a parameter in all partitions by its address: %s',
    async (address) => {
      const hits = (await search(address)).filter(({ group }) => group === 'Parameters');
      const [first, ...others] = hits.map(({ href }) => href);
      expect(first).toBe(`${stage.url}parameters/CFGDOC_TXT/`);
      expect(others.slice(0, 3)).toEqual(
        ['HBHE', 'HF', 'HO'].map((partition) => `${stage.url}parameters/HCAL_${partition}/CFGDOC_TXT/`),
      );
      expect((await watched.page.goto(first ?? ''))?.status()).toBe(200);
    },
  );

  it('finds a week by its name, with its runs, and none that had no runs', async () => {
    const week = weekOf(truth.at(-1)?.start ?? '', 'Europe/Zurich');
    for (const text of [week, `Week ${week}`, `week ${week.toLowerCase()}`, `https://host/x/weeks/${week}/`]) {
      const hits = await search(text);
      expect(hits[0]).toMatchObject({ group: 'Weeks', href: `${stage.url}weeks/${week}/` });
      expect(hits[1]).toMatchObject({ group: 'Runs', href: `${stage.url}runs/${newest}/` });
    }
    expect((await watched.page.goto(`${stage.url}weeks/${week}/`))?.status()).toBe(200);
    expect(await search('2031-W07')).toEqual([]);
    expect(await search('2025-W60')).toEqual([]);
  });

  it.each([
    'https://runinfo.example.org/hcal/compare/?from=%s&to=%s',
    '…/compare/?from=%s&to=%s&partition=HF#x',
    '(%s, %s)',
  ])('finds the comparison of two runs as it is written elsewhere: %s', async (form) => {
    const [from, to] = [archived[3] ?? 0, archived.at(-1) ?? 0];
    const [first] = await search(form.replace('%s', String(from)).replace('%s', String(to)));
    expect(first).toMatchObject({ group: 'Compare', href: `${stage.url}compare/?from=${from}&to=${to}` });
  });

  it.each([
    'https://cmsoms.example.org/cms/runs/report?cms_run=%s',
    'cmsoms.example.org/cms/runs/report?cms_run_sequence=GLOBAL-RUN&cms_run=%s',
    '(%s)',
    '%s,',
    '"%s".',
    'Run #%s',
    'run #%s:',
    'compare/?from=%s',
  ])('finds a run with what stands around its number elsewhere: %s', async (form) => {
    const [first] = await search(form.replace('%s', String(newest)));
    expect(first).toMatchObject({ group: 'Runs', href: `${stage.url}runs/${newest}/` });
  });

  it.each(['Run %s', 'run %s:', '#%s', 'runs/%s/'])('finds a run as it is written elsewhere: %s', async (form) => {
    const [first] = await search(form.replace('%s', String(newest)));
    expect(first).toMatchObject({ group: 'Runs', href: `${stage.url}runs/${newest}/` });
  });

  it('chooses among runs by partition, what became of them, and from one to another', async () => {
    const numbers = async (text: string) =>
      (await search(text))
        .filter(({ group }) => group === 'Runs')
        .map(({ href }) => Number(/runs\/(\d+)\/$/.exec(href)?.[1]));
    const [from, to] = [archived.at(-60) ?? 0, archived.at(-10) ?? 0];
    const within = truth.filter(({ run }) => run >= from && run <= to);
    const changed = within.filter(({ changes }) => changes?.some(({ partition }) => partition === 'HCAL_HF'));
    expect(changed.length).toBeGreaterThan(1);
    expect(await numbers(`HF changed ${from}..${to}`)).toEqual(
      changed
        .map(({ run }) => run)
        .reverse()
        .slice(0, 6),
    );
    const out = await numbers('HO out');
    expect(out.length).toBeGreaterThan(0);
    for (const run of out) {
      const { runs } = readJson(`api/runs/${Math.floor(run / 1000)}/index.json`) as { runs: Record<string, IndexLine> };
      const line = runs[run];
      expect(line?.kind === 'archived' && line.partitions['HCAL_HO']?.inclusion).toBe('out');
    }
  });

  it('finds values that hold now and values that did, and leads to where they came from', async () => {
    const starts = timelineOf('HCAL_HBHE', 'HCAL_uHTRManager_TPG_TAG');
    for (const [place, { from, value }] of starts.entries()) {
      const href = `${stage.url}parameters/HCAL_HBHE/HCAL_uHTRManager_TPG_TAG/#since-${from}`;
      const hit = (await search(value)).find((one) => one.href === href);
      const until = starts[place + 1]?.from;
      expect(hit?.text).toMatch(
        new RegExp(
          `^${value} HBHE .*HCAL_uHTRManager_TPG_TAG since ${from}${until === undefined ? '' : `, until ${until}`}$`,
        ),
      );
      await watched.page.locator(`.hits a[href$="HCAL_HBHE/HCAL_uHTRManager_TPG_TAG/#since-${from}"]`).click();
      await watched.page.waitForURL(href);
      expect(await watched.page.locator(`#since-${from} th .run`).textContent()).toBe(String(from));
    }
    const tag = starts[0]?.value ?? '';
    expect((await search(tag.slice(tag.indexOf('_') + 1)))[0]?.text).toContain(tag);
  });

  it('finds the words of long values', async () => {
    const hits = await search('BiasVoltage');
    expect(hits.every(({ group }) => group === 'Values')).toBe(true);
    expect(hits[0]?.text).toMatch(/^… BiasVoltage … HBHE HF HO (Laser )?[A-Z_]+ since \d+$/);
    const firmware = (await search('FRONT=1.50.2')).find(({ text }) => text.includes('Firmware'));
    expect(firmware?.text).toMatch(/^… 1\.50\.2 … \w+ uHTRManager_Firmware_Crate\d+ since \d+/);
  });

  it('says what can be found when it is empty and when nothing was', async () => {
    const { page } = watched;
    await page.goto(stage.url);
    await page.keyboard.press('/');
    // What it can find is loaded with it.
    await page.locator('.hits').waitFor();
    expect(await page.locator('.hits').innerText()).toMatch(/runs by number, day .* parameters by name; values/);
    expect(await search('qqqqqqq')).toEqual([]);
    expect(await page.locator('.hits').innerText()).toMatch(/^Nothing found. Search finds runs by number/);
    expect(await page.locator('#search').getAttribute('aria-expanded')).toBe('false');
  });

  it('shows the answer to the newest question, however late an older one is', async () => {
    const { page } = await stage.open();
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await page.route('**/search/values/*', async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(stage.url);
    await page.fill('#search', 'HcalLUT_2025_v14');
    await page.waitForRequest('**/search/values/*');
    await page.fill('#search', '2025-07-29');
    await page.locator(inPage.ANSWERED).waitFor();
    const before = await page.evaluate<inPage.Hit[]>(inPage.HITS);
    letGo();
    await page.waitForLoadState('networkidle');
    expect(await page.evaluate(inPage.HITS)).toEqual(before);
    expect(before.every(({ group }) => group === 'Runs')).toBe(true);
    await page.context().close();
  });

  it('says what could not be read, and finds the rest', async () => {
    const { page } = await stage.open();
    await page.route('**/search/values/*', (route) => route.fulfill({ status: 500 }));
    await page.route('**/search/blocks.json', (route) => route.fulfill({ body: 'a page to sign in' }));
    const hits = await search('CFGDOC_TXT', '', { page, problems: [] });
    expect(hits.map(({ group }) => group)).toContain('Parameters');
    const text = await page.locator('#hits').innerText();
    expect(text).toContain('search/blocks.json cannot be read');
    expect(text).toMatch(/search\/values\/..\.bin cannot be read/);
    await page.context().close();
  });

  it('is worked by keys: arrows choose, Escape closes, and what is chosen is said', async () => {
    const { page } = watched;
    const hits = await search('HCAL');
    const chosen = () => page.evaluate<string>(inPage.CHOSEN_HIT);
    expect(await chosen()).toBe(hits[0]?.href);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await chosen()).toBe(hits[2]?.href);
    await page.keyboard.press('ArrowUp');
    expect(await chosen()).toBe(hits[1]?.href);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    expect(await chosen()).toBe(hits.at(-1)?.href);
    await page.keyboard.press('Escape');
    expect(await page.locator('.hits').isVisible()).toBe(false);
    expect(await page.locator('#search').getAttribute('aria-expanded')).toBe('false');
    await page.keyboard.press('ArrowDown');
    await page.locator('.hits').waitFor();
    expect(await chosen()).toBe(hits[0]?.href);
    await page.keyboard.press('Tab');
    expect(await page.locator('.hits').isVisible()).toBe(false);
  });

  it.each(['light', 'dark'] as const)('is accessible with its results open, in %s colours', async (colorScheme) => {
    const { page } = await stage.open({ colorScheme });
    for (const text of ['HF', 'qqqqqqq', `${archived[3]} ${archived.at(-1)}`]) {
      await search(text, '', { page, problems: [] });
      await page.evaluate(axe.source);
      expect(await page.evaluate<string[]>(inPage.AXE_VIOLATIONS)).toEqual([]);
      await page.setViewportSize({ width: 390, height: 800 });
      expect(await page.evaluate<number>(inPage.OVERFLOW)).toBe(0);
      const box = await page.locator('.hits').boundingBox();
      expect(box?.x).toBeGreaterThanOrEqual(0);
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(390);
      await page.setViewportSize({ width: 1280, height: 900 });
    }
    await page.context().close();
  });
});

it('what search reads is split into files of which it takes few', () => {
  const sizes = (folder: string) =>
    readdirSync(join(site, folder)).map((name) => readFileSync(join(site, folder, name)).length);
  expect(sizes('search/values')).toHaveLength(64);
  expect(Math.max(...sizes('search/values'), ...sizes('search/runs'))).toBeLessThan(20_000);
});

function isKnown(run: number): boolean {
  return truth.some((one) => one.run === run);
}
