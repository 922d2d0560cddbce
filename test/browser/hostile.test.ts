import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStage, settle, type Stage, type Watched } from './browser.ts';
import * as story from './hostile-story.ts';
import * as inPage from './in-page.ts';
import { NAMES, VALUES } from './payloads.ts';
import { publishSmallSite } from './small-site.ts';

const folder = mkdtempSync(join(tmpdir(), 'runinfo-hostile-'));
/** The site stands deep, so that what climbs out of it is still seen. */
const site = join(folder, 'deep/er/site');
let stage: Stage;
let harmless: Stage;
let watched: Watched;
let twin: Watched;

beforeAll(async () => {
  mkdirSync(join(folder, 'deep/er'), { recursive: true });
  const text = ({ text: one }: { readonly text: string }) => one;
  await publishSmallSite(site, story.tellWith({ values: VALUES.map(text), names: NAMES.map(text) }));
  writeFileSync(join(site, 'status.json'), JSON.stringify(status(VALUES.map(text))));
  const plain = { values: VALUES.map((_, index) => `value ${index}`), names: NAMES.map((_, index) => `NAME_${index}`) };
  await publishSmallSite(join(folder, 'twin'), story.tellWith(plain));
  writeFileSync(join(folder, 'twin/status.json'), JSON.stringify(status(plain.values)));
  stage = await openStage(site);
  harmless = await openStage(join(folder, 'twin'));
  [watched, twin] = [await stage.open(), await harmless.open()];
});

afterAll(async () => {
  await Promise.all([stage.close(), harmless.close()]);
  rmSync(folder, { recursive: true });
});

/** What a collector in trouble would say. */
function status(texts: readonly string[]): object {
  const open = texts.map((why, index) => ({ run: index + 1, why }));
  return { finished: new Date().toISOString(), ok: false, message: texts[0], open, gaps: texts };
}

/** Goes to a page of the hostile site: nothing dangerous is in it, and it is built like its harmless twin. */
async function look(path: string, twinPath: string = path): Promise<string> {
  const { dangers, shape, text } = await inspect(watched, stage.url + path);
  if (!shapes.has(twinPath)) shapes.set(twinPath, (await inspect(twin, harmless.url + twinPath)).shape);
  expect({ path, dangers, shape }).toEqual({ path, dangers: [], shape: shapes.get(twinPath) });
  expect({ path, problems: watched.problems.splice(0) }).toEqual({ path, problems: [] });
  return text;
}

/** The shapes of harmless pages seen so far. */
const shapes = new Map<string, unknown>();

async function inspect({ page }: Watched, url: string): Promise<inPage.Inspection> {
  await page.goto(url);
  await settle({ page });
  const fold = page.locator('details:has([data-snapshot]) > summary');
  if ((await fold.count()) > 0) {
    await fold.click();
    await page.locator('[data-snapshot]').waitFor({ state: 'detached' });
  }
  return page.evaluate<inPage.Inspection>(inPage.INSPECTION);
}

function missing(text: string, wanted: readonly string[]): string[] {
  return wanted.filter((one) => !text.includes(one));
}

const lines = (payloads: typeof VALUES) => payloads.map((one) => one.line);
const groups = [...story.inGroups(VALUES), ...story.inGroups(NAMES)];

