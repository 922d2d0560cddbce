import { RunInfoError } from '../../model/errors.ts';
import { interpretRun } from '../../model/interpret.ts';
import type { Interpretation } from '../../model/interpret.ts';
import type { Rules } from '../../model/rules.ts';
import type { RunSource } from './sources/types.ts';

/** What became of reading one run. A gap is a run whose own reading failed; it is tried again (DESIGN section 2). */
export interface RunOutcome {
  readonly run: number;
  readonly result: Interpretation | { readonly kind: 'gap'; readonly why: string };
}

/** How runs are read: under which interpretation rules, and how many at once. */
export interface ReadOptions {
  readonly rules: Rules;
  readonly rulesDigest: string;
  readonly concurrency: number;
}

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
  const limit = pLimit(options.concurrency);
  const ahead: Promise<RunOutcome>[] = [];
  const waiting = [...runs];
  const fill = () => {
    for (let run = waiting.shift(); run !== undefined; run = waiting.shift()) {
      const wanted = run;
      const outcome = limit(async () => readOne(source, wanted, options));
      outcome.catch(() => undefined);
      ahead.push(outcome);
      if (ahead.length >= 2 * options.concurrency) return;
    }
  };
  fill();
  for (let next = ahead.shift(); next !== undefined; next = ahead.shift()) {
    const outcome = await next;
    fill();
    yield outcome;
  }
}

async function readOne(source: RunSource, run: number, options: ReadOptions): Promise<RunOutcome> {
  try {
    const rows = await source.readRun(run);
    return { run, result: interpretRun(run, rows, options.rules, options.rulesDigest) };
  } catch (error) {
    if (error instanceof RunInfoError && error.code === 'run-unreadable') {
      return { run, result: { kind: 'gap', why: error.message } };
    }
    throw error;
  }
}
