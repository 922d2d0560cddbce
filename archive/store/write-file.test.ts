import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { RunInfoError } from '../../model/errors.ts';
import { watchFiles } from '../../test/support/file-operations.ts';
import { readTextFile } from './files.ts';
import { NewFile, putFiles, syncFolders, SYSTEM, writeFileAtomic } from './write-file.ts';

const root = fs.mkdtempSync(join(tmpdir(), 'write-file-'));
let folder: string;
let path: string;

beforeEach(() => {
  folder = fs.mkdtempSync(join(root, 'case-'));
  path = join(folder, 'file.json');
  fs.writeFileSync(path, 'old');
});
afterAll(() => fs.rmSync(root, { recursive: true }));

/** The order in which a file is written; what comes up to the fifth leaves the old content when it fails. */
const STEPS = 'open write fsync close rename open fsync close'.split(' ').map((step) => `${step}Sync`);
const RENAME = 5;

function failureOf(action: () => void): RunInfoError {
  try {
    action();
  } catch (error) {
    if (error instanceof RunInfoError) return error;
    throw error;
  }
  throw new Error('nothing failed');
}

describe('writing a file', () => {
  it('syncs the content before the name, and the folder after', () => {
    const { files, calls } = watchFiles(() => false);
    writeFileAtomic(path, 'new', folder, files);
    expect(calls).toEqual(STEPS);
    expect(fs.readFileSync(path, 'utf8')).toBe('new');
  });

  it('keeps every byte, makes folders on the way, and leaves nothing else', () => {
    const deep = join(folder, 'a/b/c.bin');
    const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => index % 256);
    writeFileAtomic(deep, bytes);
    expect(fs.readFileSync(deep).equals(bytes)).toBe(true);
    expect(fs.readdirSync(join(folder, 'a/b'))).toEqual(['c.bin']);
    writeFileAtomic(deep, '\ufeffµ\r\n\0\u2028');
    expect(readTextFile(deep)).toBe('\ufeffµ\r\n\0\u2028');
  });

  it('goes on where the system takes only a part at a time', () => {
    const oneByte = (handle: number, bytes: Uint8Array, offset: number) => fs.writeSync(handle, bytes, offset, 1);
    writeFileAtomic(path, 'néw', folder, { ...SYSTEM, writeSync: oneByte as typeof fs.writeSync });
    expect(fs.readFileSync(path, 'utf8')).toBe('néw');
  });

  it('works for a name as long as names can be', () => {
    const longest = join(folder, 'x'.repeat(255));
    writeFileAtomic(longest, 'new');
    expect(fs.readFileSync(longest, 'utf8')).toBe('new');
  });
});

describe('writing that fails', () => {
  it.each(STEPS.map((name, index) => [index + 1, name] as const))(
    'at step %i, %s: leaves one whole content and no temporary file',
    (step, name) => {
      const { files, calls } = watchFiles((count) => count === step);
      const failure = failureOf(() => writeFileAtomic(path, 'new', folder, files));
      expect(calls[step - 1]).toBe(name);
      expect(failure.code).toBe('disk');
      expect(failure.message).toContain(path);
      expect(fs.readdirSync(folder)).toEqual(['file.json']);
      expect(fs.readFileSync(path, 'utf8')).toBe(step <= RENAME ? 'old' : 'new');
    },
  );

  it.each(['ENOSPC', 'EACCES', 'EROFS', 'EPERM', 'EIO'])('with %s names the path and what to do', (code) => {
    const { message, cause } = failureOf(() =>
      writeFileAtomic(path, 'new', folder, watchFiles((_, name) => name === 'writeSync', code).files),
    );
    const advice = { ENOSPC: 'the disk is full', EIO: 'EIO: injected' }[code] ?? 'not permitted';
    expect(message).toMatch(`cannot write ${path}: ${advice}`);
    expect(cause).toMatchObject({ code });
  });

  it('for good, so that clearing up fails too, still says what failed first and where', () => {
    const { files } = watchFiles((count) => count >= 1, 'EROFS');
    const failure = failureOf(() => writeFileAtomic(path, 'new', folder, files));
    expect(failure.message).toBe(`cannot write ${path}: not permitted: let this account write there`);
  });

  it('at any folder on the way names the path, and never tries for ever', () => {
    const deep = join(folder, 'a/b/c.json');
    for (let step = 1; step <= 3; step += 1) {
      const { files, calls } = watchFiles((count) => count === step, 'ENOSPC');
      const failure = failureOf(() => writeFileAtomic(deep, 'new', folder, files));
      expect(new Set(calls)).toEqual(new Set(['mkdirSync', 'rmSync']));
      expect(failure.message).toBe(
        `cannot write ${deep}: the disk is full: free some space, then try again; ticks do so by themselves`,
      );
      fs.rmSync(join(folder, 'a'), { recursive: true, force: true });
    }
    const { files, calls } = watchFiles((_, name) => name === 'mkdirSync', 'ENOENT');
    expect(failureOf(() => writeFileAtomic(deep, 'new', folder, files)).message).toContain(deep);
    expect(calls.length).toBeLessThan(10);
  });

  it('where there is a file instead of the folder names the path', () => {
    const below = join(path, 'below.json');
    expect(failureOf(() => writeFileAtomic(below, 'new')).message).toContain(below);
    expect(fs.readFileSync(path, 'utf8')).toBe('old');
  });
});

