import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeStarts, encodeStarts } from './starts.ts';
import { choosePacked, decodeTexts, encodeTexts } from './texts.ts';

describe('long values of a block', () => {
  it('come back byte for byte, whatever their lines are', () => {
    const line = fc.oneof(fc.constantFrom('', 'a', 'b', '\r', 'a\r'), fc.string());
    const text = fc.array(line).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(fc.array(text), (texts) => {
        const byRef = new Map(texts.map((one, index) => [`${index}`, one]));
        expect(decodeTexts(encodeTexts(byRef))).toEqual(byRef);
      }),
    );
  });

  it('keep each line once, and runs of lines as one stretch', () => {
    const [before, after] = ['one\ntwo\nthree\nfour', 'one\ntwo\n2½\nthree\nfour'];
    expect(encodeTexts(new Map(Object.entries({ before, after })))).toEqual({
      format: 1,
      lines: ['one', 'two', 'three', 'four', '2½'],
      texts: [
        ['before', 0, 4],
        ['after', 0, 2, 4, 1, 2, 2],
      ],
    });
  });
});

it('starts of timelines come back without their values', () => {
  const timeline = { partition: 'HCAL_HF', parameter: 'TAG', starts: [{ from: 362_990 }, { from: 363_001 }] };
  const empty = { partition: 'HCAL_HO', parameter: 'TAG', starts: [] };
  const file = encodeStarts([timeline, empty]);
  expect(file.timelines).toEqual([
    ['HCAL_HF', 'TAG', 362_990, 11],
    ['HCAL_HO', 'TAG'],
  ]);
  expect(decodeStarts(file)).toEqual([timeline, empty]);
});

it('the newest ones are packed, each once, none that is too long, as far as there is room', () => {
  const long = (from: number, length: number, ref = String(from)) => ({ from, value: { ref, lines: 2, length } });
  const chosen = (starts: Parameters<typeof choosePacked>[0]) => choosePacked(starts).map(({ ref }) => ref);
  expect(
    chosen([
      long(1, 10),
      { from: 2, value: 'short' },
      { from: 3, value: null },
      long(4, 400_001),
      long(6, 10, '1'),
      long(5, 400_000),
    ]),
  ).toEqual(['1', '5']);
  const many = Array.from({ length: 30 }, (_, from) => long(from, 400_000));
  expect(chosen(many)).toEqual(Array.from({ length: 20 }, (_, index) => String(29 - index)));
});
