import { describe, expect, it, vi } from 'vitest';
import { readChanges, readTimeline } from '../../archive/documents/documents.ts';
import { readLine, setLines } from '../../archive/documents/run-index.ts';
import type { Reading, Value } from '../../model/reading.ts';
import type { ArchiveWriter } from '../../archive/store/writer.ts';
import type { IndexLine, Snapshot } from '../../model/run.ts';
import { comparePartitionAround } from './compare-partition.ts';
import { rebuildDerived } from './job.ts';
import {
  addRun,
  allFiles,
  DIGEST,
  openTiny,
  RULES,
  tinySnapshot,
  type TinyReadings,
} from '../../test/support/tiny-archive.ts';

const FULL = { 'HCAL_HF:FM_URL': 'u', 'HCAL_HF:FM_URI': 'i', 'HCAL_HF:FM_ROLE': 'r', 'HCAL_HF:CFGDOC_TXT': 'c' };
const tag = (text: string | null | undefined, of = 'HCAL_HF') => ({ [`${of}:HCAL_uHTRManager_TPG_TAG`]: text });

function hf(archive: ArchiveWriter, run: number) {
  const line = readLine(archive, run);
  return line?.kind === 'archived' ? line.partitions['HCAL_HF'] : undefined;
}

const textOf = (value: Value | null) => (typeof value === 'string' ? value : (value?.ref ?? '(absent)'));

function said(archive: ArchiveWriter, run: number): string[] {
  return (readChanges(archive, run)?.changes ?? []).map(
    ({ parameter, partitions, before, after }) =>
      `${parameter} ${partitions.join('+')}: ${textOf(before)} > ${textOf(after)}`,
  );
}

describe('base runs (rule 10)', () => {
  it('skip the runs that had the partition out, and those where it was not there', async () => {
    const archive = await openTiny();
    addRun(archive, tinySnapshot(1, { ...FULL, ...tag('a') }));
    addRun(archive, tinySnapshot(2, { ...FULL, ...tag('b') }, ['HCAL_HF']));
    addRun(archive, tinySnapshot(3, {}));
    addRun(archive, tinySnapshot(4, { ...FULL, ...tag('b') }));
    expect([1, 2, 3, 4].map((run) => hf(archive, run))).toMatchObject([
      { inclusion: 'in', base: null, changes: 0 },
      { inclusion: 'out', base: null, digest: null },
      { inclusion: 'not-there', base: null },
      { inclusion: 'in', base: 1, changes: 1 },
    ]);
    expect(said(archive, 4)).toEqual(['HCAL_uHTRManager_TPG_TAG HCAL_HF: a > b']);
    expect(archive.readText('current/HCAL_HF/HCAL_uHTRManager_TPG_TAG')).toBe('b');
  });

  it.each([
    ['no', 'a', []],
    ['where a reading is unreadable one', undefined, ['runs/0/1.json']],
  ])('need %s older snapshot beside them (rule 12)', async (_, text, expected) => {
    const archive = await openTiny();
    addRun(archive, tinySnapshot(1, { ...FULL, ...tag(text) }));
    addRun(archive, tinySnapshot(2, { ...FULL, ...tag('b') }));
    addRun(archive, tinySnapshot(3, { ...FULL, ...tag('c') }));
    const read = vi.spyOn(archive, 'readDocument');
    comparePartitionAround(archive, RULES, 'HCAL_HF', 3, true);
    const paths = new Set(read.mock.calls.map(([path]) => path).filter((path) => /\d\.json$/.test(path)));
    expect([...paths]).toEqual(['runs/0/3.json', 'runs/0/2.json', ...expected]);
  });

  it('need no run before them where a reading was never readable', async () => {
    const archive = await openTiny();
    for (let run = 1; run <= 9; run += 1) addRun(archive, tinySnapshot(run, { ...FULL, ...tag(undefined) }));
    const read = vi.spyOn(archive, 'readDocument');
    comparePartitionAround(archive, RULES, 'HCAL_HF', 9, true);
    const paths = new Set(read.mock.calls.map(([path]) => path).filter((path) => /\d\.json$/.test(path)));
    expect([...paths]).toEqual(['runs/0/9.json', 'runs/0/8.json', 'runs/0/7.json']);
  });

  it('are nobody where no EMPTY_FMS could be read (rule 5)', async () => {
    const archive = await openTiny();
    addRun(archive, tinySnapshot(1, { ...FULL, ...tag('a') }));
    addRun(archive, tinySnapshot(2, { ...FULL, ...tag('b') }, null));
    addRun(archive, tinySnapshot(3, { ...FULL, ...tag('a') }));
    expect(hf(archive, 2)).toMatchObject({ inclusion: 'unknown', base: null });
    expect(hf(archive, 3)).toMatchObject({ base: 1, changes: 0 });
  });

  it('group the same change over partitions, each against its own (rule 13)', async () => {
    const archive = await openTiny();
    const both = (text: string) => ({ ...tag(text), ...tag(text, 'HCAL_HO') });
    addRun(archive, tinySnapshot(1, both('a')));
    addRun(archive, tinySnapshot(2, tag('a'), ['HCAL_HO']));
    addRun(archive, tinySnapshot(3, both('b')));
    expect(said(archive, 3)).toEqual(['HCAL_uHTRManager_TPG_TAG HCAL_HF+HCAL_HO: a > b']);
    expect(readLine(archive, 3)).toMatchObject({
      changes: 2,
      partitions: { HCAL_HF: { base: 2 }, HCAL_HO: { base: 1 } },
    });
  });
});