describe.each(['EINVAL', 'ENOTSUP', 'EISDIR'])('a file system that answers %s', (code) => {
  it('to the sync of a folder is borne with', async () => {
    const { files, asked } = watchFiles((count) => count === 7, code);
    writeFileAtomic(path, 'new', folder, files);
    expect([asked[6]?.name, asked.at(-1)?.name]).toEqual(['fsyncSync', 'closeSync']);
    expect(fs.readFileSync(path, 'utf8')).toBe('new');
    const { files: many } = watchFiles((_, name) => name === 'fsync', code);
    await syncFolders([folder], many);
  });

  it('to opening a folder for that is borne with', async () => {
    writeFileAtomic(path, 'new', folder, watchFiles((count) => count === 6, code).files);
    expect(fs.readFileSync(path, 'utf8')).toBe('new');
    await syncFolders([folder], watchFiles((_, name) => name === 'openSync', code).files);
  });

  it('to the sync of a file is an error', async () => {
    const failure = failureOf(() =>
      writeFileAtomic(path, 'new', folder, watchFiles((count) => count === 3, code).files),
    );
    expect(failure.message).toContain(`cannot write ${path}`);
    const putting = putFiles(new Map([[path, 'new']]), folder, watchFiles((_, name) => name === 'fsync', code).files);
    await expect(putting).rejects.toMatchObject({ code: 'disk' });
    expect(fs.readFileSync(path, 'utf8')).toBe('old');
  });
});

describe('a new file', () => {
  it('grows under a temporary name, and takes its own as a whole', () => {
    path = join(folder, 'deep/a.bin');
    const file = new NewFile(path);
    file.append('µ');
    file.append(Uint8Array.of(0, 255));
    expect(fs.statSync(file.temporary).size).toBe(4);
    expect(fs.readdirSync(join(folder, 'deep'))).not.toContain('a.bin');
    file.place();
    expect([...fs.readFileSync(path)]).toEqual([0xc2, 0xb5, 0, 255]);
    expect(fs.readdirSync(join(folder, 'deep'))).toEqual(['a.bin']);
  });

  it('placed for now, takes its name as a whole, and waits for no disk', () => {
    const { files, calls } = watchFiles(() => false);
    const file = new NewFile(path, folder, files);
    file.append('new');
    file.placeForNow();
    expect(calls).toEqual(['openSync', 'writeSync', 'closeSync', 'renameSync']);
    expect(fs.readFileSync(path, 'utf8')).toBe('new');
    const failing = new NewFile(path, folder, watchFiles((_, name) => name === 'renameSync').files);
    expect(failureOf(() => failing.placeForNow()).message).toContain(`cannot write ${path}`);
    expect(fs.readFileSync(path, 'utf8')).toBe('new');
    expect(fs.readdirSync(folder)).toEqual(['file.json']);
  });

  it('dropped, leaves the old one', () => {
    const file = new NewFile(path);
    file.append('new');
    file.drop();
    expect(fs.readFileSync(path, 'utf8')).toBe('old');
    expect(fs.readdirSync(folder)).not.toContainEqual(expect.stringMatching(/\.tmp$/));
  });

  it.each(['writeSync', 'fsyncSync', 'renameSync'])('is closed once, also where %s fails', (failing) => {
    const { files, calls } = watchFiles((_, name) => name === failing);
    failureOf(() => writeFileAtomic(path, 'new', folder, files));
    expect(calls.filter((name) => name === 'closeSync')).toHaveLength(1);
  });
});

