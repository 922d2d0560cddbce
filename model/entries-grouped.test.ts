import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change } from './change.ts';
import { countByPartition, countChanges, groupChanges, groupNotCompared, ungroupChanges } from './entries.ts';
import { compareText } from './lists.ts';

const partition = fc.constantFrom('HCAL_HBHE', 'HCAL_HF', 'HCAL_HO', 'HCAL_Laser');
const parameter = fc.oneof(fc.constantFrom('A', 'a', 'B', '__proto__', 'constructor', 'null'), fc.string());
const value = fc.oneof(
  fc.constantFrom('v1', 'v2', '', 'null', 'ref', '["v1"]'),
  fc.constantFrom('v1', 'ref').map((ref) => ({ ref, lines: 2, length: 9 })),
);
const sides = fc.oneof(
  fc.record({ kind: fc.constant('added' as const), before: fc.constant(null), after: value }),
  fc.record({ kind: fc.constant('removed' as const), before: value, after: fc.constant(null) }),
  fc.record({ kind: fc.constant('changed' as const), before: value, after: value }),
);
const from = fc.option(fc.record({ from: fc.nat() }), { nil: {} });
const change = fc.record({ partition, parameter, sides, from }).map((parts): Change => {
  const { sides: both, from: earlier, ...place } = parts;
  return { ...place, ...both, compared: 'plain', added: 1, removed: 2, ...earlier };
});
/** Changes as a run has them: at most one of each parameter in each partition. */
const changes = fc.uniqueArray(change, { selector: (one) => `${one.partition}:${one.parameter}`, maxLength: 30 });

const sorted = (list: readonly Change[]) =>
  [...list].sort((a, b) => compareText(a.partition, b.partition) || compareText(a.parameter, b.parameter));

function make(partitionName: string, parameterName: string, before: string, after: string): Change {
  return {
    partition: partitionName,
    parameter: parameterName,
    kind: 'changed',
    compared: 'plain',
    before,
    after,
    added: 1,
    removed: 1,
  };
}

describe('changes grouped over partitions', () => {
  it('stand as one entry where parameter, before and after are the same', () => {
    const entries = groupChanges([
      make('HCAL_HO', 'TAG', 'v1', 'v2'),
      make('HCAL_Laser', 'TAG', 'v7', 'v8'),
      make('HCAL_HBHE', 'TAG', 'v1', 'v2'),
      make('HCAL_HF', 'Crate21', 'v1', 'v2'),
      { ...make('HCAL_HF', 'TAG', 'v1', 'v2'), from: 7 },
    ]);
    expect(entries.map((entry) => [entry.parameter, entry.partitions, entry.before, entry.from])).toEqual([
      ['Crate21', ['HCAL_HF'], 'v1', undefined],
      ['TAG', ['HCAL_HBHE', 'HCAL_HF', 'HCAL_HO'], 'v1', { HCAL_HF: 7 }],
      ['TAG', ['HCAL_Laser'], 'v7', undefined],
    ]);
  });

  it('a text is not taken for a long value of that name, nor absence for a text', () => {
    const long = { ref: 'v1', lines: 1, length: 300 };
    const entries = groupChanges([
      make('HCAL_HF', 'X', 'v1', 'v2'),
      { ...make('HCAL_HO', 'X', '', 'v2'), before: long },
      { ...make('HCAL_HBHE', 'X', '', 'v2'), before: null },
      make('HCAL_Laser', 'X', 'null', 'v2'),
    ]);
    expect(entries).toHaveLength(4);
  });

  it('come back one by one as they were', () => {
    fc.assert(
      fc.property(changes, (list) => {
        expect(sorted(ungroupChanges(groupChanges(list)))).toEqual(sorted(list));
      }),
    );
  });

  it('are the same entries in whatever order they came', () => {
    const shuffled = changes.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, ([list, other]) => {
        expect(groupChanges(other)).toEqual(groupChanges(list));
      }),
    );
  });

  it('never share an entry with another parameter or another pair of values', () => {
    fc.assert(
      fc.property(changes, (list) => {
        const places = list.map((one) => JSON.stringify([one.parameter, one.kind, one.before, one.after]));
        expect(groupChanges(list)).toHaveLength(new Set(places).size);
      }),
    );
  });

  it('are counted one per partition and parameter, and the counts add up', () => {
    fc.assert(
      fc.property(changes, (list) => {
        const entries = groupChanges(list);
        const counts = [...countByPartition(entries)];
        expect(countChanges(entries)).toBe(list.length);
        expect(counts.reduce((sum, [, count]) => sum + count, 0)).toBe(list.length);
        for (const [name, count] of counts) {
          expect(count).toBe(list.filter((one) => one.partition === name).length);
        }
      }),
    );
  });
});

it('partitions are counted in the order of their names', () => {
  const entries = groupChanges(['HCAL_Laser', 'HCAL_HF', 'HCAL_HBHE'].map((name) => make(name, 'X', 'a', 'b')));
  expect([...countByPartition(entries).keys()]).toEqual(['HCAL_HBHE', 'HCAL_HF', 'HCAL_Laser']);
});

it('texts are ordered by code unit, not by the language of the machine', () => {
  expect(['b', 'ä', 'B', 'a', '_', 'a'].sort(compareText)).toEqual(['B', '_', 'a', 'a', 'b', 'ä']);
});

it('what was not compared is grouped over partitions too, by parameter, side and reason', () => {
  const skip = (partitions: string[], parameterName: string, side: 'before' | 'after', why: string) => ({
    parameter: parameterName,
    partitions,
    side,
    why,
  });
  expect(
    groupNotCompared([
      skip(['HCAL_HO'], 'X', 'after', 'bad'),
      skip(['HCAL_HF'], 'X', 'after', 'bad'),
      skip(['HCAL_HF'], 'X', 'before', 'bad'),
      skip(['HCAL_HF'], 'A', 'after', 'bad'),
      skip(['HCAL_HF'], 'X', 'after', 'worse'),
    ]),
  ).toEqual([
    skip(['HCAL_HF'], 'A', 'after', 'bad'),
    skip(['HCAL_HF', 'HCAL_HO'], 'X', 'after', 'bad'),
    skip(['HCAL_HF'], 'X', 'after', 'worse'),
    skip(['HCAL_HF'], 'X', 'before', 'bad'),
  ]);
});
