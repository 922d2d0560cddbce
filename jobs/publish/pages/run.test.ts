import { describe, expect, it } from 'vitest';
import { openTestArchive, RULES, SITE } from '../../../test/support/site-archive.ts';
import { renderPages } from '../render.ts';
import { toPageView } from './page.ts';
import { RUN } from './run.ts';
import { SiteContext } from './site-context.ts';

/** The page of the first of some runs. */
async function renderFirst(...facts: Parameters<Awaited<ReturnType<typeof openTestArchive>>['take']>[2][]) {
  const test = await openTestArchive();
  for (const [index, part] of facts.entries()) await test.take(362_700 + index, { 'HCAL_HF:HCAL_TAG': 'v1' }, part);
  const view = toPageView(new SiteContext(test.archive, RULES, SITE), RUN, 362_700);
  if (view === null) throw new Error('the run is not archived');
  return [...(await renderPages([view])).values()].join('').replaceAll(/<[^>]*>/g, '');
}

const [start, stop] = ['2025-10-04T00:00:00Z', '2025-10-04T01:00:00Z'];

describe('the page of a run says of its end only what is known', () => {
  it.each([
    ['a run with both', { start, stop }],
    ['a run that stopped before it began', { start: stop, stop: start }],
    ['a run whose start is not known', { start: null, stop }],
  ])('%s', async (_, facts) => {
    const page = await renderFirst(facts);
    expect(page).toMatch(/· ended/);
    expect(page).not.toContain('recorded');
    expect(page).not.toContain('running');
  });

  it('without a stop: that none was recorded, and of the newest run that none was there when it was read', async () => {
    for (const facts of [
      { start, stop: null },
      { start: null, stop: null },
    ]) {
      const newest = await renderFirst(facts);
      expect(newest).toContain('stop not recorded when last read');
      expect(newest).toContain('not recorded when last read');
      const older = await renderFirst(facts, {});
      expect(older).toContain('stop not recorded');
      expect(older).not.toContain('when last read');
      for (const page of [newest, older]) expect(page).not.toContain('running');
    }
  });
});

describe('the page of a run says how often what it changed had changed before', () => {
  const FIRST = 362_700;

  /** What the page of one of some runs says, in which a tag has these values one after another. */
  async function renderOf(run: number, ...tags: readonly (string | null)[]) {
    const test = await openTestArchive();
    for (const [index, tag] of tags.entries())
      await test.take(FIRST + index, { 'HCAL_HF:FM_ROLE': 'Level2_HF', 'HCAL_HF:HCAL_TAG': tag });
    const view = toPageView(new SiteContext(test.archive, RULES, SITE), RUN, run);
    const pages = await renderPages(view === null ? [] : [view]);
    return [...pages.values()].join('').replaceAll(/<[^>]*>/g, '');
  }

  it.each<[string, readonly (string | null)[], string]>([
    ['added', [null, null, 'v1'], 'Never had a value before: absent since run 362700.'],
    [
      'added and removed',
      [null, 'v1', null],
      'Changed once before, last in run 362701. Had this value before: since run 362700, until run 362701.',
    ],
    [
      'added and changed',
      [null, 'v1', 'v2'],
      'Changed once before, last in run 362701. Never seen with this value before.',
    ],
    [
      'added, changed and removed',
      [null, 'v1', 'v2', null],
      'Changed 2 times before, last in run 362702. Had this value before: since run 362700, until run 362701.',
    ],
    ['there from the first run on', ['v1', 'v2'], 'First change since run 362700 began its timeline.'],
  ])('one that was %s', async (_, tags, words) => {
    expect(await renderOf(FIRST + tags.length - 1, ...tags)).toContain(words);
  });
});