/** Every file below the folder, hidden ones included, with its text. */
function allFiles(): Record<string, string> {
  const files = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(paths.map((full) => [full.slice(folder.length + 1), fs.readFileSync(full, 'utf8')]));
}

function wanted(files: Readonly<Record<string, string | null>>): ReadonlyMap<string, string | null> {
  return new Map(Object.entries(files).map(([name, text]) => [join(folder, name), text]));
}

describe('many files', () => {
  beforeEach(() => fs.rmSync(path));

  it('are written, replaced and removed, more than can be open at once', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 700 }, (_, index) => [`${index % 3}/${index}`, `text ${index}`]),
    );
    await putFiles(wanted({ ...many, 'a/gone': 'old', 'a/kept': 'old' }), folder);
    await putFiles(wanted({ 'a/gone': null, 'none/at/all': null, 'a/kept': 'µ\r\n\0', '0/0': '' }), folder);
    expect(allFiles()).toEqual({ ...many, '0/0': '', 'a/kept': 'µ\r\n\0' });
  });

  it('whose names begin alike do not get into each other', async () => {
    const names = ['a', 'b', 'c'].map((end) => `${'x'.repeat(150)}${end}`);
    const files = Object.fromEntries(names.map((name) => [name, name]));
    await putFiles(wanted(files), folder);
    expect(allFiles()).toEqual(files);
  });

  it('are each synced before they get their name', async () => {
    const { files, calls } = watchFiles(() => false);
    await putFiles(wanted({ 'a/1': '1', 'a/2': '2', 'b/3': '3', 'b/4': null }), folder, files);
    expect(calls.filter((name) => name === 'fsync')).toHaveLength(3);
    expect(calls.lastIndexOf('fsync')).toBeLessThan(calls.indexOf('renameSync'));
  });

  it('are synced by their folders, one that is missing left out', async () => {
    await putFiles(wanted({ 'a/1': '1', 'b/2': '2' }), folder);
    const { files, asked } = watchFiles(() => false);
    await syncFolders([join(folder, 'a'), join(folder, 'none'), join(folder, 'b')], files);
    const opened = asked.flatMap(({ name, args }) => (name === 'openSync' ? [basename(String(args[0]))] : []));
    expect(opened).toEqual(['a', 'none', 'b']);
    expect(asked.filter(({ name }) => name === 'fsync')).toHaveLength(2);
    const { files: broken } = watchFiles((_, name) => name === 'fsync');
    await expect(syncFolders([folder], broken)).rejects.toThrow(`cannot write ${folder}`);
  });
});

describe('many files of which something fails', () => {
  beforeEach(() => fs.rmSync(path));

  const before = { 'a/1': 'old', 'a/2': 'old', 'b/3': 'old' };
  const after = { 'a/1': 'new', 'a/2': 'new', 'b/3': 'new' };

  it('whatever it is, every file is whole, as it was or as wanted, and nothing else is left', async () => {
    await putFiles(wanted(before), folder);
    const { files, calls } = watchFiles(() => false);
    await putFiles(wanted(after), folder, files);
    for (let step = 1; step <= calls.length; step += 1) {
      await putFiles(wanted(before), folder);
      const failing = putFiles(wanted(after), folder, watchFiles((count) => count === step).files);
      await expect(failing).rejects.toMatchObject({
        code: 'disk',
        message: expect.stringMatching(`cannot write ${folder}/[ab]`) as string,
      });
      const texts = allFiles();
      expect(Object.keys(texts)).toEqual(Object.keys(before));
      for (const [name, text] of Object.entries(texts))
        expect([name, text]).toEqual([name, expect.stringMatching(/^(old|new)$/)]);
    }
  });

  it('the path is named', async () => {
    fs.writeFileSync(join(folder, 'file'), '');
    const below = join(folder, 'file', 'below');
    await expect(putFiles(new Map([[below, 'text']]), folder)).rejects.toMatchObject({
      message: expect.stringContaining(dirname(below)) as string,
    });
  });
});
