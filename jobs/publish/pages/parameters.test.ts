import { describe, expect, it } from 'vitest';
import { openTestArchive, RULES, SITE } from '../../../test/support/site-archive.ts';
import { drawShortReadings, type ShortReadings } from '../../../templates/components/short-readings.ts';
import { PARAMETERS } from './parameters.ts';
import { SiteContext } from './site-context.ts';

const start = (day: number) => `2025-10-${String(day).padStart(2, '0')}T12:00:00Z`;

const MEMBERS = Array.from({ length: 100 }, (_, index) => `member_${index}`);
const [LONG, LONG_TURNED] = [MEMBERS.join(', '), MEMBERS.toReversed().join(', ')];

/** What the page shows of some runs: their texts, and the day in October 2025 on which each began. */
async function show(...runs: readonly (readonly [day: number, texts: Readonly<Record<string, string | null>>])[]) {
  const test = await openTestArchive();
  for (const [index, [day, texts]] of runs.entries()) await test.take(362_700 + index, texts, { start: start(day) });
  // The view is what its template gets: what is read from it here is written down.
  const page = PARAMETERS.view(new SiteContext(test.archive, RULES, SITE), null) as unknown as ParametersPage;
  return page;
}

interface ParametersPage {
  readonly rows: readonly {
    readonly parameter: string;
    readonly cells: readonly ({ readonly since: number; readonly isOdd: boolean; readonly link: string } | null)[];
    readonly last: number | null;
    readonly changes: number;
    readonly recent: number;
    readonly drawing: string;
  }[];
  readonly others: { readonly shown: ShortReadings };
}

