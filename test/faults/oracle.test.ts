import { testFaults } from '../oracle/fault-suite.ts';
import { STAGES } from '../oracle/faults.ts';

testFaults(
  STAGES.filter((stage) => stage !== 'log-off'),
  Infinity,
);
