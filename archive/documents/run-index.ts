import { lowerBound } from '../../model/lists.ts';
import type { BlockIndex, IndexLine } from '../../model/run.ts';
import type { ArchiveWriter } from '../store/writer.ts';
import { toCanonicalLine } from './canonical.ts';
import { blockOf, indexPath } from './layout.ts';
import type { ArchiveReader } from './reader.ts';

/** A run that the archive knows, and its index line. */
export interface KnownRun {
  readonly run: number;
  readonly line: IndexLine;
}

/** The blocks that have an index, ascending. */
export function listBlocks(archive: ArchiveReader): number[] {
  return archive
    .list('runs')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => a - b);
}

/** The runs of one block that the archive knows, ascending. */
export function runsOfBlock(archive: ArchiveReader, block: number): readonly KnownRun[] {
  return archive.readIndex(block) ?? [];
}

/** The known runs before a run, newest first, read block by block as far as the caller goes on asking. */
export function* runsBefore(archive: ArchiveReader, run: number): Generator<KnownRun> {
  for (const [runs, end] of blocksBefore(archive, run)) {
    for (let index = end - 1; index >= 0; index -= 1) {
      const known = runs[index];
      if (known !== undefined) yield known;
    }
  }
}

/** The same by block: the runs of each, ascending, and how many of them are before the run. */
export function* blocksBefore(archive: ArchiveReader, run: number): Generator<readonly [readonly KnownRun[], number]> {
  // Mostly the run before is in the same block, and the folder of them all need not be listed.
  const own = runsOfBlock(archive, blockOf(run));
  yield [own, indexOfRun(own, run)];
  for (const block of listBlocks(archive).reverse()) {
    if (block >= blockOf(run)) continue;
    const runs = runsOfBlock(archive, block);
    yield [runs, runs.length];
  }
}

/** The known runs after a run, oldest first, read block by block as far as the caller goes on asking. */
export function* runsAfter(archive: ArchiveReader, run: number): Generator<KnownRun> {
  const own = runsOfBlock(archive, blockOf(run));
  yield* own.slice(indexOfRun(own, run + 1));
  for (const block of listBlocks(archive)) {
    if (block > blockOf(run)) yield* runsOfBlock(archive, block);
  }
}

/** The newest run that the archive knows; null: none. */
export function newestRun(archive: ArchiveReader): number | null {
  return runsBefore(archive, Infinity).next().value?.run ?? null;
}

/** The index line of a run, for whoever needs many of a block; null: the archive does not know the run. */
export function readLine(archive: ArchiveReader, run: number): IndexLine | null {
  const runs = runsOfBlock(archive, blockOf(run));
  const entry = runs[indexOfRun(runs, run)];
  return entry?.run === run ? entry.line : null;
}

/**
 * The index line of a run, for whoever needs one or two of a block: found as text and parsed alone, since canonical JSON
 * has every run on a line of its own. Null: the archive does not know the run.
 * @param readText reads an index; given by whoever asks for many runs and keeps the texts
 */
export function findIndexLine(
  archive: ArchiveReader,
  run: number,
  readText: ArchiveReader['readText'] = (path) => archive.readText(path),
): IndexLine | null {
  const text = readText(indexPath(blockOf(run)));
  const key = `\n    "${run}": `;
  const start = text?.indexOf(key) ?? -1;
  if (text === null || start < 0) return readLine(archive, run);
  const end = text.indexOf('\n', start + key.length);
  try {
    return JSON.parse(text.slice(start + key.length, end).replace(/,$/, '')) as IndexLine;
  } catch {
    return readLine(archive, run);
  }
}

/** Sets the index lines of some runs; null removes a line. */
export function setLines(archive: ArchiveWriter, lines: ReadonlyMap<number, IndexLine | null>): void {
  for (const block of new Set([...lines.keys()].map(blockOf))) {
    const runs = [...runsOfBlock(archive, block)];
    for (const [run, line] of lines) {
      if (blockOf(run) !== block) continue;
      const index = indexOfRun(runs, run);
      runs.splice(index, runs[index]?.run === run ? 1 : 0, ...(line === null ? [] : [{ run, line }]));
    }
    archive.writeIndex(block, runs);
  }
}

/** How many of some ascending runs are below a run: the index that it has among them or would have. */
function indexOfRun(runs: readonly KnownRun[], run: number): number {
  return lowerBound(runs.length, (index) => runs[index]?.run ?? Infinity, run);
}

/** The runs of an index in ascending order. */
export function sortRuns({ runs }: BlockIndex): KnownRun[] {
  const entries = Object.entries(runs).map(([run, line]) => ({ run: Number(run), line }));
  return entries.sort((a, b) => a.run - b.run);
}

/**
 * The canonical JSON of an index, put together from the texts of its lines: it is rewritten for every run.
 * @param runs ascending
 */
export function toIndexText(runs: readonly KnownRun[]): string {
  // Keys are in the order of their texts, which is that of the numbers where all are equally long.
  const isInOrder = String(runs[0]?.run).length === String(runs.at(-1)?.run).length;
  const inOrder = isInOrder ? runs : runs.toSorted((a, b) => (String(a.run) < String(b.run) ? -1 : 1));
  let members = '';
  // Appended, not joined: nobody may ever need the whole in one piece.
  for (const { run, line } of inOrder)
    members += `${members === '' ? '' : ','}\n    "${run}": ${toCanonicalLine(line)}`;
  return `{\n  "format": 1,\n  "runs": {${members}${members === '' ? '' : '\n  '}}\n}\n`;
}
