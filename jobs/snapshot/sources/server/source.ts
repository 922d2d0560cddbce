import { describeSql, makeSurvey, profileSql } from '../survey.ts';
import type { Survey, SurveyDialect } from '../survey.ts';
import { remarkOnIndexes, toSightings } from '../tables.ts';
import type { Binds, Statement } from '../tables.ts';
import type { Sighting, SourceRemark } from '../types.ts';
import type { Question, SessionPool } from './pool.ts';

/** How many run numbers one statement looks through: a first tick goes on in steps of that size, any other takes one. */
const NUMBERS_AT_ONCE = 1000;

/** A number that no run has, nor any in the block from there on. */
export const NO_RUN = -1_000_000;

/**
 * Looks for runs, step by step.
 * @param looking the question about a range of run numbers. Its rows begin with the next number beyond the range that
 *   some run has; then comes what `toSightings` takes, or a null where the range has no global run
 * @param zone of a TIME that names none
 */
export async function findInSteps(
  pool: SessionPool,
  looking: (firstRun: number, lastRun: number) => Question,
  from: number,
  to: number,
  zone: string,
): Promise<Sighting[]> {
  const sightings: Sighting[] = [];
  for (let next: unknown = from; typeof next === 'number' && next <= to;) {
    const rows = await pool.ask(looking(next, Math.min(next + NUMBERS_AT_ONCE - 1, to)));
    sightings.push(
      ...toSightings(
        rows.map(([, ...columns]) => columns),
        zone,
      ),
    );
    next = rows.at(-1)?.[0];
  }
  return sightings;
}

/**
 * Tries everything that a tick needs of a server: connecting, logging in, and both statements, on numbers that no run
 * has; then looks for the indexes.
 * @param questions the two statements, with such binds
 * @param indexes the statement that lists indexed columns
 * @param account what `doctor` says of the login
 * @param advise what to do about a missing index
 * @throws RunInfoError what to do where something of that fails
 */
export async function examineServer(
  pool: SessionPool,
  questions: readonly Question[],
  indexes: Statement & { readonly action: string },
  account: string,
  advise: (table: string, columns: string) => string,
): Promise<SourceRemark[]> {
  for (const question of questions) await pool.ask({ ...question, run: null });
  const columns = await pool.ask({ statement: indexes, binds: {}, run: null });
  return [
    { health: 'ok', says: `connected to ${pool.server.label} and logged in as ${account}` },
    { health: 'ok', says: 'both statements run: the account may read the two tables' },
    ...remarkOnIndexes(columns, advise),
  ];
}

/**
 * What a server holds beside the rules.
 * @param say what is said of the server; it was asked for its version, and so has a session
 */
export function surveyServer(
  pool: SessionPool,
  dialect: SurveyDialect,
  say: (version: string) => string,
  zone: string,
): Survey {
  const ask = async (action: string, sql: string, binds: Binds, run: number | null) =>
    pool.ask({ statement: { action, sql, binds: {} }, binds, run });
  return makeSurvey(
    async () => ask('looking for the newest run', describeSql(dialect), {}, null),
    say,
    async (run) => ask('looking at the names of a run', profileSql(dialect), { run }, run),
    zone,
  );
}

/** Where a server is, of `//HOST:PORT/NAME`. */
export interface ServerAddress {
  /** A name or an address; of IPv6 without its brackets. */
  readonly host: string;
  readonly port: number;
  /** Of the service or of the database. */
  readonly name: string;
  /** What errors call it; holds nothing that could be a secret. */
  readonly label: string;
}

/** Reads `//HOST:PORT/NAME`; null: it is none. */
export function parseServerUrl(address: string, defaultPort: number): ServerAddress | null {
  const [, host, digits = String(defaultPort), name] =
    /^\/\/(\[[\da-f:.]+\]|[\w.-]+)(?::(\d+))?\/([\w.$#-]+)$/i.exec(address) ?? [];
  if (host === undefined || name === undefined) return null;
  return {
    host: host.replace(/^\[(.*)\]$/, '$1'),
    port: Number(digits),
    name,
    label: `${host}:${digits}/${name}`,
  };
}
