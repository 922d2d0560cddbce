import { defineConfig } from 'vitest/config';

/** `npm run test:faults`: the fault tests that take long; each has a short form in `npm test`, but for the kills of a publish. */
export default defineConfig({
  test: {
    include: ['test/faults/**/*.test.ts'],
    setupFiles: ['test/set-labels.ts'],
    globalSetup: ['test/global-setup.ts'],
    testTimeout: 1_800_000,
    expect: { poll: { timeout: 60_000 } },
    maxWorkers: 1,
  },
});
