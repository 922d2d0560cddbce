import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IndexLine } from '../../model/run.ts';
import {
  findIndexLine,
  listBlocks,
  readLine,
  runsAfter,
  runsBefore,
  runsOfBlock,
  setLines,
  sortRuns,
  toIndexText,
} from './run-index.ts';
import { toCanonicalJson } from './canonical.ts';
import { changesPath, indexPath, snapshotPath, blockOf } from './layout.ts';
import type { ArchiveReader } from './reader.ts';
import { ArchiveWriter } from '../store/writer.ts';

const line = (why: string): IndexLine => ({ kind: 'gap', start: null, stop: null, why });

let root: string;
let archive: ArchiveWriter;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'documents-'));
  archive = await ArchiveWriter.openDry(join(root, 'archive'));
});
afterEach(() => rmSync(root, { recursive: true }));

function index(...runs: number[]): void {
  setLines(archive, new Map(runs.map((run) => [run, line(`run ${run}`)])));
}

/** The archive, with the indexes that were read through it. */
function listening(): { reader: ArchiveReader; read: string[] } {
  const read: string[] = [];
  const reader: ArchiveReader = {
    folder: archive.folder,
    headId: null,
    readText: (path) => archive.readText(path),
    readDocument: (path) => archive.readDocument(path),
    readIndex: (block) => {
      read.push(indexPath(block));
      return archive.readIndex(block);
    },
    list: (folder) => archive.list(folder),
    readValue: archive.readValue,
  };
  return { reader, read };
}

describe('index lines', () => {
  it('are found one by one without parsing the others, and like those parsed with them', () => {
    index(12, 120, 1200, 999, 1000, 1001);
    const { reader, read } = listening();
    for (const run of [12, 120, 1200, 999, 1000, 1001]) {
      expect(findIndexLine(reader, run)).toEqual(line(`run ${run}`));
    }
    expect(read).toEqual([]);
    expect(findIndexLine(reader, 1002)).toBeNull();
    expect(findIndexLine(reader, 77_000)).toBeNull();
  });

  it('are found in an index that somebody laid out anew, and a damaged one is named', () => {
    archive.write(indexPath(3), JSON.stringify({ format: 1, runs: { 3001: line('here') } }));
    expect(findIndexLine(archive, 3001)).toEqual(line('here'));
    archive.write(indexPath(4), '{\n  "runs": {\n    "4001": {"kind":\n');
    expect(() => findIndexLine(archive, 4001)).toThrow(/runs\/4\/index\.json in the archive is damaged/);
  });

  it('are set in the block of their run, and leave the others alone', () => {
    index(999, 1000, 1999);
    setLines(archive, new Map([[1000, line('again')]]));
    const indexes = [0, 1].map((block) => archive.readDocument(indexPath(block)));
    expect(indexes[0]).toEqual({ format: 1, runs: { 999: line('run 999') } });
    expect(indexes[1]).toEqual({ format: 1, runs: { 1000: line('again'), 1999: line('run 1999') } });
    expect(runsOfBlock(archive, 1)).toEqual([
      { run: 1000, line: line('again') },
      { run: 1999, line: line('run 1999') },
    ]);
  });

  it.each([
    ['none', []],
    ['of the first block', [1, 2, 9, 10, 11, 99, 100, 999]],
    ['of a later one', [362_001, 362_002, 362_695]],
    ['beyond 2^32', [5_000_000_001, 5_000_000_010]],
  ])('are written as every document is: %s', (_, runs) => {
    const entries = runs.map((run) => ({ run, line: line(`run ${run}`) }));
    const document = { format: 1, runs: Object.fromEntries(entries.map((entry) => [entry.run, entry.line])) } as const;
    expect(toIndexText(entries)).toBe(toCanonicalJson(document));
    expect(sortRuns(document)).toEqual(entries);
  });

  it('are removed', () => {
    index(1000, 1001);
    setLines(
      archive,
      new Map([
        [1000, null],
        [5, null],
      ]),
    );
    expect(runsOfBlock(archive, 1)).toEqual([{ run: 1001, line: line('run 1001') }]);
    expect(readLine(archive, 1000)).toBeNull();
    expect(readLine(archive, 77_000)).toBeNull();
  });
});

describe('an index', () => {
  it('that somebody writes as text is read again', () => {
    index(3001);
    archive.write(indexPath(3), '{"format":1,"runs":{}}');
    expect(archive.readIndex(3)).toEqual([]);
    expect(archive.readIndex(4)).toBeNull();
  });

  it('that is another document is damaged', () => {
    archive.write(indexPath(3), '{"format":1,"starts":[]}');
    expect(() => archive.readIndex(3)).toThrow(/runs\/3\/index\.json in the archive is damaged/);
  });
});

describe('runs in order', () => {
  it('are those of every block, by number and not by letter', () => {
    index(2, 10, 999, 1000, 9999, 10_000, 362_695);
    expect(listBlocks(archive)).toEqual([0, 1, 9, 10, 362]);
    expect([...runsBefore(archive, 10_000)].map(({ run }) => run)).toEqual([9999, 1000, 999, 10, 2]);
    expect([...runsAfter(archive, 10)].map(({ run }) => run)).toEqual([999, 1000, 9999, 10_000, 362_695]);
    expect([...runsBefore(archive, 2)]).toEqual([]);
    expect([...runsAfter(archive, 362_695)]).toEqual([]);
  });

  it('are read only as far as they are asked for', () => {
    index(500, 1500, 2500, 3500, 4500);
    const { reader, read } = listening();
    expect(runsBefore(reader, 2600).next().value).toMatchObject({ run: 2500 });
    expect(read).toEqual([indexPath(2)]);
    expect(runsAfter(reader, 3000).next().value).toMatchObject({ run: 3500 });
    expect(read).toEqual([indexPath(2), indexPath(3)]);
  });
});

it('a run has its place by its block', () => {
  expect([0, 999, 1000, 362_695].map(blockOf)).toEqual([0, 0, 1, 362]);
  expect([snapshotPath(362_695), changesPath(42)]).toEqual(['runs/362/362695.json', 'changes/0/42.json']);
});
