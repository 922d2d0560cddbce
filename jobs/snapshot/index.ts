export { planReading } from './plan.ts';
export type { ReadingFacts, ReadingStep } from './plan.ts';
export { readRuns } from './read.ts';
export type { RunOutcome } from './read.ts';
export { recordRun } from './record.ts';
export { openSource } from './sources/index.ts';
export type { RunSource, Sighting, SourceOptions, SourceRemark } from './sources/types.ts';
