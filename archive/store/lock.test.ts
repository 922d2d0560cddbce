import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
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
