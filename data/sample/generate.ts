import { closeSync, existsSync, openSync, renameSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs';
import { openSample, type SampleDatabase } from './database.ts';
import { createSimulation, simulateRun, type Simulation } from './simulation.ts';
import type { TrueRun } from './truth.ts';

const runsAtOnce = 100;
/** How many runs before the end of a file are free of accidents that only a later run explains. */
const calmEnd = 8;

/** What to generate. */
export interface SampleOptions {
  /** The SQLite file; the truth goes beside it. */
  readonly out: string;
  /** All runs, local ones included; not looked at when an existing file is continued (nor are seed and lines). */
  readonly runs: number;
  readonly seed: number;
  /** Length of HBHE's CFGDOC_TXT in lines. */
  readonly lines: number;
  /** Add so many archived global runs to the file at `out`; where there is none, it is generated first. */
  readonly append?: number;
  /** Called now and then with the number of runs written. */
  readonly onProgress?: (runs: number) => void;
}

/** What was written by this call; `rows` counts RUNSESSION_PARAMETER. */
export interface SampleSummary {
  readonly runs: number;
  readonly globalRuns: number;
  readonly rows: number;
  readonly bytes: number;
  readonly archived: number;
  /** Archived runs with at least one change. */
  readonly changed: number;
}

/**
 * Where the truth of a sample file stands.
 * @throws Error when the name does not end in `.sqlite`
 */
export function truthPath(out: string): string {
  if (!out.endsWith('.sqlite')) throw new Error(`the sample file must end in .sqlite: ${out}`);
  return out.replace(/\.sqlite$/, '.truth.jsonl');
}

/**
 * Generates a RunInfo-shaped SQLite file and its truth, or adds runs to one; to a file alone where its truth is not beside it. Same options, same rows and same truth.
 * @throws Error when the file to be continued is no sample, or when time runs out; files at `out` are then as before
 */
export function generateSample(options: SampleOptions): SampleSummary {
  const fresh = options.append === undefined || !existsSync(options.out);
  const generated = fresh ? generateFile(options) : undefined;
  const appended = options.append === undefined ? undefined : appendRuns(options, options.append);
  const parts = [generated, appended].filter((part) => part !== undefined);
  const total = (key: 'runs' | 'globalRuns' | 'rows' | 'archived' | 'changed'): number =>
    parts.reduce((sum, part) => sum + part[key], 0);
  return {
    runs: total('runs'),
    globalRuns: total('globalRuns'),
    rows: total('rows'),
    archived: total('archived'),
    changed: total('changed'),
    bytes: statSync(options.out).size,
  };
}

function generateFile({ out, runs, seed, lines, onProgress }: SampleOptions): Tally {
  const truthOut = truthPath(out);
  const part = `${out}.${process.pid}.part`;
  const truthPart = `${out}.${process.pid}.truth.part`;
  rmSync(part, { force: true });
  try {
    const simulation = createSimulation(seed, runs, lines);
    const database = openSample(part, true);
    const truth = openSync(truthPart, 'w');
    const tally = createTally();
    try {
      database.begin();
      for (let count = 0; count < runs; count++) {
        writeRun(database, truth, tally, simulation, runs - count <= calmEnd ? 'calm' : 'any');
        if ((count + 1) % runsAtOnce !== 0) continue;
        database.commit();
        database.begin();
        onProgress?.(count + 1);
      }
      database.writeMemory({ seed: String(seed), lines: String(lines), ...remember(simulation, tally.truthBytes) });
      database.commit();
      database.createIndexes();
    } finally {
      database.close();
      closeSync(truth);
    }
    rmSync(out, { force: true });
    renameSync(truthPart, truthOut);
    renameSync(part, out);
    return tally;
  } finally {
    rmSync(part, { force: true });
    rmSync(truthPart, { force: true });
  }
}

function appendRuns({ out, onProgress }: SampleOptions, wanted: number): Tally {
  const truthOut = truthPath(out);
  const hasTruth = existsSync(truthOut);
  const database = openSample(out, false);
  const tally = createTally();
  try {
    const memory = database.readMemory();
    if (memory['state'] === undefined) throw new Error(`not a generated sample, so it cannot be continued: ${out}`);
    const simulation = JSON.parse(memory['state']) as Simulation;
    const truthBytes = Number(memory['truthBytes']);
    // The truth is written first and the rows are committed last: what a killed call left too much is cut off here.
    if (hasTruth) truncateSync(truthOut, truthBytes);
    const truth = hasTruth ? openSync(truthOut, 'a') : null;
    database.begin();
    try {
      while (tally.archived < wanted) {
        writeRun(database, truth, tally, simulation, tally.archived === 0 ? 'busy' : 'calm');
        if (tally.runs % runsAtOnce === 0) onProgress?.(tally.runs);
      }
      database.writeMemory(remember(simulation, truthBytes + tally.truthBytes));
      database.commit();
    } catch (error) {
      database.rollback();
      if (hasTruth) truncateSync(truthOut, truthBytes);
      throw error;
    } finally {
      if (truth !== null) closeSync(truth);
    }
    return tally;
  } finally {
    database.close();
  }
}

type Tally = { runs: number; globalRuns: number; rows: number; archived: number; changed: number; truthBytes: number };

function createTally(): Tally {
  return { runs: 0, globalRuns: 0, rows: 0, archived: 0, changed: 0, truthBytes: 0 };
}

function writeRun(
  database: SampleDatabase,
  truth: number | null,
  tally: Tally,
  simulation: Simulation,
  mood: 'any' | 'calm' | 'busy',
): void {
  const run = simulateRun(simulation, mood);
  const told: TrueRun = run.truth;
  database.insertRun(told.run, run.session, run.rows, run.firstId);
  if (truth !== null) tally.truthBytes += writeSync(truth, `${JSON.stringify(told)}\n`);
  tally.runs += 1;
  tally.rows += run.rows.length;
  tally.globalRuns += told.kind === 'local' ? 0 : 1;
  tally.archived += told.kind === 'archived' ? 1 : 0;
  tally.changed += (told.changes?.length ?? 0) > 0 ? 1 : 0;
}

function remember(simulation: Simulation, truthBytes: number): Record<string, string> {
  return { runs: String(simulation.runs), state: JSON.stringify(simulation), truthBytes: String(truthBytes) };
}
