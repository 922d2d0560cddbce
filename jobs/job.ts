import { isDeepStrictEqual } from 'node:util';
import type { ArchiveWriter, CommitRecord } from '../archive/store/writer.ts';
import { RunInfoError } from '../model/errors.ts';
import type { Settings } from './config/load.ts';
import type { DeliveryCounts, Problem } from './notify/deliver.ts';
import type { ChannelMessage } from './notify/compose.ts';
import type { PagePlan } from './publish/plan.ts';
import type { Placed } from './own-folder.ts';
import { emptyState, keepFailures, writeState, type State } from './state.ts';

/** The jobs of a tick, in the order in which `--only` and the help name them. */
export const JOBS = ['snapshot', 'diff', 'publish', 'notify'] as const;
export type JobName = (typeof JOBS)[number];

/** Told how far a long piece of work is. */
export type OnProgress = (what: string, done: number, all: number) => void;

/** What a tick gives to each of its jobs. A job knows these, the model and the archive, and no other job. */
export interface TickContext {
  readonly settings: Settings;
  /** The archive, open for writing; under `--dry-run` a draft, in which commits are only planned. */
  readonly archive: ArchiveWriter;
  readonly memory: Memory;
  readonly isDry: boolean;
  /** The jobs that this tick runs. */
  readonly jobs: ReadonlySet<JobName>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onProgress: OnProgress;
  /** Lets the other jobs go on where the source is down or a deploy step fails; anything else ends the tick. */
  readonly tolerate: (step: () => Promise<void>) => Promise<void>;
}

/** Which tables beside the pages are made again: parts from a block on; null: all. */
export interface TablesPlan {
  readonly from: number | null;
}

/** What the jobs of a tick came to; each fills in its own part. */
export interface TickReport {
  readonly commits: readonly CommitRecord[];
  readonly pages: PagePlan | null;
  /** The tables beside the pages that are stale; null: none, or none are asked for. */
  readonly tables: TablesPlan | null;
  readonly placed: Placed | null;
  readonly messages: readonly ChannelMessage[];
  /** What became of these messages; under `--dry-run` nothing does. */
  readonly delivered: DeliveryCounts;
  /** What a person should be told although the tick did its work: a webhook that is down, say. */
  readonly problems: readonly Problem[];
}

/**
 * One job of the tick: `plan` reads and decides, and what it gives is plain data; `apply` does it, and doing it again
 * changes nothing.
 */
export interface Job<Plan = unknown> {
  readonly name: JobName;
  plan(context: TickContext): Promise<Plan>;
  /**
   * What a plan comes to, for `--dry-run`. A job without it writes through the archive alone, which is a draft then, and
   * is applied all the same.
   */
  describe?(plan: Plan): Partial<TickReport>;
  apply(context: TickContext, plan: Plan): Promise<Partial<TickReport>>;
}

/** Runs a job: plans it and, unless nothing may be done, applies the plan. */
export async function runJob<Plan>(job: Job<Plan>, context: TickContext): Promise<Partial<TickReport>> {
  const plan = await job.plan(context);
  return context.isDry && job.describe !== undefined ? job.describe(plan) : job.apply(context, plan);
}

/** The state during a tick: what is saved is written at once where it differs, under `--dry-run` nowhere. */
export class Memory {
  private current: State;
  private readonly folder: string | null;
  /** What the file holds; null: nobody knows, or there is none. */
  private written: State | null;

  /**
   * @param read the state that the folder holds; null: none
   * @param folder the state folder; null: nothing is written
   */
  constructor(read: State | null, folder: string | null) {
    this.current = read ?? emptyState();
    this.folder = folder;
    this.written = read;
  }

  get state(): State {
    return this.current;
  }

  /** Goes on from another state than the one that was kept; it is written with what is saved next. */
  replace(state: State): void {
    this.current = state;
  }

  readonly save = (part: Partial<State>): void => {
    this.current = { ...this.current, ...part };
    if (this.folder === null || isDeepStrictEqual(this.current, this.written)) return;
    this.written = null;
    writeState(this.folder, this.current);
    this.written = this.current;
  };

  /** The same of a tick that failed, for which there may be no room: then at least how often is kept. */
  readonly keepFailure = (part: Partial<State>): void => {
    try {
      this.save(part);
    } catch (error) {
      if (!(error instanceof RunInfoError)) throw error;
      if (this.folder !== null) keepFailures(this.folder, this.current);
    }
  };
}
