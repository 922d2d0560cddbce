import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { generateSample } from '../data/sample/generate.ts';
import { runCommand } from '../cli/run-command.ts';
import { startOracleServer, type OracleServer } from '../test/oracle/server.ts';
import { plainEnvironment } from './commands.ts';
import { backfillAside, readEachAside } from './oracle-aside.ts';
import { atLeast, below, exactly, noted, type Figure } from './table.ts';

/** Runs that are read by one query for each parameter: enough to tell how long one takes. */
const READ_SINGLY = 10;

/**
 * Measures reading from the Oracle test server: what a tick asks of it after the login and the set-up of the session, and a
 * backfill where each packet takes a millisecond.
 * @param runs how many runs the sample has, of which five in eight are global
 */
export async function benchOracle(folder: string, runs: number): Promise<Figure[]> {
  const sample = { out: join(folder, 'oracle.sqlite'), runs, seed: 1, lines: 20 };
  const { globalRuns } = generateSample(sample);
  const server = await startOracleServer({ file: sample.out, delay: 1 });
  try {
    const environment = { ...environmentOf(server), RUNINFO_ARCHIVE: join(folder, 'oracle-archive') };
    const all = await backfillAside(folder, environment);
    const numbers = server.statements.flatMap(({ action, binds }) =>
      action === 'reading a run' ? [runAmong(binds)] : [],
    );
    const singly = await readEachAside(numbers.slice(-READ_SINGLY), environment);
    const perRun = { all: all.seconds / globalRuns, singly: singly.seconds / READ_SINGLY };
    const idle = await countTick(server, folder, environment);
    generateSample({ ...sample, append: 1 });
    const busy = await countTick(server, folder, environment);
    return [
      exactly('Oracle, tick with nothing new: statements', idle.statements, 1, ''),
      exactly('  round trips', idle.roundTrips, 2, ''),
      exactly('  LOBs', idle.lobs, 0, ''),
      noted('  rows', idle.rows, ''),
      below('tick with one new run: statements', busy.statements, 4, ''),
      below('  round trips', busy.roundTrips, 9, ''),
      noted('  rows', busy.rows, ''),
      noted(`backfill of ${globalRuns.toLocaleString('en')} runs, archived, 1 ms a packet`, all.seconds, 's'),
      below('  most memory held by that process', all.megabytes, 300, 'MB'),
      noted('reading a run by one query for each parameter', perRun.singly * 1000, 'ms'),
      atLeast('  against the backfill', perRun.singly / perRun.all, 20, '×'),
    ];
  } finally {
    await server.close();
  }
}

function environmentOf({ source, user, password }: OracleServer): NodeJS.ProcessEnv {
  return {
    ...plainEnvironment(),
    RUNINFO_SOURCE: source,
    RUNINFO_ORACLE_USER: user,
    RUNINFO_ORACLE_PASSWORD: password,
  };
}

/** The run that a statement was about: the largest number among its binds. */
function runAmong(binds: readonly unknown[]): number {
  return Math.max(...binds.map((bind) => (typeof bind === 'number' ? bind : 0)));
}

/** Runs one tick in this process, and counts what it asks after the set-up of its session. */
async function countTick(server: OracleServer, folder: string, environment: NodeJS.ProcessEnv) {
  server.forget();
  const terminal = { isTerminal: false, width: 80, variables: environment, folder, now: Date.now, wait };
  const say = (text: string) => void process.stderr.write(text);
  const code = await runCommand(['snapshot', '--quiet'], { ...terminal, print: say, printError: say });
  if (code !== 0) throw new Error(`the tick at the Oracle test server ended with ${code}`);
  const { roundTrips, rows, lobs } = server;
  const setUps = server.statements.filter(({ action }) => action === 'setting up').length;
  return { statements: server.statements.length - setUps, roundTrips: roundTrips - setUps, rows, lobs };
}
