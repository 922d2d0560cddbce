import { onTestFinished } from 'vitest';
import { openMysqlSource } from '../../jobs/snapshot/sources/mysql/source.ts';
import { openOracleSource } from '../../jobs/snapshot/sources/oracle/source.ts';
import { openSqliteSource } from '../../jobs/snapshot/sources/sqlite/source.ts';
import type { RunSource } from '../../jobs/snapshot/sources/types.ts';
import { interpretRun, type Interpretation } from '../../model/interpret.ts';
import type { Rules } from '../../model/rules.ts';
import type { RunReading } from '../../model/run.ts';
import { mysqlSettings, provideMariadb } from './mariadb.ts';
import { oracleSettings, provideOracle } from './oracle.ts';
import { makeRowsFile, type FileRow } from './rows-file.ts';
import { RULES } from './tiny-archive.ts';

/** Opens a source on an SQLite file, to be closed when the test ends. */
export type Open = (file: string, rules?: Rules) => Promise<RunSource>;

/** The file itself. */
export const openSqlite: Open = async (file, rules = RULES) => openSqliteSource(file, { rules, recent: 0 });

/** The file through an Oracle server. */
export const openOracle: Open = async (file, rules = RULES) => {
  const server = await provideOracle(file);
  const oracle = oracleSettings(server);
  const source = openOracleSource(server.source.slice('oracle:'.length), { rules, recent: 0, oracle });
  onTestFinished(async () => source.close());
  return source;
};

/** The file through a MariaDB server. */
export const openMysql: Open = async (file, rules = RULES) => {
  const access = await provideMariadb(file);
  const mysql = mysqlSettings(access);
  const source = openMysqlSource(access.source.slice('mysql:'.length), { rules, recent: 0, mysql });
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

/** The readings of a run of HCAL_HF that has these rows beside those that make it one. */
export async function readingsOf(
  open: Open,
  rows: readonly Partial<FileRow>[],
  more: readonly FileRow[] = [],
): Promise<Readonly<Record<string, RunReading>>> {
  const named = rows.map((row): FileRow => ({ run: 7, time: AT, ...row, name: `CMS.HCAL_HF:${row.name ?? 'A'}` }));
  const source = await open(makeRowsFile([global(7), running(7), ...named, ...more]));
  const result = await interpret(source, 7);
  if (result.kind !== 'archived') throw new Error(`the run is ${result.kind}`);
  const readings = Object.entries(result.snapshot.readings).filter(([key]) => key.startsWith('HCAL_HF:'));
  return Object.fromEntries(readings.map(([key, reading]) => [key.slice('HCAL_HF:'.length), reading]));
}

/**
 * Reads values in one LOB row and in two.
 * @param bytes how long each is at least; not only of ASCII
 * @returns whether each came whole
 */
export async function readBigValues(open: Open, bytes: number): Promise<readonly boolean[]> {
  const line = 'µ日x\n';
  const text = line.repeat(Math.ceil(bytes / Buffer.byteLength(line)));
  const inTwo: FileRow['lobs'] = [
    [0, 'x'],
    [1, text],
  ];
  const { A, B } = await readingsOf(open, [
    { name: 'A', ...lob(text) },
    { name: 'B', lobs: inTwo },
  ]);
  return [A?.kind === 'value' && A.value === text, B?.kind === 'value' && B.value === `x\n${text}`];
}
