import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { weekOf } from '../../model/week.ts';
import { STORY } from '../support/site-archive.ts';
import { readTruth, type TrueRun } from '../support/truth.ts';
import { openStage, settle, type Stage, type Watched } from './browser.ts';
import * as inPage from './in-page.ts';
import { publishSmallSite } from './small-site.ts';

const sample = inject('sample');
const truth = readTruth(sample.truth).filter(({ kind }) => kind !== 'local');
const site = join(sample.folder, 'site');
let stage: Stage;

beforeAll(async () => void (stage = await openStage(site)));
afterAll(() => stage.close());

const countOf = (run: TrueRun) => run.changes?.length ?? 0;
const most = truth.reduce((found, run) => (countOf(run) > countOf(found) ? run : found));
const week = weekOf(most.start ?? '', 'Europe/Zurich');
const runOf = (isWanted: (run: TrueRun) => boolean) => truth.findLast(isWanted)?.run;

/** Every kind of page: its address, and its one heading. */
const PAGES: readonly (readonly [kind: string, path: string, heading: string | RegExp])[] = [
  ['home', '', 'What changed'],
  ['runs', 'runs/', 'Runs'],
  ['a block', 'runs/thousand/392/', 'Runs 392000 to 392999'],
  ['a week', `weeks/${week}/`, `Week ${week}`],
  ['a run with many changes', `runs/${most.run}/`, `Run ${most.run} ${countOf(most)} changes`],
  ['a run without', `runs/${runOf((run) => run.kind === 'archived' && countOf(run) === 0)}/`, /Run \d+ no changes/],
  ['a run that never ran', `runs/${runOf(({ kind }) => kind === 'never-ran')}/`, /Run \d+ never ran/],
  ['a run without HCAL', `runs/${runOf(({ kind }) => kind === 'hcal-out')}/`, /Run \d+ HCAL out/],
  ['the parameters', 'parameters/', 'Parameters'],
  [
    'many values',
    'parameters/HCAL_HBHE/HCAL_uHTRManager_zsSimpleThreshold/',
    'HBHE HCAL_uHTRManager_zsSimpleThreshold',
  ],
  ['a long document', 'parameters/HCAL_HBHE/CFGDOC_TXT/', 'HBHE CFGDOC_TXT'],
  ['a parameter of all partitions', 'parameters/HCAL_uHTRManager_TPG_TAG/', /^HCAL_uHTRManager_TPG_TAG$/],
  ['numbers of all partitions', 'parameters/HCAL_uHTRManager_zsSimpleThreshold/', /^HCAL_uHTRManager_zs/],
  ['a long document of all partitions', 'parameters/CFGDOC_TXT/', /^CFGDOC_TXT$/],
  ['compare', 'compare/', 'Compare'],
  ['status', 'status/', 'Status'],
  ['data', 'api/', 'Data'],
];

/** Goes to a page of the site and waits until its script has said what it has to say. */
async function visit({ page }: Watched, path: string): Promise<void> {
  await page.goto(stage.url + path);
  await settle({ page });
}

/** Holds of every page: one heading, a title, readable for everybody, no wider than a phone, and nothing went wrong. */
async function expectSound({ page }: Watched, heading: string | RegExp, rules: string): Promise<void> {
  const headings = await page.locator('h1').allInnerTexts();
  expect(headings).toHaveLength(1);
  expect(headings[0]).toMatch(heading);
  expect(await page.title()).toMatch(/^(\S.* · )?HCAL run configuration$/);
  await page.evaluate(inPage.OPEN_DETAILS);
  await page.evaluate(axe.source);
  expect(await page.evaluate<string[]>(rules)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 800 });
  expect(await page.evaluate<number>(inPage.OVERFLOW)).toBe(0);
  expect(await page.evaluate<string[]>(inPage.AXE_PHONE)).toEqual([]);
  await page.setViewportSize({ width: 1280, height: 900 });
}

describe.each([
  ['light', inPage.AXE_VIOLATIONS],
  ['dark', inPage.AXE_CONTRAST],
] as const)('in %s colours', (colorScheme, rules) => {
  let watched: Watched;
  beforeAll(async () => void (watched = await stage.open({ colorScheme })));

  it.each(PAGES)('%s: sound, accessible, and no wider than a phone', async (_kind, path, heading) => {
    watched.problems.length = 0;
    await visit(watched, path);
    await expectSound(watched, heading, rules);
    expect(watched.problems).toEqual([]);
  });
});

describe.each([
  'parameters/HCAL_HF/MASKED_RESOURCES/',
  'parameters/MASKED_RESOURCES/',
  'parameters/CFGDOC_TXT/',
  'parameters/HCAL_uHTRManager_TPG_TAG/',
])('%s on a window between a phone and a desk', (path) => {
  let watched: Watched;
  beforeAll(async () => {
    watched = await stage.open();
    await visit(watched, path);
  });

  it.each([390, 705, 760, 768, 900, 1000, 1280])(
    'of %i pixels: no wider than it, nor a letter a line',
    async (width) => {
      await watched.page.setViewportSize({ width, height: 900 });
      expect(await watched.page.evaluate<number>(inPage.OVERFLOW)).toBe(0);
      expect(await watched.page.evaluate<number>(inPage.NARROWEST_SINCE)).toBeGreaterThan(200);
    },
  );
});

