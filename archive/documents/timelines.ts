import type { Timeline } from '../../model/change.ts';
import { readKind } from './documents.ts';
import { timelineFolder, timelinePath } from './layout.ts';
import type { ArchiveReader } from './reader.ts';

/** How the line of a start begins in the text of a timeline; no value holds a line break, since JSON escapes it. */
const START = '\n    {"from":';
/** Texts shorter than this are gone through line by line. */
const SHORT = 1000;

/** The timeline of a parameter; null: there is none. */
export function readTimeline(archive: ArchiveReader, partition: string, parameter: string): Timeline | null {
  return readTimelineAt(archive, timelinePath(partition, parameter));
}

/** A timeline by its path; null: there is none. */
export function readTimelineAt(archive: ArchiveReader, path: string): Timeline | null {
  return readKind(archive, path, (document) => 'starts' in document);
}

/** The timelines of a partition, in the order of their files. */
export function readTimelines(archive: ArchiveReader, partition: string): Timeline[] {
  const folder = timelineFolder(partition);
  return archive.list(folder).flatMap((name) => readTimelineAt(archive, `${folder}/${name}`) ?? []);
}

/** The timelines of the archive, as sorted paths. */
export function timelinePaths(archive: ArchiveReader): string[] {
  return archive
    .list('parameters')
    .flatMap((partition) => archive.list(`parameters/${partition}`).map((name) => `parameters/${partition}/${name}`))
    .filter((path) => path.endsWith('.json'));
}

/**
 * The runs at which a timeline has a new value, after one run and up to another, ascending. They are found in its text,
 * where each start has a line of its own in the order of runs (docs/format.md), so that a history of decades costs no more
 * than one of weeks.
 * @param text the file of a timeline
 */
export function startsBetween(text: string, after: number, upTo: number): number[] {
  const runs: number[] = [];
  for (let offset = findBefore(text, after); offset >= 0; offset = text.indexOf(START, offset + 1)) {
    const run = runAt(text, offset);
    if (run > upTo) break;
    if (run > after) runs.push(run);
  }
  return runs;
}

/** The parameter that a timeline is of, found in its text; null: the text is no timeline. */
export function parameterOf(text: string): string | null {
  const [, name] = /^ {2}"parameter": (".*"),$/m.exec(text) ?? [];
  return name === undefined ? null : (JSON.parse(name) as string);
}

/** An offset before the first start after a run, and not far before it, by binary search; -1: there is none at all. */
function findBefore(text: string, after: number): number {
  let low = text.indexOf(START);
  let high = text.length;
  while (high - low > SHORT) {
    const middle = (low + high) >> 1;
    const next = text.indexOf(START, middle);
    if (next < 0 || next >= high || runAt(text, next) > after) high = middle;
    else low = next;
  }
  return low;
}

function runAt(text: string, offset: number): number {
  return Number.parseInt(text.slice(offset + START.length, offset + START.length + 16), 10);
}
