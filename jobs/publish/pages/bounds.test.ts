import { beforeAll, expect, it } from 'vitest';
import { readLine } from '../../../archive/documents/run-index.ts';
import { openTestArchive, RULES, SITE } from '../../../test/support/site-archive.ts';
import { renderPages } from '../render.ts';
import { toPageView, type PageKind } from './page.ts';
import { PARAMETERS } from './parameters.ts';
import { RUN } from './run.ts';
import { SiteContext } from './site-context.ts';
import { WEEK } from './week.ts';

const COUNT = 2500;
let context: SiteContext;

/** Two runs of which the second changed every parameter, as after a release that renamed them all. */
beforeAll(async () => {
  const test = await openTestArchive();
  const texts = (value: string) => ({
    ...Object.fromEntries(
      Array.from({ length: COUNT }, (_, index) => [`HCAL_HF:HCAL_${index}`, `${value} of ${index}`]),
    ),
    ...Object.fromEntries(Array.from({ length: COUNT }, (_, index) => [`HCAL_HF:OTHER_${index}`, value])),
  });
  const word = 'x'.repeat(2_000_000);
  await test.take(362_700, texts('v1'), { sequence: word, hcal: word });
  await test.take(362_701, texts('v2'), { ends: texts('v3') });
  context = new SiteContext(test.archive, RULES, SITE);
});

async function render<Of extends number | string | null>(kind: PageKind<Of>, of: Of, site = context): Promise<string> {
  const view = toPageView(site, kind, of);
  return [...(await renderPages(view === null ? [] : [view])).values()].join('');
}

it.each([
  [
    'the run',
    async () => render(RUN, 362_701),
    [/2300 further entries are left out/, /1500 further parameters are/, /500 of them are/],
  ],
  ['a run of which central DAQ says 2 MB', async () => render(RUN, 362_700), [/\bx{200}…/]],
  ['its week', async () => render(WEEK, '2025-W40'), [/2000 rows are left out here/]],
  ['all parameters', async () => render(PARAMETERS, null), [/1500 further parameters are left out/]],
])(
  'the page of %s stays below 1 MB where 2,500 parameters change, and says what it leaves out',
  async (_, page, words) => {
    const text = await page();
    expect(text.length).toBeGreaterThan(100_000);
    expect(text.length).toBeLessThan(1_000_000);
    for (const said of words) expect(text.replaceAll(/<[^>]*>/g, '')).toMatch(said);
  },
);

it('where a page leaves entries out, what leads to a change leads to a place that is there', async () => {
  const ids = new Set(Array.from((await render(RUN, 362_701)).matchAll(/ id="([^"]*)"/g), ([, id]) => id));
  const links = Array.from((await render(PARAMETERS, null)).matchAll(/runs\/362701\/#([^"]*)"/g), ([, id]) => id);
  expect(links.length).toBeGreaterThan(100);
  expect(links.filter((id) => !ids.has(id))).toEqual([]);
});

it('one that is left out, or not watched, is not called several', async () => {
  const names = Array.from({ length: 1001 }, (_, index) => [`HCAL_HF:HCAL_${index}`, 'v']);
  const test = await openTestArchive();
  await test.take(362_700, { ...Object.fromEntries(names), 'HCAL_HF:OTHER': 'v' });
  const text = (await render(RUN, 362_700, new SiteContext(test.archive, RULES, SITE))).replaceAll(/<[^>]*>/g, '');
  expect(text).toContain('1 further parameter is left out here: ');
  expect(text).toContain('1 other parameter not watched');
});

it('the index of runs repeats no sequence of 2 MB', () => {
  expect(readLine(context.archive, 362_700)).toMatchObject({ kind: 'archived', sequence: `${'x'.repeat(200)}…` });
});
