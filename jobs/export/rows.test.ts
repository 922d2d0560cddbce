import { expect, it } from 'vitest';
import { ArchiveFolder } from '../../archive/documents/reader.ts';
import { collect, makePlace } from '../../test/original/place.ts';
import { TAG } from '../../test/original/run-info.ts';
import { EarlierBlocks, readBlock } from './blocks.ts';
import { queryHistory } from '../../queries/history.ts';
import { intervalRows } from './rows.ts';
import { INCLUSION, RUNS, type Table } from './tables.ts';

it('an interval does not count runs in which the parameter was not tracked, as history does not', async () => {
  const place = makePlace();
  const narrow = { RUNINFO_RULES_TRACKED: "['FM_*', 'EMPTY_FMS', 'LOCAL_RUNKEY_SELECTED']" };
  const words = ['tick', '--only', 'snapshot,diff', '--quiet'];
  for (const [run, environment] of [
    [100, {}],
    [101, narrow],
    [102, narrow],
    [103, {}],
  ] as const) {
    place.file.add(run, { values: { HF: { [TAG]: 'v1' } } });
    expect(await place.run(words, environment)).toMatchObject({ code: 0 });
  }
  const archive = new ArchiveFolder(place.archive);
  const earlier = new EarlierBlocks();
  readBlock(archive, 0, earlier);
  const rows = [...intervalRows(archive, earlier)].filter((row) => row['parameter'] === TAG);
  expect(rows.map((row) => [row['from_run'], row['to_run'], row['runs']])).toEqual([
    [100, 100, 1],
    [103, 103, 1],
  ]);
  expect(queryHistory(archive, 'HCAL_HF', TAG).intervals).toMatchObject([
    { from: 100, to: 100, runs: 1, notRead: [{ why: 'not-tracked', runs: 2 }] },
    { from: 103, to: 103, runs: 1, notRead: [] },
  ]);
});

it('nothing that was not compared has a number of changes, and no partition is counted where it is unknown which were in', async () => {
  const place = makePlace();
  const tags = (tag: string) => ({
    values: { HBHE: { [TAG]: tag }, HF: { [TAG]: tag } },
    masked: ['HO', 'Laser'] as const,
  });
  place.file.add(100, tags('v1'));
  place.file.add(101, tags('v1'));
  place.file.add(102, tags('v2'));
  place.file.add(103, { ...tags('v2'), emptyFms: [] });
  place.file.add(104, { emptyFms: '[HCAL_HBHE, HCAL_HF, HCAL_HO, HCAL_Laser]' });
  place.file.add(105, { ...tags('v2'), silent: ['HF'] });
  place.file.add(106, { hcal: 'Out' });
  await collect(place);
  const { tables } = readBlock(new ArchiveFolder(place.archive), 0, new EarlierBlocks());
  const rowsOf = (wanted: Table) => [...(tables.find(([table]) => table === wanted)?.[1] ?? [])];
  expect(rowsOf(RUNS).map((row) => [row['run'], row['partitions_in'], row['changes']])).toEqual([
    [100, 2, null],
    [101, 2, 0],
    [102, 2, 2],
    [103, null, null],
    [104, 0, null],
    [105, 1, 0],
    [106, null, null],
  ]);
  const ofHf = rowsOf(INCLUSION).filter((row) => row['partition'] === 'HCAL_HF');
  expect(ofHf.map((row) => [row['run'], row['inclusion'], row['changes']])).toEqual([
    [100, 'in', null],
    [101, 'in', 0],
    [102, 'in', 1],
    [103, 'unknown', null],
    [104, 'out', null],
    [105, 'held', null],
  ]);
});
