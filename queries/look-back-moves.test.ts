import { describe, expect, it } from 'vitest';
import { addRun, openTiny, tinySnapshot } from '../test/support/tiny-archive.ts';
import { findMoves } from './look-back.ts';

const HO = 'HCAL_HO';
const READINGS = { 'HCAL_HF:FM_ROLE': 'Level2_HF', 'HCAL_HO:FM_ROLE': 'Level2_HO' };

/** An archive of runs 101, 102, …: for each which partitions are out; null: nobody knows. */
async function archiveOf(...runs: readonly (readonly string[] | null)[]) {
  const archive = await openTiny();
  runs.forEach((empty, index) => addRun(archive, tinySnapshot(101 + index, READINGS, empty)));
  return archive;
}

describe('findMoves', () => {
  it('says who went out, who came back, and since when it was the other way', async () => {
    const archive = await archiveOf([], [HO], [HO], []);
    expect(findMoves(archive, 101)).toEqual([]);
    expect(findMoves(archive, 102)).toEqual([{ partition: HO, isIn: false, before: 101 }]);
    expect(findMoves(archive, 103)).toEqual([]);
    expect(findMoves(archive, 104)).toEqual([{ partition: HO, isIn: true, before: 103 }]);
  });

  it('looks past runs that say nothing', async () => {
    const archive = await archiveOf([], null, [HO]);
    expect(findMoves(archive, 102)).toEqual([]);
    expect(findMoves(archive, 103)).toEqual([{ partition: HO, isIn: false, before: 101 }]);
  });

  it('finds none for a run that is not archived', async () => {
    expect(findMoves(await archiveOf([]), 500)).toEqual([]);
  });
});
