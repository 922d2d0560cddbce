import type { IndexLine, ThousandIndex } from '../model/run.ts';
import { readIndex } from './documents.ts';
import { indexPath, thousandOf } from './layout.ts';
import type { ArchiveWriter } from './writer.ts';

/** Sets the index lines of some runs; null removes a line. */
export function setLines(archive: ArchiveWriter, lines: ReadonlyMap<number, IndexLine | null>): void {
  for (const thousand of new Set([...lines.keys()].map(thousandOf))) {
    const runs = new Map<string, IndexLine>(Object.entries(readIndex(archive, thousand)?.runs ?? {}));
    for (const [run, line] of lines) {
      if (thousandOf(run) !== thousand) continue;
      if (line === null) runs.delete(String(run));
      else runs.set(String(run), line);
    }
    archive.writeJson(indexPath(thousand), { format: 1, runs: Object.fromEntries(runs) } satisfies ThousandIndex);
  }
}
