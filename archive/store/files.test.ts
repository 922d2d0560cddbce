import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { holdSameBytes, isDiskFull, makeFolder, readTextFile, removeFile, toDiskError } from './files.ts';
import { RunInfoError } from '../../model/errors.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'files-'));
  path = join(folder, 'file.json');
  writeFileSync(path, 'old');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('reading and removing', () => {
  it('a file that is not there has no text, and removing it is no error', () => {
    expect(readTextFile(join(folder, 'missing'))).toBeNull();
    expect(readTextFile(join(path, 'below'))).toBeNull();
    removeFile(join(folder, 'missing'));
  });

  it('removes a file', () => {
    removeFile(path);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('names the path where there is a folder instead', () => {
    const failure = (message: string) =>
      expect.objectContaining({ code: 'disk', message: expect.stringContaining(message) as string });
    expect(() => readTextFile(folder)).toThrow(failure(`cannot read ${folder}`));
    expect(() => removeFile(folder)).toThrow(failure(`cannot remove ${folder}`));
  });
});

// There Linux answers ENOENT although the folder around it is there, as some mounts do.
it.runIf(existsSync('/proc/self'))('a folder that cannot be made is not tried for ever', () => {
  const message = 'cannot make the state folder /proc/runinfo/state: give a folder';
  expect(() => makeFolder('state', '/proc/runinfo/state')).toThrow(message);
});

it('a folder that is not there is on no full disk', () => {
  expect(isDiskFull(join(folder, 'gone'))).toBe(false);
});

it('files are told apart by size, by any byte, and by being there', () => {
  const big = Buffer.alloc(2_500_000, 'abc');
  const other = Buffer.from(big);
  other[2_400_000] = 0;
  const put = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const [first, same, differs] = [put('1', big), put('2', big), put('3', other)];
  expect(holdSameBytes(first, same)).toBe(true);
  expect(holdSameBytes(first, differs)).toBe(false);
  expect(holdSameBytes(first, put('4', 'abc'))).toBe(false);
  expect(holdSameBytes(first, join(folder, 'gone'))).toBe(false);
  expect(holdSameBytes(put('5', ''), put('6', ''))).toBe(true);
});

it('what SQLite says of its file names the path, and what to do where the disk is full', () => {
  const full = toDiskError(
    Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' }),
    '/a/b.sqlite',
  );
  expect(full).toMatchObject({
    code: 'disk',
    message: 'cannot write /a/b.sqlite: the disk is full: free some space, then try again',
  });
  const broken = toDiskError(Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR' }), '/a/b.sqlite');
  expect(broken).toMatchObject({ code: 'disk', message: 'cannot write /a/b.sqlite: Error: disk I/O error' });
  for (const other of [new RunInfoError('usage', 'said'), new Error('no code'), 'text']) {
    expect(toDiskError(other, '/a/b.sqlite')).toBe(other);
  }
});
