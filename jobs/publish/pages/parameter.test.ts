import { describe, expect, it } from 'vitest';
import { openTestArchive, RULES, SITE } from '../../../test/support/site-archive.ts';
import { renderPages } from '../render.ts';
import { toPageView } from './page.ts';
import { PARAMETER } from './parameter.ts';
import { SiteContext } from './site-context.ts';

type Texts = Readonly<Record<string, string | null>>;

/** The page of a list over all partitions, after some runs from 362700 on. */
async function readHtml(...runs: readonly Texts[]): Promise<string> {
  const test = await openTestArchive();
  for (const [index, texts] of runs.entries()) await test.take(362_700 + index, texts);
  const context = new SiteContext(test.archive, RULES, SITE);
  const view = toPageView(context, PARAMETER, 'parameters/MASKED_RESOURCES.json');
  return [...(await renderPages(view === null ? [] : [view])).values()].join('');
}

/** What a person reads of it. */
async function readPage(...runs: readonly Texts[]): Promise<string> {
  return (await readHtml(...runs)).replaceAll(/<[^>]*>/g, '').replaceAll(/\s+/g, ' ');
}

const masks = (hbhe: string, hf: string) => ({
  'HCAL_HBHE:MASKED_RESOURCES': hbhe,
  'HCAL_HF:MASKED_RESOURCES': hf,
});
const long = (name: string, index: number) => `[${name.repeat(250)}${index}]`;

it.each<[string, readonly Texts[], string]>([
  ['ever', [masks('[a, b]', '[b, a]'), masks('[a]', '[a, a]')], 'the same as HBHE, as ever since run 362700'],
  ['no more', [masks('[a, b]', '[b, a]'), masks('[a]', '[b, a]')], 'differs from HBHE since run 362701'],
  [
    'nobody knows since when, where more long values would have to be read',
    Array.from({ length: 60 }, (_, index) => masks(long('a', index), long('b', index))),
    'differs from HBHE at least since run 362735',
  ],
])('two partitions have the same list, in whatever order: %s', async (_, runs, words) => {
  expect(await readPage(...runs)).toContain(words);
});

it('lists in another order are one value, and have one colour', async () => {
  const page = await readHtml(masks('[a, b]', '[b, a]'), masks('[a]', '[a, a]'), masks(' [b,a]', '[a; b]'));
  expect(page.replaceAll(/<[^>]*>/g, '').replaceAll(/\s+/g, ' ')).toContain('2 values');
  expect(new Set(page.match(/class="v\d/g))).toEqual(new Set(['class="v0', 'class="v1']));
});

describe('the page of a list that was absent before it was added', () => {
  const HF = { 'HCAL_HF:FM_ROLE': 'Level2_HF' };
  const withMask = (mask: string) => ({ ...HF, 'HCAL_HF:MASKED_RESOURCES': mask });

  it('counts that it was added, and says what it was before', async () => {
    const page = await readPage(HF, withMask('[a]'), withMask('[a]'));
    expect(page).toContain('It changed once between 2 values since run 362700.');
    expect(page).toContain('before: absent for 60 s');
    expect(page).not.toContain('first value');
  });

  it('counts as many changes as its runs have', async () => {
    const page = await readPage(HF, withMask('[a]'), HF, withMask('[a]'), HF);
    expect(page).toContain('It changed 4 times between 2 values since run 362700.');
    expect(page).toContain('flapping between 2 values: back 3 times since run 362700, until its last change.');
  });

  it('says nothing of a change where it came with the first run of its partition', async () => {
    const page = await readPage(withMask('[a]'), withMask('[a]'));
    expect(page).toContain('No change of it is known since run 362700.');
    expect(page).toContain('its first value');
  });
});
