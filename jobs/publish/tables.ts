import type { ArchiveWriter } from '../../archive/store/writer.ts';
import type { Settings } from '../config/load.ts';
import { ExportFolder } from '../export/folder.ts';
import { exportParquet, planParts } from '../export/parts.ts';
import { SiteFolder, TABLES_FOLDER } from './place.ts';
import type { Placed } from './place.ts';
import type { OnProgress } from '../snapshot/job.ts';

/** Which tables beside the pages are made anew: parts from a block on; null: all. */
export interface TablesPlan {
  readonly from: number | null;
}

/**
 * Plans which tables are stale.
 * @param paths the archive's paths that moved since the site was last published; null: everything is stale
 * @returns null: none are
 */
export function planTables(paths: readonly string[] | null): TablesPlan | null {
  const from = planParts(paths);
  return from === Infinity ? null : { from };
}

/** Makes the stale tables and puts them in place; gives their addresses. */
export async function publishTables(
  archive: ArchiveWriter,
  { site }: Settings,
  { from }: TablesPlan,
  onProgress: OnProgress,
): Promise<Placed> {
  const folder = new ExportFolder(new SiteFolder(site).exclude(TABLES_FOLDER), false);
  const making = {
    archive,
    commit: archive.headId,
    onProgress: (done: number, all: number) => onProgress('blocks of tables', done, all),
  };
  await exportParquet(making, folder, from);
  const { written, unchanged, removed } = folder.exported;
  const addresses = (files: readonly string[]) => files.map((file) => `/${TABLES_FOLDER}/${file}`);
  return { written: addresses(written), unchanged: addresses(unchanged), removed: addresses(removed) };
}

/** What two jobs put in place, one after the other. */
export function joinPlaced(first: Placed, second: Placed): Placed {
  return {
    written: [...first.written, ...second.written],
    unchanged: [...first.unchanged, ...second.unchanged],
    removed: [...first.removed, ...second.removed],
  };
}