describe('the table of parameters', () => {
  it('has a column for each partition, with the run that brought what it has', async () => {
    const { rows } = await show(
      [1, { 'HCAL_HBHE:HCAL_TAG': 'v1', 'HCAL_HF:HCAL_TAG': 'v1' }],
      [2, { 'HCAL_HBHE:HCAL_TAG': 'v2', 'HCAL_HF:HCAL_TAG': 'v1' }],
    );
    expect(rows.map(({ parameter }) => parameter)).toEqual(['HCAL_TAG']);
    expect(rows[0]?.cells.map((cell) => cell?.since ?? null)).toEqual([362_701, 362_700, null, null]);
    expect(rows[0]?.cells[1]?.link).toBe('parameters/HCAL_HF/HCAL_TAG/');
  });

  it.each<[string, Readonly<Record<string, readonly (string | null)[]>>, readonly string[]]>([
    ['one that left the others', { HBHE: ['a', 'a'], HF: ['a', 'b'], HO: ['a', 'a'] }, ['HF']],
    ['the first one, where it is alone', { HBHE: ['a', 'b'], HF: ['a', 'a'], HO: ['a', 'a'] }, ['HBHE']],
    ['one of two', { HBHE: ['a', 'a'], HF: ['a', 'b'] }, ['HF']],
    ['none that always had its own', { HBHE: ['a', 'b'], HF: ['c', 'd'], HO: ['e', 'e'] }, []],
    ['none where all are alike again', { HBHE: ['a', 'b'], HF: ['a', 'b'] }, []],
    ['one that is absent now', { HBHE: ['a', 'a'], HF: ['a', null], HO: ['a', 'a'] }, ['HF']],
    ['none that were added with their own', { HBHE: [null, 'a'], HF: [null, 'b'], HO: [null, 'b'] }, []],
  ])('marks whose value disagrees: %s', async (_, values, odd) => {
    expect(await findOdd('HCAL_TAG', values)).toEqual(odd);
  });

  it.each<[string, Readonly<Record<string, readonly (string | null)[]>>, readonly string[]]>([
    ['none where only the order differs', { HBHE: ['[a]', '[a, b]'], HF: ['[a]', '[b, a]'] }, []],
    [
      'one beside two in which only the order differs',
      { HBHE: ['[a]', '[c]'], HF: ['[a]', '[a, b]'], HO: ['[a]', '[b, a]'] },
      ['HBHE'],
    ],
    ['the same of long ones', { HBHE: ['[a]', LONG], HF: ['[a]', LONG_TURNED] }, []],
    ['a long one that left the others', { HBHE: [LONG, LONG], HF: [LONG, `${LONG}, more`] }, ['HF']],
  ])('marks whose list disagrees: %s', async (_, values, odd) => {
    expect(await findOdd('MASKED_RESOURCES', values)).toEqual(odd);
  });

  /** Who is marked after two runs. @param values by partition, in each of the runs */
  async function findOdd(parameter: string, values: Readonly<Record<string, readonly (string | null)[]>>) {
    const texts = (index: number) => [
      ...Object.entries(values).map(([name, own]) => [`HCAL_${name}:${parameter}`, own[index] ?? null] as const),
      ...Object.keys(values).map((name) => [`HCAL_${name}:FM_ROLE`, name] as const),
    ];
    const { rows } = await show([1, Object.fromEntries(texts(0))], [2, Object.fromEntries(texts(1))]);
    const cells = rows.find((row) => row.parameter === parameter)?.cells ?? [];
    return cells.flatMap((cell, index) => (cell?.isOdd === true ? [RULES.partitions[index]?.slice(5)] : []));
  }

  it('counts that a parameter was added, not that its partition came', async () => {
    const role = { 'HCAL_HBHE:FM_ROLE': 'Level2_HBHE' };
    const { rows } = await show([1, role], [2, { ...role, 'HCAL_HBHE:HCAL_TAG': 'v1', 'HCAL_HF:HCAL_TAG': 'v1' }]);
    const tag = rows.find(({ parameter }) => parameter === 'HCAL_TAG');
    expect(tag).toMatchObject({ changes: 1, last: 362_701, recent: 1 });
  });

  it('counts and draws the changes of the 30 days up to the newest run', async () => {
    const { rows } = await show(
      [1, { 'HCAL_HF:HCAL_TAG': 'v1', 'HCAL_HO:HCAL_TAG': 'v1' }],
      [2, { 'HCAL_HF:HCAL_TAG': 'v2', 'HCAL_HO:HCAL_TAG': 'v2' }],
      [20, { 'HCAL_HF:HCAL_TAG': 'v3', 'HCAL_HO:HCAL_TAG': 'v3' }],
      [31, { 'HCAL_HF:HCAL_TAG': 'v4', 'HCAL_HO:HCAL_TAG': 'v3' }],
    );
    expect(rows[0]).toMatchObject({ changes: 5, recent: 5, drawing: 'M0.5 10v-6M18.5 10v-6M29.5 10v-4' });
    const later = await show(
      [1, { 'HCAL_HF:HCAL_TAG': 'v1' }],
      [1, { 'HCAL_HF:HCAL_TAG': 'v2' }],
      [31, { 'HCAL_HF:HCAL_TAG': 'v2' }],
    );
    expect(later.rows[0]).toMatchObject({ changes: 1, recent: 0, drawing: '' });
  });

  it('names the run that changed it last: what a partition begins with is no change', async () => {
    const { rows } = await show(
      [1, { 'HCAL_HBHE:HCAL_TAG': 'v1', 'HCAL_HBHE:FM_ROLE': 'Level2' }],
      [2, { 'HCAL_HBHE:HCAL_TAG': 'v2', 'HCAL_HBHE:FM_ROLE': 'Level2' }],
      [3, { 'HCAL_HBHE:HCAL_TAG': 'v2', 'HCAL_HBHE:FM_ROLE': 'Level2', 'HCAL_HF:HCAL_TAG': 'v2' }],
    );
    expect(rows.map(({ parameter, last, changes }) => [parameter, last, changes])).toEqual([
      ['FM_ROLE', null, 0],
      ['HCAL_TAG', 362_701, 1],
    ]);
  });

  it('names below it what is archived and not watched, and what HCAL_LEVEL_1 says, as the newest run with each has it', async () => {
    const { others } = await show(
      [1, { 'HCAL_HF:HCAL_TAG': 'v1', 'HCAL_HF:TRIGGERS': '7', 'HCAL_HO:HCAL_TAG': 'v1', 'HCAL_HO:TRIGGERS': '9' }],
      [2, { 'HCAL_HF:HCAL_TAG': 'v1', 'HCAL_HF:TRIGGERS': '8', 'HCAL_LEVEL_1:HCAL_COMMENT': 'cosmics' }],
    );
    expect(drawShortReadings(others.shown, '').text).toBe(`<dl class="others">
<dt>HCAL_COMMENT</dt><dd>LEVEL_1 <q>cosmics</q></dd>
<dt>TRIGGERS</dt><dd>HF <q>8</q></dd>
<dd>HO <q>9</q></dd>
</dl>
`);
  });
});
