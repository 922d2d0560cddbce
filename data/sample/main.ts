import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { generateSample, truthPath, type SampleOptions } from './generate.ts';

interface Flags extends Omit<SampleOptions, 'out' | 'onProgress'> {
  readonly out?: string;
  readonly ifMissing?: true;
}

/** The package's folder: the nearest one upward whose package.json has the project's name, from the sources and from dist alike. */
function findRoot(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as { name?: string }).name === 'runinfo-differ')
      return folder;
  }
  throw new Error('no package.json of runinfo-differ above this program: give --out FILE');
}

function atLeast(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > 10_000_000)
      throw new InvalidArgumentError(`It must be a whole number from ${least}.`);
    return value;
  };
}

function sqliteFile(text: string): string {
  if (!text.endsWith('.sqlite')) throw new InvalidArgumentError('It must end in .sqlite.');
  return text;
}

const command = new Command('sample')
  .description('Generates a RunInfo-shaped SQLite file with invented values, and the truth about what changed in it')
  .option('--runs <n>', 'all runs, global and local', atLeast(1), 400)
  .option('--seed <s>', 'what chance starts from', atLeast(0), 1)
  .option('--lines <l>', "length of HBHE's CFGDOC_TXT", atLeast(5), 1500)
  .option('--append <k>', 'add so many global runs that will be archived to the file', atLeast(1))
  .option('--out <file>', 'the file (default: data/sample/runinfo.sqlite)', sqliteFile)
  .option('--if-missing', 'do nothing when the file exists')
  .allowExcessArguments(false)
  .exitOverride()
  .configureOutput({ writeErr: () => undefined });

function run(): void {
  const flags = command.parse().opts<Flags>();
  const out = resolve(flags.out ?? join(findRoot(), 'data', 'sample', 'runinfo.sqlite'));
  if (flags.ifMissing && existsSync(out)) return;
  const began = performance.now();
  const onProgress = process.stderr.isTTY
    ? (runs: number) => void process.stderr.write(`\r${runs} runs`)
    : () => undefined;
  const summary = generateSample({ ...flags, out, onProgress });
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  const megabytes = (summary.bytes / 1e6).toFixed(1);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const counts = `${summary.runs} runs, ${summary.globalRuns} global (${summary.archived} archived, ${summary.changed} with changes)`;
  const truth = existsSync(truthPath(out)) ? truthPath(out) : 'its truth is not beside it, and not continued';
  process.stdout.write(`${counts}, ${summary.rows} rows, ${megabytes} MB, ${seconds} s: ${out}, ${truth}\n`);
}

try {
  run();
} catch (error) {
  const message = (error instanceof Error ? error.message : String(error))
    .replace(/^error: /, '')
    .replaceAll('\n', ' ');
  const wrongUsage = error instanceof CommanderError;
  if (!wrongUsage || error.exitCode !== 0) process.stderr.write(`sample: ${message}\n`);
  process.exitCode = wrongUsage ? (error.exitCode === 0 ? 0 : 2) : 1;
}
