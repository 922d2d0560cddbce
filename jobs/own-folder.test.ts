import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { NewFile } from '../archive/store/write-file.ts';
import { OwnFolder } from './own-folder.ts';

/** A number that no process has: Linux counts to four million at most. */
const NOBODY = 999_999_999;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'own-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('a folder whose marker was cut short while it was written is its own, any other is not', async () => {
  new NewFile(join(folder, '.runinfo-export')).append('half a');
  expect(readdirSync(folder)).toHaveLength(1);
  await new OwnFolder(folder, 'export').make('runs.csv', (made) => made.append('run\r\n'));
  expect(readdirSync(folder)).toEqual(['.runinfo-export', 'runs.csv']);
  rmSync(join(folder, '.runinfo-export'));
  writeFileSync(join(folder, '.thesis.0.4711.tmp'), 'mine');
  expect(() => new OwnFolder(folder, 'export')).toThrow('holds something that this program did not make');
});

it.each([
  ['site', []],
  ['export', [`.runinfo-${process.ppid}-1.tmp`]],
] as const)(
  'what a killed writer left in a folder of kind %s goes; an export, which takes no lock, spares living ones',
  async (kind, kept) => {
    const names = () => readdirSync(folder).filter((name) => !name.startsWith(`.runinfo-${kind}`));
    await new OwnFolder(folder, kind).put(new Map([['a/b/page.html', 'text']]));
    const theirs = ['.page.html.0.4711.tmp', '.runinfo-4711.tmp', 'x.runinfo-4711-1.tmp', '.runinfo-4711-1.tmp.html'];
    for (const name of theirs) writeFileSync(join(folder, name), 'mine');
    for (const pid of [NOBODY, process.pid, process.ppid]) writeFileSync(join(folder, `.runinfo-${pid}-1.tmp`), 'half');
    expect(new OwnFolder(folder, kind, true).has('a/b/page.html')).toBe(true);
    expect(names()).toHaveLength(1 + theirs.length + 3);
    expect(new OwnFolder(folder, kind).has('a/b/page.html')).toBe(true);
    expect(names()).toEqual(['a', ...theirs, ...kept].sort());
  },
);

it('what is removed is only what the program put there once: an archive, a state, notes and links stay', async () => {
  const wanted = (files: readonly string[]) => new Map(files.map((file) => [file, 'text'] as const));
  await new OwnFolder(folder, 'site').put(
    wanted(['index.html', 'runs/1/index.html', 'runs/2/index.html', 'api/x.json']),
  );
  const theirs = [
    'archive/.git/HEAD',
    'archive/runs/1.json',
    'api/clone/.git/HEAD',
    'api/clone/y.json',
    'foreign.txt',
    'notes/1.md',
    'runs/2/note.md',
    'state/state.json',
  ];
  for (const file of theirs) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), 'mine');
  }
  symlinkSync('1', join(folder, 'runs', 'newest.html'));
  const again = new OwnFolder(folder, 'site');
  await again.put(wanted(['index.html', 'runs/1/index.html', 'api/z.json']));
  again.removeTheRest([]);
  expect([...again.placed.removed].sort()).toEqual(['api/x.json', 'runs/2/index.html']);
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  expect(paths.sort()).toEqual(
    [...theirs, '.runinfo-site', 'api/z.json', 'index.html', 'runs/1/index.html', 'runs/newest.html'].sort(),
  );
});
