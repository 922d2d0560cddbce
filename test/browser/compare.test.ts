import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { compareText, groupBy } from '../../model/lists.ts';
import type { CompareAnswer } from '../../queries/schema.ts';
import { readTruth } from '../support/truth.ts';
import { workplaceIn } from '../support/workplace.ts';
import { openStage, type Stage, type Watched } from './browser.ts';
import * as inPage from './in-page.ts';

const sample = inject('sample');
const whole = workplaceIn(sample.folder, sample.file);
const truth = readTruth(sample.truth).filter(({ kind }) => kind !== 'local');
const archived = truth.filter(({ kind }) => kind === 'archived').map(({ run }) => run);
const runAt = (part: number) => archived[Math.floor(part * (archived.length - 1))] ?? 0;
/** Pairs near and far, in either order, the first with a partition that is not there on one side. */
const PAIRS = [
  [0, 1],
  [0.5, 0.51],
  [0.9, 0.2],
  [0.3, 0.31],
  [0.75, 0.6],
].map((pair) => pair.map(runAt));

let stage: Stage;
let watched: Watched;
beforeAll(async () => {
  stage = await openStage(whole.site);
  watched = await stage.open();
});
afterAll(() => stage.close());

/** Opens the page at an address and waits until all is drawn. */
async function visit({ page }: Watched, query: string, url = stage.url): Promise<void> {
  await page.goto(`${url}compare/${query}`);
  await settled({ page });
}

async function settled({ page }: Pick<Watched, 'page'>): Promise<void> {
  await page.locator('#difference[aria-busy="false"]').waitFor();
}

/** What changed and changed back is folded in. */
async function openBack({ page }: Watched): Promise<void> {
  if ((await page.locator('details.back').count()) === 0) return;
  await page.locator('details.back > summary').click();
}

/** The answer of the command line, as the page shows it. */
function asShown({ changes, route, changedBack, suppressed, notCompared }: CompareAnswer) {
  const short = (partitions: readonly string[]) => partitions.map((name) => name.replace('HCAL_', '')).sort();
  const way = (steps: CompareAnswer['route']) =>
    steps
      .map(({ partition, parameter, runs }) => [parameter, short([partition])[0], runs.length])
      .sort((a, b) => compareText(String(a), String(b)));
  const edits = groupBy(changes, (entry) =>
    entry.places === undefined ? entry : JSON.stringify([entry.parameter, entry.places]),
  );
  return {
    entries: [...edits.values()].map((texts) => {
      const { parameter, kind, added, removed } = texts[0];
      return [parameter, short(texts.flatMap(({ partitions }) => partitions)), kind, added, removed];
    }),
    route: way(route),
    changedBack: way(changedBack),
    suppressed: suppressed.length,
    notCompared: notCompared.length,
  };
}