describe('unreadable readings (rule 7)', () => {
  it('are never a change, and the next readable one is compared with the last, which is named', async () => {
    const archive = await openTiny();
    for (const [run, text] of [
      [1, 'a'],
      [2, undefined],
      [3, undefined],
      [4, 'b'],
      [5, 'b'],
    ] as const) {
      addRun(archive, tinySnapshot(run, { ...FULL, ...tag(text) }));
    }
    expect([2, 3, 5].map((run) => said(archive, run))).toEqual([[], [], []]);
    expect(readChanges(archive, 4)?.changes).toMatchObject([{ before: 'a', after: 'b', from: { HCAL_HF: 1 } }]);
    expect(readTimeline(archive, 'HCAL_HF', 'HCAL_uHTRManager_TPG_TAG')?.starts).toEqual([
      { from: 1, value: 'a' },
      { from: 4, value: 'b' },
    ]);
  });

  it('that are read after all move the change to where it belongs', async () => {
    const archive = await openTiny();
    for (const [run, text] of [
      [1, 'a'],
      [2, undefined],
      [3, undefined],
      [4, 'b'],
    ] as const) {
      addRun(archive, tinySnapshot(run, { ...FULL, ...tag(text) }));
    }
    addRun(archive, tinySnapshot(2, { ...FULL, ...tag('b') }));
    expect(said(archive, 2)).toEqual(['HCAL_uHTRManager_TPG_TAG HCAL_HF: a > b']);
    expect(said(archive, 4)).toEqual([]);
    expect(archive.readText('changes/0/4.json')).toBeNull();
  });
});

describe('implausible readings (rule 12)', () => {
  it('are held back, and the next plausible run is compared past them', async () => {
    const archive = await openTiny();
    addRun(archive, tinySnapshot(1, { ...FULL, ...tag('a') }));
    addRun(archive, tinySnapshot(2, { 'HCAL_HF:FM_URL': 'u', ...tag('a', 'HCAL_HO') }));
    addRun(archive, tinySnapshot(3, { ...FULL, ...tag('b') }));
    expect(hf(archive, 2)).toMatchObject({ inclusion: 'held', base: null, changes: 0 });
    expect(readLine(archive, 2)).toMatchObject({ partitions: { HCAL_HO: { inclusion: 'in' } } });
    expect(hf(archive, 3)).toMatchObject({ inclusion: 'in', base: 1, changes: 1 });
  });

  it('are taken once the next run agrees', async () => {
    const archive = await openTiny();
    addRun(archive, tinySnapshot(1, { ...FULL, ...tag('a') }));
    addRun(archive, tinySnapshot(2, { 'HCAL_HF:FM_URL': 'u' }));
    expect(addRun(archive, tinySnapshot(3, { 'HCAL_HF:FM_URL': 'v' }))).toEqual([2]);
    expect(hf(archive, 2)).toMatchObject({ inclusion: 'in', base: 1, changes: 4 });
    expect(hf(archive, 3)).toMatchObject({ inclusion: 'in', base: 2, changes: 1 });
    expect(archive.readText('current/HCAL_HF/CFGDOC_TXT')).toBeNull();
  });

  it('are held from the very first run where nothing at all was published', async () => {
    const archive = await openTiny();
    addRun(archive, tinySnapshot(1, { 'HCAL_HF:FM_NAME': 'HF' }));
    addRun(archive, tinySnapshot(2, FULL));
    expect(hf(archive, 1)).toMatchObject({ inclusion: 'held' });
    expect(hf(archive, 2)).toMatchObject({ inclusion: 'in', base: null });
  });
});

