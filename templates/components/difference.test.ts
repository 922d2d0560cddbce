import { describe, expect, it } from 'vitest';
import { cutText, toVisible } from '../../model/visible.ts';
import { longDocument, RULES, openTestArchive } from '../../test/support/site-archive.ts';
import { drawDifference, toDifference } from './difference.ts';
import type { DiffRow } from './rows.ts';

async function diff(
  parameter: string,
  before: string | null,
  after: string | null,
  budget = { rows: 600, open: 200, claims: 1 },
) {
  const { archive } = await openTestArchive();
  const store = (text: string | null) => (text === null ? null : archive.storeValue(text));
  return toDifference(
    { rules: RULES, readValue: archive.readValue },
    'HCAL_HBHE',
    parameter,
    [store(before), store(after)],
    { each: 400, ...budget },
  );
}

/** A row's text, what is marked of it in brackets. */
const textOf = ({ pieces }: DiffRow) => pieces.map(({ text, marked }) => (marked ? `[${text}]` : text)).join('');

describe('toDifference', () => {
  it('shows short values side by side', async () => {
    expect(await diff('HCAL_TAG', null, 'v1')).toMatchObject({
      kind: 'plain',
      before: { kind: 'absent' },
      after: { text: 'v1' },
    });
  });

  it('numbers the lines of both sides, with three lines of context', async () => {
    const view = await diff('CFGDOC_TXT', 'a\nb\nc\nd\ne\nf', 'a\nb\nc\nd\nX\nf');
    if (view.kind !== 'lines') throw new Error('lines expected');
    expect(view.open.map((row) => `${row.from ?? ''} ${row.to ?? ''} ${row.kind} ${textOf(row)}`)).toEqual([
      '  gap …',
      '2 2 same b',
      '3 3 same c',
      '4 4 same d',
      '5  del e',
      ' 5 add X',
      '6 6 same f',
    ]);
  });

  it('maps where the hunks of a long text begin; a short one and a list have no map', async () => {
    const view = await diff('CFGDOC_TXT', longDocument(0), longDocument(2));
    expect(view).toMatchObject({ lines: 1500, map: 'M0 238h1M0 478h1' });
    expect(drawDifference(view, '../', 'Difference').text).toContain('viewBox="0 0 1 1500"');
    expect(await diff('CFGDOC_TXT', 'a\nb', 'a\nc')).toMatchObject({ map: '' });
    const members = Array.from({ length: 200 }, (_, index) => `m${index}`).join(',');
    expect(await diff('MASKED_RESOURCES', 'm1', members)).toMatchObject({ map: '' });
  });

  it('says which blocks enclose a change, marks what differs within a line, and what only moved', async () => {
    const before =
      'Global {\n  DTC {\n    a = "one two three"\n  }\n}\na moved line of the document, number one\na moved line of the document, number two\nb\nc\nd\ne\nf\ng\nh\ni';
    const after =
      'Global {\n  DTC {\n    a = "one 2 three"\n  }\n}\nb\nc\nd\ne\nf\ng\nh\ni\na moved line of the document, number one\na moved line of the document, number two';
    const view = await diff('CFGDOC_TXT', before, after);
    if (view.kind !== 'lines') throw new Error('lines expected');
    const rows = view.open.map((row) => `${row.kind} ${textOf(row)}${row.moved ? ' (moved)' : ''}`);
    expect(rows).toContain('gap Global { › DTC {');
    expect(rows).toContain('del     a = "one [two] three"');
    expect(rows).toContain('add     a = "one [2] three"');
    expect(rows).toContain('del a moved line of the document, number one (moved)');
    expect(rows).toContain('add a moved line of the document, number two (moved)');
  });

  it('shows what came to a list and went from it', async () => {
    const view = await diff('MASKED_RESOURCES', '[b, a]', '[a, c, a]');
    expect(view).toMatchObject({ kind: 'lines', list: true, added: 1, removed: 1 });
    expect(view.kind === 'lines' && view.open.map(textOf)).toEqual(['b', 'c']);
  });

  it('folds a long difference, cuts a very long one, and links the whole', async () => {
    const lines = (word: string) => Array.from({ length: 900 }, (_, index) => `${word} ${index}`).join('\n');
    const view = await diff('CFGDOC_TXT', lines('old'), lines('new'));
    if (view.kind !== 'lines') throw new Error('lines expected');
    expect([view.open.length, view.folded.length, view.cut]).toEqual([20, 380, 1400]);
    expect(view.before.link).toMatch(/^api\/values\/[0-9a-f]{2}\/[0-9a-f]{64}\.txt$/);
  });

  it.each(Array.from({ length: 9 }, (_, size) => size + 1))(
    'leaves no heading without the lines under it, neither before the fold nor before what is left out (%i lines)',
    async (size) => {
      const blocks = (word: string) =>
        Array.from({ length: 30 }, (_, block) => [
          `block ${block}`,
          ...Array(size).fill(word),
          ...Array(9).fill('kept'),
        ]);
      const [before, after] = ['old', 'new'].map((word) => blocks(word).flat().join('\n'));
      for (let rows = 40; rows < 60; rows += 1) {
        const view = await diff('CFGDOC_TXT', before ?? '', after ?? '', { rows, open: rows, claims: 1 });
        if (view.kind !== 'lines') throw new Error('lines expected');
        expect([view.cut > 0, view.open.length > 0, view.folded.length > 0]).toEqual([true, true, true]);
        expect([view.open.at(-1)?.kind, view.folded.at(-1)?.kind]).not.toContain('gap');
      }
    },
  );

  it('counts a long line as the lines it would fill', async () => {
    const lines = (word: string) => Array.from({ length: 20 }, () => word.repeat(300)).join('\n');
    const view = await diff('CFGDOC_TXT', lines('a'), lines('b'), { rows: 80, open: 80, claims: 1 });
    expect(view).toMatchObject({ cut: 20 });
  });

  it('shows of a long line the part that differs', async () => {
    const line = (word: string) => `${'put HB11-2-B 174; '.repeat(50)}${word}${'; put HB1-bias_on 1'.repeat(30)}`;
    const view = await diff('CFGDOC_TXT', `a\n${line('old')}\n`, `a\n${line('new')}\n`);
    if (view.kind !== 'lines') throw new Error('lines expected');
    for (const [kind, word] of [
      ['del', 'old'],
      ['add', 'new'],
    ]) {
      const row = view.open.find((one) => one.kind === kind);
      const text = row?.pieces.map((piece) => (piece.marked ? `[${piece.text}]` : piece.text)).join('') ?? '';
      expect(text.startsWith('…')).toBe(true);
      expect(text).toContain(`[${word}]`);
      expect(text.length).toBeLessThan(310);
    }
  });

  it('leaves a few rows to every difference that is still to come', async () => {
    const document = longDocument(5);
    const whole = await diff('CFGDOC_TXT', '', document, { rows: 100, open: 0, claims: 1 });
    const one = await diff('CFGDOC_TXT', '', document, { rows: 100, open: 0, claims: 6 });
    const late = await diff('CFGDOC_TXT', '', document, { rows: 0, open: 0, claims: 3 });
    expect([whole, one, late].map((view) => view.kind === 'lines' && view.folded.length)).toEqual([100, 60, 8]);
  });

  it('folds and cuts more where the page has shown much already', async () => {
    const view = await diff('CFGDOC_TXT', longDocument(0), longDocument(5), { rows: 10, open: 0, claims: 1 });
    expect(view).toMatchObject({ open: [], cut: 32 });
  });
});

describe('toVisible', () => {
  it('shows what cannot be seen, and leaves the rest alone', () => {
    expect(toVisible('a\u0000b\u202Ec\uD800d\uFFFE é 日本\t😀')).toBe('a␀b⟨U+202E⟩c\uFFFDd⟨U+FFFE⟩ é 日本\t😀');
    expect(cutText('12345😀', 6)).toBe('12345…');
  });
});
