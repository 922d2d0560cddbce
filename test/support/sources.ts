import { onTestFinished } from 'vitest';
import { openOracleSource } from '../../jobs/snapshot/sources/oracle/source.ts';
import { openSqliteSource } from '../../jobs/snapshot/sources/sqlite/source.ts';
import type { RunSource } from '../../jobs/snapshot/sources/types.ts';
import { interpretRun } from '../../model/interpret.ts';
import type { Interpretation } from '../../model/interpret.ts';
import type { Rules } from '../../model/rules.ts';
import { oracleSettings, serveOracle } from './oracle.ts';
import type { FileRow } from './rows-file.ts';
import { RULES } from './tiny-archive.ts';

/** Opens a source on an SQLite file, to be closed when the test ends. */
export type Open = (file: string, rules?: Rules) => Promise<RunSource>;

/** The file itself. */
export const openSqlite: Open = async (file, rules = RULES) => openSqliteSource(file, { rules, recent: 0 });

/** The file through the Oracle test server. */
export const openOracle: Open = async (file, rules = RULES) => {
  const server = await serveOracle(file);
  const oracle = oracleSettings(server);
  const source = openOracleSource(server.source.slice('oracle:'.length), { rules, recent: 0, oracle });
  onTestFinished(async () => source.close());
  return source;
};

/** A TIME of the rows below. */
export const AT = '2026-01-01 10:00:00';
/** A value in one LOB row. */
export const lob = (text: string | null): Pick<FileRow, 'lobs'> => ({ lobs: [[0, text]] });
/** The row that makes a run a global one. */
export const global = (run: number | bigint, more: Partial<FileRow> = {}): FileRow => ({
  run,
  name: 'CMS.HCAL_LEVEL_1:FM_FULLPATH',
  plain: '/hcalpro/Global/P5',
  time: AT,
  ...more,
});
/** A row of RC_STATE. */
export const running = (run: number | bigint, more: Partial<FileRow> = {}): FileRow => ({
  run,
  name: 'CMS.LVL0:RC_STATE',
  plain: 'Running',
  time: AT,
  ...more,
});

/** What a run is read as, by the rules. */
export async function interpret(source: RunSource, run: number, rules: Rules = RULES): Promise<Interpretation> {
  return interpretRun(run, await source.readRun(run), rules, '0123456789abcdef');
}