it('keeps a withdrawn value out of timelines and current/', async () => {
  const archive = await openTiny();
  addRun(archive, tinySnapshot(1, { ...FULL, ...tag('a') }));
  addRun(archive, tinySnapshot(2, { ...FULL, ...tag('b') }));
  addRun(archive, tinySnapshot(2, { ...FULL, ...tag('a') }));
  expect(said(archive, 2)).toEqual([]);
  expect(readTimeline(archive, 'HCAL_HF', 'HCAL_uHTRManager_TPG_TAG')?.starts).toEqual([{ from: 1, value: 'a' }]);
  expect(archive.readText('current/HCAL_HF/HCAL_uHTRManager_TPG_TAG')).toBe('a');
});

describe('what stands behind a run', () => {
  const OUT: IndexLine = { kind: 'hcal-out', start: null, stop: null, why: 'CMS.LVL0:HCAL says Out' };

  /** What a rebuild reads of an archive of some runs, and the files that it leaves. */
  async function rebuilt(lines: ReadonlyMap<number, IndexLine>) {
    const archive = await openTiny();
    for (let run = 1; run <= 9; run += 1) addRun(archive, tinySnapshot(run, { ...FULL, ...tag(`${run % 3}`) }));
    setLines(archive, lines);
    const before = allFiles(archive);
    const read = vi.spyOn(archive, 'readDocument');
    rebuildDerived(archive, RULES, () => undefined);
    expect(allFiles(archive)).toEqual(before);
    return read.mock.calls.length;
  }

  it('and was not compared makes a rebuild read nothing more', async () => {
    expect(await rebuilt(new Map([[10, OUT]]))).toBe(await rebuilt(new Map()));
  });

  it('or before it is not asked for a partition that was never there, when the run is read again', async () => {
    const archive = await openTiny();
    for (let block = 0; block < 9; block += 1) addRun(archive, tinySnapshot(block * 1000 + 1, FULL));
    const read = vi.spyOn(archive, 'readIndex');
    addRun(archive, tinySnapshot(8001, { ...FULL, ...tag('a') }));
    expect(new Set(read.mock.calls.flat())).toEqual(new Set([6, 7, 8]));
    expect(said(archive, 8001)).toEqual(['HCAL_uHTRManager_TPG_TAG HCAL_HF: (absent) > a']);
  });
});

it('never makes a change of EMPTY_FMS, ignored names or level 1', async () => {
  const archive = await openTiny();
  const readings = (text: string) => ({
    ...FULL,
    'HCAL_HF:EMPTY_FMS': text,
    'HCAL_HF:TRIGGERS': text,
    'HCAL_LEVEL_1:FM_URL': text,
  });
  addRun(archive, tinySnapshot(1, readings('1')));
  addRun(archive, tinySnapshot(2, readings('2')));
  expect(said(archive, 2)).toEqual([]);
});

