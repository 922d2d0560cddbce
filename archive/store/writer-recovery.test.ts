import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
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
import { rolldown } from 'rolldown';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reopen } from '../../test/support/reopen.ts';
import { BATCH_LENGTH } from './commits.ts';
import { ArchiveWriter } from './writer.ts';

const START = '2022-11-22T10:00:00Z';
const CHECKED_OUT = 'refs/runinfo/checked-out';
let root: string;
let folder: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'recovery-'));
  folder = join(root, 'archive');
});
afterEach(() => rmSync(root, { recursive: true }));

function git(...args: string[]): string {
  return execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8', maxBuffer: 2 ** 28 });
}

/** The text of every file of the work tree, hidden ones included. */
function workTree(): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  const own = paths.filter((path) => !path.startsWith('.git/'));
  return Object.fromEntries(own.map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

/** What is there: the files, what git status says, and the commit that the work tree is marked to show. */
function onDisk() {
  const status = git('status', '--porcelain', '--untracked-files=all');
  return { files: workTree(), status, shows: git('rev-parse', CHECKED_OUT) };
}

/** What should be there: HEAD. */
function head(): ReturnType<typeof onDisk> {
  const paths = git('ls-tree', '-r', '-z', '--name-only', 'HEAD').split('\0').filter(Boolean);
  const files = Object.fromEntries(paths.map((path) => [path, git('cat-file', 'blob', `HEAD:${path}`)]));
  return { files, status: '', shows: git('rev-parse', 'HEAD') };
}

async function commitRun(archive: ArchiveWriter, run: number): Promise<void> {
  archive.writeJson('format.json', { format: 1, settings: 'digest' });
  archive.writeJson(`runs/0/${run}.json`, { format: 1, run });
  archive.write('current/HCAL_HF/X', `brought by ${run}\n`);
  archive.write('current/HCAL_HF/Y', run === 1 ? 'goes\n' : null);
  await archive.commit(`Run ${run}`, [], START);
  await archive.flush();
}

async function archiveTwoRuns(): Promise<void> {
  const archive = await reopen(folder);
  await commitRun(archive, 1);
  await commitRun(archive, 2);
}

it('after every flush the work tree is HEAD, and git status is clean', async () => {
  const archive = await reopen(folder);
  for (const run of [1, 2, 3]) {
    await commitRun(archive, run);
    expect(onDisk()).toEqual(head());
  }
});

describe('a tick that was killed between its commit and its files is put right by the next', () => {
  it('in the first commit of all', async () => {
    await commitRun(await reopen(folder), 1);
    git('update-ref', '-d', CHECKED_OUT);
    rmSync(join(folder, '.git/index'));
    for (const path of ['runs', 'current', 'format.json', 'README.md']) {
      rmSync(join(folder, path), { recursive: true });
    }
    await reopen(folder);
    expect(onDisk()).toEqual(head());
  });

  it('in a later one, whatever part of the files was done', async () => {
    await archiveTwoRuns();
    git('update-ref', CHECKED_OUT, 'HEAD~1');
    git('read-tree', 'HEAD~1');
    rmSync(join(folder, 'runs/0/2.json'));
    writeFileSync(join(folder, 'current/HCAL_HF/X'), 'brought by 1\n');
    writeFileSync(join(folder, 'current/HCAL_HF/Y'), 'goes\n');
    const archive = await reopen(folder);
    expect(onDisk()).toEqual(head());
    await commitRun(archive, 3);
    expect(onDisk()).toEqual(head());
  });

  it('where the files are there and only the mark is missing', async () => {
    await archiveTwoRuns();
    git('update-ref', CHECKED_OUT, 'HEAD~1');
    await reopen(folder);
    expect(onDisk()).toEqual(head());
  });

  it("where git's index is gone as well: it is made of all files, not only of those that are written again", async () => {
    await archiveTwoRuns();
    git('update-ref', CHECKED_OUT, 'HEAD~1');
    rmSync(join(folder, '.git/index'));
    await reopen(folder);
    expect(onDisk()).toEqual(head());
  });

  it('in the middle of writing a file: what is half written goes away', async () => {
    await archiveTwoRuns();
    git('update-ref', CHECKED_OUT, 'HEAD~1');
    writeFileSync(join(folder, '.git/.runinfo-4711-1.tmp'), 'brought b');
    writeFileSync(join(folder, '.git/.runinfo-4711-2.tmp'), '{ "format"');
    const archive = await reopen(folder);
    expect(readdirSync(join(folder, '.git')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(archive.list('runs/0')).toEqual(['1.json', '2.json']);
    expect(onDisk()).toEqual(head());
  });

  it('in the middle of making the repository', async () => {
    mkdirSync(join(folder, '.git/hooks'), { recursive: true });
    await commitRun(await reopen(folder), 1);
    expect(onDisk()).toEqual(head());
    expect(git('config', '--local', 'core.fsync').trim()).toBe('objects,derived-metadata,reference');
  });

  it('in the middle of writing its settings', async () => {
    await reopen(folder);
    writeFileSync(join(folder, '.git/config.lock'), '');
    await commitRun(await reopen(folder), 1);
    expect(onDisk()).toEqual(head());
  });

  it('after making the repository, before its settings', async () => {
    execFileSync('git', ['init', '--quiet', '--initial-branch=main', folder]);
    await commitRun(await reopen(folder), 1);
    expect(onDisk()).toEqual(head());
    expect(git('config', '--local', 'core.fsync').trim()).toBe('objects,derived-metadata,reference');
  });
});

/** A file and its folder that a batch brings and the next one takes away. */
const BRIEF = 'current/HCAL_BRIEF/Z';
const LEFTOVER = '.git/.runinfo-4711-1.tmp';

/** A value that run 2 changes, which is written, and run 3 takes back, which only git has: then the tick is no more. */
async function endBetweenBatches(archive: ArchiveWriter, end: () => void): Promise<void> {
  const fastImport = archive.git.fastImport.bind(archive.git);
  let batches = 0;
  archive.git.fastImport = async (stream) => {
    const id = await fastImport(stream);
    batches += 1;
    if (batches === 2) end();
    return id;
  };
  archive.write('current/HCAL_HF/X', 'brought by 2\n');
  archive.write('current/HCAL_BRIEF/Z', 'brief\n');
  await archive.commit('Run 2', [], '2022-11-22T10:00:00Z');
  archive.write('current/HCAL_HF/X', 'brought by 1\n');
  archive.write('current/HCAL_BRIEF/Z', null);
  await archive.commit('Run 3', [], '2022-11-22T10:00:00Z');
  await archive.flush();
}

/** What the archive is to be like after `endBetweenBatches`: as HEAD, and able to bring again what was taken back. */
async function expectRecovery(): Promise<void> {
  expect(git('log', '--format=%s')).toBe('Run 3\nRun 2\nRun 1\n');
  expect(readFileSync(join(folder, 'current/HCAL_HF/X'), 'utf8')).toBe('brought by 2\n');
  expect(readFileSync(join(folder, BRIEF), 'utf8')).toBe('brief\n');
  writeFileSync(join(folder, LEFTOVER), 'bri');
  const archive = await reopen(folder);
  expect(onDisk()).toEqual(head());
  expect(existsSync(join(folder, LEFTOVER))).toBe(false);
  archive.write('current/HCAL_HF/X', 'brought by 2\n');
  await archive.commit('Run 4', [], START);
  await archive.flush();
  expect(git('show', 'HEAD:current/HCAL_HF/X')).toBe('brought by 2\n');
  expect(onDisk()).toEqual(head());
}

describe('a tick that ends between two batches, of which the second takes back what the first changed', () => {
  beforeEach(async () => {
    const archive = await reopen(folder);
    await commitRun(archive, 1);
    archive.close();
  });

  it('by an error: the next one writes every file that either touched, and commits what changes again', async () => {
    const archive = await reopen(folder, { batchLength: 0 });
    const end = () => {
      throw new Error('ended');
    };
    await expect(endBetweenBatches(archive, end)).rejects.toThrow('ended');
    await expectRecovery();
  });

  it('by SIGKILL: the same', async () => {
    const script = `
      import { ArchiveWriter } from './writer.ts';
      ${endBetweenBatches.toString()}
      const archive = await ArchiveWriter.open(${JSON.stringify(folder)}, { batchLength: 0 });
      await endBetweenBatches(archive, () => process.kill(process.pid, 'SIGKILL'));`;
    const path = join(import.meta.dirname, 'killed.ts');
    const made = await rolldown({
      input: path,
      platform: 'node',
      external: /^[^./]/,
      plugins: [
        { name: 'script', load: (id) => (id === path ? script : null), resolveId: (id) => (id === path ? id : null) },
      ],
    });
    const { output } = await made.generate({ format: 'esm' });
    const { signal, stderr } = spawnSync(process.execPath, ['--input-type=module'], {
      input: output[0].code,
      encoding: 'utf8',
    });
    expect({ signal, stderr }).toEqual({ signal: 'SIGKILL', stderr: '' });
    await expectRecovery();
  });
});

it('files that could not be written are written by the next flush, or by the next tick; the commit is made once', async () => {
  const archive = await reopen(folder);
  await commitRun(archive, 1);
  writeFileSync(join(folder, 'changes'), 'in the way');
  archive.write('changes/0/2.json', '{}');
  archive.write('current/HCAL_HF/X', 'brought by 2\n');
  await archive.commit('Run 2', [], START);
  for (const attempt of [1, 2]) {
    await expect(archive.flush(), `attempt ${attempt}`).rejects.toMatchObject({ code: 'disk' });
    expect(git('log', '--format=%s')).toBe('Run 2\nRun 1\n');
    expect(onDisk().shows).not.toBe(head().shows);
  }
  rmSync(join(folder, 'changes'));
  const copy = join(root, 'copy');
  cpSync(folder, copy, { recursive: true });
  await archive.flush();
  expect(onDisk()).toEqual(head());
  folder = copy;
  await reopen(folder);
  expect(onDisk()).toEqual(head());
});

it('batches of a backfill stay in order, also where one could not be put in place at once', async () => {
  const archive = await reopen(folder);
  await commitRun(archive, 1);
  writeFileSync(join(folder, 'changes'), 'in the way');
  const commitMuch = async (run: number) => {
    archive.write(run === 2 ? 'changes/0/2.json' : 'current/HCAL_HF/X', `${run} `.repeat(BATCH_LENGTH / 2 + 1));
    await archive.commit(`Run ${run}`, [], START);
    expect(archive.readText('current/HCAL_HF/X')?.slice(0, 2)).toBe(run === 2 ? 'br' : `${run} `);
  };
  await commitMuch(2);
  await expect(commitMuch(3)).rejects.toMatchObject({ code: 'disk' });
  await expect(archive.flush()).rejects.toMatchObject({ code: 'disk' });
  rmSync(join(folder, 'changes'));
  await commitMuch(4);
  await commitMuch(5);
  await archive.flush();
  expect(git('log', '--format=%s').trim().split('\n')).toEqual([5, 4, 3, 2, 1].map((run) => `Run ${run}`));
  expect(onDisk()).toEqual(head());
});

it('what somebody commits into the archive stays as it is, byte for byte, and so do the texts beside it', async () => {
  await archiveTwoRuns();
  const picture = Buffer.from(Array.from({ length: 3000 }, (_, index) => (index * 7) % 256));
  const pictures = ['picture.png', 'notes/a b.png', 'current/HCAL_HF/A'].map((path) => join(folder, path));
  mkdirSync(join(folder, 'notes'));
  for (const path of pictures) writeFileSync(path, picture);
  writeFileSync(join(folder, 'notes/run.sh'), '#!/bin/sh\n', { mode: 0o755 });
  symlinkSync('picture.png', join(folder, 'link.png'));
  writeFileSync(join(folder, 'README.md'), 'Ours: µ\n');
  git('add', '--all');
  git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '--quiet', '-m', 'Pictures');
  const before = workTree();
  await commitRun(await reopen(folder), 3);
  for (const path of pictures) expect(readFileSync(path)).toEqual(picture);
  expect(lstatSync(join(folder, 'link.png')).isSymbolicLink()).toBe(true);
  expect(workTree()).toMatchObject({ ...before, 'current/HCAL_HF/X': 'brought by 3\n' });
  expect(onDisk()).toMatchObject({ status: '', shows: head().shows });
});

it.each([
  ['is empty', ''],
  ['is cut off', 'DIRC\0\0\0\u0002\0\0\0\u0005'],
  ['is something else', 'x'.repeat(5000)],
])("git's index that %s after a power cut is made again", async (_, text) => {
  await archiveTwoRuns();
  writeFileSync(join(folder, '.git/index'), text);
  await commitRun(await reopen(folder), 3);
  expect(onDisk()).toEqual(head());
});

it("git's index that somebody removed is made again, though nothing is written", async () => {
  await archiveTwoRuns();
  rmSync(join(folder, '.git/index'));
  await reopen(folder);
  expect(git('status', '--porcelain')).toBe('');
});

it.each([
  ['is empty', ''],
  ['is full of zeros', '\0'.repeat(41)],
  ['is something else', 'x'.repeat(41)],
  ['names a commit that is not there', `${'1'.repeat(40)}\n`],
])('a mark that %s after a power cut is none: every file is compared with HEAD', async (_, text) => {
  await archiveTwoRuns();
  writeFileSync(join(folder, '.git', CHECKED_OUT), text);
  rmSync(join(folder, 'runs/0/1.json'));
  writeFileSync(join(folder, 'current/HCAL_HF/X'), 'brought by 1\n');
  writeFileSync(join(folder, 'current/HCAL_HF/Y'), 'goes\n');
  expect((await ArchiveWriter.openDry(folder)).headId).toBe(git('rev-parse', 'HEAD').trim());
  await reopen(folder);
  expect(onDisk()).toEqual(head());
  await commitRun(await reopen(folder), 3);
  expect(onDisk()).toEqual(head());
});

it.each([
  ['is empty', ''],
  ['is full of zeros', '\0'.repeat(41)],
])('a branch that %s after a power cut is named, with the command that mends it', async (_, text) => {
  await archiveTwoRuns();
  const expected = head();
  const path = join(folder, '.git/refs/heads/main');
  writeFileSync(path, text);
  for (const open of [reopen, async (target: string) => ArchiveWriter.openDry(target)]) {
    const message = `${path} is damaged, as a power cut may leave it: write the newest commit into it again: `;
    const failure = await open(folder).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'archive', message: expect.stringContaining(message) as string });
    expect(String(failure)).toContain(`echo ${expected.shows.trim()} > ${path}`);
  }
  execFileSync('sh', ['-c', `echo ${expected.shows.trim()} > ${path}`]);
  await reopen(folder);
  expect(onDisk()).toEqual(expected);
  rmSync(join(folder, '.git/logs'), { recursive: true });
  writeFileSync(path, text);
  await expect(reopen(folder)).rejects.toThrow('restore it, or the whole archive, from a copy');
});

it('a repository around the archive is never written to, even where that of the archive is broken', async () => {
  const outer = (...args: string[]) => execFileSync('git', ['-C', root, ...args], { encoding: 'utf8' });
  outer('init', '--quiet', '--initial-branch=trunk');
  outer('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '--quiet', '--allow-empty', '-m', 'theirs');
  const before = outer('for-each-ref') + readFileSync(join(root, '.git/config'), 'utf8');
  mkdirSync(join(folder, '.git'), { recursive: true });
  await reopen(folder)
    .then(async (archive) => commitRun(archive, 1))
    .catch(() => undefined);
  expect(outer('for-each-ref') + readFileSync(join(root, '.git/config'), 'utf8')).toBe(before);
});

it('a failing git names the folder', async () => {
  await archiveTwoRuns();
  const archive = await reopen(folder);
  rmSync(join(folder, '.git/objects'), { recursive: true });
  archive.write('file', 'x');
  await archive.commit('Run 3', [], START);
  const failure = { code: 'archive', message: expect.stringContaining(folder) as string };
  await expect(archive.flush()).rejects.toMatchObject(failure);
});
