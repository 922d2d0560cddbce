import type { ParameterRow } from './interpret.ts';
import { isTracked } from './rules.ts';
import type { Rules } from './rules.ts';
import { parseName, readingKey } from './names.ts';
import type { ParameterName } from './names.ts';
import { isAbsentText } from './reading.ts';
import type { Reading } from './reading.ts';
import { redactValue } from './redact.ts';

/** A parameter that is archived under some interpretation rules, and the text that its newest row had. */
export interface TrackedParameter extends ParameterName {
  readonly key: string;
  newest: { readonly text: string; readonly reading: Reading } | null;
}

/** The names met under each set of settings: the same few hundred come back run after run. Null: not tracked. */
const met = new WeakMap<Rules, Map<string, TrackedParameter | null>>();

/** The parameter of a RunInfo name; null where it is none that is archived. */
export function trackedParameter(rules: Rules, name: string): TrackedParameter | null {
  const names = met.get(rules) ?? new Map<string, TrackedParameter | null>();
  met.set(rules, names);
  let found = names.get(name);
  if (found === undefined) {
    const place = parseName(name);
    const isKnown = place !== null && isTracked(rules, place.partition, place.parameter);
    found = isKnown ? { ...place, key: readingKey(place.partition, place.parameter), newest: null } : null;
    names.set(name, found);
  }
  return found;
}

/**
 * What a row says (rules 7 and 9). As long as a parameter has the same text, run after run, this is the same object, so
 * that what was worked out for it is found by it.
 */
export function readRow({ value }: ParameterRow, rules: Rules, parameter: TrackedParameter): Reading {
  if (value.kind === 'unreadable') return value;
  if (value.kind === 'null') return { kind: 'absent', spelling: null };
  const { text } = value;
  if (parameter.newest?.text !== text) parameter.newest = { text, reading: readText(text, rules, parameter) };
  return parameter.newest.reading;
}

function readText(text: string, rules: Rules, { partition, parameter }: ParameterName): Reading {
  if (isAbsentText(text, rules.absent)) return { kind: 'absent', spelling: text };
  return { kind: 'value', value: redactValue(rules, partition, parameter, text) };
}
