import { repairArchive, verify, type Verified } from '../../jobs/verify/index.ts';
import type { VerifyAnswer } from '../../jobs/verify/check.ts';
import { readState } from '../../jobs/state.ts';
import { DRY_RUN, Options, type CommandSpec } from '../command.ts';
import { makeProgress, type Context } from '../context.ts';
import { fold, printable } from '../print/style.ts';
import { refuseRoot } from '../../jobs/permissions.ts';
import { requireSource, runJobs } from '../run-jobs.ts';

/** Columns before what is said of a check. */
const INDENT = 16;

/**
 * Verifies archive and site, and under `--repair` puts right what can be put right without the source. Exits with 1 where
 * something is not, or still not, as it should be.
 */
export const command: CommandSpec = {
  usage: 'verify',
  description: 'check every file of the archive, what is derived from it, and the site',
  options: [DRY_RUN, { flags: '--repair', description: 'put right what can be derived or brought back' }],
  examples: ['verify', 'verify --repair'],
  run: async (context, _, options) => {
    const { settings, answer } = context;
    const onProgress = makeProgress(context);
    const mayRepair = options.has('repair') && !options.has('dryRun');
    if (mayRepair) refuseRoot(settings, context.environment.isRoot ?? false);
    if (mayRepair) requireSource(settings, 'verify --repair');
    const found = await verify(settings, onProgress);
    const isRepair = mayRepair && !found.ok;
    if (isRepair) await repair(context, found);
    const now = isRepair ? await verify(settings, onProgress) : found;
    const document: VerifyAnswer = { ...now, repaired: isRepair ? listRepaired(found, now) : [] };
    const isDry = options.has('repair') && !mayRepair && !found.ok;
    const dry = isDry ? ['Nothing was put right: without --dry-run, --repair does what it can'] : [];
    answer(document, () => [...printVerified(document, context), ...dry], now.ok);
    return now.ok ? 0 : 1;
  },
};

/** Repairs the archive, then the site where there is one. */
async function repair(context: Context, found: Verified): Promise<void> {
  const { settings, environment } = context;
  await repairArchive(settings, found, environment.now(), makeProgress(context));
  if ((readState(settings.state)?.published ?? null) === null) return;
  await runJobs({ ...context, isQuiet: true }, ['publish'], new Options({ full: true }));
}

/** What was wrong and is not any more, by check. */
function listRepaired(before: Verified, after: Verified): VerifyAnswer['repaired'] {
  return before.checks.flatMap(({ check, wrong, first }) => {
    const left = after.checks.find((other) => other.check === check)?.wrong ?? 0;
    return wrong > left ? [{ check, first, count: wrong - left }] : [];
  });
}

/** What was compared and came of it, a check a line, for a terminal. */
function printVerified(
  { commit, checks, repaired }: VerifyAnswer,
  { settings, style, environment }: Context,
): string[] {
  const line = (head: string, says: string) => head.padEnd(INDENT) + printable(says);
  return [
    `${settings.archive}${commit === null ? '' : ` at commit ${commit.slice(0, 12)}`}`,
    ...checks.map(({ check, checked, wrong, first, note }) => {
      if (first === null) return line(check, note === null ? `ok, ${checked}` : `not compared: ${note}`);
      return style.removed(line(check, `${wrong} wrong of ${checked}: ${first.path} ${first.says}`));
    }),
    ...repaired.map(({ check, first, count }) =>
      style.bold(line(check, `${count} put right: ${first === null ? '' : `${first.path}, which ${first.says}`}`)),
    ),
  ].flatMap((text) => fold(text, environment.width, INDENT));
}
