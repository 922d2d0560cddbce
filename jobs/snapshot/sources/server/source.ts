import type { ParameterRow } from '../../../../model/row.ts';
import { makeSurvey, type SurveyDialect } from '../survey.ts';
import { remarkOnIndexes, toSightings, type Binds } from '../tables.ts';
import { toSourceTime } from '../times.ts';
import type { RunSource, Sighting, SourceOptions } from '../types.ts';
import type { Question, ServerStatement, SessionPool } from './pool.ts';

/** How many run numbers one statement looks through: a first tick goes on in steps of that size, any other takes one. */
const NUMBERS_AT_ONCE = 1000;

/** A number that no run has, nor any in the block from there on. */
const NO_RUN = -1_000_000;

/** What differs between servers of one kind and of another. */
export interface ServerDialect {
  /**
   * The statement that looks for runs in a range of run numbers. Its rows begin with the next number beyond the range that
   * some run has, or with the digits of any where the column is text; then comes what `toSightings` takes, or a null where
   * the range has no global run.
   */
  readonly find: ServerStatement;
  /** The statement that reads a run. */
  readonly read: ServerStatement;
  /** The statement that lists indexed columns. */
  readonly indexes: ServerStatement;
  readonly survey: SurveyDialect;
  /** What is said of the server; it was asked for its version, and so has a session. */
  readonly describe: (version: string) => string;
  /** What `doctor` says of the login. */
  readonly account: string;
  /** What to do about a missing index. */
  readonly adviseOnIndex: (table: string, columns: string) => string;
  /** Reads a run. @param ask runs the statement that reads it, with further binds */
  readonly readRun: (run: number, ask: (binds: Binds) => Promise<unknown[][]>) => Promise<ParameterRow[]>;
}

/** A source that asks a server through a pool of sessions. */
export function openServerSource(
  pool: SessionPool,
  { rules: { timeZone }, recent }: Pick<SourceOptions, 'rules' | 'recent'>,
  { find, read, indexes, survey, describe, account, adviseOnIndex, readRun }: ServerDialect,
): RunSource {
  const looking = (firstRun: number, lastRun: number): Question => ({
    statement: find,
    binds: { firstRun, lastRun, recent: toSourceTime(recent, timeZone) },
    run: null,
  });
  return {
    findRuns: async (from, to = Number.MAX_SAFE_INTEGER) => {
      const sightings: Sighting[] = [];
      let count = NUMBERS_AT_ONCE;
      for (let next = from; next <= to;) {
        const last = Math.min(next + count - 1, to);
        const rows = await pool.ask(looking(next, last));
        const runs = rows.map(([, ...columns]) => columns);
        sightings.push(...toSightings(runs, timeZone));
        const beyond = rows.at(-1)?.[0];
        next = typeof beyond === 'number' ? beyond : Infinity;
        if (typeof beyond === 'string') {
          // Text is not in the order of the numbers, so that smaller ones may follow: the rest is looked through at once.
          next = last + 1;
          count = Infinity;
        }
      }
      return sightings.sort((a, b) => a.run - b.run);
    },
    readRun: async (run) => readRun(run, async (binds) => pool.ask({ statement: read, binds: { run, ...binds }, run })),
    // Everything that a tick needs: connecting, logging in, and both statements, on numbers that no run has.
    examine: async () => {
      await pool.ask(looking(NO_RUN, NO_RUN + NUMBERS_AT_ONCE - 1));
      await pool.ask({ statement: read, binds: { run: NO_RUN }, run: null });
      const columns = await pool.ask({ statement: indexes, binds: {}, run: null });
      return [
        { health: 'ok', says: `connected to ${pool.server.label} and logged in as ${account}` },
        { health: 'ok', says: 'both statements run: the account may read the two tables' },
        ...remarkOnIndexes(columns, adviseOnIndex),
      ];
    },
    survey: makeSurvey(
      survey,
      async (action, sql, run) =>
        pool.ask({ statement: { action, sql, binds: {} }, binds: run === null ? {} : { run }, run }),
      describe,
      timeZone,
    ),
    close: async () => pool.close(),
  };
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
