import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { reopen } from '../../test/support/reopen.ts';
import { removeLeftovers, repack } from './git-upkeep.ts';
import { Git } from './git.ts';

let root: string;
let folder: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'leftovers-'));
});
afterAll(() => rmSync(root, { recursive: true }));

/** A copy of an archive of three runs, which the first test that needs it makes. */
async function copyArchive(): Promise<void> {
  folder = join(root, 'made');
  if (!existsSync(folder)) for (const run of [1, 2, 3]) await archiveRun(run);
  folder = mkdtempSync(join(root, 'archive-'));
  cpSync(join(root, 'made'), folder, { recursive: true });
}

/** A repository without anything in it. */
function makeEmpty(): void {
  folder = mkdtempSync(join(root, 'empty-'));
  mkdirSync(join(folder, '.git/objects/pack'), { recursive: true });
}

const sweep = async () => removeLeftovers(new Git(folder));

const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8', stdio: 'pipe' });
const packed = (ending: string) =>
  readdirSync(join(folder, '.git/objects/pack')).filter((name) => name.endsWith(ending));

async function archiveRun(run: number): Promise<void> {
  const archive = await reopen(folder);
  archive.writeJson('format.json', { format: 1, settings: 'digest' });
  archive.writeJson(`runs/0/${run}.json`, { format: 1, run });
  await archive.commit(`Run ${run}`, [], '2022-11-22T10:00:00Z');
  await archive.flush();
}

