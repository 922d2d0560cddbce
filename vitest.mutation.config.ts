import { defineConfig } from 'vitest/config';

/** The tests that `npm run test:mutation` runs for the mutants of each part (mutation.mjs). */
export default defineConfig({
  test: {
    include: [`test/mutation/${process.env['MUTATION_PART'] ?? '*'}.ts`],
    exclude: ['test/mutation/few-cases.ts'],
    setupFiles: ['test/setup.ts', 'test/mutation/few-cases.ts'],
    testTimeout: 60_000,
  },
});
