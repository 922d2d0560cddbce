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
    expect(findMoves(archive, 102)).toEqual([{ partition: HO, isIn: false, before: 101, was: 'in', isSure: true }]);
    expect(findMoves(archive, 103)).toEqual([]);
    expect(findMoves(archive, 104)).toEqual([{ partition: HO, isIn: true, before: 103, was: 'out', isSure: true }]);
  });

  it('looks past runs that say nothing, after which nobody knows since when it is so', async () => {
    const archive = await archiveOf([], null, [HO]);
    expect(findMoves(archive, 102)).toEqual([]);
    const move = { partition: HO, isIn: false, before: 101, was: 'in', isSure: false };
    expect(findMoves(archive, 103)).toEqual([move]);
    addRun(archive, tinySnapshot(104, READINGS, null));
    addRun(archive, tinySnapshot(105, READINGS, []));
    expect(findMoves(archive, 105)).toEqual([{ partition: HO, isIn: true, before: 103, was: 'out', isSure: false }]);
  });

  it('finds none for a run that is not archived', async () => {
    expect(findMoves(await archiveOf([]), 500)).toEqual([]);
  });
});
