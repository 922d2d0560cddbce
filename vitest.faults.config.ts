import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { defineConfig } from 'vitest/config';
import { FaultTable, ORDINARY } from './test/faults/table.ts';

/** What takes longest: begun last, one of them would go on long after the rest is done. */
const LONG = ['failing-operations', 'kill-while-archiving', 'kill-points', 'random-contents', 'verify', 'soak'];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isOf = (name: string) => (file: TestSpecification) => file.moduleId.endsWith(`/test/faults/${name}.test.ts`);
    const long = LONG.flatMap((name) => sorted.filter(isOf(name)));
    return [...long, ...sorted.filter((file) => !long.includes(file))];
  }
}

/**
 * `npm run test:faults`: the fault tests that take long, of which most have a short form in `npm test`, and ordinary tests of what can go
 * wrong; ends with a table of all of it.
 */
export default defineConfig({
  test: {
    include: ['test/faults/**/*.test.ts', ...ORDINARY],
    reporters: ['default', new FaultTable()],
    setupFiles: ['test/setup.ts'],
    sequence: { sequencer: LongestFirst },
    globalSetup: ['test/global-setup.ts'],
    testTimeout: 7_200_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 60_000 } },
    // With more, what waits for a server or another process would wait for this machine.
    maxWorkers: 2,
  },
});
