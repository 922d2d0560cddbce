import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Git } from './git.ts';
import { WorkTree } from './work-tree.ts';

let folder: string;
let workTree: WorkTree;
/** What git was asked to do, in order. */
let asked: unknown[][];
/** What git has: the files of the newest commit, and the paths that were touched since the mark. */
let committed: Record<string, string>;
let touched: string[];
let hasIndex: boolean;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'work-tree-'));
  mkdirSync(join(folder, '.git'));
  [asked, committed, touched, hasIndex] = [[], {}, [], true];
  const git = new Git(folder);
  const note =
    (name: string) =>
    async (...words: unknown[]): Promise<void> =>
      void asked.push([name, ...words]);
  vi.spyOn(git, 'updateIndex').mockImplementation(note('index'));
  vi.spyOn(git, 'markCheckedOut').mockImplementation(note('mark'));
  vi.spyOn(git, 'rebuildIndex').mockImplementation(note('rebuild'));
  vi.spyOn(git, 'hasIndex').mockImplementation(() => hasIndex);
  vi.spyOn(git, 'pathsTouched').mockImplementation(async (from, to) => {
    asked.push(['touched', from, to]);
    return touched;
  });
  vi.spyOn(git, 'readBytes').mockImplementation((names) => {
    asked.push(['read', names.length]);
    return names.map((name) => {
      const text = committed[name.replace(/^new:/, '')];
      return text === undefined ? null : Buffer.from(text);
    });
  });
  workTree = new WorkTree(folder, git);
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (path: string) => readFileSync(join(folder, path), 'utf8');

it('is marked once the files are written: what was written since the last mark goes into the index, each path once', async () => {
  await workTree.write(new Map([['current/HF/X', 'a']]));
  await workTree.write(
    new Map([
      ['current/HF/X', 'b'],
      ['runs/0/1.json', '{}'],
    ]),
  );
  expect([read('current/HF/X'), read('runs/0/1.json'), asked]).toEqual(['b', '{}', []]);
  await workTree.mark('first');
  await workTree.write(new Map([['current/HF/X', null]]));
  await workTree.mark('second');
  expect(existsSync(join(folder, 'current/HF/X'))).toBe(false);
  expect(asked).toEqual([
    ['index', ['current/HF/X', 'runs/0/1.json'], 'first'],
    ['mark', 'first', true],
    ['index', ['current/HF/X'], 'second'],
    ['mark', 'second', false],
  ]);
});

it('has files that are not whole yet in .git only: where they cannot stand there, none is written', async () => {
  rmSync(join(folder, '.git'), { recursive: true });
  await expect(workTree.write(new Map([['notes.txt', 'a']]))).rejects.toMatchObject({ code: 'disk' });
  expect(readdirSync(folder)).toEqual([]);
});

it('is not marked again where it shows the commit already', async () => {
  await workTree.mark('first');
  asked = [];
  await workTree.mark('first');
  expect(asked).toEqual([]);
});

it('is brought to a commit: every file that was touched since is written or removed; what others committed stays', async () => {
  workTree.checkedOut = 'old';
  await workTree.write(new Map([['current/HF/Y', 'goes']]));
  [touched, committed] = [['runs/0/1.json', 'current/HF/Y', 'notes.txt'], { 'runs/0/1.json': '{}', 'notes.txt': 'x' }];
  await expect(workTree.checkOut('new')).resolves.toBe(true);
  expect(read('runs/0/1.json')).toBe('{}');
  expect(['current/HF/Y', 'notes.txt'].filter((path) => existsSync(join(folder, path)))).toEqual([]);
  expect(asked).toEqual([
    ['touched', 'old', 'new'],
    ['read', 2],
    ['index', ['current/HF/Y', 'runs/0/1.json'], 'new'],
    ['mark', 'new', false],
  ]);
});

it('is brought to a commit in parts of 500 files, so that a long backfill needs no more memory than a short one', async () => {
  touched = Array.from({ length: 1001 }, (_, run) => `runs/0/${run}.json`);
  committed = Object.fromEntries(touched.map((path) => [path, path]));
  const write = vi.spyOn(workTree, 'write').mockResolvedValue();
  await workTree.checkOut('new');
  expect(asked.filter(([name]) => name === 'read')).toEqual([500, 500, 1].map((count) => ['read', count]));
  const written = write.mock.calls.flatMap(([files]) => [...files]);
  expect(written).toEqual(touched.map((path) => [path, Buffer.from(path)]));
});

it('stays as it is where it shows the commit; only an index that is not there is made', async () => {
  workTree.checkedOut = 'new';
  await expect(workTree.checkOut('new')).resolves.toBe(false);
  expect(asked).toEqual([]);
  hasIndex = false;
  await expect(workTree.checkOut('new')).resolves.toBe(false);
  expect(asked).toEqual([['rebuild', 'new']]);
});
