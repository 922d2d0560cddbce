import { dirname } from 'node:path';
import Database from 'libsql';
import * as z from 'zod';
import { isAnything, sweepTemporary, toDiskError } from '../../archive/store/files.ts';
import { NewFile } from '../../archive/store/write-file.ts';
import { RunInfoError } from '../../model/errors.ts';
import { redactText } from '../../model/redact.ts';
import { RowReader, type ParameterRow, type RowId } from '../../model/row.ts';
import type { Rules } from '../../model/rules.ts';
import type { Seal } from '../../model/secret-spellings.ts';
import type { OnProgress } from '../job.ts';
import type { RunRange } from './job.ts';
import type { RunSource } from './sources/types.ts';

const answer = z.strictObject({
  file: z.string().describe('The file, absolute'),
  dryRun: z.boolean().describe('Whether this is only what would be done'),
  redacted: z.boolean().describe('Whether secrets were left out'),
  runs: z.array(z.int()).describe('The runs that are in the file; under --dry-run those that would be, ascending'),
  rows: z.int().describe('How many rows the file has; 0 under --dry-run'),
  unread: z
    .array(
      z.strictObject({ run: z.int().describe('A run that could not be read'), why: z.string().describe('Why not') }),
    )
    .describe('The runs that are not in the file'),
});

/** What `extract` answers, by the name of the schema in `docs/schemas`. */
export const EXTRACT_SCHEMAS = {
  'answer-extract': answer.meta({ description: 'extract --json: which runs were written to the file' }),
} as const;

export type ExtractAnswer = z.infer<typeof answer>;

/** What to extract, and into which file. */
export interface ExtractOptions {
  /** Open under rules that track every name. */
  readonly source: RunSource;
  readonly range: RunRange;
  /** Absolute; must not be there yet. */
  readonly file: string;
  readonly rules: Rules;
  /** Makes the placeholders of secrets; null: they are written as they are. */
  readonly seal: Seal | null;
  readonly isDry: boolean;
  readonly onProgress: OnProgress;
}

/** The tables as the SQLite source reads them (docs/operate.md), with the indexes that it asks for. */
const TABLES = `pragma journal_mode = off; pragma synchronous = off;
  create table RUNSESSION_PARAMETER (ID primary key, RUNNUMBER integer, NAME text, STRING_VALUE text, TIME text);
  create table RUNSESSION_STRING (RUNSESSION_PARAMETER_ID, VALUE text, VALUE_INDEX integer);
  create index RUNSESSION_PARAMETER_BY on RUNSESSION_PARAMETER (RUNNUMBER, NAME);
  create index RUNSESSION_STRING_BY on RUNSESSION_STRING (RUNSESSION_PARAMETER_ID);
  begin`;

/** Texts of up to this many characters stand in STRING_VALUE, longer ones in the LOB table. */
const SHORT = 1000;
/** What stands for a value whose bytes are no text. */
const NO_TEXT = Buffer.from([0xff]);

/**
 * Writes the global runs of a range into an SQLite file of the shape of RunInfo: the rows that the rules need, with their IDs
 * and times, so that it is read to the same archive. Only its owner may read the file.
 * @throws RunInfoError `usage` where the file is there already, `not-found` for a range without a run, `disk` where it cannot be
 * written, and what reading throws
 */
export async function extractRuns(options: ExtractOptions): Promise<ExtractAnswer> {
  const { source, range, file, seal, isDry } = options;
  if (isAnything(file)) throw new RunInfoError('usage', `${file} is there already: give another name (--out)`);
  const found = (await source.findRuns(range.from, range.to)).map(({ run }) => run);
  if (found.length === 0) {
    throw new RunInfoError(
      'not-found',
      `the source has no global run in ${range.from}..${range.to}: check the numbers`,
    );
  }
  const answered = { file, dryRun: isDry, redacted: seal !== null };
  if (isDry) return { ...answered, runs: found, rows: 0, unread: [] };
  sweepTemporary(dirname(file), false);
  const target = new NewFile(file, undefined, undefined, 0o600);
  try {
    const written = await writeRuns(target.temporary, found, options);
    target.place();
    return { ...answered, ...written };
  } catch (error) {
    target.drop();
    throw toDiskError(error, file);
  }
}

async function writeRuns(
  path: string,
  found: readonly number[],
  { source, rules, seal, onProgress }: ExtractOptions,
): Promise<Pick<ExtractAnswer, 'runs' | 'rows' | 'unread'>> {
  const database = new Database(path);
  try {
    database.exec(TABLES);
    const write = makeWriter(database, rules.timeZone);
    const reader = seal === null ? null : new RowReader(rules, seal);
    const runs: number[] = [];
    const unread: ExtractAnswer['unread'] = [];
    let rows = 0;
    for (const [index, run] of found.entries()) {
      try {
        const ofRun = await source.readRun(run);
        for (const row of ofRun) write(run, reader?.withoutSecrets(row) ?? row);
        rows += ofRun.length;
        runs.push(run);
      } catch (error) {
        if (!(error instanceof RunInfoError) || error.code !== 'run-unreadable') throw error;
        unread.push({ run, why: redactText(rules.redact, error.message) });
      }
      onProgress('runs read', index + 1, found.length);
    }
    database.exec('commit');
    return { runs, rows, unread };
  } finally {
    database.close();
  }
}

/** @param zone of a TIME that names none, as the rules have it: where that is not UTC, each names its own */
function makeWriter(database: Database.Database, zone: string): (run: number, row: ParameterRow) => void {
  const parameter = database.prepare('insert into RUNSESSION_PARAMETER values (?, ?, ?, ?, ?)');
  const string = database.prepare('insert into RUNSESSION_STRING values (?, ?, 0)');
  return (run, { id, name, time, value }) => {
    const text = value.kind === 'text' ? value.text : null;
    const isShort = text === null || text.length <= SHORT;
    const stored = storeId(id);
    parameter.run(
      stored,
      run,
      name,
      isShort ? text : null,
      time?.replace('T', ' ').replace('Z', zone === 'UTC' ? '' : 'Z') ?? null,
    );
    if (value.kind === 'unreadable') string.run(stored, NO_TEXT);
    else if (!isShort) string.run(stored, text);
  };
}

/** An ID as a number, where SQLite has one so large. */
function storeId(id: RowId): RowId | string {
  return typeof id === 'bigint' && BigInt.asIntN(64, id) !== id ? String(id) : id;
}
