import { userInfo } from 'node:os';
import { RunInfoError } from '../../model/errors.ts';
import { countOf } from '../../model/visible.ts';
import { addExpected, isExpired, readExpected } from '../../jobs/notify/expected.ts';
import { currentPending } from '../../jobs/notify/current.ts';
import { readState } from '../../jobs/state.ts';
import { openForReading, parseRun } from '../context.ts';
import type { Context } from '../context.ts';

/** An entry is in force for so long where nothing else is said, in milliseconds. */
const TWO_WEEKS = 14 * 86_400_000;

/** What `expect` can be asked for. */
export interface ExpectOptions {
  readonly from?: string;
  readonly reason?: string;
  readonly owner?: string;
  readonly expires?: string;
  readonly silent?: boolean;
  readonly dryRun?: boolean;
}

/**
 * Writes an entry of the list of expected changes that has the names which a run changed; without a run, lists the
 * entries and how often each was used.
 * @throws RunInfoError `not-found` where the run changed nothing, `config` where the list cannot be added to
 */
export function expectChanges(context: Context, options: ExpectOptions): void {
  if (options.from === undefined) {
    listExpected(context);
    return;
  }
  const { settings, outside } = context;
  const run = parseRun(options.from);
  const { fresh } = currentPending(openForReading(context), run);
  if (fresh.length === 0) throw new RunInfoError('not-found', `run ${run} changed nothing: name one that did`);
  const entry = {
    pattern: fresh.map(({ partition, parameter }) => `${partition}:${parameter}`).sort(),
    reason: options.reason ?? `as in run ${run}`,
    owner: options.owner ?? userInfo().username,
    expires: options.expires ?? new Date(outside.now() + TWO_WEEKS).toISOString().slice(0, 10),
    ...(options.silent === true && { silent: true }),
  };
  const text = addExpected(settings.expectedFile, entry, options.dryRun === true);
  const file = settings.expectedFile;
  context.answer({ file, entry, dryRun: options.dryRun === true }, () =>
    [options.dryRun === true ? `Would be added to ${file}:` : `Added to ${file}:`, text.trimEnd()].join('\n'),
  );
}

function listExpected(context: Context): void {
  const { settings, outside } = context;
  const { expectations, problems } = readExpected(settings.expectedFile);
  const uses = readState(settings.state)?.expected ?? {};
  const entries = expectations.map(({ key, ...expectation }) => ({
    ...expectation,
    isExpired: isExpired({ ...expectation, key }, outside.now()),
    used: uses[key]?.count ?? 0,
    lastRun: uses[key]?.run ?? null,
  }));
  context.answer({ file: settings.expectedFile, entries, problems }, () =>
    [
      `${settings.expectedFile}: ${countOf(entries.length, 'entry', 'entries')}`,
      ...entries.flatMap(({ pattern, reason, owner, expires, silent, isExpired: isOver, used, lastRun }) => [
        `  ${reason} (${owner}, until ${expires}${isOver ? ', over' : ''}${silent ? ', silent' : ''}): ` +
          (used === 0 ? 'never used' : `used ${countOf(used, 'time')}, last in run ${lastRun}`),
        ...pattern.map((name) => `    ${name}`),
      ]),
      ...problems.map((problem) => `  ${problem}`),
    ].join('\n'),
  );
}
