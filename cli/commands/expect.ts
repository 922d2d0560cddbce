import { userInfo } from 'node:os';
import { readChanges } from '../../archive/documents/documents.ts';
import { RunInfoError } from '../../model/errors.ts';
import { countOf } from '../../model/labels.ts';
import { readClock } from '../../model/time.ts';
import { addExpected, isExpired, readExpected } from '../../jobs/notify/expected.ts';
import { readState } from '../../jobs/state.ts';
import { findArchived } from '../../queries/known-run.ts';
import { DRY_RUN, type CommandSpec, type Options } from '../command.ts';
import { openCommitted, resolveKnown, type Context } from '../context.ts';
import { printable } from '../print/style.ts';

/** An entry is in force for so long where nothing else is said, in milliseconds. */
const TWO_WEEKS = 14 * 86_400_000;

/**
 * Adds an entry to the list of expected changes that has the names which a run changed; without a run, lists the entries
 * and how often each was used.
 */
export const command: CommandSpec = {
  usage: 'expect',
  description: 'the list of expected changes',
  options: [
    DRY_RUN,
    { flags: '--from <run>', description: 'add an entry with the names that this run changed' },
    { flags: '--reason <text>', description: 'why they are expected', needs: '--from' },
    { flags: '--owner <name>', description: 'who knows about it (default: you)', needs: '--from' },
    {
      flags: '--expires <date>',
      description: 'the last day on which it holds (default: in two weeks)',
      needs: '--from',
    },
    {
      flags: '--silent',
      description: 'no message at all where everything that a run changed is expected so',
      needs: '--from',
    },
  ],
  examples: ['expect', "expect --from latest --reason 'threshold scan' --expires 2026-06-14"],
  run: async (context, _, options) => {
    const from = options.text('from');
    if (from === undefined) listExpected(context);
    else addEntry(context, from, options);
    return 0;
  },
};

/** Throws RunInfoError `not-found` where the run changed nothing, `config` where the list cannot be added to. */
function addEntry(context: Context, from: string, options: Options): void {
  const { settings, environment } = context;
  const archive = openCommitted(context);
  const run = resolveKnown(archive, context, from);
  findArchived(archive, run);
  const changes = readChanges(archive, run)?.changes ?? [];
  if (changes.length === 0) throw new RunInfoError('not-found', `run ${run} changed nothing: name one that did`);
  const entry = {
    pattern: changes
      .flatMap(({ parameter, partitions }) => partitions.map((partition) => `${partition}:${parameter}`))
      .sort(),
    reason: options.text('reason') ?? `as in run ${run}`,
    owner: options.text('owner') ?? nameAccount(),
    expires:
      options.text('expires') ?? readClock(new Date(environment.now() + TWO_WEEKS).toISOString(), settings.zone).day,
    ...(options.has('silent') && { silent: true }),
  };
  if (/^\d{4}-\d\d-\d\d$/.test(entry.expires) && isExpired(entry, environment.now(), settings.zone)) {
    throw new RunInfoError('usage', `--expires ${entry.expires} is over: give a day to come`);
  }
  const isDry = options.has('dryRun');
  const file = settings.expectedFile;
  const text = addExpected(file, entry, isDry);
  context.answer(
    { file, entry, dryRun: isDry },
    () => [isDry ? `Would be added to ${file}:` : `Added to ${file}:`, text.trimEnd()].join('\n'),
    true,
  );
}

/** The account that this runs as; its number where the machine has no name for it, as in a container. */
function nameAccount(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.geteuid?.() ?? 'unknown'}`;
  }
}

function listExpected(context: Context): void {
  const { settings, environment } = context;
  const { expectations, problems } = readExpected(settings.expectedFile);
  const uses = readState(settings.state)?.expected ?? {};
  const entries = expectations.map(({ key, ...expectation }) => ({
    ...expectation,
    isExpired: isExpired(expectation, environment.now(), settings.zone),
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
    ].map(printable),
  );
}