describe('names that were not tracked in every run (rule 9)', () => {
  const NARROW = '1111111111111111';
  /** A run read while only FM_URL and FM_ROLE were tracked. */
  const narrow = (run: number, url: string | null | undefined, name = 'FM_URL') => ({
    ...tinySnapshot(run, { [`HCAL_HF:${name}`]: url }),
    settings: NARROW,
  });
  const wide = (run: number, texts: TinyReadings = {}) => tinySnapshot(run, { ...FULL, ...texts });
  const derived = async (snapshots: readonly Snapshot[]) => {
    const archive = await openTiny();
    archive.adoptSettings({ ...RULES, tracked: ['FM_URL', 'FM_ROLE'] }, NARROW);
    archive.adoptSettings(RULES, DIGEST);
    for (const snapshot of snapshots) addRun(archive, snapshot);
    return archive;
  };

  it.each([
    ['fewer, then all again', [wide(1), narrow(2, 'u'), wide(3, { 'HCAL_HF:FM_URI': 'other' })]],
    ['fewer twice', [wide(1), narrow(2, 'u'), narrow(3, 'v'), wide(4)]],
    ['fewer and others', [wide(1), narrow(2, 'u'), narrow(3, 'r', 'FM_ROLE'), narrow(4, 'u'), wide(5)]],
    ['fewer from the beginning', [narrow(1, 'u'), narrow(2, 'u'), wide(3), wide(4, { 'HCAL_HF:FM_ROLE': undefined })]],
    ['unreadable after them', [wide(1), narrow(2, 'u'), wide(3, { 'HCAL_HF:FM_URI': undefined }), wide(4)]],
    ['unreadable among them', [wide(1), narrow(2, undefined), narrow(3, 'v'), wide(4)]],
  ])('give the same files whatever run arrives last: %s', async (_, runs) => {
    const plain = allFiles(await derived(runs));
    for (const last of runs) {
      const lastOfAll = [...runs.filter((run) => run !== last), last];
      expect(allFiles(await derived(lastOfAll)), `run ${last.run} last`).toEqual(plain);
    }
  });

  it('are not missing from it: such a run is plausible (rule 12), and has a configuration of its own', async () => {
    const archive = await derived([wide(1), narrow(2, 'u'), narrow(3, 'u')]);
    expect(hf(archive, 2)).toMatchObject({ inclusion: 'in', base: 1, changes: 1 });
    expect(hf(archive, 2)?.digest).not.toBe(hf(archive, 1)?.digest);
    expect(hf(archive, 3)?.digest).toBe(hf(archive, 2)?.digest);
  });

  it('are not compared across such a run, unreadable or not (rule 7)', async () => {
    const broken = wide(3, { 'HCAL_HF:FM_URI': undefined });
    const archive = await derived([wide(1), narrow(2, 'u'), broken, wide(4, { 'HCAL_HF:FM_URI': 'other' })]);
    expect(said(archive, 4)).toEqual([]);
    expect(readTimeline(archive, 'HCAL_HF', 'FM_URI')?.starts).toEqual([
      { from: 1, value: 'i' },
      { from: 4, value: 'other' },
    ]);
  });
});

describe('words for no value that moved (rules 7 and 9)', () => {
  const EARLIER = '2222222222222222';
  const MOVED = { ...RULES, absent: ['n/a'] };
  const read = (run: number, reading: Reading, settings: string): Snapshot => {
    const snapshot = tinySnapshot(run, FULL);
    return { ...snapshot, settings, readings: { ...snapshot.readings, 'HCAL_HF:HCAL_uHTRManager_TPG_TAG': reading } };
  };
  const text = (value: string): Reading => ({ kind: 'value', value });
  const absent = (spelling: string): Reading => ({ kind: 'absent', spelling });
  const derived = async (snapshots: readonly Snapshot[]) => {
    const archive = await openTiny();
    archive.adoptSettings(RULES, EARLIER);
    archive.adoptSettings(MOVED, DIGEST);
    for (const snapshot of snapshots) addRun(archive, snapshot, MOVED);
    return archive;
  };

  it.each([
    ['that came', [read(1, text('n/a'), EARLIER), read(2, absent('n/a'), DIGEST)]],
    ['that went', [read(1, absent('not set'), EARLIER), read(2, text('not set'), DIGEST)]],
  ])('are no change: %s', async (_, runs) => {
    const archive = await derived(runs);
    expect(said(archive, 2)).toEqual([]);
    expect(hf(archive, 2)?.digest).toBe(hf(archive, 1)?.digest);
    expect(allFiles(await derived(runs.toReversed()))).toEqual(allFiles(archive));
  });

  it('change what is derived of the runs before them, once', async () => {
    const archive = await derived([
      read(1, text('a'), EARLIER),
      read(2, text('n/a'), EARLIER),
      read(3, absent('n/a'), DIGEST),
    ]);
    expect([said(archive, 2), said(archive, 3)]).toEqual([['HCAL_uHTRManager_TPG_TAG HCAL_HF: a > (absent)'], []]);
    expect(archive.readText('current/HCAL_HF/HCAL_uHTRManager_TPG_TAG')).toBeNull();
  });
});
