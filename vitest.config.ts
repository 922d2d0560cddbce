import { defineConfig } from 'vitest/config';

/** Long enough for any machine that is not stuck: no test says how fast one is. */
const patience = { testTimeout: 300_000, hookTimeout: 300_000, expect: { poll: { timeout: 60_000 } } };

export default defineConfig({
  test: {
    maxWorkers: 4,
    projects: [
      {
        // Neither files nor processes: nothing that one of these files could leave behind for the next.
        test: { ...patience, name: 'pure', include: ['{model,queries}/**/*.test.ts'], pool: 'threads', isolate: false },
      },
      {
        test: { ...patience, name: 'parts', include: ['{archive,jobs,cli,data}/**/*.test.ts'] },
      },
      {
        test: {
          ...patience,
          name: 'whole',
          include: ['test/**/*.test.ts'],
          exclude: ['test/faults/**'],
          globalSetup: ['test/global-setup.ts'],
        },
      },
    ],
  },
});
