import type { ParameterRow } from '../../../model/interpret.ts';
import type { Rules } from '../../../model/rules.ts';
import type { OracleSettings } from '../../config/oracle.ts';

/** What a source needs to know beside where it is. */
export interface SourceOptions {
  readonly rules: Rules;
  /** A run that stopped before this moment (milliseconds since 1970) no longer moves. */
  readonly recent: number;
  /** How an Oracle source is read. */
  readonly oracle: OracleSettings;
}

/**
 * What the one statement that looks for runs says of a global run: enough to decide whether it is read now, later or
 * again (rules 2, 3 and 11). Times are UTC, `YYYY-MM-DDTHH:MM:SSZ`; null: no such row, or a row without TIME.
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
  /** How many HCAL names it has: a cheap digest that moves when something was published. */
  readonly names: number;
}

/** Something that was found out about a source. */
export interface SourceRemark {
  /** `look`: it works, but somebody should look at it. */
  readonly health: 'ok' | 'look';
  readonly says: string;
}

/** A place that runs are read from. Reading never alters it. */
export interface RunSource {
  /**
   * The global runs (rule 1) with a number of at least `from`, ascending. One statement.
   * @throws RunInfoError `source-unreachable` where asking again later may help
   */
  findRuns(from: number): Promise<Sighting[]>;
  /**
   * Every row of the run that the rules need, in one statement, in order of ID.
   * @throws RunInfoError `run-unreadable` where this run alone failed, `source-unreachable` where the source did
   */
  readRun(run: number): Promise<ParameterRow[]>;
  /**
   * Tries whether runs can be read, and whether that is cheap: the indexes are there. For `doctor`.
   * @throws RunInfoError as the questions do
   */
  examine(): Promise<SourceRemark[]>;
  close(): Promise<void>;
}
