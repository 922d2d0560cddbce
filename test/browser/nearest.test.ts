import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { STORY } from '../support/site-archive.ts';
import { openStage, type Stage, type Watched } from './browser.ts';
import * as inPage from './in-page.ts';
import { publishSmallSite } from './small-site.ts';

const folder = mkdtempSync(join(tmpdir(), 'runinfo-nearest-'));
let stage: Stage;
let watched: Watched;

beforeAll(async () => {
  stage = await openStage(folder);
  await publishSmallSite(
    folder,
    async (test) => {
      for (const step of STORY) await step(test);
    },
    stage.url,
  );
  writeFileSync(join(folder, 'status.json'), '{}');
  watched = await stage.open();
});

afterAll(async () => {
  await stage.close();
  rmSync(folder, { recursive: true });
});

/** The addresses that the page for an address offers, below the root of the site. */
async function offered(path: string): Promise<string[]> {
  const { page } = watched;
  await page.goto(stage.url + path);
  await page.waitForLoadState('networkidle');
  const links = await page.locator('#nearest a').evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
  return links.map((link) => new URL(link, page.url()).href.slice(stage.url.length));
}

it.each([
  ['a run between two', 'runs/362997/', ['runs/362995/', 'runs/362998/']],
  ['a run between two blocks', 'runs/363000/', ['runs/362999/', 'runs/363001/']],
  ['a run before all', 'runs/12/', ['runs/362990/']],
  ['a run after all', 'runs/4000000/#here', ['runs/363009/']],
  ['a run that is there, with more behind it', 'runs/363004/old.html', ['runs/363004/']],
  ['a parameter that is none', 'parameters/HCAL_HF/HCAL_TAGS/', ['parameters/HCAL_HF/HCAL_TAG/']],
  ['a parameter under a short name', 'parameters/hbhe/cfgdoc/', ['parameters/HCAL_HBHE/CFGDOC_TXT/']],
  ['something else', 'never/was/here', []],
  ['a run without a number', 'runs/thousand/400/', []],
])('the page for %s offers what is near', async (_name, path, links) => {
  expect(await offered(path)).toEqual(links);
});

it('names the runs with what they were, is accessible, and leads to them', async () => {
  await offered('runs/362997/');
  const { page } = watched;
  expect(await page.locator('#nearest').innerText()).toMatch(/362995\s+HBHE\s+2\s+HF\s+1\s[^]*362998\s+gap$/);
  await page.evaluate(axe.source);
  expect(await page.evaluate<string[]>(inPage.AXE_VIOLATIONS)).toEqual([]);
  await page.locator('#nearest a').first().click();
  await page.waitForURL(`${stage.url}runs/362995/`);
});

it('offers nothing where the lists cannot be read, and breaks nothing', async () => {
  const { page, problems } = await stage.open();
  await page.route('**/search/**', (route) => route.fulfill({ body: 'sign in' }));
  await page.goto(`${stage.url}runs/362997/`);
  await page.waitForLoadState('networkidle');
  expect(await page.locator('#nearest').innerText()).toBe('');
  expect(problems.filter((one) => one.startsWith('error'))).toEqual([]);
});
