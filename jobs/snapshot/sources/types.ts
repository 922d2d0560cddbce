import type { ParameterRow } from '../../../model/row.ts';
import type { Rules } from '../../../model/rules.ts';
import type { Survey } from './survey.ts';
import type { MysqlSettings, OracleSettings } from '../../config/secrets.ts';

/**
 * A place that runs are read from. A new one is a folder here that gives an `OpenSource`, and one line in `index.ts`;
 * `contract.test.ts` says what it must deliver. Reading never alters the source. The members are called in any order, and
 * `readRun` several times at once. All of them throw RunInfoError only:
 *
 * - `source-unreachable` where asking again later may help: the other jobs of the tick go on, and the next one tries again;
 * - `run-unreadable` where this one run cannot be read (`readRun` only): it becomes a gap, and the next run is read. The
 *   message is archived as the gap's reason, so that it names no machine, path or account;
 * - `source-wrong` or `config` where somebody has to do something, which the message says.
 */
export interface RunSource {
  /** The global runs (rule 1) with numbers `from` to `to`, ascending; without `to`: all from there on. */
  findRuns(from: number, to?: number): Promise<Sighting[]>;
  /**
   * The rows of a run that its interpretation needs, in order of ID; none where there is no such run. A source may leave
   * out rows that cannot matter: those between the first and the last of a name that `settlesItsName`, and later ones.
   */
  readRun(run: number): Promise<ParameterRow[]>;
  /** Tries whether runs can be read, and whether that is cheap: the indexes are there. For `doctor`. */
  examine(): Promise<SourceRemark[]>;
  /** What it holds beside the rules, for `probe`; a source that is made for the rules has nothing to tell. */
  readonly survey?: Survey;
  /** Lets go of files and connections. */
  close(): Promise<void>;
}

/**
 * Opens a source.
 * @param address what stands behind the word and the colon in the setting `source`
 * @throws RunInfoError `config` where the address is not one; the others as reading does, where opening reads
 */
export type OpenSource = (address: string, options: SourceOptions) => RunSource;

/** What a source needs to know beside where it is. */
export interface SourceOptions {
  readonly rules: Rules;
  /** A run that stopped before this moment (milliseconds since 1970) no longer moves. */
  readonly recent: number;
  /** How an Oracle source is read. */
  readonly oracle: OracleSettings;
  /** How a MySQL source is read. */
  readonly mysql: MysqlSettings;
}

/**
 * What a source says of a global run without reading it: enough to decide whether it is read now, later or again (rules 2,
 * 3 and 11). Times are UTC, `YYYY-MM-DDTHH:MM:SSZ`; null: no such row, or a row without TIME.
 */
export interface Sighting {
  readonly run: number;
  /** Whether some RC_STATE row says Running, and the TIME of the first such row. */
  readonly isRunning: boolean;
  readonly runningAt: string | null;
  readonly isStopped: boolean;
  readonly stoppedAt: string | null;
  /** The newest TIME of any of its rows. */
  readonly newestAt: string | null;
  /** A cheap digest that moves when something was published: how many names the partitions have in it, of a file all of it. */
  readonly names: number;
}

/** Something that was found out about a source. `warning`: it works, but somebody should look at it. */
export interface SourceRemark {
  readonly health: 'ok' | 'warning';
  readonly says: string;
}
