import type { SiteTables } from '../publish/tables.ts';
import { ExportFolder } from './folder.ts';
import { exportParquet, planParts } from './parts.ts';
import { TABLES } from './tables.ts';

/** The tables that a site may hold beside its pages: the Parquet export, in parts. */
export const siteTables: SiteTables = {
  layout: TABLES,
  plan: (paths) => {
    const from = planParts(paths);
    return from === Infinity ? null : { from };
  },
  make: async (archive, path, { from }, onProgress) => {
    const folder = new ExportFolder(path, false);
    await exportParquet({ archive, commit: archive.headId, onProgress }, folder, from);
    return folder.exported;
  },
};
