import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteSource } from '../../jobs/snapshot/sources/sqlite/source.ts';
import type { RunFile } from '../../jobs/snapshot/sources/json/run-file.ts';
import { interpretRun, toSnapshot } from '../../model/interpret.ts';
import type { Reading } from '../../model/reading.ts';
import { RULES } from './tiny-archive.ts';

/** Writes the global runs of an SQLite file as a file each for the JSON source, in sub-folders of 1,000 runs. */
export async function writeRunFiles(file: string, folder: string): Promise<void> {
  const source = openSqliteSource(file, { rules: RULES, recent: 0 });
  for (const { run } of await source.findRuns(1)) {
    const rows = await source.readRun(run);
    const { start, stop, sequence, hcal, readings } = toSnapshot(run, rows, RULES, '');
    const hasRun = interpretRun(run, rows, RULES, '').kind !== 'never-ran';
    const partitions: Record<string, { values: Record<string, string | null>; end: Record<string, string | null> }> = {
      LVL0: { values: hcal === null ? {} : { HCAL: hcal }, end: {} },
    };
    for (const [key, reading] of Object.entries(readings)) {
      const [partition, parameter] = splitKey(key);
      const entry = (partitions[partition] ??= { values: {}, end: {} });
      entry.values[parameter] = textOf(reading);
      if (reading.end !== undefined) entry.end[parameter] = textOf(reading.end);
    }
    writeRunFile(join(folder, String(Math.floor(run / 1000))), {
      run,
      start,
      stop,
      state: hasRun ? 'Running' : 'Configured',
      sequence,
      partitions,
    });
  }
  await source.close();
}

/** Writes one run, under the name that it has to have. */
export function writeRunFile(folder: string, file: RunFile): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${file.run}.json`), JSON.stringify(file));
}

function splitKey(key: string): [partition: string, parameter: string] {
  const colon = key.indexOf(':');
  return [key.slice(0, colon), key.slice(colon + 1)];
}

function textOf(reading: Reading): string | null {
  if (reading.kind === 'absent') return reading.spelling;
  if (reading.kind === 'value' && typeof reading.value === 'string') return reading.value;
  throw new Error(`a reading is ${reading.kind}`);
}
