import { compareText } from '../../../model/group.ts';
import type { Reading } from '../../../model/reading.ts';
import type { Part } from '../part.ts';
import type { READINGS, RowOf } from '../tables.ts';
import { toValueCells } from './value-cells.ts';

type ReadingRow = RowOf<typeof READINGS>;

/**
 * The readings of a part, one parameter after another and each run by run: equal values stand together, which halves
 * the file, and whoever asks for one parameter reads little of it.
 */
export function* readingRows({ runs }: Part): Generator<ReadingRow> {
  const archived = runs.flatMap((one) => (one.archived === null ? [] : [one.archived.snapshot]));
  const keys = new Set(archived.flatMap(({ readings }) => Object.keys(readings)));
  for (const key of [...keys].sort(compareText)) {
    const colon = key.indexOf(':');
    const [partition, parameter] = [key.slice(0, colon), key.slice(colon + 1)];
    for (const { run, readings } of archived) {
      const reading = readings[key];
      if (reading === undefined) continue;
      yield toRow(run, partition, parameter, 'start', reading);
      if (reading.end !== undefined) yield toRow(run, partition, parameter, 'end', reading.end);
    }
  }
}

function toRow(run: number, partition: string, parameter: string, moment: string, reading: Reading): ReadingRow {
  const { value, digest, lines, length } = toValueCells(reading.kind === 'value' ? reading.value : null);
  const spelling = reading.kind === 'absent' ? reading.spelling : null;
  const why = reading.kind === 'unreadable' ? reading.why : null;
  return {
    run,
    partition,
    parameter,
    moment,
    status: reading.kind,
    value,
    digest,
    lines,
    length,
    spelling,
    why,
  };
}
