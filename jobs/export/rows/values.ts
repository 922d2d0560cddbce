import type { ArchiveReader } from '../../../archive/documents/reader.ts';
import { compareText } from '../../../model/group.ts';
import type { LongValue, Reading } from '../../../model/reading.ts';
import type { Part } from '../part.ts';
import type { RowOf, VALUES } from '../tables.ts';

/** The texts of some long values. */
export function* valueRows(archive: ArchiveReader, values: Iterable<LongValue>): Generator<RowOf<typeof VALUES>> {
  for (const value of values) {
    yield { digest: value.ref, text: archive.readValue(value), lines: value.lines, length: value.length };
  }
}

/**
 * The long values that the runs of a part are the first to have, by digest, sorted. Whatever a change or a timeline names
 * was read in some run, so these are all.
 * @param seen the digests of the parts before
 */
export function freshValues(part: Part, seen: ReadonlySet<string>): ReadonlyMap<string, LongValue> {
  const fresh = new Map<string, LongValue>();
  for (const value of longValues(part)) if (!seen.has(value.ref)) fresh.set(value.ref, value);
  return new Map([...fresh].sort(([a], [b]) => compareText(a, b)));
}

function* longValues({ runs }: Part): Generator<LongValue> {
  for (const { archived } of runs) {
    for (const reading of Object.values(archived?.snapshot.readings ?? {})) {
      yield* longValueOf(reading);
      if (reading.end !== undefined) yield* longValueOf(reading.end);
    }
  }
}

function* longValueOf(reading: Reading): Generator<LongValue> {
  if (reading.kind === 'value' && typeof reading.value !== 'string') yield reading.value;
}
