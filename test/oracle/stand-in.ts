import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { STAGES, type Fault, type Trouble } from './faults.ts';
import { startOracleServer } from './server.ts';

/** Starts the test server for people to try a source `oracle://…` with. */
const command = new Command('oracle-stand-in')
  .description('Serves an SQLite file as the RunInfo of an Oracle server on this machine, until it is interrupted')
  .option('--file <file>', 'the file', 'data/sample/runinfo.sqlite')
  .option('--port <n>', 'the port; 0: any free one', toNumber, 1521)
  .option('--schema <owner>', 'the owner that the tables have to be named with')
  .option('--delay <ms>', 'how long a packet takes on its way', toNumber, 0)
  .option(
    '--fault <kind@stage>',
    `what goes wrong: silent, drop, half, slow or ORA-NNNNN, at ${STAGES.join(', ')}`,
    toFault,
  )
  .allowExcessArguments(false);

interface Flags {
  readonly file: string;
  readonly port: number;
  readonly schema?: string;
  readonly delay: number;
  readonly fault?: Fault;
}

function toNumber(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

function toFault(text: string): Fault {
  const [kind = '', at] = text.split('@');
  const stage = STAGES.find((one) => one === at);
  if (stage === undefined) throw new InvalidArgumentError(`The stages are ${STAGES.join(', ')}.`);
  return { at: stage, trouble: toTrouble(kind) };
}

function toTrouble(kind: string): Trouble {
  if (kind === 'silent' || kind === 'drop' || kind === 'half') return { kind };
  if (kind === 'slow') return { kind, milliseconds: 60_000 };
  const [, number] = /^ORA-(\d{1,5})$/.exec(kind) ?? [];
  if (number === undefined) throw new InvalidArgumentError('Give silent, drop, half, slow or ORA-NNNNN.');
  return { kind: 'error', number: Number(number), text: 'ordered by --fault' };
}

async function standIn({ file, port, schema, delay, fault }: Flags): Promise<void> {
  const options = { file: resolve(file), port, delay, ...(schema === undefined ? {} : { schema }) };
  const server = await startOracleServer(options);
  if (fault !== undefined) server.faults.order(fault);
  const environment = [
    `RUNINFO_SOURCE=${server.source}`,
    `RUNINFO_ORACLE_USER=${server.user}`,
    `RUNINFO_ORACLE_PASSWORD=${server.password}`,
    ...(schema === undefined ? [] : [`RUNINFO_ORACLE_SCHEMA=${schema}`]),
  ];
  process.stdout.write('An Oracle server stands in for the real one (Ctrl-C ends it). In a second terminal:\n\n');
  process.stdout.write(`    ${environment.join(' \\\n    ')} \\\n    ./runinfo tick\n\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      const { statements, roundTrips, rows, lobs } = server;
      const counted = `${statements.length} statements, ${roundTrips} round trips, ${rows} rows, ${lobs} LOBs`;
      process.stdout.write(`${counted}\n`);
      void server.close();
    });
  }
}

const flags = command.parse().opts<Flags>();
try {
  await standIn(flags);
} catch (error) {
  const said = error instanceof Error ? error.message : String(error);
  process.stderr.write(`oracle-stand-in: cannot serve ${flags.file} at port ${flags.port}: ${said}\n`);
  process.exitCode = 1;
}
