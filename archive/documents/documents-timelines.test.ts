import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { toCanonicalJson } from './canonical.ts';
import { ArchiveWriter } from '../store/writer.ts';
import { parameterOf, readTimeline, readTimelines, startsBetween, timelinePaths } from './documents.ts';
import { timelinePath } from './layout.ts';

const value = fc.oneof(
  fc.string(),
  fc.constant('\n    {"from":7'),
  fc.string({ minLength: 900, maxLength: 2500 }),
  fc.constant({ ref: 'a'.repeat(64), lines: 3, length: 250 }),
);
const runs = fc.uniqueArray(fc.integer({ min: 1, max: 2 ** 31 }), { maxLength: 60 });

it('finds the name of the parameter, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', ' ', '"', ',', '\\', '\n', '\r', '\u2028') }), (parameter) => {
      const starts = [{ from: 1, value: '  "parameter": "not this",' }];
      const text = toCanonicalJson({ format: 1, parameter, partition: 'HCAL_HF', starts });
      expect(parameterOf(text)).toBe(parameter);
    }),
  );
  expect(parameterOf('no timeline')).toBeNull();
});

it.each([
  ['after one and up to another', 100, 120, [110, 120]],
  ['before the first', 1, 99, []],
  ['after the last', 130, Infinity, []],
  ['all', 0, Infinity, [100, 110, 120, 130]],
  ['one', 129, 130, [130]],
  ['none where the later comes first', 120, 100, []],
])('finds the runs that brought a value, %s', (_, after, upTo, expected) => {
  const textOf = (content: string, froms: readonly number[]) => {
    const starts = froms.map((from) => ({ from, value: content }));
    return toCanonicalJson({ format: 1, parameter: 'X', partition: 'HCAL_HF', starts });
  };
  for (const content of ['v', 'long '.repeat(200)])
    expect(startsBetween(textOf(content, [100, 110, 120, 130]), after, upTo)).toEqual(expected);
  expect(startsBetween(textOf('v', []), after, upTo)).toEqual([]);
});

it('looks at some thirty of three thousand starts, so that a history of decades costs no more than one of weeks', () => {
  const starts = Array.from({ length: 3000 }, (_, index) => ({ from: 300_000 + index, value: 'v'.repeat(100) }));
  const text = toCanonicalJson({ format: 1, parameter: 'X', partition: 'HCAL_HF', starts });
  const search = vi.spyOn(String.prototype, 'indexOf');
  const found = startsBetween(text, 302_000, 302_002);
  const calls = search.mock.calls.length;
  search.mockRestore();
  expect(found).toEqual([302_001, 302_002]);
  expect(calls).toBeLessThan(40);
});

it('finds the same runs as one who reads every start', () => {
  fc.assert(
    fc.property(runs, fc.array(value, { minLength: 60, maxLength: 60 }), runs, (froms, values, bounds) => {
      const starts = froms.sort((a, b) => a - b).map((from, index) => ({ from, value: values[index] }));
      const text = toCanonicalJson({ format: 1, parameter: 'X', partition: 'HCAL_HF', starts });
      for (const after of [0, ...froms, ...bounds]) {
        for (const upTo of [after, ...bounds.slice(0, 3), Infinity]) {
          const wanted = froms.filter((run) => run > after && run <= upTo);
          expect(startsBetween(text, after, upTo)).toEqual(wanted);
        }
      }
    }),
    { numRuns: 300 },
  );
});

it('timelines are read by name, by partition and all together, in the order of their files', async () => {
  const archive = await ArchiveWriter.openDry('/nowhere/archive');
  const write = (partition: string, parameter: string) => {
    const timeline = { format: 1, partition, parameter, starts: [{ from: 1, value: 'v' }] } as const;
    archive.writeJson(timelinePath(partition, parameter), timeline);
    return timeline;
  };
  const [b, a, other] = [write('HCAL_HF', 'B'), write('HCAL_HF', 'A'), write('HCAL_HO', 'A')];
  archive.write('parameters/HCAL_HF/notes.txt', 'no timeline');
  expect(timelinePaths(archive)).toEqual(
    ['HCAL_HF/A', 'HCAL_HF/B', 'HCAL_HO/A'].map((name) => `parameters/${name}.json`),
  );
  expect(readTimeline(archive, 'HCAL_HF', 'B')).toEqual(b);
  expect(readTimeline(archive, 'HCAL_HF', 'C')).toBeNull();
  archive.write('parameters/HCAL_HF/notes.txt', null);
  expect(readTimelines(archive, 'HCAL_HF')).toEqual([a, b]);
  expect(readTimelines(archive, 'HCAL_HO')).toEqual([other]);
  expect(readTimelines(archive, 'HCAL_HBHE')).toEqual([]);
  archive.writeJson(timelinePath('HCAL_HO', 'A'), { format: 1, settings: 'x' });
  expect(() => readTimelines(archive, 'HCAL_HO')).toThrow('parameters/HCAL_HO/A.json');
});