/** Puts a file into `.git`; gives its path. */
function leave(name: string, text = 'half'): string {
  const path = join(folder, '.git', name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

const OF_NO_PACK = `objects/pack/pack-${'1'.repeat(40)}`;

/** One of each kind. */
const LEFTOVERS = [
  'config.lock',
  'HEAD.lock',
  'index.lock',
  'packed-refs.lock',
  'refs/heads/main.lock',
  'refs/runinfo/checked-out.lock',
  'fast_import_crash_4711',
  'info/refs_aB3xYz',
  'objects/4a/tmp_obj_aB3xYz',
  'objects/info/packs_aB3xYz',
  'objects/info/commit-graphs/commit-graph-chain.lock',
  'objects/info/commit-graphs/tmp_graph_aB3xYz',
  'objects/pack/tmp_pack_aB3xYz',
  'objects/pack/tmp_idx_aB3xYz',
  'objects/pack/tmp_rev_aB3xYz',
  'objects/pack/.tmp-4711-pack-c.pack',
  `${OF_NO_PACK}.idx`,
  `${OF_NO_PACK}.rev`,
  `${OF_NO_PACK}.keep`,
];

/** What is somebody else's, and what is only named like a leftover. */
const STRANGERS = `
  objects/pack/notes.txt refs/heads/theirs.lock refs/tags/v1.lock gc.pid hooks/tmp_pack_a
  my-config.lock config.lock.old my_fast_import_crash_4711 fast_import_crash_4711.txt
  refs/heads/my-main.lock refs/heads/main.lock.old
  refs/runinfo/my-checked-out.lock refs/runinfo/checked-out.lock.old
  info/my_refs_aB3xYz info/refs_aB3xYz9 objects/info/my_packs_aB3xYz objects/info/packs_aB3xYz9
  objects/info/commit-graphs/my-commit-graph-chain.lock objects/info/commit-graphs/commit-graph-chain.lock.old
  objects/info/commit-graphs/my_tmp_ objects/4a/my_tmp_obj objects/4ab/tmp_obj_aB3xYz objects/a4a/tmp_obj_aB3xYz
  objects/pack/my_tmp_pack objects/pack/my.tmp-4711-pack
  objects/pack/pack-1.idx objects/pack/my-${OF_NO_PACK.slice(13)}.idx ${OF_NO_PACK}.idx.old`
  .trim()
  .split(/\s+/);

describe('by its name', () => {
  beforeEach(makeEmpty);

  it('what a killed git left behind goes, as does a link that leads nowhere', async () => {
    const paths = LEFTOVERS.map((name) => leave(name));
    symlinkSync('nowhere', join(folder, '.git/objects/pack/tmp_link'));
    await sweep();
    expect(paths.filter((path) => existsSync(path))).toEqual([]);
    expect(readdirSync(join(folder, '.git/objects/pack')).filter((name) => name.startsWith('tmp_'))).toEqual([]);
  });

  it("what is somebody else's stays, however much its name is like that of a leftover", async () => {
    const paths = STRANGERS.map((name) => leave(name));
    const before = packed('');
    await sweep();
    expect(paths.filter((path) => !existsSync(path))).toEqual([]);
    expect(packed('')).toEqual(before);
  });
});

describe('what a killed git left behind', () => {
  beforeEach(copyArchive);

  it('goes before the next tick commits, and keeps it from nothing', async () => {
    const paths = LEFTOVERS.map((name) => leave(name));
    await archiveRun(4);
    expect(paths.filter((path) => existsSync(path))).toEqual([]);
    expect(git('log', '--format=%s')).toBe('Run 4\nRun 3\nRun 2\nRun 1\n');
    expect(git('fsck', '--strict')).toBe('');
    expect(git('status', '--porcelain')).toBe('');
    expect(git('count-objects', '-v')).toContain('garbage: 0');
  });

  it.each(['fast-import', 'fetch-pack 12 on host'])(
    'no longer holds a pack, which is gathered like any other: %s',
    async (who) => {
      leave(`objects/pack/${packed('.pack')[0]?.replace('.pack', '.keep')}`, who);
      await sweep();
      expect(packed('.keep')).toEqual([]);
      expect(await repack((await reopen(folder)).git, 1)).toBe(true);
      expect([packed('.pack').length, packed('.keep')]).toEqual([1, []]);
    },
  );
});

describe('a pack without an index', () => {
  beforeEach(copyArchive);

  it('gets it, since what it holds may be all there is', async () => {
    const [index = ''] = packed('.idx');
    rmSync(join(folder, '.git/objects/pack', index));
    await sweep();
    expect(packed('.idx')).toContain(index);
    expect(packed('.idx')).toHaveLength(packed('.pack').length);
    expect(git('fsck', '--strict')).toBe('');
  });

  it('is the only one that is read: at each tick that would take ever longer', async () => {
    const archive = new Git(folder);
    const run = vi.spyOn(archive, 'run');
    await removeLeftovers(archive);
    expect(run).not.toHaveBeenCalled();
  });

  it('stays where it is damaged', async () => {
    const path = leave(`${OF_NO_PACK}.pack`);
    await sweep();
    expect(existsSync(path)).toBe(true);
    expect(readdirSync(dirname(path)).filter((name) => name.startsWith('tmp_'))).toEqual([]);
  });
});

describe('what belongs to somebody else stays', () => {
  beforeEach(copyArchive);

  it('a pack that a person holds', async () => {
    const path = leave(`objects/pack/${packed('.pack')[0]?.replace('.pack', '.keep')}`, 'mine, not of fast-import');
    await sweep();
    expect(existsSync(path)).toBe(true);
    await repack((await reopen(folder)).git, 1);
    expect(packed('.pack')).toHaveLength(2);
    expect(existsSync(path)).toBe(true);
  });

  const isTold = existsSync('/proc/self/cwd');

  it.runIf(isTold)('what a git that is at work may be writing', async () => {
    const reader = await startIn(join(folder, '.git'), 'git', ['cat-file', '--batch'], 'HEAD\n');
    const [fresh, old] = [leave('objects/pack/tmp_pack_aB3xYz'), leave('objects/pack/tmp_pack_bC4yZa')];
    utimesSync(old, new Date(), new Date(Date.now() - 61_000));
    const index = join(folder, '.git/objects/pack', packed('.idx')[0] ?? '');
    rmSync(index);
    const isThere = () => [fresh, old, index].map((path) => existsSync(path));
    await sweep();
    expect(isThere()).toEqual([true, false, false]);
    await reader.end();
    await sweep();
    expect(isThere()).toEqual([false, false, true]);
  });

  it.runIf(isTold)('but not for a git in another archive, or for another program in this one', async () => {
    const processes = [await startIn(root, 'git', ['hash-object', '--stdin-paths'], 'made/format.json\n')];
    processes.push(await startIn(folder, 'cat', [], 'a line\n'));
    const path = leave('objects/pack/tmp_pack_aB3xYz');
    await sweep();
    expect(existsSync(path)).toBe(false);
    for (const other of processes) await other.end();
  });
});

/** Starts a program in a folder, which answers a line and then waits for another. */
async function startIn(cwd: string, program: string, words: readonly string[], line: string) {
  const started = spawn(program, words, { cwd, stdio: ['pipe', 'pipe', 'inherit'] });
  started.stdin.write(line);
  await once(started.stdout, 'data');
  return {
    end: async () => {
      started.kill('SIGKILL');
      await once(started, 'exit');
    },
  };
}
