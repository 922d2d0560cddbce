import { defineConfig } from 'vitest/config';

/**
 * `npm run test:oracle`: the tests that a real Oracle server can be read in, which RUNINFO_TEST_ORACLE names
 * (docs/oracle.md). Those that inject faults need the stand-in, and are not among them.
 */
if ((process.env['RUNINFO_TEST_ORACLE'] ?? '') === '') {
  throw new Error('RUNINFO_TEST_ORACLE names no server: set it to HOST:PORT/SERVICE');
}

export default defineConfig({
  test: {
    include: [
      'jobs/snapshot/sources/contract.test.ts',
      'jobs/snapshot/sources/oracle/source.test.ts',
      'test/oracle/archive.test.ts',
      'test/oracle/real/*.test.ts',
    ],
    globalSetup: ['test/global-setup.ts'],
    testTimeout: 1_800_000,
    maxWorkers: 1,
  },
});
