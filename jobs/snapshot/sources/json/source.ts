import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { sha256 } from '../../../../archive/documents/canonical.ts';
import { blockOf } from '../../../../archive/documents/layout.ts';
import { isMissing, readBytesFile } from '../../../../archive/store/files.ts';
import { RunInfoError } from '../../../../model/errors.ts';
import type { Rules } from '../../../../model/rules.ts';
import { toSighting } from '../tables.ts';
import type { RunSource, Sighting, SourceOptions, SourceRemark } from '../types.ts';
import { hasRun, isGlobal, parseRunFile, toRows, type Damage, type RunFile } from './run-file.ts';

const RUN_FILE = /^([1-9]\d*)\.json$/;

/**
 * The JSON source: a folder with a file `RUN.json` for each run (docs/format.md). Files may stand in sub-folders, one for
 * each block of 1,000 runs (`362/362695.json`): then a tick lists the newest of these alone. Only files of the runs that are asked for
 * are opened. Of a file that is not as it should be the run is a gap that names it.
 * @param address the folder, relative to the working folder
 */
export function openJsonSource(address: string, { rules }: Pick<SourceOptions, 'rules'>): RunSource {
  const folder = resolve(address);
  return {
    findRuns: async (from, to = Number.MAX_SAFE_INTEGER) =>
      listRuns(folder, from, to).flatMap((run) => sight(run, readRunFile(folder, run), rules)),
    readRun: async (run) => {
      const file = readRunFile(folder, run);
      if (file === null) return [];
      if (!('why' in file)) return toRows(file, rules);
      throw new RunInfoError('run-unreadable', `run ${run} could not be read: ${run}.json: ${file.why}`);
    },
    examine: async () => examineFolder(folder),
    close: async () => undefined,
  };
}

/** The runs of a range that have a file, ascending. Names that are none of a run or a block are passed over, and runs in a wrong block. */
function listRuns(folder: string, from: number, to: number): number[] {
  const runs = listFolder(folder).flatMap((name) => {
    const isBlock = /^\d+$/.test(name) && Number(name) >= blockOf(from) && Number(name) <= blockOf(to);
    if (!isBlock) return [toRun(name)];
    return listFolder(join(folder, name), true)
      .map(toRun)
      .filter((run) => String(blockOf(run)) === name);
  });
  const due = runs.filter((run) => Number.isSafeInteger(run) && run >= from && run <= to);
  return [...new Set(due)].sort((a, b) => a - b);
}

/** The run that a file is of; 0: of none. */
function toRun(name: string): number {
  return Number(RUN_FILE.exec(name)?.[1] ?? 0);
}

/** @param isBlock whether it is one of a block, which may be no folder, or not there any more: then nothing is in it */
function listFolder(folder: string, isBlock = false): string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    if (isBlock && isMissing(cause)) return [];
    throw new RunInfoError(
      'source-unreachable',
      `cannot read the folder ${folder}: check the path in the settings (source), and that this account may read it`,
      { cause },
    );
  }
}

/** A run's file, or what is wrong with it; null: there is none. Nobody knows which is meant where there are two. */
function readRunFile(folder: string, run: number): RunFile | Damage | null {
  const inBlock = `${blockOf(run)}/${run}.json`;
  const files = [`${run}.json`, inBlock].flatMap((name) => tryRunFile(join(folder, name), run) ?? []);
  return files.length > 1 ? { why: `there is ${inBlock}, too` } : (files[0] ?? null);
}

function tryRunFile(path: string, run: number): RunFile | Damage | null {
  try {
    const bytes = readBytesFile(path);
    return bytes === null ? null : parseRunFile(new TextDecoder('utf-8', { fatal: true }).decode(bytes), run);
  } catch (error) {
    if (isMissing(error)) return null;
    return { why: error instanceof TypeError ? 'it is not in UTF-8' : 'the file cannot be read' };
  }
}

/** What is said of a run without reading it; nothing where its file is gone. One whose file is damaged is told as one to be read, which says why it cannot. */
function sight(run: number, file: ReturnType<typeof readRunFile>, rules: Rules): Sighting[] {
  if (file === null) return [];
  if ('why' in file) return [toSighting(run, [1, null, 0, null, null, 0], 'UTC')];
  if (!isGlobal(file, rules)) return [];
  const { start, stop } = file;
  const isRunning = hasRun(file, rules);
  // In place of the number of names: whatever moves in the file shows.
  const names = parseInt(sha256(JSON.stringify(file)).slice(0, 12), 16);
  return [
    toSighting(
      run,
      [isRunning ? 1 : 0, isRunning ? start : null, stop === null ? 0 : 1, stop, stop ?? start, names],
      'UTC',
    ),
  ];
}

function examineFolder(folder: string): SourceRemark[] {
  const runs = listRuns(folder, 1, Number.MAX_SAFE_INTEGER);
  const newest = runs.at(-1);
  const file = newest === undefined ? null : readRunFile(folder, newest);
  const others = listFolder(folder).filter((name) => name.endsWith('.json') && !RUN_FILE.test(name));
  const warn = (says: string): SourceRemark => ({ health: 'warning', says });
  return [
    newest === undefined
      ? warn(`${folder} has no file named RUN.json, such as 362695.json`)
      : { health: 'ok', says: `${folder} has ${runs.length} runs, the newest is ${newest}` },
    ...(file !== null && 'why' in file ? [warn(`${newest}.json: ${file.why}; see docs/format.md`)] : []),
    ...(others.length > 0
      ? [warn(`passed over, since the name is no run number: ${others.slice(0, 3).join(', ')}`)]
      : []),
  ];
}
