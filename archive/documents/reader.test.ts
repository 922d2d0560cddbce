import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from './canonical.ts';
import { valuePath } from './layout.ts';
import { ArchiveFolder } from './reader.ts';

let archive: ArchiveFolder;

beforeEach(() => {
  archive = new ArchiveFolder(mkdtempSync(join(tmpdir(), 'reader-')));
});
afterEach(() => rmSync(archive.folder, { recursive: true }));

function put(path: string, text: string): void {
  mkdirSync(join(archive.folder, path, '..'), { recursive: true });
  writeFileSync(join(archive.folder, path), text);
}

describe('a document', () => {
  it('is what the file holds; without a file, there is none', () => {
    put('runs/1/1000.json', '{"format":1,"run":1000}');
    expect(archive.readDocument('runs/1/1000.json')).toEqual({ format: 1, run: 1000 });
    expect(archive.readDocument('runs/1/1001.json')).toBeNull();
    expect(archive.readDocument('runs/1/1000.json/below')).toBeNull();
  });

  it.each([
    ['cut off', '{"format":1,"run"'],
    ['empty', ''],
    ['NUL bytes', '\0\0\0'],
    ['with a byte order mark', '\ufeff{"format":1}'],
    ['two documents', '{"format":1}{"format":1}'],
    ['no object', '"format"'],
    ['null', 'null'],
    ['a list', '["format"]'],
    ['without its format', '{"run":1000}'],
  ])('that is damaged is named with its path: %s', (_, text) => {
    put('runs/1/1000.json', text);
    expect(() => archive.readDocument('runs/1/1000.json')).toThrow(
      expect.objectContaining({ code: 'archive', message: expect.stringContaining('runs/1/1000.json') }),
    );
  });
});

describe('a value', () => {
  it('that is short stands for itself, a long one is in its file', () => {
    const text = 'a\r\n\u2028µ';
    const ref = sha256(text);
    put(valuePath(ref), text);
    expect(archive.readValue('short')).toBe('short');
    expect(archive.readValue({ ref, lines: 2, length: text.length })).toBe(text);
  });

  it('is read once, as long as those asked for since have room beside it: by their length, not by how many they are', () => {
    class Counting extends ArchiveFolder {
      reads = 0;
      override readText(path: string) {
        this.reads += 1;
        return super.readText(path);
      }
    }
    const readTwice = (texts: readonly string[]) => {
      const counting = new Counting(archive.folder);
      const values = texts.map((text) => ({ ref: sha256(text), lines: 1, length: text.length }));
      for (const [index, { ref }] of values.entries()) put(valuePath(ref), texts[index] ?? '');
      const read = [...values, ...values].map((value) => counting.readValue(value));
      expect(read).toEqual([...texts, ...texts]);
      return counting.reads;
    };
    expect(readTwice(Array.from({ length: 500 }, (_, index) => `value ${index}`))).toBe(500);
    expect(readTwice(['a', 'b'].map((letter) => letter.repeat(9_000_000)))).toBe(4);
    expect(readTwice(['c'.repeat(17_000_000)])).toBe(1);
  });

  it('whose file is not what its name says is named with its path', () => {
    const ref = sha256('as it was read');
    put(valuePath(ref), 'as somebody committed it');
    expect(() => archive.readValue({ ref, lines: 1, length: 14 })).toThrow(
      expect.objectContaining({
        code: 'archive',
        message: expect.stringContaining(`${valuePath(ref)} in the archive is damaged`),
      }),
    );
  });

  it('whose file is missing is named with its path', () => {
    const ref = sha256('gone');
    expect(() => archive.readValue({ ref, lines: 1, length: 4 })).toThrow(
      expect.objectContaining({ code: 'archive', message: expect.stringContaining(valuePath(ref)) }),
    );
  });
});

it('the names in a folder are sorted, and none where there is no folder', () => {
  for (const name of ['b', 'a', 'B']) put(`current/HCAL_HF/${name}`, '');
  expect(archive.list('current/HCAL_HF')).toEqual(['B', 'a', 'b']);
  expect(archive.list('nothing')).toEqual([]);
  expect(archive.list('current/HCAL_HF/a')).toEqual([]);
});

it('files named by digest are named by the SHA-256 of their UTF-8 bytes', () => {
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(valuePath(sha256('abc'))).toBe(`values/ba/${sha256('abc')}.txt`);
});
