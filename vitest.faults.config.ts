import { defineConfig } from 'vitest/config';

/** `npm run test:faults`: the fault tests that take long; most have a short version in `npm test`. */
export default defineConfig({
  test: {
    include: ['test/faults/**/*.test.ts'],
    testTimeout: 1_800_000,
    maxWorkers: 1,
  },
});
