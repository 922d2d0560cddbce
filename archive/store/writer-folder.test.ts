import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ArchiveFolder } from '../documents/reader.ts';
import { reopen } from '../../test/support/reopen.ts';
import { ArchiveWriter } from './writer.ts';

const START = '2022-11-22T10:00:00Z';
let root: string;
let folder: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'folder-'));
  folder = join(root, 'archive');
});
afterEach(() => rmSync(root, { recursive: true }));

/** Every file and folder below, with its bytes and when it was last written. */
function everything(): Record<string, readonly [string, number]> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(
    paths.map((path) => {
      const found = lstatSync(path);
      return [path, [found.isFile() ? readFileSync(path, 'latin1') : 'folder', found.mtimeMs]];
    }),
  );
}

function otherRepository(branch: string, file: string | null): void {
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args]);
  mkdirSync(folder);
  git('init', '--quiet', `--initial-branch=${branch}`);
  if (file !== null) {
    writeFileSync(join(folder, file), '{}\n');
    git('add', '--all');
  }
  git('commit', '--quiet', '--allow-empty', '-m', 'theirs');
}

async function archiveRun(): Promise<void> {
  await archiveRunWith(await reopen(folder));
}

async function archiveRunWith(archive: ArchiveWriter): Promise<void> {
  archive.writeJson('format.json', { format: 1, settings: 'digest' });
  archive.write('runs/0/1.json', '{"format":1}');
  archive.write('runs/0/2.json', '{"format":1}');
  await archive.commit('Run 1', [], START);
  await archive.flush();
}

describe('a folder that is something else is refused, named, and left as it is', () => {
  it.each<[string, () => void]>([
    ['a file', () => writeFileSync(folder, 'theirs')],
    [
      'a folder with files',
      () => {
        mkdirSync(folder);
        writeFileSync(join(folder, 'notes.txt'), 'theirs');
      },
    ],
    [
      'a folder with hidden files',
      () => {
        mkdirSync(folder);
        writeFileSync(join(folder, '.notes'), 'theirs');
      },
    ],
    ['a repository of something else', () => otherRepository('main', 'readme')],
    ['a repository with a format file of something else', () => otherRepository('main', 'format.json')],
    ['a repository on another branch', () => otherRepository('master', 'readme')],
    ['a repository on another branch, without files', () => otherRepository('master', null)],
  ])('%s', async (_, make) => {
    make();
    const before = everything();
    const refusal = { message: expect.stringContaining(folder) as string };
    await expect(reopen(folder)).rejects.toMatchObject(refusal);
    await expect(ArchiveWriter.openDry(folder)).rejects.toMatchObject(refusal);
    expect(everything()).toEqual(before);
  });
});

describe('a folder that is made an archive', () => {
  it.each<[string, () => void]>([
    ['one that is not there, nor the one above it', () => rmSync(root, { recursive: true })],
    ['one that is empty', () => mkdirSync(folder)],
    [
      'an empty repository',
      () => {
        mkdirSync(folder);
        execFileSync('git', ['-C', folder, 'init', '--quiet']);
      },
    ],
  ])('%s', async (_, make) => {
    make();
    await archiveRun();
    expect(new ArchiveFolder(folder).list('.')).toEqual(['README.md', 'format.json', 'runs']);
  });

  it('is opened again, as it is', async () => {
    await archiveRun();
    const head = (await reopen(folder)).headId;
    const isOfLock = (path: string) => path === join(folder, '.git') || path.includes('.git/runinfo-lock');
    const archived = () => Object.entries(everything()).filter(([path]) => !isOfLock(path));
    const before = archived();
    expect((await reopen(folder)).headId).toBe(head);
    expect(archived()).toEqual(before);
  });
});

describe('while it is open for writing', () => {
  it('an archive is locked, for whoever wants to write: the holder is named, and its git locks are left alone', async () => {
    const archive = await reopen(folder, { now: 0 });
    await archiveRunWith(archive);
    const lock = join(folder, '.git/index.lock');
    writeFileSync(lock, '');
    const said = `another tick, with another state folder, is writing ${folder} (process ${process.pid} on `;
    const refusal = { code: 'locked', message: expect.stringContaining(said) as string };
    await expect(ArchiveWriter.open(folder)).rejects.toMatchObject(refusal);
    expect(existsSync(lock)).toBe(true);
    expect((await ArchiveWriter.openDry(folder)).headId).toBe(archive.headId);
    archive.close();
    archive.close();
    expect((await reopen(folder)).headId).toBe(archive.headId);
    expect(existsSync(lock)).toBe(false);
  });

  it('one that cannot be opened is not locked', async () => {
    await archiveRun();
    await archiveRunWith(await reopen(folder));
    execFileSync('git', ['-C', folder, 'update-ref', '-d', 'refs/runinfo/checked-out']);
    rmSync(join(folder, 'README.md'));
    mkdirSync(join(folder, 'README.md'));
    await expect(reopen(folder)).rejects.toMatchObject({ code: 'disk' });
    await expect(ArchiveWriter.open(folder)).rejects.toMatchObject({ code: 'disk' });
  });
});

describe('a dry run', () => {
  it('plans the first commit without making the folder', async () => {
    const archive = await ArchiveWriter.openDry(folder);
    archive.write('runs/0/1.json', '{"format":1}');
    await archive.commit('Run 1', ['said'], null);
    await archive.flush();
    expect(archive.commits).toEqual([{ subject: 'Run 1', body: ['said'], paths: ['README.md', 'runs/0/1.json'] }]);
    expect(archive.readDocument('runs/0/1.json')).toEqual({ format: 1 });
    expect(archive.headId).toBeNull();
    expect(existsSync(folder)).toBe(false);
  });

  it('plans on what stands, sees its own plan, and touches nothing', async () => {
    await archiveRun();
    const before = everything();
    const archive = await ArchiveWriter.openDry(folder);
    archive.write('runs/0/1.json', null);
    archive.write('runs/0/3.json', '{"format":1}');
    archive.storeValue('a\nb');
    await archive.commit('Run 3', [], START);
    await archive.flush();
    archive.write('runs/0/2.json', null);
    expect(archive.list('runs/0')).toEqual(['3.json']);
    expect(archive.commits).toMatchObject([{ subject: 'Run 3', paths: ['runs/0/1.json', 'runs/0/3.json', {}] }]);
    expect(everything()).toEqual(before);
  });
});
