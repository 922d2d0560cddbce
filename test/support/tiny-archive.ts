import { ArchiveWriter } from '../../archive/store/writer.ts';
import { snapshotPath } from '../../archive/documents/layout.ts';
import { HCAL } from '../../jobs/config/preset.ts';
import { makeDerive } from '../../jobs/diff/derive.ts';
import type { Rules } from '../../model/rules.ts';
import type { Reading } from '../../model/reading.ts';
import type { RunReading, Snapshot } from '../../model/run.ts';

/** The default interpretation rules. */
export const RULES: Rules = HCAL.rules;
export const DIGEST = '0123456789abcdef';

/** Readings of a run by `PARTITION:NAME`: a text is a value, null a row with NULL, undefined unreadable. */
export type TinyReadings = Readonly<Record<string, string | null | undefined>>;

/** An archive in memory only: nothing is written to disk, nothing committed. */
export async function openTiny(): Promise<ArchiveWriter> {
  const archive = await ArchiveWriter.openDry('/nowhere/archive');
  archive.adoptSettings(RULES, DIGEST);
  return archive;
}

/** A snapshot in which the partitions named in `empty` are out. */
export function tinySnapshot(run: number, readings: TinyReadings, empty: readonly string[] | null = []): Snapshot {
  const toReading = (text: string | null | undefined): Reading => {
    if (text === undefined) return { kind: 'unreadable', why: 'broken bytes' };
    return text === null ? { kind: 'absent', spelling: null } : { kind: 'value', value: text };
  };
  return {
    format: 1,
    run,
    start: new Date(Date.UTC(2026, 0, 1) + run * 3_600_000).toISOString().replace('.000', ''),
    stop: null,
    sequence: null,
    hcal: 'In',
    emptyFms: empty,
    gates: {},
    settings: DIGEST,
    readings: Object.fromEntries(Object.entries(readings).map(([key, text]) => [key, toReading(text)])),
  };
}

/** Archives a run, or archives it again, and computes what follows. Gives the other runs that were recomputed. */
export function addRun(archive: ArchiveWriter, snapshot: Snapshot, rules: Rules = RULES): readonly number[] {
  const store = (reading: RunReading): RunReading =>
    reading.kind === 'value' && typeof reading.value === 'string'
      ? { ...reading, value: archive.storeValue(reading.value) }
      : reading;
  const readings = Object.entries(snapshot.readings).map(([key, reading]) => [key, store(reading)]);
  archive.writeJson(snapshotPath(snapshot.run), { ...snapshot, readings: Object.fromEntries(readings) });
  return makeDerive(archive, rules)(snapshot.run).recomputed;
}

/** Every file of an archive in memory, by path. */
export function allFiles(archive: ArchiveWriter, folder = '.'): Record<string, string> {
  const files: Record<string, string> = {};
  const visit = (path: string) => {
    const text = archive.readText(path);
    if (text !== null) files[path] = text;
    else for (const name of archive.list(path)) visit(`${path}/${name}`);
  };
  const tops = folder === '.' ? ['runs', 'changes', 'parameters', 'current'] : [folder];
  tops.forEach(visit);
  return files;
}
