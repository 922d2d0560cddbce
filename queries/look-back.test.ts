import { expect, it } from 'vitest';
import { addRun, openTiny, tinySnapshot } from '../test/support/tiny-archive.ts';
import { findLongRun } from './look-back.ts';

const MINUTE = 60_000;

/** An archive of runs 101, 102, …: for each its sequence, its length in minutes (null: no stop known). */
async function archiveOf(...runs: readonly (readonly [sequence: string | null, minutes: number | null])[]) {
  const archive = await openTiny();
  runs.forEach(([sequence, minutes], index) => {
    const snapshot = tinySnapshot(101 + index, { 'HCAL_HF:FM_ROLE': 'Level2_HF' });
    const begin = Date.parse(snapshot.start ?? '');
    const stop = minutes === null ? null : new Date(begin + minutes * MINUTE).toISOString().replace('.000', '');
    addRun(archive, { ...snapshot, sequence, stop });
  });
  return archive;
}

it.each([
  [
    'the last one of the same sequence that lasted',
    [
      ['A', 90],
      ['A', 31],
      ['A', 29],
      ['B', 60],
      ['A', 5],
    ],
    102,
  ],
  [
    'just as long as asked for',
    [
      ['A', 30],
      ['A', 5],
    ],
    101,
  ],
  [
    'never the run itself, however long',
    [
      ['A', 90],
      ['A', 600],
    ],
    101,
  ],
  [
    'none where every one was short',
    [
      ['A', 29],
      ['A', 29],
      ['A', 600],
    ],
    undefined,
  ],
  [
    'none that has no end',
    [
      ['A', null],
      ['A', 5],
    ],
    undefined,
  ],
  [
    'none for a run without sequence',
    [
      [null, 90],
      [null, 5],
    ],
    undefined,
  ],
  ['none before the first', [['A', 90]], undefined],
] as const)('the last long run is %s', async (_, runs, expected) => {
  const archive = await archiveOf(...runs);
  expect(findLongRun(archive, 100 + runs.length, 1800)?.run).toBe(expected);
});

it('a run that the archive does not know has none', async () => {
  expect(findLongRun(await archiveOf(['A', 90]), 500, 1800)).toBeNull();
});
