import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';
import { defineConfig } from 'vitest/config';

/** Long enough for any machine that is not stuck: no test says how fast one is. */
const patience = { testTimeout: 300_000, hookTimeout: 300_000, expect: { poll: { timeout: 60_000 } } };

/** Begins with what waits more than it works, for a server that is silent: the rest is done meanwhile. */
class ServersFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const waits = ({ moduleId }: TestSpecification) => moduleId.includes('/test/oracle/');
    return [...sorted.filter(waits), ...sorted.filter((file) => !waits(file))];
  }
}

export default defineConfig({
  test: {
    maxWorkers: 4,
    sequence: { sequencer: ServersFirst },
    // In the order of their names.
    projects: [
      {
        test: {
          ...patience,
          name: 'end to end',
          include: ['test/**/*.test.ts'],
          exclude: ['test/faults/**'],
          globalSetup: ['test/global-setup.ts'],
          isolate: false,
        },
      },
      {
        test: { ...patience, name: 'parts', include: ['{archive,jobs,cli,data}/**/*.test.ts'], isolate: false },
      },
      {
        test: {
          ...patience,
          name: 'pure',
          include: ['{model,queries,templates}/**/*.test.ts'],
          pool: 'threads',
          isolate: false,
        },
      },
    ],
  },
});
