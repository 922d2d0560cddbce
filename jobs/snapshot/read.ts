import { RunInfoError } from '../../model/errors.ts';
import { interpretRun, type Interpretation } from '../../model/interpret.ts';
import type { Settings } from '../config/load.ts';
import { redactText } from '../../model/redact.ts';
import { RowReader } from '../../model/row.ts';
import type { RunSource } from './sources/types.ts';

/** What became of reading one run. A gap is a run whose own reading failed or contradicts what the
 * source says of the run (rule 7); it is tried again. */
export interface RunOutcome {
  readonly run: number;
  readonly result: Interpretation | { readonly kind: 'gap'; readonly why: string };
}

/** A run to read, and whether the source says that it has been Running (rule 2). */
export interface RunToRead {
  readonly run: number;
  readonly isRunning: boolean;
}

/** How runs are read: under which interpretation rules, what stands for secrets, and how many at once. */
type ReadOptions = Pick<Settings, 'rules' | 'rulesDigest' | 'seal' | 'concurrency'>;

/**
 * Reads runs, several at once, and gives what became of them in the order asked. At most twice `concurrency` runs are
 * held in memory.
 * @throws RunInfoError `source-unreachable` where the source itself fails; runs given before stand
 */
export async function* readRuns(
  source: RunSource,
  runs: readonly RunToRead[],
  options: ReadOptions,
): AsyncGenerator<RunOutcome> {
  if (runs.length === 0) return;
  const { default: pLimit } = await import('p-limit');
  const reader = new RowReader(options.rules, options.seal);
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

async function readRun(
  source: RunSource,
  { run, isRunning }: RunToRead,
  options: ReadOptions,
  reader: RowReader,
): Promise<RunOutcome> {
  try {
    const rows = await source.readRun(run);
    if (rows.length === 0) return gap(run, 'the source shows the run, but delivers no row of it');
    const result = interpretRun(run, rows, options.rules, options.rulesDigest, reader);
    if (result.kind !== 'never-ran' || !isRunning) return { run, result };
    return gap(run, 'the source shows the run as Running, but delivers no RC_STATE row that says so');
  } catch (error) {
    if (error instanceof RunInfoError && error.code === 'run-unreadable') {
      return gap(run, redactText(options.rules.redact, error.message));
    }
    throw error;
  }
}

function gap(run: number, why: string): RunOutcome {
  return { run, result: { kind: 'gap', why } };
}
