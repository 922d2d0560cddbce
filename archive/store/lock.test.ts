import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { takeLock } from './lock.ts';

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'runinfo-lock-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

it('lets one in, tells the next who holds it, and lets go', () => {
  const folder = makeFolder();
  const lock = takeLock('state', folder, 0);
  expect(() => takeLock('state', folder, 0)).toThrow(`another tick is at work (process ${process.pid} on`);
  lock.release();
  takeLock('state', folder, 0).release();
});

it('cannot be kept by a process that was killed', async () => {
  const folder = makeFolder();
  const script = `
    import Database from 'libsql';
    new Database(${JSON.stringify(join(folder, 'lock.sqlite'))}).exec('BEGIN EXCLUSIVE');
    console.log('held');
    setInterval(() => {}, 1000);`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => holder.stdout.once('data', resolve));
  expect(() => takeLock('state', folder, 0)).toThrow('another tick is at work');
  const ended = new Promise((resolve) => holder.once('exit', resolve));
  holder.kill('SIGKILL');
  await ended;
  takeLock('state', folder, 0).release();
});

it.each([
  ['state', ''],
  ['archive', '.git'],
] as const)('of the %s folder removes what a killed holder was writing, and nothing else', (what, below) => {
  const folder = makeFolder();
  takeLock(what, folder, 0).release();
  const names = readdirSync(join(folder, below));
  const others = ['.runinfo-x-1.tmp', '.state.json.tmp', 'runinfo-4711-1.tmp'];
  for (const name of [...others, '.runinfo-4711-1.tmp', `.runinfo-${process.ppid}-22.tmp`]) {
    writeFileSync(join(folder, below, name), 'half');
  }
  takeLock(what, folder, 0).release();
  expect(readdirSync(join(folder, below)).sort()).toEqual([...names, ...others].sort());
});

it('that is damaged says which file to remove', () => {
  const folder = makeFolder();
  const path = join(folder, 'lock.sqlite');
  writeFileSync(path, 'no database at all'.repeat(100));
  expect(() => takeLock('state', folder, 0)).toThrow(`it is damaged: remove ${path}`);
});

it('that is held keeps what its holder is writing', () => {
  const folder = makeFolder();
  const lock = takeLock('state', folder, 0);
  writeFileSync(join(folder, '.runinfo-4711-1.tmp'), 'half');
  expect(() => takeLock('state', folder, 0)).toThrow('another tick is at work');
  expect(readdirSync(folder)).toContain('.runinfo-4711-1.tmp');
  lock.release();
});
