import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createRandom } from '../../data/sample/random.ts';
import { reopen } from '../../test/support/reopen.ts';
import { repack } from './git-upkeep.ts';
import type { ArchiveWriter } from './writer.ts';

const START = '2022-11-22T10:00:00Z';
let folder: string;
let archive: ArchiveWriter;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'upkeep-'));
  archive = await reopen(folder);
});
afterEach(() => rmSync(folder, { recursive: true }));

const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' });
const inPacks = () => readdirSync(join(folder, '.git/objects/pack'));
const packs = () => inPacks().filter((name) => name.endsWith('.pack')).length;

/** Every commit with its tree, and what fsck says of them. */
const history = () => [git('log', '--format=%H %T'), git('fsck', '--strict', '--no-dangling')];

/** One tick a run, as time goes by. */
async function archiveRuns(from: number, to: number): Promise<void> {
  for (let run = from; run <= to; run += 1) {
    archive.writeJson('format.json', { format: 1, settings: 'digest' });
    archive.writeJson(`runs/0/${run}.json`, { format: 1, run, text: `${run} `.repeat(50) });
    archive.write('current/HCAL_HF/X', `${run}\n`);
    await archive.commit(`Run ${run}`, [], START);
    await archive.flush();
  }
}

it('packs of long ago are not written again for a few new ones', async () => {
  await archiveRuns(1, 12);
  await repack(archive.git, 1);
  const old = inPacks().filter((name) => name.endsWith('.pack'));
  await archiveRuns(13, 14);
  await repack(archive.git, 1);
  expect(packs()).toBe(2);
  expect(inPacks()).toEqual(expect.arrayContaining(old));
  expect(git('log', '--format=%s').trim().split('\n')).toHaveLength(14);
  expect(git('status', '--porcelain')).toBe('');
});

it('a kill at any moment loses nothing, and the next call gathers', async () => {
  const seed = Date.now() % 1_000_000;
  const random = createRandom(seed);
  await archiveRuns(1, 8);
  const before = history();
  const steps = [
    ['repack', '--geometric=2', '-d', '-q'],
    ['commit-graph', 'write', '--reachable', '--changed-paths', '--split', '--no-progress'],
  ];
  for (let kill = 0; kill < 16; kill += 1) {
    const child = spawn('git', ['-C', folder, ...(steps[kill % 2] ?? [])], { detached: true, stdio: 'ignore' });
    const ended = once(child, 'exit');
    await new Promise((resolve) => setTimeout(resolve, random.integer(0, 12)));
    if (child.pid !== undefined && child.exitCode === null) killGroup(child.pid);
    await ended;
    expect(history(), `seed ${seed}, kill ${kill}`).toEqual(before);
  }
  archive = await reopen(folder);
  await archiveRuns(9, 10);
  expect(await repack(archive.git, 1)).toBe(true);
  expect(packs(), `seed ${seed}`).toBeLessThanOrEqual(2);
  expect(inPacks().filter((name) => name.includes('tmp'))).toEqual([]);
  expect(git('fsck', '--strict', '--no-dangling')).toBe('');
}, 120_000);

/** Ends git and whatever it has started; it may have ended by itself. */
function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
