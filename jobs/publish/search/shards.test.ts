import { describe, expect, it } from 'vitest';
import { toCanonicalJson } from '../../../archive/documents/canonical.ts';
import { decodeValues, type FoundText } from './format/values.ts';
import { everyShard, shardOf } from './format/words.ts';
import type { ValuesFile } from './schema.ts';
import { remakeShards } from './shards.ts';

const [TAG, DOC] = ['HCAL_HF/TAG', 'HCAL_HF/DOC'];

function found(text: string, id: string, kind: FoundText['kind'] = 'value', since = 100): FoundText {
  return { text, kind, id, since, until: null, older: false };
}

/** All shards made from nothing. */
function make(all: readonly FoundText[]): Map<string, ValuesFile> {
  return remakeShards(new Set(all.map(({ id }) => id)), all, new Map());
}

function write(shards: ReadonlyMap<string, ValuesFile>): Map<string, string> {
  return new Map([...shards].map(([shard, file]) => [shard, toCanonicalJson(file)]));
}

/** The texts that a term leads to. */
function lookUp(shards: ReadonlyMap<string, ValuesFile>, term: string): string[] {
  const file = shards.get(shardOf(term));
  return file === undefined ? [] : decodeValues(file).map(({ text }) => text);
}

const FIRST = [found('HcalLUT_2025_v14', TAG), found('BiasVoltage_5', DOC, 'word'), found('HcalLUT_2025_v13', TAG)];

describe('remakeShards', () => {
  it('makes every shard, so that none is ever missing, and puts a text into those of its terms', () => {
    const shards = make(FIRST);
    expect([...shards.keys()]).toEqual(everyShard());
    expect(lookUp(shards, 'hcallut')).toEqual(['HcalLUT_2025_v13', 'HcalLUT_2025_v14']);
    expect(lookUp(shards, '2025_v1')).toEqual(['HcalLUT_2025_v13', 'HcalLUT_2025_v14']);
    expect(lookUp(shards, 'v14')).toEqual(['HcalLUT_2025_v14']);
    expect(lookUp(shards, 'biasvoltage')).toEqual(['BiasVoltage_5']);
    expect(lookUp(shards, 'lut')).toEqual([]);
  });

  it('comes step by step to what it makes at once, and leaves other shards alone', () => {
    const before = write(make(FIRST));
    const now = [found('HcalLUT_2026_v1', TAG), { ...found('HcalLUT_2025_v14', TAG), until: 101 }];
    const remade = remakeShards(new Set([TAG]), now, before);
    const at = (term: string) => shardOf(term);
    // What is new, what is the same but for its end, and what is gone: 2025_v13 was in its own shard as well.
    expect([...remade.keys()].sort()).toEqual(
      [...new Set([at('hcallut'), at('2026_v1'), at('2025_v14'), at('v1'), at('v14'), at('v13')])].sort(),
    );
    const after = new Map([...before, ...write(remade)]);
    expect(after).toEqual(write(make([...now, ...FIRST.filter(({ id }) => id === DOC)])));
  });

  it('forgets a parameter that is gone', () => {
    const before = write(make(FIRST));
    const after = new Map([...before, ...write(remakeShards(new Set([TAG]), [], before))]);
    expect(after).toEqual(write(make(FIRST.filter(({ id }) => id === DOC))));
  });

  it('keeps of values that begin alike the newest, and the older ones under what is their own', () => {
    const many = Array.from({ length: 50 }, (_, place) => found(`http://host-${place + 100}z/x`, TAG));
    const shards = make([...many, ...many.map((one) => ({ ...one, id: DOC, kind: 'word' as const }))]);
    const values = (term: string) =>
      decodeValues(shards.get(shardOf(term)) ?? { format: 1, names: [], values: [], words: [] }).filter(
        ({ kind }) => kind === 'value',
      );
    // Beside the newest there are those whose own part leads to the same shard.
    const isThere = (place: number) => place < 20 || shardOf(`${place + 100}z`) === shardOf('http');
    const expected = many.filter((_, place) => isThere(place)).map(({ text }) => text);
    expect(values('http').map(({ text }) => text)).toEqual(expected);
    expect(values('149z').map(({ text }) => text)).toContain('http://host-149z/x');
    expect(lookUp(shards, 'http').length).toBe(expected.length + 50);
  });

  it('names a damaged shard and the way out', () => {
    const damaged = new Map([...write(make(FIRST)), [shardOf('hcallut'), `{"names": ["${TAG}"`]]);
    expect(() => remakeShards(new Set([TAG]), [], damaged)).toThrow(
      expect.objectContaining({ code: 'site', message: expect.stringContaining('publish --full') as string }) as Error,
    );
  });
});
