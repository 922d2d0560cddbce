import type { ArchiveWriter } from '../../archive/store/writer.ts';
import type { TickContext } from '../job.ts';
import { SiteFolder, TABLES_FOLDER } from './site-folder.ts';
import type { Placed } from './site-folder.ts';

/** Which tables beside the pages are made again: parts from a block on; null: all. */
export interface TablesPlan {
  readonly from: number | null;
}

/** Makes the archive's tables in a folder. Given by the tick, since the tables are the export's. */
export interface SiteTables {
  /** The tables and their columns: when they move, everything is published again. */
  readonly layout: unknown;
  /** Which tables are stale. `paths` of the archive moved; null: everything is stale. Gives null where none are. */
  plan(paths: readonly string[] | null): TablesPlan | null;
  /** Makes the stale tables; gives their files, relative to the folder. */
  make(
    archive: ArchiveWriter,
    folder: string,
    plan: TablesPlan,
    onProgress: (done: number, all: number) => void,
  ): Promise<Placed>;
}

/** Makes the stale tables and puts them in place; gives their addresses. */
export async function publishTables(
  tables: SiteTables,
  { archive, settings, onProgress }: TickContext,
  plan: TablesPlan,
): Promise<Placed> {
  const folder = new SiteFolder(settings.site).exclude(TABLES_FOLDER);
  const { written, unchanged, removed } = await tables.make(archive, folder, plan, (done, all) =>
    onProgress('blocks of tables', done, all),
  );
  const addresses = (files: readonly string[]) => files.map((file) => `/${TABLES_FOLDER}/${file}`);
  return { written: addresses(written), unchanged: addresses(unchanged), removed: addresses(removed) };
}
