import { DAMAGES, shareThreeRuns, testDamages } from '../steps/damaged-files.ts';

testDamages(shareThreeRuns(), DAMAGES);
