import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { reopen } from '../../test/support/reopen.ts';
import { SmallDisk } from '../../test/support/small-disk.ts';
import { readTextFile } from './files.ts';
import { Git } from './git.ts';
import type { ArchiveWriter } from './writer.ts';

const root = mkdtempSync(join(tmpdir(), 'git-'));
const folder = join(root, 'archive');
const git = new Git(folder);
let ids: string[];

const FILES: readonly (readonly [subject: string, files: Readonly<Record<string, string | null>>])[] = [
  ['Run 1: µ → 😀', { 'format.json': '{ "format": 1 }', 'current/a': 'µ\n', 'current/b': '', other: 'x' }],
  ['Run 2', { 'current/a': 'two\n', 'current/c': 'new' }],
  ['Run 3', { other: 'y' }],
  ['Run 4', { 'current/b': null, 'current/d/e': 'deep' }],
];

const IDENTITY = ['-c', 'user.name=a', '-c', 'user.email=a@b'];

/** All commits in one batch, as a backfill makes them. */
async function archiveAll(target: string): Promise<ArchiveWriter> {
  const archive = await reopen(target);
  for (const [subject, files] of FILES) {
    for (const [path, text] of Object.entries(files)) archive.write(path, text);
    await archive.commit(subject, [], '2022-11-22T10:00:00Z');
  }
  await archive.flush();
  return archive;
}

beforeAll(async () => {
  await archiveAll(folder);
  const listed = execFileSync('git', ['-C', folder, 'rev-list', '--reverse', 'main'], { encoding: 'utf8' });
  ids = listed.trim().split('\n');
});
afterAll(() => rmSync(root, { recursive: true }));

const commit = (index: number) => ids[index] ?? '';

/** The steps of each commit as `path: before → after`, by the texts. */
async function steps(from: string | null, under: string): Promise<[string, string[]][]> {
  const textOf = async (blob: string | null) => (blob === null ? 'none' : String(git.readObjects([blob])[0]));
  const result: [string, string[]][] = [];
  for (const { subject, steps: made } of await git.stepsSince(from, commit(3), [under])) {
    const lines: string[] = [];
    for (const { path, before, after } of made) {
      lines.push(`${path}: ${JSON.stringify(await textOf(before))} → ${JSON.stringify(await textOf(after))}`);
    }
    result.push([subject, lines]);
  }
  return result;
}

const ALL_STEPS: [string, string[]][] = [
  ['Run 1: µ → 😀', ['current/a: "none" → "µ\\n"', 'current/b: "none" → ""']],
  ['Run 2', ['current/a: "µ\\n" → "two\\n"', 'current/c: "none" → "new"']],
  ['Run 4', ['current/b: "" → "none"', 'current/d/e: "none" → "deep"']],
];

it('a commit is in the history of a later one although runs that were read again date those in between far back', async () => {
  const dated = join(root, 'dated');
  const archive = await reopen(dated);
  const days = [
    ...Array.from({ length: 40 }, (_, index) => 300 + index),
    ...Array.from({ length: 40 }, (_, index) => 10 + index),
  ];
  for (const day of days) {
    archive.write('current/a', `${archive.commits.length}`);
    await archive.commit(`Run ${day}`, [], new Date(Date.UTC(2022, 0, day)).toISOString());
  }
  await archive.flush();
  const history = execFileSync('git', ['-C', dated, 'rev-list', '--reverse', 'main'], { encoding: 'utf8' })
    .trim()
    .split('\n');
  expect(archive.git.notIn('refs/heads/main', history)).toEqual([]);
  expect(archive.git.notIn(history[30] ?? '', history)).toEqual(history.slice(31));
  for (const [index, from] of history.entries()) {
    if (index % 9 > 0) continue;
    expect(archive.git.notIn(history.at(-1) ?? '', [from])).toEqual([]);
    const since = await archive.git.stepsSince(from, history.at(-1) ?? '', ['current']);
    expect(since.map(({ id }) => id)).toEqual(history.slice(index + 1));
  }
});

