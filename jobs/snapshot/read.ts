import { RunInfoError } from '../../model/errors.ts';
import { interpretRun } from '../../model/interpret.ts';
import type { Interpretation } from '../../model/interpret.ts';
import type { Settings } from '../config/load.ts';
import { RowReader } from '../../model/row.ts';
import type { RunSource } from './sources/types.ts';

/** What became of reading one run. A gap is a run whose own reading failed; it is tried again. */
export interface RunOutcome {
  readonly run: number;
  readonly result: Interpretation | { readonly kind: 'gap'; readonly why: string };
}

/** How runs are read: under which interpretation rules, and how many at once. */
type ReadOptions = Pick<Settings, 'rules' | 'rulesDigest' | 'concurrency'>;

/**
 * Reads runs, several at once, and gives what became of them in the order asked. At most twice `concurrency` runs are
 * held in memory.
 * @throws RunInfoError `source-unreachable` where the source itself fails; runs given before stand
 */
export async function* readRuns(
  source: RunSource,
  runs: readonly number[],
  options: ReadOptions,
): AsyncGenerator<RunOutcome> {
  if (runs.length === 0) return;
  const { default: pLimit } = await import('p-limit');
  const reader = new RowReader(options.rules);
  const limit = pLimit(options.concurrency);
  const ahead: Promise<RunOutcome>[] = [];
  for (const run of runs) {
    const outcome = limit(async () => readRun(source, run, options, reader));
    // It is waited for below; where an earlier one fails first, nobody waits for it.
    outcome.catch(() => undefined);
    ahead.push(outcome);
    const next = ahead.length < 2 * options.concurrency ? undefined : ahead.shift();
    if (next !== undefined) yield await next;
  }
  for (const outcome of ahead) yield await outcome;
}

async function readRun(source: RunSource, run: number, options: ReadOptions, reader: RowReader): Promise<RunOutcome> {
  try {
    const rows = await source.readRun(run);
    return { run, result: interpretRun(run, rows, options.rules, options.rulesDigest, reader) };
  } catch (error) {
    if (error instanceof RunInfoError && error.code === 'run-unreadable') {
      return { run, result: { kind: 'gap', why: error.message } };
    }
    throw error;
  }
}
