import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { everyShard, findsTerm, fold, shardOf, SHORTEST, termsOf, wordsOf } from './words.ts';

describe('words', () => {
  it.each([
    ['HcalLUT_2025_v14', ['HcalLUT_2025_v14']],
    [
      'uHTR::Crate[36]::Expected="FRONT=1.50.2 BACK=2.12.1"',
      ['uHTR', 'Crate', '36', 'Expected', 'FRONT', '1.50.2', 'BACK', '2.12.1'],
    ],
    ['/RunKeys/global-pp.cfg:pro]', ['RunKeys', 'global-pp.cfg', 'pro']],
    ['0x605c, 0x605c; -5', ['0x605c', '5']],
    ['délai de 3 µs – voir 日本 notes', ['délai', 'de', '3', 'µs', 'voir', '日本', 'notes']],
    ['_a_..b-', ['a', 'b']],
    ['<!-- ]]> []', []],
  ])('of %j', (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });

  it('are found from each of their parts on, in any letter case, however a letter is put together', () => {
    expect(termsOf('HcalLUT_2025_v14')).toEqual(['hcallut_2025_v14', '2025_v14', 'v14']);
    expect(termsOf('1.50.2')).toEqual(['1.50.2']);
    expect(fold('DE\u0301LAI ＦＲＯＮＴ')).toBe('délai front');
    expect(termsOf('a-b-c-d-e-f-g-h')).toHaveLength(6);
  });

  it('are found by their beginning, very short ones as a whole', () => {
    expect(findsTerm('hcal', 'hcallut')).toBe(true);
    expect(findsTerm('hc', 'hcallut')).toBe(false);
    expect(findsTerm('v2', 'v2')).toBe(true);
  });

  it('are as long as they may be', () => {
    expect(wordsOf('x'.repeat(300))).toEqual(['x'.repeat(40)]);
  });
});

describe('shards', () => {
  it('are the same for whatever somebody has written of a term', () => {
    const isAlike = (term: string) => {
      const beginnings = Array.from(term, (_, place) => term.slice(0, place + 1));
      return beginnings.filter((one) => one.length >= SHORTEST).every((one) => shardOf(one) === shardOf(term));
    };
    const text = fc.string({ unit: 'binary', minLength: SHORTEST, maxLength: 30 });
    expect(() => fc.assert(fc.property(text, (one) => wordsOf(one).flatMap(termsOf).every(isAlike)))).not.toThrow();
  });

  it('are all used, about alike', () => {
    const counts = new Map(everyShard().map((shard) => [shard, 0]));
    for (let number = 0; number < 46_656; number += 1) {
      const shard = shardOf(number.toString(36).padStart(3, '0'));
      counts.set(shard, (counts.get(shard) ?? 0) + 1);
    }
    expect(counts.size).toBe(64);
    expect(Math.max(...counts.values())).toBeLessThan(2 * (46_656 / 64));
    expect(Math.min(...counts.values())).toBeGreaterThan(0.4 * (46_656 / 64));
  });
});