describe('two runs compared in the browser', () => {
  it.each(PAIRS)('%i and %i: the same as on the command line', async (from, to) => {
    await visit(watched, `?from=${from}&to=${to}`);
    await openBack(watched);
    const expected = asShown((await whole.ask(['compare', String(from), String(to)])) as CompareAnswer);
    expect(await watched.page.evaluate(inPage.COMPARISON)).toEqual(expected);
    expect(watched.problems).toEqual([]);
  });

  it('partitions that were not in both are compared where they are asked for', async () => {
    const [from, to] = [runAt(0), runAt(1)];
    await visit(watched, `?from=${from}&to=${to}&partition=laser`);
    const answer = (await whole.ask(['compare', String(from), String(to), '--partition', 'laser'])) as CompareAnswer;
    expect(answer.changes.length).toBeGreaterThan(3);
    expect(await watched.page.evaluate(inPage.COMPARISON)).toEqual(asShown(answer));
    expect(await watched.page.locator('.partitions').innerText()).toContain('compared all the same');
  });

  it('the address holds the whole view: choosing, swapping, stepping, going back', async () => {
    const { page } = watched;
    const [from, to] = [runAt(0.2), runAt(0.4)];
    await visit(watched, `?from=${from}&to=${to}`);
    await page.getByRole('button', { name: 'swap' }).click();
    await expect.poll(() => page.url()).toContain(`from=${to}&to=${from}`);
    await page.getByRole('checkbox').nth(1).check();
    await expect.poll(() => page.url()).toContain('partition=HCAL_HF');
    await settled(watched);
    expect(await page.locator('#result').innerText()).toMatch(
      new RegExp(`^Run ${to} to run ${from}: (no changes|.*HF)`),
    );
    const after = archived[archived.indexOf(from) + 1];
    await page.getByRole('button', { name: 'next' }).last().click();
    await expect.poll(() => page.url()).toContain(`to=${after}`);
    await page.goBack();
    await expect.poll(() => page.url()).toContain(`to=${from}`);
    await settled(watched);
    expect(await page.getByLabel('To run').inputValue()).toBe(String(from));
  });

  it('an address leads to an entry or a line, and a link within the page leaves what is open open', async () => {
    const { page } = watched;
    const query = `?from=${runAt(0)}&to=${runAt(1)}`;
    await visit(watched, query);
    const entry = page.locator('article.entry:has(tr.del td:first-child)').last();
    const id = (await entry.getAttribute('id')) ?? '';
    const line = await entry.locator('tr.del td:first-child').first().textContent();
    for (const [place, marked] of [
      [`#${id}`, []],
      [`#${id}:-${line}`, [line]],
    ] as const) {
      await page.goto('about:blank');
      await visit(watched, query + place);
      expect(await entry.evaluate((element) => element.getBoundingClientRect().top)).toBeLessThan(900);
      expect(await page.evaluate('scrollY')).toBeGreaterThan(0);
      expect(await page.locator('tr.here td:first-child').allTextContents()).toEqual(marked);
    }
    const drawn = await page.locator('#result').elementHandle();
    const open = await page.locator('details.fold[open]').count();
    expect(open).toBeGreaterThan(0);
    for (const link of [page.locator('.overview a').first(), page.locator('a.skip')]) {
      await link.focus();
      await page.keyboard.press('Enter');
    }
    await settled(watched);
    expect(await drawn?.evaluate((element) => element.isConnected)).toBe(true);
    expect(await page.locator('details.fold[open]').count()).toBe(open);
  });

  it('says in one line of each change what the page of the run says', async () => {
    const { page } = watched;
    const lines = () => page.locator('.overview').first().locator('li').allInnerTexts();
    let seen = '';
    for (const { run } of truth.filter(({ changes }) => (changes?.length ?? 0) > 6)) {
      await page.goto(`${stage.url}runs/${run}/`);
      const bases = new Set(await page.locator('.partitions .moved span > a.run').allInnerTexts());
      if (bases.size !== 1 || (await page.locator('.overview').count()) === 0) continue;
      const told = await lines();
      await visit(watched, `?from=${[...bases][0]}&to=${run}`);
      expect((await lines()).sort()).toEqual(told.sort());
      seen += told.join('\n');
    }
    for (const words of [/[+−]\d+\s+lines/, /global-\w+\s+global-\w+/]) expect(seen).toMatch(words);
  });

  it('without a run it begins with the newest and the one before', async () => {
    await visit(watched, '');
    expect(await watched.page.locator('#result').innerText()).toContain(
      `Run ${archived.at(-2)} to run ${archived.at(-1)}`,
    );
  });

  it('a day, the beginning of a number or a partition offers runs to take', async () => {
    await visit(watched, '');
    const { page } = watched;
    const offered = page.locator('datalist').first().locator('option');
    const field = page.getByLabel('From run');
    for (const text of ['2025-07-29', '3930', 'hf']) {
      await field.fill(text);
      await offered
        .filter({ hasText: text === 'hf' ? 'HF' : text })
        .first()
        .waitFor({ state: 'attached' });
      const runs = (await offered.allTextContents()).map((words) => Number.parseInt(words, 10));
      expect(runs.filter((run) => !archived.includes(run))).toEqual([]);
    }
  });

  it('what is the same is there for who does not want differences only', async () => {
    await visit(watched, `?from=${runAt(0.5)}&to=${runAt(0.51)}`);
    const { page } = watched;
    const same = page.locator('details.rest').filter({ hasText: /\d+ parameters are the same/ });
    const words = ['compare', String(runAt(0.5)), String(runAt(0.51))];
    const { changes } = (await whole.ask(words)) as CompareAnswer;
    const wholly = changes.filter(({ partitions }) => partitions.length > 2).map(({ parameter }) => parameter);
    expect(await same.locator('ul').isVisible()).toBe(false);
    await page.getByLabel('Differences only').uncheck();
    const names = await same.locator('.name').allInnerTexts();
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => wholly.includes(name))).toEqual([]);
    await page.getByLabel('Differences only').check();
    expect(await same.locator('ul').isVisible()).toBe(false);
  });

  it('side by side shows the same lines, older left and newer right', async () => {
    const { page } = watched;
    await visit(watched, `?from=${runAt(0)}&to=${runAt(1)}`);
    const [added, removed] = await page.evaluate<[string[], string[]]>(inPage.CHANGED_LINES);
    await page.evaluate(`localStorage.setItem('runinfo:side-by-side', 'yes')`);
    await page.reload();
    await settled(watched);
    expect(await page.evaluate(inPage.CHANGED_SIDES)).toEqual([added, removed]);
    await page.evaluate(`localStorage.clear()`);
  });
});

