import { execFileSync, spawn } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { isAnything, readBytesFile, readTextFile } from './files.ts';
import { writeNamedFile } from './write-file.ts';

let folder: string;
const at = (name: string) => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'named-'));
  writeFileSync(at('file'), 'old');
  writeFileSync(at('.runinfo-99999999-1.tmp'), 'of a killed writer');
  mkdirSync(at('folder'));
  execFileSync('mkfifo', [at('pipe')]);
});
afterEach(() => rmSync(folder, { recursive: true }));

it('a file that somebody named is written, of a link the file behind it, and what a killed writer left beside it removed', () => {
  const ofLiving = '.runinfo-1-1.tmp';
  writeFileSync(at(ofLiving), 'of a writer at work');
  symlinkSync('../file', at('folder/link'));
  writeNamedFile(at('folder/link'), 'new');
  expect(lstatSync(at('folder/link')).isSymbolicLink()).toBe(true);
  expect(readFileSync(at('file'), 'utf8')).toBe('new');
  writeNamedFile(at('deep/other'), 'first');
  expect(readFileSync(at('deep/other'), 'utf8')).toBe('first');
  expect(readdirSync(folder).sort()).toEqual([ofLiving, 'deep', 'file', 'folder', 'pipe']);
});

it.each([
  ['pipe', 'it is no plain file: give another path'],
  ['folder', 'a folder has that name: give another one'],
  ['nowhere', 'it is a symbolic link to nothing: remove it'],
  ['file/below', 'what should be a folder on the way to it is none: give another path'],
  ['n'.repeat(300), 'its name is too long: give a shorter one'],
  ['circle', 'symbolic links on the way to it lead in a circle: correct them'],
])('what is no file stays as it is: %s', (name, says) => {
  symlinkSync('gone', at('nowhere'));
  symlinkSync('circle', at('circle'));
  const kinds = () => readdirSync(folder).map((entry) => [entry, lstatSync(at(entry)).mode]);
  const before = kinds();
  expect(() => writeNamedFile(at(name), 'new')).toThrow(
    expect.objectContaining({ code: 'disk', message: `cannot write ${at(name)}: ${says}` }),
  );
  expect(kinds().filter(([entry]) => !String(entry).endsWith('.tmp'))).toEqual(
    before.filter(([entry]) => !String(entry).endsWith('.tmp')),
  );
});

it('a pipe is not waited for, nor is a device read without end, unless somebody hands a pipe over', () => {
  symlinkSync('/dev/zero', at('zero'));
  for (const name of ['pipe', 'zero', 'folder']) {
    const says = `cannot read ${at(name)}: it is no plain file: name another one, or put a file there`;
    expect(() => readTextFile(at(name))).toThrow(expect.objectContaining({ code: 'disk', message: says }));
    expect(() => readBytesFile(at(name))).toThrow('it is no plain file');
  }
  expect(readBytesFile(at('gone'))).toBeNull();
  // The reader opens the pipe before the writer, or after it: each waits for the other.
  const writer = spawn('sh', ['-c', 'printf handed > "$0"', at('pipe')]);
  onTestFinished(() => void writer.kill());
  expect(readTextFile(at('pipe'), true)).toBe('handed');
});

it('a link that leads nowhere is something', () => {
  symlinkSync('gone', at('nowhere'));
  expect(isAnything(at('nowhere'))).toBe(true);
  expect(isAnything(at('gone'))).toBe(false);
});
