import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toCanonicalJson } from './canonical.ts';

describe('the one form of JSON', () => {
  it('has the keys sorted, two levels one item a line, the rest on one line, and a newline at end', () => {
    const document = { b: [{ y: 1, x: [1, 2] }, 'z'], a: { d: {}, c: { f: null, e: [] } }, '1': true };
    expect(toCanonicalJson(document)).toBe(`{
  "1": true,
  "a": {
    "c": {"e":[],"f":null},
    "d": {}
  },
  "b": [
    {"x":[1,2],"y":1},
    "z"
  ]
}
`);
  });

  it('sorts by code unit, not by language or number', () => {
    const keys = ['b', 'ä', 'B', '10', '9', 'a', '_'];
    const text = toCanonicalJson(Object.fromEntries(keys.map((key) => [key, 0])));
    expect([...text.matchAll(/"(.+)":/g)].map(([, key]) => key)).toEqual(['10', '9', 'B', '_', 'a', 'b', 'ä']);
  });

  it.each([
    [{}, '{}\n'],
    [[], '[]\n'],
    [{ a: {} }, '{\n  "a": {}\n}\n'],
    [{ a: undefined, b: 1 }, '{\n  "b": 1\n}\n'],
    [{ a: '\n"\\\u2028\ud800' }, '{\n  "a": "\\n\\"\\\\\u2028\\ud800"\n}\n'],
  ])('%j', (document, text) => {
    expect(toCanonicalJson(document)).toBe(text);
  });

  it.each([
    ['undefined in a list', { a: [undefined] }, 'JSON cannot hold undefined'],
    ['a function', { a: () => 1 }, 'JSON cannot hold function'],
    ['a big integer', { a: 1n }, 'BigInt'],
  ])('refuses %s', (_, document, why) => {
    expect(() => toCanonicalJson(document)).toThrow(TypeError);
    expect(() => toCanonicalJson(document)).toThrow(why);
  });
});

describe('whatever the document', () => {
  const document = fc.oneof(
    fc.dictionary(fc.oneof(fc.constant('__proto__'), fc.string()), fc.jsonValue()),
    fc.array(fc.jsonValue()),
  );

  /** The same document with the members of every object put in the other way round. */
  function reversed(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(reversed);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .toReversed()
        .map(([key, item]) => [key, reversed(item)]),
    );
  }

  it('reading gives back what was written', () => {
    fc.assert(
      fc.property(document, (value) => {
        expect(JSON.parse(toCanonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('the order in which members were put in does not show', () => {
    fc.assert(
      fc.property(document, (value) => {
        expect(toCanonicalJson(reversed(value) as object)).toBe(toCanonicalJson(value));
      }),
    );
  });
});
