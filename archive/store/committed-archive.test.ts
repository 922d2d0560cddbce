import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { reopen } from '../../test/support/reopen.ts';
import { CommittedArchive } from './committed-archive.ts';

let folder: string;

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'committed-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const PARTITIONS = ['HCAL_HBHE', 'HCAL_HF', 'HCAL_HO'];
const BLOCKS = [1, 2, 3, 4, 5, 6, 7, 8, 9];

/** Archives a run in each of a few blocks, which changes a parameter of every partition. */
async function archiveBlocks(): Promise<void> {
  const archive = await reopen(folder);
  archive.writeJson('format.json', { format: 1, settings: 'digest' });
  for (const block of BLOCKS) {
    archive.write(`runs/${block}/${block}000.json`, '{}');
    if (block > 1) archive.write(`changes/${block}/${block}000.json`, '{}');
    archive.write(`values/${block}a/x.txt`, `${block}`);
  }
  for (const partition of PARTITIONS) {
    archive.write(`current/${partition}/X`, 'x');
    archive.write(`parameters/${partition}/X.json`, '{}');
  }
  await archive.commit('Runs', [], null);
  await archive.flush();
}

/** Has somebody else commit a file. */
function commitTheirs(path: string): void {
  const git = (...words: string[]) =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@b', ...words]);
  rmSync(join(folder, path), { recursive: true, force: true });
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), 'theirs, and longer than any entry of a folder');
  git('add', '--all');
  git('commit', '--quiet', '-m', 'theirs');
}

/** What of a commit git was asked for by questions, process by process. */
function askedBy(archive: CommittedArchive, question: () => unknown): string[][] {
  const readBytes = vi.spyOn(archive.git, 'readBytes').mockClear();
  question();
  const requests = readBytes.mock.calls.filter(([names]) => names.length > 0);
  return requests.map(([names]) => names.map((name) => name.slice(name.indexOf(':') + 1)));
}

describe('git is asked once', () => {
  const byPartition = ['current', 'parameters'].flatMap((parent) => PARTITIONS.map((name) => `${parent}/${name}/`));
  const values = BLOCKS.map((block) => `values/${block}a/`);
  let archive: CommittedArchive;

  beforeEach(async () => {
    await archiveBlocks();
    archive = CommittedArchive.openNewest(folder);
    archive.list('');
  });

  it('for what is there by partition, where a value is asked for also for all values', () => {
    const readValues = () => BLOCKS.map((block) => archive.readText(`values/${block}a/x.txt`));
    const listAll = () => ['parameters', 'current'].map((parent) => archive.listBelow(parent));
    const fresh = CommittedArchive.openNewest(folder);
    expect(askedBy(archive, listAll)).toEqual([byPartition]);
    expect(askedBy(archive, readValues)).toEqual([values]);
    fresh.list('');
    expect(askedBy(fresh, () => fresh.readText('values/3a/x.txt'))).toEqual([[...byPartition, ...values]]);
    expect(askedBy(fresh, () => fresh.listBelow('parameters'))).toEqual([]);
  });

  it('for a block and the one before, then for twice as many each time, those before rather than those after', () => {
    const readBlock = (block: number) => () => ['changes', 'runs'].map((parent) => archive.list(`${parent}/${block}`));
    const foldersOf = (block: number) => [`runs/${block}/`, `changes/${block}/`];
    expect(askedBy(archive, readBlock(9))).toEqual([[9, 8].flatMap(foldersOf)]);
    expect(askedBy(archive, readBlock(8))).toEqual([]);
    expect(askedBy(archive, readBlock(7))).toEqual([[7, 6, 5, 4].flatMap(foldersOf)]);
    expect(askedBy(archive, readBlock(1))).toEqual([[1, 2, 3].flatMap(foldersOf)]);
  });
});

it('git is not asked for a folder that a commit begins', async () => {
  await archiveBlocks();
  const archive = await reopen(folder);
  archive.write('values/5a/x.txt', '5');
  archive.write('runs/5/5000.json', '{}');
  await archive.commit('Run', [], null);
  await archive.flush();
  const read = () =>
    expect([archive.readText('values/5a/x.txt'), archive.list('runs/5')]).toEqual(['5', ['5000.json']]);
  expect(askedBy(archive, read)).toEqual([]);
});

it('a folder that was loaded along with others shows what is committed afterwards', async () => {
  await archiveBlocks();
  const archive = await reopen(folder);
  expect(archive.list('parameters/HCAL_HF')).toEqual(['X.json']);
  archive.write('parameters/HCAL_HO/Y.json', '{"y":1}');
  archive.write('parameters/HCAL_HBHE/X.json', null);
  archive.write('changes/1/1000.json', '{"c":1}');
  await archive.commit('Run', [], null);
  await archive.flush();
  for (const reader of [archive, CommittedArchive.openNewest(folder)]) {
    expect(reader.listBelow('parameters')).toEqual([
      'parameters/HCAL_HF/X.json',
      'parameters/HCAL_HO/X.json',
      'parameters/HCAL_HO/Y.json',
    ]);
    expect(reader.readText('changes/1/1000.json')).toBe('{"c":1}');
  }
});

it.each(['current', 'parameters/HCAL_HF', 'changes/2'])(
  "somebody else's file in the place of %s is no folder",
  async (path) => {
    await archiveBlocks();
    commitTheirs(path);
    const archive = CommittedArchive.openNewest(folder);
    expect([archive.list(path), archive.list(`${path}/HCAL_HF`)]).toEqual([[], []]);
    expect([archive.readText('values/2a/x.txt'), archive.list('runs/2'), archive.list('parameters/HCAL_HO')]).toEqual([
      '2',
      ['2000.json'],
      ['X.json'],
    ]);
  },
);

it("a line break in the name of somebody else's folder does not mix up those beside it", async () => {
  await archiveBlocks();
  commitTheirs('values/2\na/theirs');
  const archive = CommittedArchive.openNewest(folder);
  expect(BLOCKS.map((block) => archive.readText(`values/${block}a/x.txt`))).toEqual(BLOCKS.map(String));
});
