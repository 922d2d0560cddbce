import { getOrMake } from './lists.ts';
import { parseName, readingKey, type ParameterName } from './names.ts';
import { isAbsentText, type Reading } from './reading.ts';
import { redactValue } from './redact.ts';
import { isTracked, type Rules } from './rules.ts';
import type { Seal } from './secret-spellings.ts';

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
  private readonly seal: Seal | undefined;
  private readonly parameters = new Map<string, TrackedParameter | null>();
  /** By name: the newest text of a row, and what is left of it without its secrets. */
  private readonly cleaned = new Map<string, { readonly text: string; readonly rest: string }>();

  /** @param seal makes the placeholders of secrets; missing: they are all alike */
  constructor(rules: Rules, seal?: Seal) {
    this.rules = rules;
    this.seal = seal;
  }

  /** A row without its secrets (rule 9). Every row of a run passes here before anything is made of it. */
  withoutSecrets(row: ParameterRow): ParameterRow {
    if (row.value.kind !== 'text') return row;
    const { text } = row.value;
    let newest = this.cleaned.get(row.name);
    if (newest?.text !== text) {
      newest = { text, rest: this.clean(row.name, text) };
      this.cleaned.set(row.name, newest);
    }
    return newest.rest === text ? row : { ...row, value: { kind: 'text', text: newest.rest } };
  }

  /** The parameter of a RunInfo name; null where it is none that is archived. */
  parameterOf(name: string): TrackedParameter | null {
    return getOrMake(this.parameters, name, () => this.findParameter(name));
  }

  /** What a row of a parameter, without its secrets, says (rule 7). */
  read({ value }: ParameterRow, parameter: TrackedParameter): Reading {
    if (value.kind === 'unreadable') return value;
    if (value.kind === 'null') return { kind: 'absent', spelling: null };
    const { text } = value;
    if (parameter.newest?.text !== text) {
      const isAbsent = isAbsentText(text, this.rules.absent);
      parameter.newest = {
        text,
        reading: isAbsent ? { kind: 'absent', spelling: text } : { kind: 'value', value: text },
      };
    }
    return parameter.newest.reading;
  }

  private findParameter(name: string): TrackedParameter | null {
    const address = parseName(this.rules, name);
    if (address === null || !isTracked(this.rules, address.partition, address.parameter)) return null;
    return { ...address, key: readingKey(address.partition, address.parameter), newest: null };
  }

  private clean(name: string, text: string): string {
    if (isAbsentText(text, this.rules.absent)) return text;
    const { partition, parameter } = parseName(this.rules, name) ?? { partition: '', parameter: name };
    return redactValue(this.rules, partition, parameter, text, this.seal);
  }
}
