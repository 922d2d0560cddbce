import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { readSnapshot } from '../archive/documents/documents.ts';
import { runsAfter } from '../archive/documents/run-index.ts';
import { ArchiveFolder, type ArchiveReader } from '../archive/documents/reader.ts';
import type { Reading } from '../model/reading.ts';
import { measureFolder } from './installation.ts';
import { sum } from './measure.ts';

/** How large an archive is, in MB, and in how many files and folders. */
export interface HistorySize {
  readonly commits: number;
  /** The repository, its index of the work tree included. */
  readonly history: number;
  /** Every value that any reading ever had, once. */
  readonly distinct: number;
  /** The files beside the history. */
  readonly files: number;
  readonly inodes: number;
}

/** Measures an archive as the jobs leave it. */
export function measureHistory(folder: string): HistorySize {
  const git = (...words: string[]) => execFileSync('git', ['-C', folder, ...words], { encoding: 'utf8' });
  const repository = measureFolder(join(folder, '.git'));
  const files = measureFolder(folder, (name) => name !== '.git');
  return {
    commits: Number(git('rev-list', '--count', 'HEAD')),
    history: repository.bytes / 1e6,
    distinct: sizeOfValues(new ArchiveFolder(folder)) / 1e6,
    files: files.bytes / 1e6,
    inodes: repository.inodes + files.inodes,
  };
}

function sizeOfValues(archive: ArchiveReader): number {
  const sizes = new Map<string, number>();
  const add = (reading: Reading | undefined) => {
    if (reading?.kind !== 'value') return;
    const { value } = reading;
    const key = typeof value === 'string' ? `short ${value}` : value.ref;
    if (!sizes.has(key)) sizes.set(key, Buffer.byteLength(archive.readValue(value)));
  };
  for (const { run, line } of runsAfter(archive, 0)) {
    if (line.kind !== 'archived') continue;
    for (const reading of Object.values(readSnapshot(archive, run)?.readings ?? {})) {
      add(reading);
      add(reading.end);
    }
  }
  return sum([...sizes.values()]);
}
