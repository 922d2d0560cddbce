import { CommanderError } from 'commander';
import { RunInfoError } from '../model/errors.ts';
import type { ErrorCode } from '../model/errors.ts';
import type { Environment } from './context.ts';
import { makeProgram } from './program.ts';
import type { Ending } from './program.ts';

/** The exit code of each kind of error (DESIGN section 7); what is not named is 1. */
const EXIT_CODES: Partial<Readonly<Record<ErrorCode, number>>> = {
  usage: 2,
  config: 2,
  'not-found': 2,
  'source-wrong': 2,
  'source-unreachable': 75,
  locked: 75,
};

/**
 * Runs one command.
 * @param words what stands after `runinfo` on the command line
 * @returns the exit code; whatever went wrong has been said in one line on stderr. The only place that does either
 */
export async function runCommand(words: readonly string[], outside: Environment): Promise<number> {
  let ending: Ending = null;
  try {
    const program = makeProgram(outside, (how) => {
      ending = how;
    });
    await program.parseAsync([...words], { from: 'user' });
  } catch (error) {
    return report(error, outside);
  }
  return ending === null ? 0 : ending === false ? 1 : report(ending, outside);
}

function report(error: unknown, outside: Environment): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof RunInfoError) {
    outside.printError(`runinfo: ${error.message.replaceAll(/\s*\n\s*/g, ' ')}\n`);
    return EXIT_CODES[error.code] ?? 1;
  }
  const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
  outside.printError(`runinfo: unexpected error, please report it: ${said}\n`);
  return 1;
}
