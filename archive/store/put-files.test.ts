import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { watchFiles } from '../../test/support/file-operations.ts';
import { putFiles, syncFolders } from './put-files.ts';

const root = fs.mkdtempSync(join(tmpdir(), 'put-files-'));
let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(join(root, 'case-'));
});
afterAll(() => fs.rmSync(root, { recursive: true }));

/** Every file below the folder, hidden ones included, with its text. */
function found(): Record<string, string> {
  const files = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length + 1), fs.readFileSync(path, 'utf8')]));
}

function wanted(files: Readonly<Record<string, string | null>>): ReadonlyMap<string, string | null> {
  return new Map(Object.entries(files).map(([path, text]) => [join(folder, path), text]));
}

describe('many files', () => {
  it('are written, replaced and removed, more than can be open at once', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 700 }, (_, index) => [`${index % 3}/${index}`, `text ${index}`]),
    );
    await putFiles(wanted({ ...many, 'a/gone': 'old', 'a/kept': 'old' }));
    await putFiles(wanted({ 'a/gone': null, 'none/at/all': null, 'a/kept': 'µ\r\n\0', '0/0': '' }));
    expect(found()).toEqual({ ...many, '0/0': '', 'a/kept': 'µ\r\n\0' });
  });

  it('whose names begin alike do not get into each other', async () => {
    const names = ['a', 'b', 'c'].map((end) => `${'x'.repeat(150)}${end}`);
    const files = Object.fromEntries(names.map((name) => [name, name]));
    await putFiles(wanted(files));
    expect(found()).toEqual(files);
  });

  it('are each synced before they get their name', async () => {
    const { files, calls } = watchFiles(() => false);
    await putFiles(wanted({ 'a/1': '1', 'a/2': '2', 'b/3': '3', 'b/4': null }), files);
    expect(calls.filter((name) => name === 'fsync')).toHaveLength(3);
    expect(calls.lastIndexOf('fsync')).toBeLessThan(calls.indexOf('renameSync'));
  });

  it('are synced by their folders, one that is missing left out', async () => {
    await putFiles(wanted({ 'a/1': '1', 'b/2': '2' }));
    const { files, asked } = watchFiles(() => false);
    await syncFolders([join(folder, 'a'), join(folder, 'none'), join(folder, 'b')], files);
    const opened = asked.flatMap(({ name, args }) => (name === 'openSync' ? [basename(String(args[0]))] : []));
    expect(opened).toEqual(['a', 'none', 'b']);
    expect(asked.filter(({ name }) => name === 'fsync')).toHaveLength(2);
    const { files: broken } = watchFiles((_, name) => name === 'fsync');
    await expect(syncFolders([folder], broken)).rejects.toThrow(`cannot write ${folder}`);
  });
});

describe('when something fails', () => {
  const before = { 'a/1': 'old', 'a/2': 'old', 'b/3': 'old' };
  const after = { 'a/1': 'new', 'a/2': 'new', 'b/3': 'new' };

  it('whatever it is, every file is whole, as it was or as wanted, and nothing else is left', async () => {
    await putFiles(wanted(before));
    const { files, calls } = watchFiles(() => false);
    await putFiles(wanted(after), files);
    for (let step = 1; step <= calls.length; step += 1) {
      await putFiles(wanted(before));
      const failing = putFiles(wanted(after), watchFiles((count) => count === step).files);
      await expect(failing).rejects.toMatchObject({
        code: 'disk',
        message: expect.stringMatching(`cannot write ${folder}/[ab]`) as string,
      });
      const texts = found();
      expect(Object.keys(texts)).toEqual(Object.keys(before));
      for (const [path, text] of Object.entries(texts))
        expect([path, text]).toEqual([path, expect.stringMatching(/^(old|new)$/)]);
    }
  });

  it('the path is named', async () => {
    fs.writeFileSync(join(folder, 'file'), '');
    const path = join(folder, 'file', 'below');
    await expect(putFiles(new Map([[path, 'text']]))).rejects.toMatchObject({
      message: expect.stringContaining(dirname(path)) as string,
    });
  });
});
