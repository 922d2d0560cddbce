import type { ArchiveReader } from '../../../archive/documents/reader.ts';
import { notesOf } from '../known.ts';
import type { Known, PartNotes } from '../known.ts';
import { loadPart } from '../part.ts';
import { CHANGES, INCLUSION, READINGS, RUNS, VALUES } from '../tables.ts';
import type { Row, Table } from '../tables.ts';
import { changeRows } from './changes.ts';
import { readingRows } from './readings.ts';
import { inclusionRows, runRows } from './runs.ts';
import { freshValues, valueRows } from './values.ts';

/** What there is of one block of runs: rows table by table, what others name first, and notes for the parts after it. */
export interface PartRows {
  readonly tables: readonly (readonly [Table, Iterable<Row>])[];
  readonly notes: PartNotes;
}

/** Reads a block of the archive. `known`: what is known of the ones before it, to which this one is added. */
export function readPart(archive: ArchiveReader, block: number, known: Known): PartRows {
  const part = loadPart(archive, block);
  const fresh = freshValues(part, known.digests);
  const notes = notesOf(part, fresh);
  known.learn(notes);
  const tables: PartRows['tables'] = [
    [VALUES, valueRows(archive, fresh.values())],
    [READINGS, readingRows(part)],
    [CHANGES, changeRows(part)],
    [INCLUSION, inclusionRows(part)],
    [RUNS, runRows(part)],
  ];
  return { tables, notes };
}
