export { deriveRun } from './derive.ts';
export type { DeriveOptions } from './derive.ts';
export { describeRun } from './describe.ts';
export type { CommitText } from './describe.ts';
export { makeFormDigest } from './form-digest.ts';
export { rebuildDerived } from './rebuild.ts';
