import { defineConfig } from 'vitest/config';
import { FaultTable, ORDINARY } from './test/faults/table.ts';

/**
 * `npm run test:faults`: the fault tests that take long, of which most have a short form in `npm test`, and ordinary tests of what can go
 * wrong; ends with a table of all of it.
 */
export default defineConfig({
  test: {
    include: ['test/faults/**/*.test.ts', ...ORDINARY],
    reporters: ['default', new FaultTable()],
    setupFiles: ['test/setup.ts'],
    globalSetup: ['test/global-setup.ts'],
    testTimeout: 7_200_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 60_000 } },
    // With more, what waits for a server or another process would wait for this machine.
    maxWorkers: 2,
  },
});
