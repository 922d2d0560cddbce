import { defineConfig } from 'vitest/config';

/** `npm run test:mariadb`: the tests of the MySQL source, with a real MariaDB server that they start (docs/operate.md). */
export default defineConfig({
  test: {
    include: ['jobs/snapshot/sources/contract.test.ts', 'test/mariadb/*.test.ts'],
    env: { RUNINFO_TEST_MARIADB: 'yes' },
    setupFiles: ['test/setup.ts'],
    globalSetup: ['test/mariadb/global-setup.ts', 'test/global-setup.ts'],
    testTimeout: 1_800_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
    maxWorkers: 1,
  },
});
