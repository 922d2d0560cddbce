import { parseName, readingKey } from './names.ts';
import type { ParameterName } from './names.ts';
import { isAbsentText } from './reading.ts';
import type { Reading } from './reading.ts';
import { redactValue } from './redact.ts';
import { isTracked } from './rules.ts';
import type { Rules } from './rules.ts';

/** What a source delivers for one row: its text, NULL, or that it could not be decoded. */
export type RowValue =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'null' }
  | { readonly kind: 'unreadable'; readonly why: string };

/** The ID of a row, in whose order rows are read: a bigint where a number would merge it with its neighbours. */
export type RowId = number | bigint;

/** One row of RUNSESSION_PARAMETER with its LOB rows joined (rule 6). `time` is UTC, `YYYY-MM-DDTHH:MM:SSZ`. */
export interface ParameterRow {
  readonly id: RowId;
  readonly name: string;
  readonly time: string | null;
  readonly value: RowValue;
}

/** A parameter that is archived under some interpretation rules, and the text that was read of it last. */
export interface TrackedParameter extends ParameterName {
  readonly key: string;
  newest: { readonly text: string; readonly reading: Reading } | null;
}

/**
 * Reads rows under some interpretation rules, of one run or of many.
 *
 * Run after run most parameters have the same text. A reader remembers the newest text of each and gives the same
 * reading object for it again, so that a backfill looks for secrets, digests and writes out a text once and not in every
 * run: `ArchiveWriter.storeReading` and the writer of canonical JSON find what they made of a reading by the object.
 */
export class RowReader {
  readonly rules: Rules;
  private readonly parameters = new Map<string, TrackedParameter | null>();

  constructor(rules: Rules) {
    this.rules = rules;
  }

  /** The parameter of a RunInfo name; null where it is none that is archived. */
  parameterOf(name: string): TrackedParameter | null {
    let parameter = this.parameters.get(name);
    if (parameter === undefined) {
      parameter = this.findParameter(name);
      this.parameters.set(name, parameter);
    }
    return parameter;
  }

  /** What a row of a parameter says (rules 7 and 9). */
  read({ value }: ParameterRow, parameter: TrackedParameter): Reading {
    if (value.kind === 'unreadable') return value;
    if (value.kind === 'null') return { kind: 'absent', spelling: null };
    const { text } = value;
    if (parameter.newest?.text !== text) parameter.newest = { text, reading: this.readText(text, parameter) };
    return parameter.newest.reading;
  }

  private findParameter(name: string): TrackedParameter | null {
    const address = parseName(name);
    if (address === null || !isTracked(this.rules, address.partition, address.parameter)) return null;
    return { ...address, key: readingKey(address.partition, address.parameter), newest: null };
  }

  private readText(text: string, { partition, parameter }: ParameterName): Reading {
    if (isAbsentText(text, this.rules.absent)) return { kind: 'absent', spelling: text };
    return { kind: 'value', value: redactValue(this.rules, partition, parameter, text) };
  }
}
