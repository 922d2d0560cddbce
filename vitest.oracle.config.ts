import { defineConfig } from 'vitest/config';

/**
 * `npm run test:oracle`: the tests that a real Oracle server can be read in, which RUNINFO_TEST_ORACLE names
 * (docs/oracle.md). Those that inject faults need the stand-in, and are not among them.
 */
export default defineConfig({
  test: {
    include: [
      'jobs/snapshot/sources/contract.test.ts',
      'jobs/snapshot/sources/oracle/source.test.ts',
      'test/oracle/archive.test.ts',
      'test/oracle/real/*.test.ts',
    ],
    setupFiles: ['test/setup.ts'],
    globalSetup: ['test/oracle/real/need-server.ts', 'test/global-setup.ts'],
    testTimeout: 1_800_000,
    maxWorkers: 1,
  },
});
