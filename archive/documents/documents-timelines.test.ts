import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toCanonicalJson } from './canonical.ts';
import { parameterOf, startsBetween } from './documents.ts';

const value = fc.oneof(
  fc.string(),
  fc.constant('\n    {"from":7'),
  fc.string({ minLength: 900, maxLength: 2500 }),
  fc.constant({ ref: 'a'.repeat(64), lines: 3, length: 250 }),
);
const runs = fc.uniqueArray(fc.integer({ min: 1, max: 2 ** 31 }), { maxLength: 60 });

it('finds the name of the parameter, whatever it is', () => {
  fc.assert(
    fc.property(fc.string(), (parameter) => {
      const starts = [{ from: 1, value: '  "parameter": "not this",' }];
      const text = toCanonicalJson({ format: 1, parameter, partition: 'HCAL_HF', starts });
      expect(parameterOf(text)).toBe(parameter);
    }),
  );
  expect(parameterOf('no timeline')).toBeNull();
});

it('finds the same runs as one who reads every start', () => {
  fc.assert(
    fc.property(runs, fc.array(value, { minLength: 60, maxLength: 60 }), runs, (froms, values, bounds) => {
      const starts = froms.sort((a, b) => a - b).map((from, index) => ({ from, value: values[index] }));
      const text = toCanonicalJson({ format: 1, parameter: 'X', partition: 'HCAL_HF', starts });
      for (const after of [0, ...froms, ...bounds]) {
        for (const upTo of [after, ...bounds.slice(0, 3), 2 ** 32]) {
          const wanted = froms.filter((run) => run > after && run <= upTo);
          expect(startsBetween(text, after, upTo)).toEqual(wanted);
        }
      }
    }),
    { numRuns: 300 },
  );
});
