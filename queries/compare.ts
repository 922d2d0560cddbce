import { loadRun, parameterOf, startsBetween } from '../archive/documents/documents.ts';
import { timelineFolder } from '../archive/documents/layout.ts';
import type { ArchiveReader } from '../archive/documents/reader.ts';
import { cleanedValues } from '../model/redact.ts';
import type { Rules } from '../model/rules.ts';
import { pairHeadline } from '../model/headline.ts';
import { comparePair, sortIntermediate, type PairSide } from '../model/pair.ts';
import type { IntermediateChange } from '../model/timeline.ts';
import { answerEntries } from './changes.ts';
import { findArchived } from './known-run.ts';
import type { CompareAnswer } from './schema.ts';

/**
 * Loads an archived run as one side of a pair.
 * @throws RunInfoError `not-archived` or `not-found` for a run that is not archived
 */
export function loadSide(archive: ArchiveReader, run: number): PairSide {
  const lines = Object.entries(findArchived(archive, run).partitions);
  const inclusion = Object.fromEntries(lines.map(([partition, line]) => [partition, line.inclusion]));
  return { ...loadRun(archive, run), inclusion };
}

/**
 * Compares any two runs, in either order. Reads the two snapshots and the timelines, never the runs in between.
 * @param chosen the partitions asked for by hand, in or not; empty: those that were neither out nor missing on either side
 * @param isByText as of `answerEntries`
 */
export function queryCompare(
  archive: ArchiveReader,
  rules: Rules,
  from: PairSide,
  to: PairSide,
  chosen: readonly string[],
  isByText = true,
): CompareAnswer {
  const { readValue } = archive;
  const difference = comparePair(rules, from, to, chosen, readValue, false, cleanedValues(rules, readValue));
  const { partitions, entries, notCompared, suppressed } = difference;
  const way = partitions
    .filter(({ compared }) => compared)
    .flatMap(({ partition }) => readIntermediateChanges(archive, partition, from.run, to.run));
  return {
    from: from.run,
    to: to.run,
    headline: pairHeadline(partitions, entries, notCompared),
    partitions,
    changes: answerEntries(entries, readValue, isByText),
    notCompared,
    ...sortIntermediate(way, difference),
    suppressed,
  };
}

/**
 * The way between two runs (rule 14): for each watched parameter of a partition that changed on it, the runs that changed
 * it. Read from the timelines only, never from the runs in between.
 */
function readIntermediateChanges(
  archive: ArchiveReader,
  partition: string,
  from: number,
  to: number,
): IntermediateChange[] {
  const [earlier, later] = from <= to ? [from, to] : [to, from];
  return archive.list(timelineFolder(partition)).flatMap((name) => {
    const text = archive.readText(`${timelineFolder(partition)}/${name}`) ?? '';
    const runs = startsBetween(text, earlier, later);
    const parameter = runs.length === 0 ? null : parameterOf(text);
    return parameter === null ? [] : [{ partition, parameter, runs }];
  });
}
