import type { ParameterRow, RowValue } from '../../../model/interpret.ts';
import type { Sighting } from './types.ts';

/** One LOB row of a parameter, or the parameter itself where it has none, as a source delivers it. */
export interface Part<Raw> {
  readonly id: number;
  readonly name: string;
  readonly time: unknown;
  /** The LOB, else what STRING_VALUE holds (rule 6); null: NULL. */
  readonly raw: Raw | null;
}

/**
 * Joins the parts of each parameter into one row (rule 6).
 * @param parts in order of ID, then of VALUE_INDEX
 * @param decode gives the text of a part; undefined: it is none
 */
export function joinParts<Raw>(parts: readonly Part<Raw>[], decode: (raw: Raw) => string | undefined): ParameterRow[] {
  const rows: ParameterRow[] = [];
  let raws: (Raw | null)[] = [];
  // Many rows are published in the same second, which is all that counts of a TIME.
  let newest: { readonly second: unknown; readonly time: string | null } = { second: null, time: null };
  parts.forEach(({ id, name, time, raw }, index) => {
    raws.push(raw);
    if (parts[index + 1]?.id === id) return;
    const second = typeof time === 'string' ? time.slice(0, '2018-06-21 13:40:22'.length) : null;
    if (newest.second !== second) newest = { second, time: toTime(second) };
    rows.push({ id, name, time: newest.time, value: toValue(raws, decode) });
    raws = [];
  });
  return rows;
}

/** What the columns of a statement that looks for runs say of one: run, Running and when, stop and when, newest TIME, names. */
export function toSighting([
  run,
  isRunning,
  runningAt,
  isStopped,
  stoppedAt,
  newestAt,
  names,
]: readonly unknown[]): Sighting {
  return {
    run: Number(run),
    isRunning: isRunning === 1,
    runningAt: toTime(runningAt),
    isStopped: isStopped === 1,
    stoppedAt: toTime(stoppedAt),
    newestAt: toTime(newestAt),
    names: Number(names),
  };
}

/** `2018-06-21 13:40:22.123456`, UTC, to `2018-06-21T13:40:22Z`; anything else: null. */
export function toTime(text: unknown): string | null {
  const found = typeof text === 'string' ? /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)/.exec(text) : null;
  const time = found === null ? null : `${found[1]}T${found[2]}Z`;
  return time !== null && Number.isNaN(Date.parse(time)) ? null : time;
}

/** A moment as the sources compare it: `2018-06-21 13:40:22`, UTC. `now` is milliseconds since 1970. */
export function toSourceTime(now: number): string {
  return new Date(now).toISOString().replace('T', ' ').slice(0, 19);
}

const NO_TEXT: RowValue = { kind: 'unreadable', why: 'the bytes are no valid text' };

function toValue<Raw>(raws: readonly (Raw | null)[], decode: (raw: Raw) => string | undefined): RowValue {
  const [first] = raws;
  if (raws.length === 1 && first !== null && first !== undefined) {
    const text = decode(first);
    return text === undefined ? NO_TEXT : { kind: 'text', text };
  }
  if (raws.every((raw) => raw === null)) return { kind: 'null' };
  const texts = raws.map((raw) => (raw === null ? '' : decode(raw)));
  if (texts.includes(undefined)) return NO_TEXT;
  return { kind: 'text', text: texts.join('\n') };
}