describe('reading the history', () => {
  it('the head is the newest commit, with its date', async () => {
    const newest = { id: commit(3), seconds: Date.parse('2022-11-22T10:00:00Z') / 1000 };
    expect(git.readHeads()).toEqual({ head: newest, checkedOut: newest });
  });

  it('without a commit there is no head', async () => {
    const empty = new Git(mkdtempSync(join(root, 'empty-')));
    await empty.init();
    expect(empty.readHeads()).toEqual({ head: null, checkedOut: null });
  });

  it('objects come in the order asked, with every byte, and null for those that are not there', async () => {
    const paths = ['other', 'nothing', 'current/b', 'current/a', 'current'];
    const texts = git.readObjects(paths.map((path) => `${commit(0)}:${path}`));
    expect(texts.slice(0, 4)).toEqual(['x', null, '', 'µ\n']);
    expect(git.readObjects(['0'.repeat(40), `${commit(1)}:other`])).toEqual([null, 'x']);
    expect(git.readObjects([])).toEqual([]);
    const broken = [`${commit(0)}:current\na`, `${commit(0)}:other`];
    expect(git.readObjects(broken)).toEqual([null, 'x']);
    expect(git.readIds(broken)).toEqual([null, git.readIds([`${commit(0)}:other`])[0]]);
  });

  it('a commit is known or not', async () => {
    const blob = execFileSync('git', ['-C', folder, 'rev-parse', 'main:other'], { encoding: 'utf8' }).trim();
    expect(['0'.repeat(40), 'main', commit(0)].map((id) => git.hasCommit(id))).toEqual([false, true, true]);
    expect(git.hasCommit(blob)).toBe(false);
  });

  it('the paths between two commits', async () => {
    expect((await git.pathsTouched(commit(0), commit(3))).sort()).toEqual([
      'current/a',
      'current/b',
      'current/c',
      'current/d/e',
      'other',
    ]);
    expect(await git.pathsTouched(commit(3), commit(3))).toEqual([]);
  });

  it('the paths that commits touched since one or ever, taken back or not, whichever of two is the newer', async () => {
    const touched = async (from: string | null, to: string) => (await git.pathsTouched(from, to)).sort();
    const all = ['README.md', 'current/a', 'current/b', 'format.json', 'other'];
    expect(await touched(null, commit(0))).toEqual(all);
    expect(await touched(null, commit(3))).toEqual([...all, 'current/c', 'current/d/e'].sort());
    expect(await touched(commit(1), commit(3))).toEqual(['current/b', 'current/d/e', 'other']);
    expect(await touched(commit(3), commit(1))).toEqual(['current/b', 'current/d/e', 'other']);
    expect(await touched(commit(3), commit(3))).toEqual([]);
    const takenBack = execFileSync(
      'git',
      ['-C', folder, ...IDENTITY, 'commit-tree', `${commit(0)}^{tree}`, '-p', commit(1)],
      {
        encoding: 'utf8',
        input: 'back',
      },
    ).trim();
    const differing = ['-C', folder, 'diff-tree', '-r', '--name-only', commit(0), takenBack];
    expect(execFileSync('git', differing, { encoding: 'utf8' })).toBe('');
    expect(await touched(commit(0), takenBack)).toEqual(['current/a', 'current/c']);
  });

  it('what each commit did under a folder, oldest first, the very first included', async () => {
    expect(await steps(null, 'current')).toEqual(ALL_STEPS);
    expect(await steps(commit(0), 'current')).toEqual(ALL_STEPS.slice(1));
    expect(await steps(commit(3), 'current')).toEqual([]);
    expect(await steps(null, 'nothing')).toEqual([]);
    expect((await steps(null, 'other')).map(([subject]) => subject)).toEqual(['Run 1: µ → 😀', 'Run 3']);
  });
});

