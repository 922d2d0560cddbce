import { describe, expect, it } from 'vitest';
import type { KnownRun } from '../../../archive/documents/run-index.ts';
import type { PartitionLine } from '../../../model/run.ts';
import { letterRuns } from './configurations.ts';

type Part = Partial<PartitionLine>;
const lineOf = (run: number, hf: Part, ho: Part = {}): KnownRun => {
  const plain: PartitionLine = { inclusion: 'in', base: null, changes: 0, digest: 'o' };
  const facts = { start: null, stop: null, sequence: null, changes: 0 };
  const partitions = { HCAL_HF: { ...plain, ...hf }, HCAL_HO: { ...plain, ...ho } };
  return { run, line: { kind: 'archived', ...facts, partitions } };
};

/** The letters of runs of which HF had these configurations, oldest first, as `A0`: letter and colour. */
function lettersOf(lines: readonly KnownRun[]): string {
  const letters = letterRuns(lines.toReversed());
  return lines
    .map(({ run }) => {
      const own = letters.get(run);
      return own === undefined ? '?' : `${own.letter}${own.colour ?? ''}`;
    })
    .join(' ');
}

describe('the configurations in a list of runs', () => {
  it.each([
    ['one that came back has a colour', 'xyxz', 'B0 C B0 A'],
    ['one that lasts has none', 'xxyy', 'B B A A'],
    ['two that alternate', 'xyxyx', 'A0 B1 A0 B1 A0'],
  ])('%s', (_, digests, expected) => {
    expect(lettersOf(digests.split('').map((digest, index) => lineOf(100 + index, { digest })))).toBe(expected);
  });

  it('is one of all partitions: who was out counts, who was not known has no letter and parts nothing', () => {
    const out = { inclusion: 'out', digest: null } as const;
    const lines = [
      lineOf(1, { digest: 'x' }),
      lineOf(2, { digest: 'x' }, out),
      lineOf(3, { digest: 'x' }, { inclusion: 'held', digest: null }),
      lineOf(4, { digest: 'x' }, { digest: null }),
      lineOf(5, { digest: 'x' }, out),
      { run: 6, line: { kind: 'gap', start: null, stop: null, why: '' } } as const,
      lineOf(7, { digest: 'x' }, { inclusion: 'not-there', digest: null }),
      lineOf(8, { digest: 'x' }),
      lineOf(9, out, out),
    ];
    expect(lettersOf(lines)).toBe('A0 B ? ? B ? B A0 ?');
  });

  it('has letters enough for a block of a thousand', () => {
    const lines = Array.from({ length: 800 }, (_, index) => lineOf(1000 + index, { digest: `${index}` }));
    const letters = [...letterRuns(lines.toReversed()).values()].map(({ letter }) => letter);
    expect(new Set(letters).size).toBe(800);
    expect([letters[0], letters[25], letters[26], letters[701], letters[702]]).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA']);
  });
});
