import type { IndexLine } from '../../model/run.ts';
import { toCanonicalLine } from './canonical.ts';
import { makeIndex, placeOf, runsOfBlock } from './documents.ts';
import type { KnownRun } from './documents.ts';
import { indexPath, blockOf } from './layout.ts';
import type { ArchiveWriter } from '../store/writer.ts';

/** Sets the index lines of some runs; null removes a line. */
export function setLines(archive: ArchiveWriter, lines: ReadonlyMap<number, IndexLine | null>): void {
  for (const block of new Set([...lines.keys()].map(blockOf))) {
    const runs = [...runsOfBlock(archive, block)];
    for (const [run, line] of lines) {
      if (blockOf(run) !== block) continue;
      const place = placeOf(runs, run);
      runs.splice(place, runs[place]?.run === run ? 1 : 0, ...(line === null ? [] : [{ run, line }]));
    }
    archive.writeJson(indexPath(block), makeIndex(runs), toIndexText(runs));
  }
}

/**
 * The canonical JSON of an index, put together from the texts of its lines: it is written anew for every run.
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
