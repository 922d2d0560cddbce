import { findIndexLine, listBlocks, runsAfter, runsBefore } from '../archive/documents/run-index.ts';
import type { ArchiveReader } from '../archive/documents/reader.ts';
import { RunInfoError } from '../model/errors.ts';
import { kindLabel, labels, shortPartition } from '../model/labels.ts';
import { partitionNamed, type Rules } from '../model/rules.ts';
import type { IndexLine } from '../model/run.ts';

/** The line of an archived run. */
export type ArchivedLine = Extract<IndexLine, { kind: 'archived' }>;

/**
 * The index line of a run.
 * @throws RunInfoError `not-found` naming the nearest runs where the archive does not know it
 */
export function findLine(archive: ArchiveReader, run: number): IndexLine {
  const line = findIndexLine(archive, run);
  if (line !== null) return line;
  const before = runsBefore(archive, run).next().value?.run;
  const after = runsAfter(archive, run).next().value?.run;
  const nearest = [before, after].filter((known) => known !== undefined);
  const advice =
    nearest.length > 0
      ? `the nearest known ${nearest.length === 1 ? 'run is' : 'runs are'} ${nearest.join(' and ')}`
      : `the archive in ${archive.folder} holds no run yet: run a tick first`;
  throw new RunInfoError('not-found', `run ${run} is not known: ${advice}`);
}

/**
 * The line of a run that has a snapshot.
 * @throws RunInfoError `not-found` where it is not known, `not-archived` where it is known and has none
 */
export function findArchived(archive: ArchiveReader, run: number): ArchivedLine {
  const line = findLine(archive, run);
  if (line.kind === 'archived') return line;
  throw new RunInfoError('not-archived', `run ${run} is known but not archived: ${kindLabel(line.kind)}, ${line.why}`);
}

/**
 * The newest run that has a snapshot, for which `latest` stands.
 * @throws RunInfoError `not-found` where no run is archived
 */
export function newestArchived(archive: ArchiveReader): number {
  for (const { run, line } of runsBefore(archive, Infinity)) if (line.kind === 'archived') return run;
  throw new RunInfoError('not-found', `the archive in ${archive.folder} holds no archived run yet: run a tick first`);
}

/**
 * The partition that a person means: its name, its short name or an alias, in any letter case.
 * @throws RunInfoError `not-found` naming the known ones
 */
export function findPartition(archive: ArchiveReader, rules: Rules, name: string): string {
  const newest = listBlocks(archive).at(-1) ?? 0;
  const run = (newest + 1) * 1000;
  const partition = partitionNamed(rules, labels(), name, run);
  if (partition !== null) return partition;
  throw new RunInfoError(
    'not-found',
    `${labels().partition} ${name} is not known: there are ${rules.partitions.join(', ')}`,
  );
}

/**
 * Whose parameters a person means: a partition's, or those of level one, which is none.
 * @throws RunInfoError `not-found` naming the known partitions
 */
export function findOwner(archive: ArchiveReader, rules: Rules, name: string): string {
  const { levelOne } = rules;
  const isLevelOne = (own: string) =>
    [own, shortPartition(own)].some((known) => known.toLowerCase() === name.toLowerCase());
  return levelOne !== null && isLevelOne(levelOne) ? levelOne : findPartition(archive, rules, name);
}
