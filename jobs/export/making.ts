import type { ArchiveReader } from '../../archive/documents/reader.ts';

/** What tables are made from. */
export interface Making {
  readonly archive: ArchiveReader;
  /** The archive's commit; null: none yet. */
  readonly commit: string | null;
  /** Told how many blocks of how many stand. */
  readonly onProgress: (done: number, all: number) => void;
}