describe('what cannot be compared is said', () => {
  const local = readTruth(sample.truth).find(({ kind, run }) => kind === 'local' && run > runAt(0))?.run ?? 0;
  const out = truth.find(({ kind }) => kind === 'hcal-out')?.run ?? 0;

  it.each([
    [
      'a run that is not known',
      `?from=${local}&to=${runAt(1)}`,
      new RegExp(`Run ${local} is not known here; the nearest archived runs are \\d+ and \\d+`),
    ],
    [
      'a run without a snapshot',
      `?from=${runAt(0)}&to=${out}`,
      new RegExp(`Run ${out} is known but not archived: HCAL out; the nearest archived runs are \\d+ and \\d+`),
    ],
    ['a run beyond all', '?from=999999999&to=5', /the nearest archived run is \d+/],
    [
      'an unknown partition',
      `?from=${runAt(0)}&to=${runAt(1)}&partition=HCAL_XX`,
      /partition HCAL_XX is not known: there are HCAL_HBHE, HCAL_HF/,
    ],
  ])('%s', async (_, query, words) => {
    watched.problems.length = 0;
    await visit(watched, query);
    expect(await watched.page.locator('#difference').innerText()).toMatch(words);
    expect(watched.problems.filter((problem) => !/404|Failed to load/.test(problem))).toEqual([]);
  });

  it('and is mended by one click', async () => {
    const { page } = watched;
    await visit(watched, `?from=${local}&to=${runAt(1)}`);
    await page.locator('#difference a.run').last().click();
    await page.waitForURL(`**/compare/?from=${archived.find((run) => run > local)}&to=${runAt(1)}`);
    await settled(watched);
    expect(await page.locator('#result').innerText()).toContain(`to run ${runAt(1)}`);
    await visit(watched, `?from=${runAt(0)}&to=${runAt(1)}&partition=HCAL_XX`);
    await page.getByRole('checkbox').first().check();
    await page.waitForURL(`**/compare/?from=${runAt(0)}&to=${runAt(1)}&partition=HCAL_HBHE`);
    await settled(watched);
    expect(await page.locator('#result').innerText()).toContain('HBHE');
    watched.problems.length = 0;
  });

  it('a file that is damaged, missing or of another form is named, and the rest works', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'runinfo-broken-'));
    cpSync(whole.site, folder, { recursive: true });
    const broken = await openStage(folder);
    try {
      const { page } = await broken.open();
      const [from, to] = [runAt(0), runAt(1)];
      const snapshot = `api/runs/${Math.floor(from / 1000)}/${from}.json`;
      const { readings } = JSON.parse(readFileSync(join(folder, snapshot), 'utf8')) as {
        readings: Record<string, { value: { ref: string } }>;
      };
      const ref = readings['HCAL_HBHE:CFGDOC_TXT']?.value.ref ?? '';
      const value = `api/values/${ref.slice(0, 2)}/${ref}.txt`;
      // Beside the files of single values stand those of a block of runs, which do without them.
      rmSync(join(folder, 'search/texts'), { recursive: true });
      rmSync(join(folder, value));
      await page.goto(`${broken.url}compare/?from=${from}&to=${to}`);
      await settled({ page });
      const text = await page.locator('#difference').innerText();
      expect(text).toContain(`CFGDOC_TXT HBHE in the first run: ${value} cannot be read: there is no such file`);
      expect(text).toMatch(/HCAL_DAQ_RELEASE/);
      const intact = readFileSync(join(folder, snapshot), 'utf8');
      const form = 'it does not have the form that this page expects';
      for (const [content, why] of [
        ['{"format": 1, "run"', 'it is damaged'],
        [intact.replace('"format": 1', '"format": 2'), form],
        [intact.replace('"kind":"value"', '"kind":"guess"'), form],
      ] as const) {
        expect(content).not.toBe(intact);
        writeFileSync(join(folder, snapshot), content);
        await page.reload();
        await settled({ page });
        const words = `This cannot be shown: ${snapshot} cannot be read: ${why}.`;
        expect(await page.locator('#difference').innerText()).toBe(words);
      }
    } finally {
      await broken.close();
      rmSync(folder, { recursive: true });
    }
  });
});

