import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { reopen } from '../../test/support/reopen.ts';
import { listBrokenPacks, repack } from './git-upkeep.ts';
import { Git } from './git.ts';

let root: string;
let folder: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'packs-'));
});
afterAll(() => rmSync(root, { recursive: true }));

async function archiveRuns(): Promise<void> {
  const archive = await reopen(join(root, 'made'));
  for (const run of [1, 2, 3]) {
    archive.writeJson('format.json', { format: 1, settings: 'digest' });
    archive.write('current/HCAL_HF/X', `${run}\n`);
    await archive.commit(`Run ${run}`, [], '2022-11-22T10:00:00Z');
    await archive.flush();
  }
}

const inPacks = () => readdirSync(join(folder, '.git/objects/pack'));

describe('packs', () => {
  const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' });
  const packs = () => inPacks().filter((name) => name.endsWith('.pack')).length;
  /** Every commit with its tree, and what fsck says of them. */
  const history = () => [git('log', '--format=%H %T'), git('fsck', '--strict', '--no-dangling')];

  // Each test has a copy of an archive of three ticks, which the first one makes.
  beforeEach(async () => {
    if (!existsSync(join(root, 'made'))) await archiveRuns();
    folder = mkdtempSync(join(root, 'archive-'));
    cpSync(join(root, 'made'), folder, { recursive: true });
  });

  it('are one for each tick, and are left alone while they are few', async () => {
    const before = inPacks();
    expect(packs()).toBe(3);
    expect(git('count-objects', '-v')).toMatch(/^count: 0$/m);
    expect(await repack(new Git(folder), 3)).toBe(false);
    expect(inPacks()).toEqual(before);
  });

  it('are gathered where they are many; nothing else changes, and the history of a file is found with a graph', async () => {
    const before = history();
    expect(await repack(new Git(folder), 2)).toBe(true);
    expect(packs()).toBe(1);
    expect(history()).toEqual(before);
    expect(git('log', '--format=%s', '--', 'current').trim().split('\n')).toHaveLength(3);
    expect(readdirSync(join(folder, '.git/objects/info/commit-graphs'))).toContain('commit-graph-chain');
    expect(git('commit-graph', 'verify')).toBe('');
    expect(git('status', '--porcelain')).toBe('');
  });
});

describe('a broken pack', () => {
  beforeEach(() => {
    folder = mkdtempSync(join(root, 'archive-'));
    mkdirSync(join(folder, '.git/objects/pack'), { recursive: true });
  });

  const NAME = `pack-${'1'.repeat(40)}`;
  const [sum, other] = [Buffer.from('12345678901234567890'), Buffer.alloc(20, 'o')];
  const [pack, index] = [
    Buffer.concat([Buffer.from('PACK objects'), sum]),
    Buffer.concat([Buffer.from('names'), sum, other]),
  ];
  /** What is said of a pack and its index; null: it is not there. */
  const say = (ofPack: Buffer | null, ofIndex: Buffer | null) => {
    for (const [ending, bytes] of [
      ['pack', ofPack],
      ['idx', ofIndex],
    ] as const)
      if (bytes !== null) writeFileSync(join(folder, `.git/objects/pack/${NAME}.${ending}`), bytes);
    return listBrokenPacks(folder);
  };

  it.each([
    ['emptied', Buffer.alloc(0)],
    ['overwritten with zeros', Buffer.alloc(pack.length)],
    ['cut short', pack.subarray(0, -1)],
    ['cut to a few bytes', pack.subarray(0, 6)],
    ['overwritten at its begin', Buffer.concat([Buffer.from('KCAP objects'), sum])],
    ['missing', null],
  ])('is named where it is %s', (_, bytes) => {
    const path = join(folder, `.git/objects/pack/${NAME}.pack`);
    expect(say(bytes, index)).toEqual([expect.stringContaining(`${path} is damaged`)]);
    expect(say(bytes, index)[0]).toContain(`restore ${folder} from a copy`);
  });

  it('is none that is whole, nor one that has no index yet or went with it', () => {
    expect(say(pack, index)).toEqual([]);
    rmSync(join(folder, `.git/objects/pack/${NAME}.idx`));
    expect(say(Buffer.alloc(0), null)).toEqual([]);
    symlinkSync('nowhere', join(folder, '.git/objects/pack/pack-2.idx'));
    expect(listBrokenPacks(folder)).toEqual([]);
  });

  it('is named where its index is emptied or of another pack', () => {
    for (const bytes of [Buffer.alloc(0), Buffer.concat([Buffer.from('names'), other, sum])])
      expect(say(pack, bytes)).toHaveLength(1);
  });
});
