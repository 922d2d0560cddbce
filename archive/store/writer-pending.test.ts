import { mkdtempSync, rmSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '../documents/canonical.ts';
import { valuePath } from '../documents/layout.ts';
import { ArchiveFolder } from '../documents/reader.ts';
import { ArchiveWriter } from './writer.ts';

const START = '2022-11-22T10:00:00Z';
let folder: string;
let archive: ArchiveWriter;

async function open(): Promise<void> {
  archive = await ArchiveWriter.open(folder);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pending-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const onDisk = () => new ArchiveFolder(folder);

async function archiveFiles(...paths: string[]): Promise<void> {
  for (const path of paths) archive.write(path, `first ${path}`);
  await archive.commit('first', [], START);
  await archive.flush();
}

describe('what is written is seen at once, and not yet on disk', () => {
  beforeEach(open);

  it('texts and documents, new, altered and removed', async () => {
    archive.writeJson('a.json', { format: 1, n: 1 });
    archive.write('b', 'b');
    await archiveFiles('c');
    archive.writeJson('a.json', { format: 1, n: 2 });
    archive.write('b', null);
    archive.write('d', '');
    const seen = () => [archive.readDocument('a.json'), ...['b', 'c', 'd'].map((path) => archive.readText(path))];
    expect(seen()).toEqual([{ format: 1, n: 2 }, null, 'first c', '']);
    expect(onDisk().readDocument('a.json')).toEqual({ format: 1, n: 1 });
    expect([onDisk().readText('b'), onDisk().readText('d')]).toEqual(['b', null]);
    await archive.commit('second', [], START);
    expect(onDisk().readText('b')).toBe('b');
    await archive.flush();
    expect(seen()).toEqual([{ format: 1, n: 2 }, null, 'first c', '']);
    expect([onDisk().readText('b'), onDisk().readText('d')]).toEqual([null, '']);
  });

  it('a document that is removed, or written as text, is not remembered', () => {
    archive.writeJson('a.json', { format: 1 });
    archive.write('a.json', null);
    expect(archive.readDocument('a.json')).toBeNull();
    archive.writeJson('a.json', { format: 1 });
    archive.write('a.json', '{"format":1,"by":"hand"}');
    expect(archive.readDocument('a.json')).toEqual({ format: 1, by: 'hand' });
  });

  it('names in folders', async () => {
    await archiveFiles('runs/1/a', 'runs/1/b', 'runs/2/c');
    archive.write('runs/1/a', null);
    archive.write('runs/3/deep/d', 'd');
    archive.write('runs/10/e', 'e');
    archive.write('runsX/f', 'f');
    expect(archive.list('runs')).toEqual(['1', '10', '2', '3']);
    expect(archive.list('runs/1')).toEqual(['b']);
    expect(archive.list('runs/3')).toEqual(['deep']);
    expect(onDisk().list('runs/1')).toEqual(['a', 'b']);
  });
});

describe('what waits for the next commit', () => {
  beforeEach(open);

  it('is nothing where a file was written back to what it was', async () => {
    await archiveFiles('a', 'b');
    archive.write('a', 'other');
    archive.write('a', 'first a');
    archive.write('b', null);
    archive.write('b', 'first b');
    archive.write('c', 'new');
    archive.write('c', null);
    expect(archive.hasStaged).toBe(false);
    await archive.commit('nothing', [], START);
    expect(archive.commits.map((commit) => commit.subject)).toEqual(['first']);
  });

  it('is the last of several writings, also after one that went back', async () => {
    await archiveFiles('a');
    for (const text of ['second', 'first a', 'third', 'fourth']) archive.write('a', text);
    await archive.commit('second', [], START);
    await archive.flush();
    const [last] = (await archive.git.stepsSince(null, archive.headId ?? '', ['a', 'README.md'])).slice(-1);
    expect(last?.steps.map(({ path }) => path)).toEqual(['a']);
    expect(onDisk().readText('a')).toBe('fourth');
  });

  it('goes by the commit before, be it real yet or not', async () => {
    await archiveFiles('a');
    archive.write('a', 'second');
    await archive.commit('second', [], START);
    archive.write('a', 'first a');
    expect(archive.hasStaged).toBe(true);
    await archive.commit('third', [], START);
    await archive.flush();
    const show = (commit: string) => execFileSync('git', ['-C', folder, 'show', `${commit}:a`]).toString();
    expect([show('HEAD~1'), show('HEAD')]).toEqual(['second', 'first a']);
  });

  it('is not put into the work tree with the commits before it', async () => {
    archive.write('a', 'committed');
    await archive.commit('first', [], START);
    archive.write('a', 'not yet');
    archive.write('b', 'not yet');
    await archive.flush();
    expect([onDisk().readText('a'), onDisk().readText('b')]).toEqual(['committed', null]);
    expect(archive.readText('b')).toBe('not yet');
  });
});

describe('a value', () => {
  beforeEach(async () => {
    archive = await ArchiveWriter.openDry(folder);
  });

  it.each([
    ['short', 'v1'],
    ['empty', ''],
    ['of 200 characters', 'x'.repeat(200)],
    ['with what is no line break', 'a\u2028b\u0085c\fd'],
  ])('%s stands in place', (_, text) => {
    expect(archive.storeValue(text)).toBe(text);
    expect(archive.hasStaged).toBe(false);
  });

  it.each([
    ['of 201 characters', 'x'.repeat(201), 1],
    ['with LF', 'a\nb', 2],
    ['with CR', 'a\rb\rc', 3],
    ['with CR LF', 'a\r\nb', 2],
  ])('%s has a file named by its digest', async (_, text, lines) => {
    const stored = archive.storeValue(text);
    const ref = sha256(text);
    expect(stored).toEqual({ ref, lines, length: text.length });
    expect(archive.readText(valuePath(ref))).toBe(text);
    expect(archive.readValue(stored)).toBe(text);
  });

  it('is on disk after the commit', async () => {
    await open();
    const text = 'a\r\nb\u2028';
    const stored = archive.storeValue(text);
    await archive.commit('first', [], START);
    await archive.flush();
    expect(onDisk().readValue(stored)).toBe(text);
  });
});