describe('what comparing takes', () => {
  it.each([
    [0, 1],
    [0.1, 0.95],
    [0.5, 0.51],
    [0.85, 0.3],
  ])('at most 12 requests and 200 KB, also where nothing is compressed on the way: %f and %f', async (a, b) => {
    const { page } = await stage.open();
    const asked: string[] = [];
    const sizes: Promise<number>[] = [];
    page.on('response', (response) => {
      asked.push(response.url().slice(stage.url.length));
      sizes.push(response.body().then(({ length }) => length));
    });
    const [from, to] = [runAt(a), runAt(b)];
    await page.goto(`${stage.url}compare/?from=${from}&to=${to}`);
    await settled({ page });
    const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    await page.context().close();
    expect(asked.length, `${asked.length} requests`).toBeLessThanOrEqual(12);
    expect(bytes, `${bytes} bytes`).toBeLessThanOrEqual(200_000);
    // Two snapshots, and no file of a single value, nor of a run in between.
    const ofRuns = [from, to].map((run) => `api/runs/${Math.floor(run / 1000)}/${run}.json`);
    expect(asked.filter((path) => path.startsWith('api/')).sort()).toEqual(ofRuns.sort());
    expect(new Set(asked).size).toBe(asked.length);
  });

  it('where the long values of a block cannot be had at once, each is asked for, and the answer is the same', async () => {
    const query = `?from=${runAt(0)}&to=${runAt(1)}`;
    await visit(watched, query);
    const answer = await watched.page.locator('#difference').innerText();
    const { page } = await stage.open();
    let single = 0;
    page.on('request', (request) => (single += request.url().includes('/api/values/') ? 1 : 0));
    await page.route('**/search/texts/391.bin', async (route) => route.fulfill({ body: 'none of ours' }));
    await page.goto(`${stage.url}compare/${query}`);
    await settled({ page });
    expect(single).toBeGreaterThan(5);
    expect(await page.locator('#difference').innerText()).toBe(answer);
    await page.context().close();
  });
});
