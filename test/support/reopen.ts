import { ArchiveWriter, type OpenOptions } from '../../archive/store/writer.ts';

let last: ArchiveWriter | null = null;

/** For tests: opens an archive as the next tick does, after the one that was opened before has lost its lock with its process. */
export async function reopen(folder: string, options?: OpenOptions): Promise<ArchiveWriter> {
  last?.close();
  last = await ArchiveWriter.open(folder, options);
  return last;
}
