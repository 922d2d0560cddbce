import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{model,archive,queries,jobs,cli,data,test}/**/*.test.ts'],
    exclude: ['test/faults/**', '**/node_modules/**'],
    globalSetup: ['test/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 4,
  },
});
