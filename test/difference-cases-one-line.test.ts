import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable } from '../cli/print/style.ts';
import { tellMarked, tellText } from './support/tell-difference.ts';

/** What changed within a value of one line is seen in every form. Invented values, as long as real ones. */

const slots = (count: number, odd: Readonly<Record<number, number>> = {}) =>
  Array.from({ length: count }, (_, index) => index + 1)
    .map((slot) => `slot${String(slot).padStart(2, '0')}: FRONT=1.2.${odd[slot] ?? slot % 5} BACK=3.4.${slot % 3};`)
    .join(' ');

const uri = (group: string, owner: string) =>
  `http://rcms.example:16600/urn:rcms-fm:fullpath=/hcalpro/Global/GlobalRun,group=${group},owner=${owner}`;

const mask = (odd: number) => Array.from({ length: 40 }, (_, bit) => `0x${bit === odd ? 'fe' : 'ff'}`).join(',');

describe('a value of one line that changed in one place', () => {
  it.each([
    {
      what: 'one digit of 191 characters',
      texts: [slots(6), slots(6, { 4: 5 })],
      summary:
        '…3.4.0; slot04: FRONT=1.2.4 BACK=3.4.1; slot05: FRONT=1.2.0 B… → …3.4.0; slot04: FRONT=1.2.5 BACK=3.4.1; slot05: FRONT=1.2.0 B…',
      marks: ['[4]', '[5]'],
    },
    {
      what: 'one digit of 383 characters',
      texts: [slots(12), slots(12, { 9: 6 })],
      summary:
        '…3.4.2; slot09: FRONT=1.2.4 BACK=3.4.0; slot10: FRONT=1.2.0 B… → …3.4.2; slot09: FRONT=1.2.6 BACK=3.4.0; slot10: FRONT=1.2.0 B…',
      marks: ['[4]', '[6]'],
    },
    {
      what: 'the end of an address',
      texts: [uri('HCAL_HF', 'hcalpro'), uri('HCAL_HF', 'hcaltst')],
      summary: '…,group=HCAL_HF,owner=hcalpro → …,group=HCAL_HF,owner=hcaltst',
      marks: ['[pro]', '[tst]'],
    },
    {
      what: 'one of forty masks',
      texts: [mask(-1), mask(33)],
      summary:
        '…f,0xff,0xff,0xff,0xff,0xff,0xff,0xff,0xff,0xff,0xff,0xff → …f,0xff,0xff,0xff,0xff,0xfe,0xff,0xff,0xff,0xff,0xff,0xff',
      marks: ['[f]', '[e]'],
    },
    { what: 'a number', texts: ['8', '12'], summary: '8 → 12 (+4)', marks: [null, null] },
    { what: 'a version', texts: ['fw 1.50.2', 'fw 1.50.3'], summary: 'fw 1.50.2 → fw 1.50.3', marks: ['[2]', '[3]'] },
  ])('$what', ({ texts: [before, after], summary, marks }) => {
    const { summary: told } = tellText([before ?? ''], [after ?? '']);
    expect(told).toBe(summary);
    expect(tellMarked([before ?? ''], [after ?? '']).map((line) => /\[.*\]/.exec(line)?.[0] ?? null)).toEqual(marks);
  });
});

describe('two values of one line', () => {
  const words = fc.array(fc.constantFrom('slot', 'FRONT 1.2.3', 'BACK:3.4.1', '0xff', 'on', 'µ', '𝛼', ' ', ';'), {
    maxLength: 40,
  });
  const texts = words.map((parts) => `k${parts.join('')}k`.replaceAll(/ +/g, ' ')).filter((text) => text.length <= 200);

  it('that differ anywhere never read alike, in any form', () => {
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        fc.pre(before !== after);
        const { summary, message, unified } = tellText([before], [after]);
        const [old, now] = summary.split(' → ');
        expect(old).not.toBe(now);
        for (const text of [message, unified]) {
          const lines = text.split('\n').filter((line) => /^\s*[−+-] /.test(line));
          expect(new Set(lines.map((line) => line.trim().slice(2)))).toHaveLength(2);
        }
      }),
    );
  });

  it('of which one word differs have it marked on both sides, and nothing else', () => {
    fc.assert(
      fc.property(words, words, fc.constantFrom(' ', ';', ','), (before, after, gap) => {
        const around = (word: string) => ['slot01', 'on', ...before, '', word, '', ...after].join(gap);
        const marked = tellMarked([around('old')], [around('new')]);
        const said = (word: string) => printable(around(`[${word}]`));
        expect(marked.map((line) => line.trim().slice(2).trim())).toEqual([said('old').trim(), said('new').trim()]);
      }),
    );
  });
});
