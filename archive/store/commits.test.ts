import { beforeEach, expect, it, vi } from 'vitest';
import { CommitQueue } from './commits.ts';
import { Draft } from './draft.ts';
import { Git, IDENTITY } from './git.ts';
import { WorkTree } from './work-tree.ts';

const BATCH_LENGTH = 10;
let git: Git;
let draft: Draft;
let queue: CommitQueue;
/** What was done, in order: commits made (their subjects), files written, the mark, who was told. */
let done: string[];
/** What git was given. */
let streams: string[];
/** What fails next. */
let failing: 'git' | 'files' | null;

beforeEach(() => {
  [done, streams, failing] = [[], [], null];
  git = new Git('/nowhere');
  draft = new Draft();
  const workTree = new WorkTree('/nowhere', git);
  const tryTo = (what: 'git' | 'files', note: string) => {
    if (failing !== what) return void done.push(note);
    failing = null;
    throw new Error(`no ${what}`);
  };
  vi.spyOn(git, 'fastImport').mockImplementation(async (stream) => {
    const text = stream.toString('utf8');
    tryTo('git', `commit ${[...text.matchAll(/Run \d+/g)].join(', ')}`);
    streams.push(text);
    return `id${streams.length}`;
  });
  vi.spyOn(workTree, 'write').mockImplementation(async (files) =>
    tryTo('files', `write ${[...files.keys()].join(', ')}`),
  );
  vi.spyOn(workTree, 'mark').mockImplementation(async (commit) => void done.push(`mark ${commit}`));
  queue = new CommitQueue(git, workTree, draft, BATCH_LENGTH, (commit) => void done.push(`written ${commit}`));
});

/** Adds the commit of a run, which sets some files. */
async function add(run: number, files: Record<string, string | null>, body: string[] = []): Promise<void> {
  for (const [path, text] of Object.entries(files)) draft.set(path, text, 'before');
  await queue.add({ subject: `Run ${run}`, body, seconds: 100 + run, files: draft.takeCommit() });
}

it('gives git each text once, path by path, then the commits: nothing else decides their ids', async () => {
  queue.head = 'parent';
  await add(1, { b: 'µ', a: '1' }, ['What it', 'brings']);
  await add(2, { b: null, a: '22' });
  await queue.flush();
  expect(streams).toEqual([
    `blob\nmark :2\ndata 1\n1\nblob\nmark :3\ndata 2\n22\nblob\nmark :4\ndata 2\nµ\n${[
      `commit refs/heads/main\nauthor ${IDENTITY} 101 +0000\ncommitter ${IDENTITY} 101 +0000\n`,
      'data 22\nRun 1\n\nWhat it\nbrings\nfrom parent\nM 100644 :2 a\nM 100644 :4 b\n',
      `commit refs/heads/main\nmark :1\nauthor ${IDENTITY} 102 +0000\ncommitter ${IDENTITY} 102 +0000\n`,
      'data 6\nRun 2\nM 100644 :3 a\nD b\n',
    ].join('')}get-mark :1\ndone\n`,
  ]);
});

it('begins with a commit without parent', async () => {
  await add(1, { a: '1' });
  await queue.flush();
  expect(streams[0]).not.toContain('from');
  expect(queue.head).toBe('id1');
});

it('makes commits first, then writes files, then marks them; where there is nothing, it does nothing', async () => {
  await queue.flush();
  expect(done).toEqual([]);
  await add(1, { a: '1' });
  await add(2, { a: '2', b: '2' });
  expect(done).toEqual([]);
  await queue.flush();
  expect(done).toEqual(['commit Run 1, Run 2', 'write a, b', 'written id1', 'mark id1']);
  done = [];
  await queue.flush();
  expect(done).toEqual(['mark id1']);
});

it('does not wait for the end where a batch is full: git takes it while the next one is gathered', async () => {
  await add(1, { a: 'x'.repeat(BATCH_LENGTH - 1), b: null });
  await add(2, { b: 'x' });
  expect(streams).toHaveLength(0);
  await add(3, { a: 'x' });
  expect(streams).toHaveLength(1);
  await add(4, { a: 'y' });
  expect(streams).toHaveLength(1);
  await queue.flush();
  const [first, second] = [
    ['commit Run 1, Run 2, Run 3', 'write a, b', 'written id1'],
    ['commit Run 4', 'write a', 'written id2'],
  ];
  expect(done).toEqual([...first, ...second, 'mark id2']);
});

it('what is written is no longer drafted; what could not be written still is', async () => {
  await add(1, { a: '1' });
  failing = 'files';
  await expect(queue.flush()).rejects.toThrow('no files');
  expect(draft.get('a')).toBe('1');
  await queue.flush();
  expect(draft.get('a')).toBeUndefined();
});

it('what git could not take is given again by the next flush, before what came later', async () => {
  await add(1, { a: '1' });
  failing = 'git';
  await expect(queue.flush()).rejects.toThrow('no git');
  expect(queue.head).toBeNull();
  await add(2, { a: '2' });
  await queue.flush();
  expect(done).toEqual([
    'commit Run 1',
    'write a',
    'written id1',
    'commit Run 2',
    'write a',
    'written id2',
    'mark id2',
  ]);
});

it('a commit is made once, though its files could not be written', async () => {
  await add(1, { a: '1' });
  failing = 'files';
  await expect(queue.flush()).rejects.toThrow('no files');
  expect([done, queue.head]).toEqual([['commit Run 1'], 'id1']);
  await queue.flush();
  expect(done).toEqual(['commit Run 1', 'write a', 'written id1', 'mark id1']);
});
