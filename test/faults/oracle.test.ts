import { expect, it } from 'vitest';
import { testFaults } from '../oracle/fault-suite.ts';
import { STAGES } from '../oracle/faults.ts';
import { readWhileKilling } from '../oracle/small-sample.ts';

testFaults(
  STAGES.filter((stage) => stage !== 'log-off'),
  Infinity,
);

it('an archive of 480 runs is complete although the sessions are killed again and again', async () => {
  expect(await readWhileKilling(480, 25)).toBeGreaterThan(8);
});
