import { expect, it } from 'vitest';
import { openTestArchive, RULES, SITE } from '../../../test/support/site-archive.ts';
import { renderPages } from '../render.ts';
import { HOME } from './home.ts';
import { toPageView } from './page.ts';
import { RUN } from './run.ts';
import { SiteContext } from './site-context.ts';
import { toStrips } from './strips.ts';

const FEW = { 'HCAL_HF:HCAL_OTHER': 'v1' };
const ALL = { ...FEW, 'HCAL_HF:HCAL_TAG': 'v1', 'HCAL_HF:FM_ROLE': 'Level2', 'HCAL_HF:HCAL_A': '1' };

it('a partition that is held back or whose inclusion is unknown is nowhere said not to have been in', async () => {
  const test = await openTestArchive();
  await test.take(362_700, ALL);
  await test.take(362_701, { 'HCAL_HF:HCAL_NEW': 'v1' });
  await test.take(362_702, ALL, { emptyFms: null });
  await test.take(362_703, ALL, { emptyFms: ['HCAL_HF'] });
  await test.line(362_704, 'gap', 'ORA-03113');
  const context = new SiteContext(test.archive, RULES, SITE);

  const { strips } = toStrips(context, context.newestRuns(10));
  const [, hf, , laser] = strips.map(({ pieces, words }) => ({ states: pieces.map(({ state }) => state), words }));
  expect(hf).toEqual({
    states: ['in', 'uncompared', 'out', 'gap'],
    words: 'in for 1 of 5 runs, not compared in 2, 0 runs with changes',
  });
  expect(laser).toEqual({
    states: ['not-there', 'uncompared', 'not-there', 'gap'],
    words: 'in for 0 of 5 runs, not compared in 1, 0 runs with changes',
  });

  for (const run of [362_701, 362_702]) {
    const page = await render(toPageView(context, RUN, run));
    expect(page).toContain('None is listed: no partition was compared, see above.');
    expect(page).toContain('not watched, or of a partition that was not compared');
    expect(page).not.toContain('was in');
  }
  const home = await render(toPageView(context, HOME, null));
  expect(home).toContain('not compared nothing archived');
});

async function render(view: ReturnType<typeof toPageView>): Promise<string> {
  const pages = await renderPages(view === null ? [] : [view]);
  return [...pages.values()]
    .join('')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/\s+/g, ' ');
}