describe('hostile values and names are shown as they are, and are nothing but text', () => {
  it('are many', () => {
    expect(new Set(VALUES.map(({ text }) => text)).size).toBeGreaterThanOrEqual(60);
    expect(new Set(NAMES.map(({ text }) => text)).size).toBeGreaterThanOrEqual(40);
  });

  it('on the home page', async () => {
    const text = await look('');
    expect(missing(text, lines([...VALUES, ...NAMES]))).toEqual([]);
  });

  it('on the pages of the runs that brought them', async () => {
    for (const [index, group] of groups.entries()) {
      const run = story.FIRST_OF_VALUES + index;
      const text = await look(`runs/${run}/`);
      const said = story.saidIn(VALUES, run);
      expect({ run, missing: missing(text, [...lines(group), said?.line ?? '']) }).toEqual({ run, missing: [] });
    }
  });

  it('in the fold of all readings, on the page of a run that changed nothing', async () => {
    const text = await look(`runs/${story.QUIET_RUN}/`);
    expect(missing(text, lines([...VALUES, ...NAMES]))).toEqual([]);
  });

  it('as lines of a document', async () => {
    expect(missing(await look(`runs/${story.DOCUMENTS_RUN}/`), lines(VALUES))).toEqual([]);
    for (const [index, group] of story.inGroups(VALUES).entries()) {
      const text = await look(`parameters/HCAL_HF/${story.documentName(index)}/`);
      expect(missing(text, lines(group))).toEqual([]);
    }
  });

  it('as reasons: why a run is a gap, why a reading could not be compared', async () => {
    expect(missing(await look(`runs/${story.UNREADABLE_RUN}/`), lines(VALUES))).toEqual([]);
    for (const [index, { line }] of VALUES.entries()) {
      if (index % story.GAP_EVERY > 0) continue;
      expect(await look(`runs/${story.FIRST_GAP + index}/`, `runs/${story.FIRST_GAP}/`)).toContain(line);
    }
  });

  it.each(['runs/', `runs/thousand/${story.FIRST_RUN / 1000}/`])('as sequences on %s', async (path) => {
    const text = await look(path);
    const last = story.FIRST_OF_VALUES + groups.length - story.FIRST_RUN;
    const first = story.FIRST_OF_VALUES - story.FIRST_RUN;
    const sequences = lines(VALUES.slice(first, last));
    expect(sequences).toHaveLength(groups.length);
    expect(missing(text, sequences)).toEqual([]);
  });

  it('in the comparison of two runs, and on the way between them', async () => {
    const last = story.FIRST_OF_VALUES + groups.length - 1;
    const text = await look(`compare/?from=${story.FIRST_RUN}&to=${last}`);
    expect(missing(text, lines([...VALUES, ...NAMES]))).toEqual([]);
    expect(missing(await look(`compare/?from=${story.FIRST_RUN}&to=${story.UNREADABLE_RUN}`), lines(VALUES))).toEqual(
      [],
    );
  });

  it('on the list of parameters, where every name leads to a page of its own', async () => {
    const text = await look('parameters/');
    expect(missing(text, lines([...VALUES, ...NAMES]))).toEqual([]);
    const links = await watched.page.evaluate<[string, string][]>(inPage.PARAMETER_LINKS);
    const paths = links.map(([name, link]) => ({ name, path: link.slice(stage.url.length) }));
    expect(new Set(paths.map(({ path }) => path)).size).toBe(paths.length);
    for (const { line } of NAMES) {
      for (const { path } of paths.filter(({ name }) => name === line)) {
        await look(path, path.split('/').length === 3 ? 'parameters/NAME_0/' : 'parameters/HCAL_HF/NAME_0/');
        expect(await watched.page.locator('h1 .mono').textContent()).toBe(line);
        expect(await watched.page.title()).toContain(line.trim().replaceAll(/\s+/g, ' '));
      }
    }
  });

  it('in the timeline of a parameter', async () => {
    for (let place = 0; place < story.GROUP; place += 1) {
      const values = VALUES.filter((_, index) => index % story.GROUP === place);
      const text = await look(`parameters/HCAL_HF/${story.seriesName(place)}/`);
      expect(missing(text, lines(values))).toEqual([]);
    }
  });

  it('in what the search finds', async () => {
    // Over a hundred questions: none waits in earnest until its reader has stopped writing.
    const { page, problems } = await stage.open();
    await page.clock.install();
    await page.goto(stage.url);
    await settle({ page });
    const before = await page.evaluate<inPage.Inspection>(inPage.INSPECTION);
    const find = async (text: string): Promise<string[]> => {
      await page.fill('#search', text);
      await page.clock.runFor(1000);
      await page.locator(inPage.ANSWERED).waitFor();
      return page.locator('.hits code, .hits .name').allTextContents();
    };
    const lost: string[] = [];
    for (const { line } of VALUES) if (!(await find(line)).includes(line.trim())) lost.push(line);
    // The empty name is the only one that nobody can write.
    for (const { line } of NAMES) if (line !== '' && !(await find(line)).includes(line)) lost.push(line);
    expect(lost).toEqual([]);
    const { dangers } = await page.evaluate<inPage.Inspection>(inPage.INSPECTION);
    expect(dangers).toEqual([]);
    await page.keyboard.press('Escape');
    await page.locator('.hits a').evaluateAll((all) => all.forEach((one) => one.remove()));
    const { shape } = await page.evaluate<inPage.Inspection>(inPage.INSPECTION);
    const scripts = (of: inPage.Inspection['shape']) =>
      Object.keys(of).filter((key) => /^(?:script|img|svg|iframe) /.test(key));
    expect(scripts(shape)).toEqual(scripts(before.shape));
    expect(problems).toEqual([]);
    await page.close();
  });

  it('in what the collector says of itself', async () => {
    const text = (await look('status/')).toWellFormed();
    expect(
      missing(
        text,
        VALUES.map((one) => one.text.toWellFormed()),
      ),
    ).toEqual([]);
    expect(await watched.page.locator('#freshness').textContent()).toContain(VALUES[0]?.text);
  });

  it('in feeds, which stay well-formed', async () => {
    await look('');
    for (const file of ['feed.xml', 'feeds/HCAL_HF.xml']) {
      const xml = readFileSync(join(site, file), 'utf8');
      const feed = await watched.page.evaluate<inPage.Feed>(inPage.readFeed(xml));
      expect(feed.error).toBe('');
      expect(feed.entries).toHaveLength(groups.length + 1 + story.inGroups(VALUES).length);
      expect(new Set(feed.entries.map(({ id }) => id)).size).toBe(feed.entries.length);
      const text = feed.entries.map((entry) => entry.text).join('\n');
      expect(
        missing(
          text,
          [...VALUES, ...NAMES].map((one) => one.line),
        ),
      ).toEqual([]);
    }
  });
});

it('writes nothing outside of the site, and a page of its own for every name', () => {
  expect(readdirSync(folder).sort()).toEqual(['deep', 'twin']);
  expect(readdirSync(join(folder, 'deep'))).toEqual(['er']);
  expect(readdirSync(join(folder, 'deep/er'))).toEqual(['site']);
  const count = (root: string) => readdirSync(root, { recursive: true, withFileTypes: true }).length;
  expect(count(site)).toBe(count(join(folder, 'twin')));
  const pages = readdirSync(join(site, 'parameters/HCAL_HF'));
  expect(pages).toHaveLength(NAMES.length + VALUES.length + story.inGroups(VALUES).length + story.GROUP);
});
