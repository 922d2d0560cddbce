import { describe, expect, it } from 'vitest';
import type { IndexLine, PartitionLine } from '../../../../model/run.ts';
import { decodeBlocks, decodeRuns, encodeBlocks, encodeRuns, fromSeconds, summariseBlock, toSeconds } from './runs.ts';

const PARTITIONS = ['HCAL_HBHE', 'HCAL_HF', 'HCAL_HO', 'HCAL_Laser', 'HCAL_NEW'];
const [A, B] = ['aaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbb'];

function took(inclusion: PartitionLine['inclusion'], digest: string | null, changes = 0): PartitionLine {
  return { inclusion, base: null, changes, digest };
}

function archived(partitions: Readonly<Record<string, PartitionLine>>, more: Partial<IndexLine> = {}): IndexLine {
  const changes = Object.values(partitions).reduce((sum, one) => sum + one.changes, 0);
  const line = { kind: 'archived' as const, start: '2025-07-29T18:46:42Z', stop: null, sequence: 'GLOBAL-RUN' };
  return { ...line, changes, partitions, ...more } as IndexLine;
}

const LINES: readonly { readonly run: number; readonly line: IndexLine }[] = [
  {
    run: 393_000,
    line: archived({
      HCAL_HBHE: took('in', A),
      HCAL_HF: took('out', null),
      HCAL_HO: took('not-there', null),
      HCAL_Laser: took('unknown', null),
      HCAL_NEW: took('held', B),
    }),
  },
  { run: 393_001, line: { kind: 'gap', start: null, stop: null, why: 'ORA-01013' } },
  { run: 393_002, line: { kind: 'hcal-out', start: '2025-07-29T20:00:00Z', stop: null, why: 'says Out' } },
  { run: 393_003, line: { kind: 'never-ran', start: null, stop: null, why: 'no RC_STATE row' } },
  {
    run: 393_004,
    line: archived(
      { HCAL_HBHE: took('in', A), HCAL_HF: took('in', B, 3), HCAL_HO: took('in', A, 1) },
      { sequence: 'a\u202Eb', start: '2025-07-30T00:00:00Z' },
    ),
  },
];

describe('runs in short', () => {
  const runs = decodeRuns(JSON.parse(JSON.stringify(encodeRuns(PARTITIONS, LINES))) as ReturnType<typeof encodeRuns>);

  it('say of each run what the index says of it', () => {
    expect(runs.map(({ run, kind, start, sequence, changes }) => [run, kind, start, sequence, changes])).toEqual([
      [393_000, 'archived', '2025-07-29T18:46:42Z', 'GLOBAL-RUN', 0],
      [393_001, 'gap', null, null, 0],
      [393_002, 'hcal-out', '2025-07-29T20:00:00Z', null, 0],
      [393_003, 'never-ran', null, null, 0],
      [393_004, 'archived', '2025-07-30T00:00:00Z', 'a⟨U+202E⟩b', 4],
    ]);
    expect(runs[0]?.partitions.map(({ inclusion }) => inclusion)).toEqual([
      'in',
      'out',
      'not-there',
      'unknown',
      'held',
    ]);
    expect(runs[4]?.partitions.map(({ partition, inclusion, changes }) => [partition, inclusion, changes])).toEqual([
      ['HCAL_HBHE', 'in', 0],
      ['HCAL_HF', 'in', 3],
      ['HCAL_HO', 'in', 1],
      ['HCAL_Laser', 'not-there', 0],
      ['HCAL_NEW', 'not-there', 0],
    ]);
    expect(runs[1]?.partitions).toEqual([]);
  });

  it('tell by the digest which partitions that were in had the same configuration', () => {
    expect(runs[0]?.partitions.map(({ configuration }) => configuration)).toEqual([A, null, null, null, null]);
    expect(runs[4]?.partitions.map(({ configuration }) => configuration)).toEqual([A, B, A, null, null]);
  });

  it('keep what repeats once, and take no room for changes that are none', () => {
    const { sequences, configurations, runs: rows } = encodeRuns(PARTITIONS, LINES);
    expect(sequences).toEqual(['GLOBAL-RUN', 'a⟨U+202E⟩b']);
    expect(configurations).toEqual([A, B]);
    expect(rows.map((row) => row.length)).toEqual([6, 3, 3, 3, 7]);
  });

  it('make up the line of their block, whose times do not depend on the order of the runs', () => {
    const line = summariseBlock(393, runs.toReversed());
    expect(line).toEqual({
      block: 393,
      runs: 5,
      changed: 1,
      first: '2025-07-29T18:46:42Z',
      last: '2025-07-30T00:00:00Z',
    });
    const empty = summariseBlock(12, []);
    expect(empty).toEqual({ block: 12, runs: 0, changed: 0, first: null, last: null });
    const file = encodeBlocks('Europe/Zurich', [line, empty]);
    expect(decodeBlocks(file)).toEqual([empty, line]);
    expect(file.zone).toBe('Europe/Zurich');
  });

  it('take a time that is none for unknown', () => {
    expect(toSeconds('yesterday')).toBeNull();
    expect(fromSeconds(toSeconds('1969-12-31T23:59:59Z'))).toBe('1969-12-31T23:59:59Z');
  });
});
