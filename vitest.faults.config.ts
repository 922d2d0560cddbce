import { defineConfig } from 'vitest/config';

/** `npm run test:faults`: the fault tests that take long; each has a short form in `npm test`, but for the kills of a publish. */
export default defineConfig({
  test: {
    include: ['test/faults/**/*.test.ts'],
    testTimeout: 1_800_000,
    maxWorkers: 1,
  },
});