describe("the account's own git settings", () => {
  const home = mkdtempSync(join(root, 'home-'));
  const attributes = join(home, 'attributes');
  const again = join(root, 'again');
  const before = process.env['HOME'];

  afterEach(() => {
    if (before === undefined) delete process.env['HOME'];
    else process.env['HOME'] = before;
    rmSync(again, { recursive: true });
  });

  it.each([
    ['[log] showRoot = false'],
    ['[log] follow = true\n decorate = full\n date = relative\n showSignature = true\n[format] pretty = oneline'],
    ['[i18n] logOutputEncoding = ISO-8859-1\n[diff] renames = copies\n noprefix = true\n[commit] gpgSign = true'],
    [`[core] hooksPath = ${home}`],
    [`[core] autocrlf = true\n safecrlf = true\n quotePath = true\n attributesFile = ${attributes}`],
  ])('have no say: %s', async (text) => {
    writeFileSync(attributes, '* text=auto eol=crlf\n');
    writeFileSync(join(home, '.gitconfig'), `${text}\n`);
    writeFileSync(join(home, 'reference-transaction'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    process.env['HOME'] = home;
    expect((await archiveAll(again)).headId).toBe(commit(3));
    expect((await git.pathsTouched(commit(2), commit(3))).sort()).toEqual(['current/b', 'current/d/e']);
    expect(await steps(null, 'current')).toEqual(ALL_STEPS);
    expect(execFileSync('git', ['-C', again, 'status', '--porcelain'], { encoding: 'utf8' })).toBe('');
  });
});

/** Does one thing after the other; gives which of them did not fail. */
async function inTurn(actions: readonly (() => Promise<unknown>)[]): Promise<boolean[]> {
  const done: boolean[] = [];
  for (const action of actions) {
    const [result] = await Promise.allSettled([action()]);
    done.push(result.status === 'fulfilled');
  }
  return done;
}

/** A commit that says that it is signed; gives its id. */
function makeSigned(archive: string): string {
  const text = execFileSync('git', ['-C', archive, 'cat-file', 'commit', 'main'], { encoding: 'utf8' });
  const signature = 'gpgsig -----BEGIN PGP SIGNATURE-----\n \n none\n -----END PGP SIGNATURE-----';
  const input = text.replace('\n\n', `\n${signature}\n\n`);
  const words = ['-C', archive, 'hash-object', '-t', 'commit', '-w', '--stdin'];
  return execFileSync('git', words, { encoding: 'utf8', input }).trim();
}

it('no program of the archive is run: hooks, a file system monitor, filters, a check of signatures', async () => {
  const again = join(root, 'programs');
  const ran = join(root, 'ran');
  await archiveAll(again);
  const program = join(root, 'program');
  writeFileSync(program, `#!/bin/sh\necho "$0 $*" >> ${ran}\n`, { mode: 0o755 });
  const hooks = join(again, '.git/hooks');
  mkdirSync(hooks, { recursive: true });
  for (const name of ['reference-transaction', 'post-index-change']) symlinkSync(program, join(hooks, name));
  mkdirSync(join(again, '.git/info'), { recursive: true });
  writeFileSync(join(again, '.git/info/attributes'), '* filter=x\n');
  const included = join(root, 'included');
  writeFileSync(included, `[filter "x"]\nclean = ${program}\nprocess = ${program}\nrequired = true\n`);
  appendFileSync(
    join(again, '.git/config'),
    `[core]\nfsmonitor = ${program}\n[log]\nshowSignature = true\n[gpg]\nprogram = ${program}\n[include]\npath = ${included}\n`,
  );
  writeFileSync(join(again, 'README.md'), 'another');
  const other = new Git(again);
  const signed = makeSigned(again);
  const done = await inTurn([
    async () => other.workTreeStatus(['README.md']),
    async () => other.updateIndex(['README.md'], 'HEAD'),
    async () => other.rebuildIndex('HEAD'),
    async () => other.markCheckedOut('HEAD', true),
    async () => other.pathsTouched(null, signed),
    async () => other.fastImport(Buffer.from('reset refs/heads/other\nfrom refs/heads/main\n\ndone\n')),
  ]);
  // First which program was run: what git makes of its answer is another matter.
  expect(readTextFile(ran)).toBeNull();
  expect(done).toEqual([true, true, true, true, true, true]);
});

it('says that the disk is full also where git says only that it cannot write', async (context) => {
  const disk = SmallDisk.mount(context, 4000);
  const full = new Git(join(disk.folder, 'archive'));
  mkdirSync(full.folder);
  await full.init();
  await full.fastImport(Buffer.from('commit refs/heads/other\ncommitter a <a@b> 0 +0000\ndata 0\n\ndone\n'));
  const [id] = full.readIds(['refs/heads/other']);
  disk.fill(0);
  const moving = full.moveBranch(id ?? '', null);
  await expect(moving).rejects.toThrow(
    /^git update-ref failed in .* could(?:n't| not) write .*; the disk is full: free/,
  );
  disk.free();
});

it('a repository that is made twice has each of its settings once', async () => {
  const empty = new Git(mkdtempSync(join(root, 'twice-')));
  await empty.init();
  await empty.init();
  const keys = ['gc.auto', 'core.autocrlf', 'core.fsync', 'fastimport.unpackLimit'];
  const values = await Promise.all(keys.map(async (key) => empty.run(['config', '--local', '--get-all', key])));
  expect(values).toEqual(['0\n', 'false\n', 'objects,derived-metadata,reference\n', '1\n']);
});

it('what git cannot do fails with the folder and the command named', async () => {
  const failure = (name: string) => ({
    code: 'archive',
    message: expect.stringContaining(`git ${name} failed in ${folder}`) as string,
  });
  await expect(git.pathsTouched('nothing', 'main')).rejects.toMatchObject(failure('log'));
  await expect(git.markCheckedOut('nothing', false)).rejects.toMatchObject(failure('update-ref'));
  await expect(git.fastImport(Buffer.from('commit nonsense'))).rejects.toMatchObject(failure('fast-import'));
});

it('a folder that is gone fails the same way', () => {
  const gone = join(root, 'gone');
  const failure = { code: 'archive', message: expect.stringContaining(gone) as string };
  expect(() => new Git(gone).readHeads()).toThrow(expect.objectContaining(failure));
});
