import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { defineConfig } from 'vitest/config';

/** Long enough for any machine that is not stuck: no test says how fast one is. */
const patience = { testTimeout: 300_000, hookTimeout: 300_000, expect: { poll: { timeout: 60_000 } } };
const setupFiles = ['test/setup.ts'];

/** Begins with what waits more than it works, for a server that is silent: the rest is done meanwhile. */
class ServersFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const waits = ({ moduleId }: TestSpecification) => moduleId.includes('/test/oracle/');
    return [...sorted.filter(waits), ...sorted.filter((file) => !waits(file))];
  }
}

/** Tests make thousands of files and sync each: where the machine has a file system in memory with room, they stand there. */
function useMemory(parent: string, bytes: number): void {
  const space = statfsSync(parent);
  if (space.bavail * space.bsize < bytes) return;
  const folder = mkdtempSync(join(parent, 't-'));
  process.env['TMPDIR'] = folder;
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
}

if (existsSync('/dev/shm')) useMemory('/dev/shm', 4e9);

export default defineConfig({
  test: {
    maxWorkers: 4,
    sequence: { sequencer: ServersFirst },
    // In the order of their names.
    projects: [
      {
        test: {
          ...patience,
          setupFiles,
          name: 'end to end',
          include: ['test/**/*.test.ts'],
          exclude: ['test/faults/**', 'test/oracle/real/**', 'test/mariadb/**'],
          globalSetup: ['test/global-setup.ts'],
          isolate: false,
        },
      },
      {
        test: {
          ...patience,
          setupFiles,
          name: 'parts',
          include: ['{archive,jobs,cli,data}/**/*.test.ts'],
          isolate: false,
        },
      },
      {
        test: {
          ...patience,
          setupFiles,
          name: 'pure',
          include: ['{model,queries,templates}/**/*.test.ts'],
          pool: 'threads',
          isolate: false,
        },
      },
    ],
  },
});
