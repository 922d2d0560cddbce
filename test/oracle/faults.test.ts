import { testFaults } from './fault-suite.ts';

// Every fault at every stage: npm run test:faults.
testFaults(['password', 'fetch'], 2);
