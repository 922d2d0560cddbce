import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import oracledb, { type Connection, type Lob } from 'oracledb';
import { runCommand } from '../cli/run-command.ts';
import { HCAL } from '../jobs/config/preset.ts';
import { askProgram } from './commands.ts';
import { printEffort, type Effort } from './measure.ts';

const PROGRAM = fileURLToPath(import.meta.url);

/** Archives every run, as `./runinfo snapshot` does, in a process of its own. */
export async function backfillAside(folder: string, environment: NodeJS.ProcessEnv): Promise<Effort> {
  return (await askProgram(PROGRAM, ['backfill', folder], environment)) as Effort;
}

/**
 * Reads some runs as one query for each watched parameter, one after another, each with its LOB by a locator: the way of
 * the tool that this one replaces. In a process of its own.
 */
export async function readEachAside(runs: readonly number[], environment: NodeJS.ProcessEnv): Promise<Effort> {
  return (await askProgram(PROGRAM, ['each', runs.join(',')], environment)) as Effort;
}

async function backfill(folder: string): Promise<void> {
  const nowhere = { print: () => undefined, printError: (text: string) => void process.stderr.write(text) };
  const terminal = { ...nowhere, isTerminal: false, width: 80, variables: process.env, folder, now: Date.now, wait };
  process.exitCode = await runCommand(['snapshot', '--quiet'], terminal);
}

async function readEach(runs: readonly number[]): Promise<void> {
  const { RUNINFO_SOURCE = '', RUNINFO_ORACLE_USER = '', RUNINFO_ORACLE_PASSWORD = '' } = process.env;
  const connectString = RUNINFO_SOURCE.replace('oracle://', '');
  const account = { user: RUNINFO_ORACLE_USER, password: RUNINFO_ORACLE_PASSWORD };
  const connection = await oracledb.getConnection({ ...account, connectString });
  const { partitions, watched } = HCAL.rules;
  const crates = ['20', '21', '24', '25', '30', '31', '34', '35', '37', '38', '22', '29', '32'];
  const names = [
    ...partitions.flatMap((partition) =>
      watched.filter((name) => !name.includes('*')).map((name) => `CMS.${partition}:${name}`),
    ),
    ...crates.map((crate) => `CMS.HCAL_HBHE:uHTRManager_Firmware_Crate${crate}`),
  ];
  for (const run of runs) for (const name of names) await readOne(connection, run, name);
  await connection.close();
}

async function readOne(connection: Connection, run: number, name: string): Promise<void> {
  const { rows = [] } = await connection.execute<[number, Lob | null]>(
    `select p.ID, s.VALUE from RUNSESSION_PARAMETER p join RUNSESSION_STRING s on s.RUNSESSION_PARAMETER_ID = p.ID
     where p.RUNNUMBER = :run and p.NAME = :name`,
    { run, name },
  );
  const [, first] = rows.sort(([one], [other]) => one - other)[0] ?? [];
  await first?.getData();
}

if (process.argv[1] === PROGRAM) {
  const [, , what, argument = ''] = process.argv;
  await printEffort(() => (what === 'backfill' ? backfill(argument) : readEach(argument.split(',').map(Number))));
}
