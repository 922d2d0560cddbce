import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, type TestContext } from 'vitest';

/** A real file system of a few megabytes in memory, that goes when the test ends. */
export class SmallDisk {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Mounts one; where that is not allowed, to root or by sudo, the test is skipped, which the report says. */
  static mount(context: TestContext, kilobytes: number): SmallDisk {
    const folder = mkdtempSync(join(tmpdir(), 'runinfo-disk-'));
    const options = `size=${kilobytes}k,uid=${process.getuid?.() ?? 0},mode=0755`;
    const said = runAsRoot(['mount', '-t', 'tmpfs', '-o', options, 'runinfo-test', folder]);
    if (said !== null) context.skip(`no small disk can be had: ${said}`);
    onTestFinished(() => {
      runAsRoot(['umount', '--lazy', folder]);
      rmSync(folder, { recursive: true, force: true });
    });
    return new SmallDisk(folder);
  }

  /** Takes all room but so many bytes. */
  fill(left: number): void {
    this.free();
    const { bavail, bsize } = statfsSync(this.folder);
    const room = Math.max(0, bavail * bsize - left);
    writeFileSync(join(this.folder, 'ballast'), Buffer.alloc(room));
  }

  /** Gives the room back. */
  free(): void {
    rmSync(join(this.folder, 'ballast'), { force: true });
  }
}

/** @returns what went wrong; null: nothing */
function runAsRoot(words: readonly string[]): string | null {
  const command = process.getuid?.() === 0 ? words : ['sudo', '-n', ...words];
  const { status, stderr, error } = spawnSync(command[0] ?? '', command.slice(1), { encoding: 'utf8' });
  return status === 0 ? null : (error?.message ?? stderr.trim());
}
