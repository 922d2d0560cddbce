import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutApart, shortPair, stepBetween } from './short-value.ts';

const uri = (owner: string) =>
  `http://fm.example:16600/urn:rcms-fm:fullpath=/hcalpro/GlobalRun,group=HBHE,owner=${owner}`;

describe('values that are read beside each other', () => {
  it('are cut around the place where they differ', () => {
    expect(cutApart([uri('hcalpro'), uri('hcaltst')])).toEqual([
      '…Run,group=HBHE,owner=hcalpro',
      '…Run,group=HBHE,owner=hcaltst',
    ]);
    expect(cutApart(['short', 'other'])).toEqual(['short', 'other']);
    expect(cutApart([`a${'x'.repeat(99)}`, `b${'x'.repeat(99)}`])).toEqual(
      ['a', 'b'].map((first) => `${first}${'x'.repeat(59)}…`),
    );
  });

  it('are whole as far as it takes to tell each from every other', () => {
    const values = ['a', 'b'].flatMap((first) => ['1', '2'].map((last) => `${first}${'x'.repeat(90)}${last}`));
    expect(new Set(cutApart(values)).size).toBe(4);
  });

  it('never look alike where they differ, whatever they are', () => {
    const part = fc.constantFrom('slot01: ', 'x'.repeat(40), 'a', 'b', '😀', '😁', '=', ' ');
    const value = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 5 }), (values) => {
        const cut = cutApart(values);
        expect(new Set(cut).size).toBe(new Set(values).size);
        expect(cut.every((text) => text.isWellFormed())).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('are told in pairs where both are one line', () => {
    expect(shortPair('8', '12')).toEqual({ before: '8', after: '12', step: ' (+4)' });
    expect(shortPair('8', null)).toBeNull();
    const long = { ref: 'x', lines: 1, length: 300 };
    expect(shortPair(long, 'v2')).toBeNull();
    expect(shortPair(long, 'v2', (value) => (value === long ? 'v1' : 'v2'))).toMatchObject({ before: 'v1' });
    expect(shortPair('a\nb', 'a')).toBeNull();
  });
});

describe('by how much a number changed', () => {
  it.each([
    ['8', '12', ' (+4)'],
    ['12', '8', ' (−4)'],
    ['-3', '4', ' (+7)'],
    ['9007199254740993', '9007199254740992', ' (−1)'],
    ['0.5', '0.75', ' (+0.25)'],
    ['0.75', '0.5', ' (−0.25)'],
    ['0.9', '2', ' (+1.1)'],
    ['1.9', '1.10', ''],
    ['0.9', '0.10', ''],
    ['0.1', '0.10', ''],
    ['0.10', '0.25', ''],
    ['1111111111110111', '1111111111111111', ''],
    ['100', '110', ' (+10)'],
    ['1.50.2', '1.50.3', ''],
    ['0x1f', '0x20', ''],
    ['007', '008', ''],
    ['v1', '2', ''],
    ['8', '8', ''],
    ['-0', '0', ''],
    ['1.50', '1.5', ''],
  ])('%s to %s:%s', (before, after, step) => {
    expect(stepBetween(before, after)).toBe(step);
  });
});
