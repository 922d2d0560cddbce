import { describe, expect, it } from 'vitest';
import { interpretRun } from './interpret.ts';
import type { ParameterRow, RowValue } from './row.ts';
import type { Rules } from './rules.ts';
import type { RunReading, Snapshot } from './run.ts';
import { BASE_RULES } from '../test/support/rules.ts';

const rules: Rules = {
  ...BASE_RULES,
  list: ['LIST'],
};

const NULL: RowValue = { kind: 'null' };
const BROKEN: RowValue = { kind: 'unreadable', why: 'not UTF-8' };
const STOP = '2022-11-22T10:00:00Z';

function row(id: number, name: string, value: RowValue | string, time: string | null = null): ParameterRow {
  return { id, name: `CMS.${name}`, time, value: typeof value === 'string' ? { kind: 'text', text: value } : value };
}

function snapshotOf(rows: readonly ParameterRow[]): Snapshot {
  const result = interpretRun(1, [row(0, 'LVL0:RC_STATE', 'Running'), ...rows], rules, 'digest');
  if (result.kind !== 'archived') throw new Error(`the run is ${result.kind}`);
  return result.snapshot;
}

/** What a run says of one parameter that has these rows, by ID. */
function reading(values: readonly (RowValue | string)[], end: 'stopped' | 'open', name = 'X'): RunReading | undefined {
  const rows = values.map((value, index) => row(index + 1, `HCAL_HF:${name}`, value));
  const stop = end === 'stopped' ? [row(99, 'LVL0:STOP_TIME_T', '', STOP)] : [];
  return snapshotOf([...rows, ...stop]).readings[`HCAL_HF:${name}`];
}

const value = (text: string) => ({ kind: 'value', value: text });

describe('the value of a parameter', () => {
  it.each([
    ['the row with the lowest ID', ['A', 'B', 'C'], value('A')],
    ['placeholders before it do not count', ['not set', '', NULL, ' empty string ', 'A', 'B'], value('A')],
    ['its bytes are kept as they were read', [' a \r\n\tb\u2028 '], value(' a \r\n\tb\u2028 ')],
    ['a row that cannot be read is not absent', ['not set', BROKEN, 'A'], BROKEN],
  ])('%s', (_, values, expected) => {
    expect(reading(values, 'open')).toEqual(expected);
  });

  it.each([
    ['NULL', [NULL], null],
    ['nothing', [''], ''],
    ['white space', [' \r\n\t'], ' \r\n\t'],
    ['a spelling of absence, with its blanks', [' not set '], ' not set '],
    ['the other spelling', ['empty string'], 'empty string'],
    ['several: the first', ['empty string', NULL, ''], 'empty string'],
  ])('is absent for %s, and the spelling is kept', (_, values, spelling) => {
    expect(reading(values, 'stopped')).toEqual({ kind: 'absent', spelling });
  });

  it('is a value where a spelling of absence is only part of it, or in other letters', () => {
    expect(reading(['not set yet'], 'open')).toEqual(value('not set yet'));
    expect(reading(['Not Set'], 'open')).toEqual(value('Not Set'));
  });

  it('is no entry where the run has no row', () => {
    expect(snapshotOf([row(1, 'HCAL_HF:X', 'v')]).readings).toEqual({ 'HCAL_HF:X': value('v') });
  });
});

describe('the value at the end', () => {
  it('is the last row that is not absent, in a stopped run', () => {
    expect(reading(['A', 'B', 'C', 'not set'], 'stopped')).toEqual({ ...value('A'), end: value('C') });
  });

  it('is not told while the run is open', () => {
    expect(reading(['A', 'B'], 'open')).toEqual(value('A'));
  });

  it.each([
    ['only white space differs', ['A\nB', 'A  \r\nB\n'], 'X'],
    ['a list is in another order', ['[a, b]', 'b;a'], 'LIST'],
    ['the last is the first again', ['A', 'B', 'A'], 'X'],
    ['there is one row only', ['A'], 'X'],
  ])('is not told where %s', (_, values, name) => {
    expect(reading(values, 'stopped', name)).toEqual(value(values[0] ?? ''));
  });

  it('says where it could not be read, or where only the end could be', () => {
    expect(reading(['A', BROKEN], 'stopped')).toEqual({ ...value('A'), end: BROKEN });
    expect(reading([BROKEN, 'A'], 'stopped')).toEqual({ ...BROKEN, end: value('A') });
    expect(reading([BROKEN, BROKEN], 'stopped')).toEqual(BROKEN);
  });
});

describe('rows after the stop of a run', () => {
  const stopped = row(99, 'LVL0:STOP_TIME_T', '', STOP);

  it('count for ten minutes and not a second longer', () => {
    const rows = [
      row(1, 'HCAL_HF:X', 'A', '2022-11-22T09:00:00Z'),
      row(2, 'HCAL_HF:X', 'B', '2022-11-22T10:10:00Z'),
      row(3, 'HCAL_HF:X', 'C', '2022-11-22T10:10:01Z'),
    ];
    expect(snapshotOf([...rows, stopped]).readings['HCAL_HF:X']).toEqual({ ...value('A'), end: value('B') });
  });

  it('are no readings at all where nothing came before', () => {
    const rows = [row(1, 'HCAL_HF:X', 'A', '2022-11-22T10:30:00Z'), row(2, 'HCAL_HF:X', NULL, '2022-11-23T10:00:00Z')];
    expect(snapshotOf([...rows, stopped]).readings).toEqual({});
  });

  it('count where their time, or the stop, is unknown', () => {
    const late = row(1, 'HCAL_HF:X', 'A', '2022-11-23T10:00:00Z');
    expect(snapshotOf([late]).readings['HCAL_HF:X']).toEqual(value('A'));
    expect(snapshotOf([row(1, 'HCAL_HF:X', 'A'), stopped]).readings['HCAL_HF:X']).toEqual(value('A'));
  });
});
