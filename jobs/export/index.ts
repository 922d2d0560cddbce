export { exportArchive, FORMS } from './export.ts';
export type { ExportResult } from './export.ts';
export { ExportFolder } from './folder.ts';
export type { Exported } from './folder.ts';
export { exportParquet, planParts } from './parts.ts';
export { TABLES } from './tables.ts';
