import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { RunInfoError } from '../../model/errors.ts';
import { watchFiles } from '../../test/support/file-operations.ts';
import { readTextFile, removeFile, writeFileAtomic } from './files.ts';
import { SYSTEM } from './new-file.ts';

const root = fs.mkdtempSync(join(tmpdir(), 'files-'));
let folder: string;
let path: string;

beforeEach(() => {
  folder = fs.mkdtempSync(join(root, 'case-'));
  path = join(folder, 'file.json');
  fs.writeFileSync(path, 'old');
});
afterAll(() => fs.rmSync(root, { recursive: true }));

/** The order in which a file is written; what comes up to the sixth leaves the old content when it fails. */
const STEPS = 'mkdir open write fsync close rename open fsync close'.split(' ').map((step) => `${step}Sync`);
const RENAME = 6;

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
    writeFileAtomic(path, 'new', files);
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
    writeFileAtomic(path, 'néw', { ...SYSTEM, writeSync: oneByte as typeof fs.writeSync });
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
      const failure = failureOf(() => writeFileAtomic(path, 'new', files));
      expect(calls[step - 1]).toBe(name);
      expect(failure.code).toBe('disk');
      expect(failure.message).toContain(path);
      expect(fs.readdirSync(folder)).toEqual(['file.json']);
      expect(fs.readFileSync(path, 'utf8')).toBe(step <= RENAME ? 'old' : 'new');
    },
  );

  it.each(['ENOSPC', 'EACCES', 'EROFS', 'EPERM', 'EIO'])('with %s names the path and what to do', (code) => {
    const { message, cause } = failureOf(() =>
      writeFileAtomic(path, 'new', watchFiles((_, name) => name === 'writeSync', code).files),
    );
    const advice = { ENOSPC: 'the disk is full', EIO: 'EIO: injected' }[code] ?? 'not permitted';
    expect(message).toMatch(`cannot write ${path}: ${advice}`);
    expect(cause).toMatchObject({ code });
  });

  it('for good, so that clearing up fails too, still says what failed first and where', () => {
    const { files } = watchFiles((count) => count >= 2, 'EROFS');
    const failure = failureOf(() => writeFileAtomic(path, 'new', files));
    expect(failure.message).toBe(`cannot write ${path}: not permitted: let this account write there`);
  });

  it('where a file stands in place of the folder names the path', () => {
    const below = join(path, 'below.json');
    expect(failureOf(() => writeFileAtomic(below, 'new')).message).toContain(below);
    expect(fs.readFileSync(path, 'utf8')).toBe('old');
  });
});

describe('reading and removing', () => {
  it('a file that is not there has no text, and removing it is no error', () => {
    expect(readTextFile(join(folder, 'missing'))).toBeNull();
    expect(readTextFile(join(path, 'below'))).toBeNull();
    removeFile(join(folder, 'missing'));
  });

  it('removes a file', () => {
    removeFile(path);
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  it('names the path where there is a folder instead', () => {
    expect(failureOf(() => readTextFile(folder)).message).toContain(`cannot read ${folder}`);
    expect(failureOf(() => removeFile(folder)).message).toContain(`cannot remove ${folder}`);
  });
});
