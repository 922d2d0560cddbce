import type { IndexLine } from '../model/run.ts';
import { makeIndex, placeOf, runsOfThousand } from './documents.ts';
import { indexPath, thousandOf } from './layout.ts';
import type { ArchiveWriter } from './writer.ts';

/** Sets the index lines of some runs; null removes a line. */
export function setLines(archive: ArchiveWriter, lines: ReadonlyMap<number, IndexLine | null>): void {
  for (const thousand of new Set([...lines.keys()].map(thousandOf))) {
    const runs = [...runsOfThousand(archive, thousand)];
    for (const [run, line] of lines) {
      if (thousandOf(run) !== thousand) continue;
      const place = placeOf(runs, run);
      runs.splice(place, runs[place]?.run === run ? 1 : 0, ...(line === null ? [] : [{ run, line }]));
    }
    archive.writeJson(indexPath(thousand), makeIndex(runs));
  }
}
