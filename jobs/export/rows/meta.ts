import { readFormat } from '../../../archive/documents/documents.ts';
import type { ArchiveReader } from '../../../archive/documents/reader.ts';
import type { META, RowOf } from '../tables.ts';

/** What an export is made from: the archive's commit, the version of its layout, and the settings in force. */
export function metaRow(archive: ArchiveReader, commit: string | null): RowOf<typeof META> {
  const { format, settings } = readFormat(archive) ?? { format: 1, settings: null };
  return { commit_id: commit, format, settings };
}
