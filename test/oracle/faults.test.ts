import { testFaults } from './fault-suite.ts';

// Every fault at every stage: npm run test:faults.
testFaults(['password', 'execute', 'fetch'], 3);
