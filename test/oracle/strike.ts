import { join } from 'node:path';
import pLimit from 'p-limit';
import { expect } from 'vitest';
import { listBlocks, runsOfBlock } from '../../archive/documents/run-index.ts';
import { ArchiveFolder } from '../../archive/documents/reader.ts';
import { generateSample } from '../../data/sample/generate.ts';
import { oracleEnvironment, serveOracle } from '../support/oracle.ts';
import { digestFolder, makeWorkplace, workplaceIn } from '../support/workplace.ts';
import type { Fault } from './faults.ts';

/** A tick that reads and archives, and no more. */
export const COLLECT = ['tick', '--only', 'snapshot'];

/** A small sample, and the archive that a tick makes of it without any fault. */
interface Ground {
  readonly file: string;
  readonly whole: Readonly<Record<string, string>>;
}

/** Makes a sample in a folder, and its archive. */
export async function makeGround(folder: string): Promise<Ground> {
  const file = join(folder, 'runinfo.sqlite');
  generateSample({ out: file, runs: 6, seed: 3, lines: 10 });
  const place = workplaceIn(folder, file);
  await place.run(COLLECT);
  return { file, whole: digestFolder(place.archive) };
}

/** What became of a tick that met a fault, and of the next one without it. */
export interface Outcome {
  readonly code: number;
  readonly says: string;
  /** How often it connected, and how often it asked the server to stop. */
  readonly tries: number;
  readonly breaks: number;
  /** Whether each snapshot that it archived is that of a tick without a fault. */
  readonly isWhole: boolean;
  readonly gaps: readonly string[];
  readonly next: number;
  /** Whether the next tick made the archive that it has to become. */
  readonly isComplete: boolean;
}

/** Lets a fault strike a tick; the next one goes without. `timeout`: seconds that a question of the first may take. */
async function strike({ file, whole }: Ground, fault: Fault, timeout: number): Promise<Outcome> {
  const server = await serveOracle(file);
  const place = makeWorkplace(file);
  const environment = oracleEnvironment(server);
  server.faults.order(fault);
  const { code, out, err } = await place.run(COLLECT, { ...environment, RUNINFO_ORACLE_TIMEOUT: String(timeout) });
  expect(`${out}${err}`).not.toContain(server.password);
  const { connections: tries, breaks } = server;
  const archived = Object.entries(digestFolder(place.archive)).filter(([path]) => /^runs\/.*\d\.json$/.test(path));
  const gaps = gapsOf(place.archive);
  server.faults.order();
  const next = await place.run(COLLECT, environment);
  expect(`${next.out}${next.err}`).not.toContain(server.password);
  return {
    code,
    says: err.replaceAll(/127\.0\.0\.1:\d+/g, 'HOST').trim(),
    tries,
    breaks,
    isWhole: archived.every(([path, digest]) => whole[path] === digest),
    gaps,
    next: next.code,
    isComplete: JSON.stringify(digestFolder(place.archive)) === JSON.stringify(whole),
  };
}

function gapsOf(folder: string): string[] {
  const archive = new ArchiveFolder(folder);
  const runs = listBlocks(archive).flatMap((block) => runsOfBlock(archive, block));
  return runs.flatMap(({ line }) => (line.kind === 'gap' ? [line.why] : []));
}

/** Strikes by several faults, some at once, each at a server and a place of its own. */
export async function strikeEach<Name extends string>(
  ground: Ground,
  faults: Readonly<Record<Name, Fault>>,
  timeout = 30,
): Promise<Record<Name, Outcome>> {
  const limit = pLimit(4);
  const outcomes = await Promise.all(
    Object.entries<Fault>(faults).map(
      async ([name, fault]) => [name, await limit(strike, ground, fault, timeout)] as const,
    ),
  );
  return Object.fromEntries(outcomes) as Record<Name, Outcome>;
}
