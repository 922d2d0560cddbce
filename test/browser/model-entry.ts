/*
 * What pages take from `model/`: the comparison of any two runs, and which runs in between changed something.
 */
export { compareReadings, diffableLines } from '../../model/compare.ts';
export { comparableForm, comparisonKind } from '../../model/compare.ts';
export { groupChanges, groupNotCompared } from '../../model/entries.ts';
export { inclusionsOf } from '../../model/snapshot.ts';
export { splitLines } from '../../model/lines.ts';
export { isWatched } from '../../model/rules.ts';
export { NEUTRAL, shortPartition, useLabels } from '../../model/labels.ts';
export { describeEntry, headline } from '../../model/summary.ts';
export { diffLines } from '../../model/text-diff/index.ts';
export { intermediateChangeOf } from '../../model/timeline.ts';
export { readingOf, watchedNames } from '../../model/snapshot.ts';
