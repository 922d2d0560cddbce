import type { ExportResult } from '../../jobs/export/export.ts';

/** Files that are listed under `--dry-run`; of more only the number is said. */
const LISTED = 20;

/** One line that says what an export did; with `isDry` what it would do, file by file. */
export function printExport(result: ExportResult, isDry: boolean, seconds: number): string {
  const { commit, written, unchanged, removed } = result;
  const counts = `${count(written)} written, ${unchanged.length} unchanged, ${removed.length} removed`;
  if (!isDry) return `${counts}; the archive at commit ${commit.slice(0, 12)} (${seconds.toFixed(1)} s)`;
  return [...list('writes', written), ...list('removes', removed), `${count(unchanged)} would stay`].join('\n');
}

function list(verb: string, files: readonly string[]): string[] {
  const lines = files.slice(0, LISTED).map((file) => `${verb} ${file}`);
  return files.length > LISTED ? [...lines, `${verb} ${files.length - LISTED} more`] : lines;
}

function count(files: readonly string[]): string {
  return `${files.length} ${files.length === 1 ? 'file' : 'files'}`;
}
