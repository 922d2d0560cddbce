import { isAbsentText, type Reading } from './reading.ts';
import type { ArchivedRules } from './rules.ts';
import type { RunReading, Snapshot } from './run.ts';

/**
 * A snapshot as the rules in force have it: what counts as absent may have moved since it was read, which is no change of
 * the detector (rules 7 and 9).
 * @param then the interpretation rules that it was read under
 */
export function underRules(snapshot: Snapshot, then: ArchivedRules, now: ArchivedRules): Snapshot {
  if (then === now || then.absent.toSorted().join('\n') === now.absent.toSorted().join('\n')) return snapshot;
  const readings = Object.entries(snapshot.readings).map(([key, { end: last, ...first }]): [string, RunReading] => {
    const [reading, end] = [first, last].map((each) => each && underSpellings(each, now.absent));
    // The value is the first row that is not absent, and so is that at the end the last such row (rule 6).
    if (end === undefined || end.kind === 'absent') return [key, reading ?? first];
    return [key, reading === undefined || reading.kind === 'absent' ? end : { ...reading, end }];
  });
  return { ...snapshot, readings: Object.fromEntries(readings) };
}

/**
 * A reading as other spellings of absence have it: what was found is kept either way (rule 7). A long value is none.
 * @param spellings as of `isAbsentText`
 */
function underSpellings(reading: Reading, spellings: readonly string[]): Reading {
  const found = reading.kind === 'absent' ? reading.spelling : reading.kind === 'value' ? reading.value : null;
  if (typeof found !== 'string' || isAbsentText(found, spellings) === (reading.kind === 'absent')) return reading;
  return reading.kind === 'absent' ? { kind: 'value', value: found } : { kind: 'absent', spelling: found };
}
