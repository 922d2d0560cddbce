import type { ChangeSet, Timeline } from '../../model/change.ts';
import { lowerBound } from '../../model/binary-search.ts';
import type { Rules } from '../../model/rules.ts';
import type { IndexLine, Snapshot, BlockIndex } from '../../model/run.ts';
import { changesPath, FORMAT_PATH, indexPath, settingsPath, snapshotPath, blockOf, timelinePath } from './layout.ts';
import type { ArchiveReader } from './reader.ts';

/** `format.json`: the layout's version and the interpretation rules that everything derived was made under. */
export interface FormatFile {
  readonly format: 1;
  readonly settings: string;
}

/** `settings/<digest>.json`. */
export interface SettingsFile {
  readonly format: 1;
  readonly rules: Rules;
}

/** The archive's documents, each null where it does not exist. A damaged one throws `archive` naming its path. */
export function readFormat(archive: ArchiveReader): FormatFile | null {
  return archive.readDocument(FORMAT_PATH) as FormatFile | null;
}

export function readSettings(archive: ArchiveReader, digest: string): Rules | null {
  return (archive.readDocument(settingsPath(digest)) as SettingsFile | null)?.rules ?? null;
}

export function readSnapshot(archive: ArchiveReader, run: number): Snapshot | null {
  return archive.readDocument(snapshotPath(run)) as Snapshot | null;
}

export function readChanges(archive: ArchiveReader, run: number): ChangeSet | null {
  return archive.readDocument(changesPath(run)) as ChangeSet | null;
}

export function readTimeline(archive: ArchiveReader, partition: string, parameter: string): Timeline | null {
  return archive.readDocument(timelinePath(partition, parameter)) as Timeline | null;
}

/** The timelines of the archive, as sorted paths. */
export function timelinePaths(archive: ArchiveReader): string[] {
  return archive
    .list('parameters')
    .flatMap((partition) => archive.list(`parameters/${partition}`).map((name) => `parameters/${partition}/${name}`))
    .filter((path) => path.endsWith('.json'));
}

/** A timeline by its path; null: there is none. */
export function readTimelineAt(archive: ArchiveReader, path: string): Timeline | null {
  return archive.readDocument(path) as Timeline | null;
}

export function readIndex(archive: ArchiveReader, block: number): BlockIndex | null {
  return archive.readDocument(indexPath(block)) as BlockIndex | null;
}

/** The index line of a run; null: the archive does not know it. */
export function readLine(archive: ArchiveReader, run: number): IndexLine | null {
  const runs = runsOfBlock(archive, blockOf(run));
  const known = runs[placeOf(runs, run)];
  return known?.run === run ? known.line : null;
}

/**
 * The index line of a run, for whoever needs one or two of them: found as text and parsed alone, since canonical JSON has
 * every run on a line of its own. Null: the archive does not know the run.
 * @param readText reads an index; given by who asks for many runs and keeps the texts
 */
export function findIndexLine(
  archive: ArchiveReader,
  run: number,
  readText: ArchiveReader['readText'] = (path) => archive.readText(path),
): IndexLine | null {
  const text = readText(indexPath(blockOf(run)));
  const mark = `\n    "${run}": `;
  const start = text?.indexOf(mark) ?? -1;
  if (text === null || start < 0) return readLine(archive, run);
  const end = text.indexOf('\n', start + mark.length);
  try {
    return JSON.parse(text.slice(start + mark.length, end).replace(/,$/, '')) as IndexLine;
  } catch {
    return readLine(archive, run);
  }
}

/** The blocks that have an index, ascending. */
export function listBlocks(archive: ArchiveReader): number[] {
  return archive
    .list('runs')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => a - b);
}

/** A run and its index line. */
export interface KnownRun {
  readonly run: number;
  readonly line: IndexLine;
}

/** The runs of an index in order, worked out once for each time that it is read or written. */
const sortedRuns = new WeakMap<BlockIndex, readonly KnownRun[]>();

/** The runs of one block that the archive knows, ascending. */
export function runsOfBlock(archive: ArchiveReader, block: number): readonly KnownRun[] {
  const index = readIndex(archive, block);
  if (index === null) return [];
  const sorted =
    sortedRuns.get(index) ??
    Object.entries(index.runs)
      .map(([run, line]) => ({ run: Number(run), line }))
      .sort((a, b) => a.run - b.run);
  sortedRuns.set(index, sorted);
  return sorted;
}

/** The index of some runs, ascending ones, of one block. Mostly it is asked for these only, not for the lines by number. */
export function makeIndex(runs: readonly KnownRun[]): BlockIndex {
  const index: BlockIndex = {
    format: 1,
    get runs() {
      return Object.fromEntries(runs.map(({ run, line }) => [run, line]));
    },
  };
  sortedRuns.set(index, runs);
  return index;
}

/** The known runs before a run, newest first, read block by block as far as the caller goes on asking. */
export function* runsBefore(archive: ArchiveReader, run: number): Generator<KnownRun> {
  // Mostly the run before is in the same block, and the folder of them all need not be listed.
  yield* backwards(runsOfBlock(archive, blockOf(run)), run);
  for (const block of listBlocks(archive).reverse()) {
    if (block < blockOf(run)) yield* backwards(runsOfBlock(archive, block), run);
  }
}

/** The known runs after a run, oldest first, read as far as the caller goes on asking. */
export function* runsAfter(archive: ArchiveReader, run: number): Generator<KnownRun> {
  yield* forwards(runsOfBlock(archive, blockOf(run)), run);
  for (const block of listBlocks(archive)) {
    if (block > blockOf(run)) yield* runsOfBlock(archive, block);
  }
}

function* backwards(runs: readonly KnownRun[], run: number): Generator<KnownRun> {
  for (let place = placeOf(runs, run) - 1; place >= 0; place -= 1) {
    const known = runs[place];
    if (known !== undefined) yield known;
  }
}

function* forwards(runs: readonly KnownRun[], run: number): Generator<KnownRun> {
  for (let place = placeOf(runs, run + 1); place < runs.length; place += 1) {
    const known = runs[place];
    if (known !== undefined) yield known;
  }
}

/** How many of some runs, ascending ones, are below a run: where it stands among them or would. */
export function placeOf(runs: readonly KnownRun[], run: number): number {
  return lowerBound(runs.length, (place) => runs[place]?.run ?? Infinity, run);
}