it('not found: the same at any depth, once the site knows where it stands', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'runinfo-not-found-'));
  const small = await openStage(folder);
  try {
    await publishSmallSite(folder, async (test) => void (await STORY[0]?.(test)), small.url);
    writeFileSync(join(folder, 'status.json'), '{}');
    for (const path of ['never', 'never/was/here/']) {
      const watched = await small.open();
      await watched.page.goto(small.url + path);
      await settle(watched);
      await expectSound(watched, 'There is nothing at this address', inPage.AXE_VIOLATIONS);
      expect(watched.problems).toEqual([
        `404: ${small.url}${path}`,
        expect.stringMatching(/^console: Failed to load resource.*404/),
      ]);
    }
  } finally {
    await small.close();
    rmSync(folder, { recursive: true });
  }
});

describe('without script', () => {
  let plain: Watched;
  let scripted: Watched;
  beforeAll(async () => {
    plain = await stage.open({ javaScriptEnabled: false });
    scripted = await stage.open();
  });

  it.each(PAGES.filter(([kind]) => kind !== 'status' && kind !== 'compare'))(
    '%s says the same',
    async (_kind, path) => {
      plain.problems.length = 0;
      await plain.page.goto(stage.url + path);
      await visit(scripted, path);
      const text = await plain.page.evaluate<string>(inPage.MAIN_TEXT);
      expect(text.length).toBeGreaterThan(100);
      expect(text).toBe(await scripted.page.evaluate<string>(inPage.MAIN_TEXT));
      expect(plain.problems).toEqual([]);
    },
  );

  it('compare says what would be there', async () => {
    await plain.page.goto(`${stage.url}compare/`);
    expect(await plain.page.evaluate<string>(inPage.MAIN_TEXT)).toContain('Script compares any two runs here');
  });

  it('status says what would be there, and links to it', async () => {
    await plain.page.goto(`${stage.url}status/`);
    expect(await plain.page.evaluate<string>(inPage.MAIN_TEXT)).toContain('Script draws a table here');
    const link = await plain.page.locator('main a').first().getAttribute('href');
    const answer = await plain.page.goto(`${stage.url}status/${link}`);
    expect(await answer?.json()).toMatchObject({ ok: true });
  });
});

/** How many changes each partition had, by its short name. */
function countByPartition(run: TrueRun): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { partition } of run.changes ?? []) {
    const short = partition.replace('HCAL_', '');
    counts[short] = (counts[short] ?? 0) + 1;
  }
  return counts;
}

it('a week is printed on two pages', async () => {
  const { page } = await stage.open();
  await page.goto(`${stage.url}weeks/${week}/`);
  const pdf = await page.pdf({ format: 'A4' });
  expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length).toBeLessThanOrEqual(2);
});

describe('what pages show is what happened', () => {
  let watched: Watched;
  beforeAll(async () => void (watched = await stage.open()));

  it('home: the newest runs that changed something, with their counts', async () => {
    await visit(watched, '');
    const shown = await watched.page.evaluate<{ run: number; headline: string }[]>(inPage.CHANGED_RUNS);
    const changed = truth.filter((run) => countOf(run) > 0).reverse();
    expect(shown.map(({ run }) => run)).toEqual(changed.slice(0, 15).map(({ run }) => run));
    shown.forEach(({ headline }, index) => {
      const run = changed[index] ?? most;
      const counts = [...headline.matchAll(/(\w+) (\d+)(?=[,)])/g)].map(([, name, count]) => [name, Number(count)]);
      expect({ run: run.run, total: Number.parseInt(headline, 10), ...Object.fromEntries(counts) }).toEqual({
        run: run.run,
        total: countOf(run),
        ...countByPartition(run),
      });
    });
  });

  it('home: since when each partition runs with what it has', async () => {
    await visit(watched, '');
    const partitions = ['HCAL_HBHE', 'HCAL_HF', 'HCAL_HO', 'HCAL_Laser'];
    const since = partitions.map((partition) => [
      partition.replace('HCAL_', ''),
      runOf(({ changes }) => changes?.some((change) => change.partition === partition) === true),
    ]);
    expect(await watched.page.evaluate(inPage.RUNNING_SINCE)).toEqual(Object.fromEntries(since));
  });

  it('the run with most changes: each of them, with its difference', async () => {
    await visit(watched, `runs/${most.run}/`);
    const shown = await watched.page.evaluate<{ partition: string; parameter: string }[]>(inPage.RUN_CHANGES);
    const sorted = shown.sort((a, b) => (a.partition + a.parameter < b.partition + b.parameter ? -1 : 1));
    expect(sorted).toEqual(
      most.changes?.map(({ partition, parameter, kind }) => {
        return { partition: partition.replace('HCAL_', ''), parameter, kind, isShown: true };
      }),
    );
  });

  it('status: what the collector said last', async () => {
    await visit(watched, 'status/');
    const rows = await watched.page.evaluate<Record<string, string>>(inPage.STATUS_ROWS);
    const status = JSON.parse(readFileSync(join(site, 'status.json'), 'utf8')) as Record<string, unknown>;
    // One machine does both, and is told once.
    const { collector, publisher, ...told } = status;
    expect(collector).toEqual(publisher);
    expect(Object.keys(rows).sort()).toEqual(Object.keys(told).sort());
    expect(rows).toMatchObject({ ok: 'yes', newestRun: String(truth.at(-1)?.run), gaps: 'none' });
  });
});
