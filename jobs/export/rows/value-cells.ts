import type { Value } from '../../../model/reading.ts';

/** A value in four cells: a short one in place, a long one as its digest with its lines and length; absent: all null. */
export interface ValueCells {
  readonly value: string | null;
  readonly digest: string | null;
  readonly lines: number | null;
  readonly length: number | null;
}

const NOTHING: ValueCells = { value: null, digest: null, lines: null, length: null };

export function toValueCells(value: Value | null): ValueCells {
  if (value === null) return NOTHING;
  if (typeof value === 'string') return { value, digest: null, lines: null, length: null };
  return { value: null, digest: value.ref, lines: value.lines, length: value.length };
}
