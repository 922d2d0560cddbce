import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpretRun } from './interpret.ts';
import type { ParameterRow, RowValue } from './row.ts';
import type { Rules } from './rules.ts';
import type { Snapshot } from './run.ts';
import { BASE_RULES } from '../test/support/rules.ts';

const RUNNING = row(0, 'LVL0:RC_STATE', 'Running');

function row(id: number, name: string, value: RowValue | string, time: string | null = null): ParameterRow {
  return { id, name: `CMS.${name}`, time, value: typeof value === 'string' ? { kind: 'text', text: value } : value };
}

function interpret(rows: readonly ParameterRow[], settings: Rules = BASE_RULES) {
  return interpretRun(362_695, rows, settings, 'digest');
}

function snapshotOf(rows: readonly ParameterRow[], settings: Rules = BASE_RULES): Snapshot {
  const result = interpret([RUNNING, ...rows], settings);
  if (result.kind !== 'archived') throw new Error(`the run is ${result.kind}`);
  return result.snapshot;
}

describe('what became of a run', () => {
  it.each([
    ['one state row among others says Running', ['Configuring', 'Running', 'Error'], 'archived'],
    ['Running stands between blanks', [' Running\n'], 'archived'],
    ['no state row says Running', ['Configuring', 'Error'], 'never-ran'],
    ['a state only contains the word', ['NotRunning', 'Running soon', 'running'], 'never-ran'],
    ['there is no state row', [], 'never-ran'],
  ])('%s: %s is %s', (_, states, kind) => {
    expect(interpret(states.map((state, id) => row(id, 'LVL0:RC_STATE', state))).kind).toBe(kind);
  });

  it.each(['In', 'in', ' IN '])('a run whose HCAL says "%s" is archived and keeps the word', (word) => {
    expect(snapshotOf([row(1, 'LVL0:HCAL', word)]).hcal).toBe(word.trim());
  });

  it.each(['Out', 'Away', 'Inn'])('a run whose HCAL says "%s" is HCAL out, and says so', (word) => {
    const times = { start: '2022-11-22T10:00:00Z', stop: null };
    const rows = [RUNNING, row(1, 'LVL0:HCAL', word), row(2, 'LVL0:START_TIME_T', '', '2022-11-22T10:00:00Z')];
    expect(interpret(rows)).toEqual({ kind: 'hcal-out', ...times, why: `CMS.LVL0:HCAL says ${word}` });
  });

  it('a word of 100 kB that says that HCAL is out is repeated as far as it says something', () => {
    const { why } = interpret([RUNNING, row(1, 'LVL0:HCAL', 'x'.repeat(100_000))]) as { why: string };
    expect(why).toBe(`CMS.LVL0:HCAL says ${'x'.repeat(200)}…`);
  });

  it('a run without an HCAL row, or with one that says nothing, is taken as not stated', () => {
    expect(snapshotOf([]).hcal).toBeNull();
    expect(snapshotOf([row(1, 'LVL0:HCAL', 'not set'), row(2, 'LVL0:HCAL', { kind: 'null' })]).hcal).toBeNull();
  });

  it('the first HCAL row that says something decides', () => {
    const words = [row(1, 'LVL0:HCAL', ''), row(2, 'LVL0:HCAL', 'In'), row(3, 'LVL0:HCAL', 'Out')];
    expect(snapshotOf(words).hcal).toBe('In');
    // One that cannot be read says nothing, either.
    const broken = row(0, 'LVL0:HCAL', { kind: 'unreadable', why: 'no UTF-8' });
    expect(snapshotOf([broken, ...words]).hcal).toBe('In');
    expect(snapshotOf([broken]).hcal).toBeNull();
  });

  it('a run that never ran is that even where HCAL was out', () => {
    expect(interpret([row(1, 'LVL0:HCAL', 'Out')]).kind).toBe('never-ran');
  });

  it('keeps what the gate of a partition says, where one is set', () => {
    const gated = { ...BASE_RULES, gates: { HCAL_HF: 'CMS.LVL0:HF', HCAL_HO: 'CMS.LVL0:HO' } };
    expect(snapshotOf([row(1, 'LVL0:HF', 'Out'), row(2, 'LVL0:HBHE', 'Out')], gated).gates).toEqual({ HCAL_HF: 'Out' });
    expect(snapshotOf([row(1, 'LVL0:HF', 'Out')]).gates).toEqual({});
  });
});

describe('start, stop and sequence of a run', () => {
  const at = (minute: number) => `2022-11-22T10:${String(minute).padStart(2, '0')}:00Z`;
  const start = row(5, 'LVL0:START_TIME_T', '1', at(5));
  const running = row(6, 'LVL0:RC_STATE', 'Running', at(6));
  const configuring = row(4, 'LVL0:RC_STATE', 'Configuring', at(4));
  const early = row(7, 'HCAL_HF:X', 'v', at(1));

  it.each([
    ['the time of START_TIME_T first', [early, configuring, running, start], at(5)],
    ['then that of the first Running row', [early, configuring, running, row(9, 'LVL0:RC_STATE', 'Running')], at(6)],
    ['START_TIME_T without a time does not count', [row(5, 'LVL0:START_TIME_T', at(5)), running], at(6)],
    ['then the earliest of all', [RUNNING, configuring, early], at(1)],
    ['else unknown', [RUNNING, row(1, 'HCAL_HF:X', 'v')], null],
  ])('start: %s', (_, rows, expected) => {
    expect(interpret(rows)).toMatchObject({ kind: 'archived', snapshot: { start: expected } });
  });

  it('stop is the time of STOP_TIME_T, else unknown', () => {
    expect(snapshotOf([row(1, 'LVL0:STOP_TIME_T', at(59), at(30))]).stop).toBe(at(30));
    expect(snapshotOf([start, early]).stop).toBeNull();
  });

  it('a run that never ran has its times too', () => {
    const rows = [configuring, row(5, 'LVL0:STOP_TIME_T', '', at(9))];
    expect(interpret(rows)).toMatchObject({ kind: 'never-ran', start: at(4), stop: at(9) });
  });

  it('the sequence is that of SEQ_NAME', () => {
    expect(snapshotOf([row(1, 'LVL0:SEQ_NAME', 'GLOBAL-RUN-COSMIC')]).sequence).toBe('GLOBAL-RUN-COSMIC');
    expect(snapshotOf([]).sequence).toBeNull();
  });
});

describe('what is archived of a run', () => {
  it('the names of the partitions and of level 1, and nothing else', () => {
    const names = ['HCAL_HF:X', 'HCAL_LEVEL_1:HCAL_COMMENT', 'LVL0:TRG_STATE', 'HCAL_HBHEa:X', 'ECAL:X', 'noname'];
    const { readings } = snapshotOf(names.map((name, id) => row(id + 1, name, 'v')));
    expect(Object.keys(readings).sort()).toEqual(['HCAL_HF:X', 'HCAL_LEVEL_1:HCAL_COMMENT']);
  });

  it('only names that are tracked', () => {
    const some = { ...BASE_RULES, tracked: ['CFG*', 'HCAL_HF:X'] };
    const rows = ['HCAL_HO:CFGDOC', 'HCAL_HF:X', 'HCAL_HO:X', 'HCAL_HF:XY'].map((name, id) => row(id + 1, name, 'v'));
    expect(Object.keys(snapshotOf(rows, some).readings).sort()).toEqual(['HCAL_HF:X', 'HCAL_HO:CFGDOC']);
  });

  it('no secret: neither by name nor by value, at start or at end', () => {
    const redact = { names: ['*PASSWORD'], values: ['hunter[0-9]', '(?<=token=)\\w+'] };
    const rows = [
      row(1, 'HCAL_HF:DB_PASSWORD', 'first'),
      row(2, 'HCAL_HF:DB_PASSWORD', 'second'),
      row(3, 'HCAL_HF:TEXT', 'a HUNTER2 b\ntoken=abc'),
      row(4, 'HCAL_HF:TEXT', 'other hunter3'),
      row(5, 'LVL0:STOP_TIME_T', '', '2022-11-22T10:00:00Z'),
    ];
    const { readings } = snapshotOf(rows, { ...BASE_RULES, redact });
    expect(readings['HCAL_HF:DB_PASSWORD']).toEqual({ kind: 'value', value: '[redacted]' });
    expect(readings['HCAL_HF:TEXT']).toEqual({
      kind: 'value',
      value: 'a [redacted] b\ntoken=[redacted]',
      end: { kind: 'value', value: 'other [redacted]' },
    });
  });

  it.each(['__proto__', 'constructor', 'toString', ''])('a parameter named "%s" as any other', (name) => {
    const { readings } = snapshotOf([row(1, `HCAL_HF:${name}`, 'v')]);
    expect(Object.entries(readings)).toEqual([[`HCAL_HF:${name}`, { kind: 'value', value: 'v' }]]);
  });

  it('names the run and the settings that it was read under', () => {
    expect(snapshotOf([])).toMatchObject({ format: 1, run: 362_695, settings: 'digest' });
  });
});

it('gives the same snapshot for the rows in any order', () => {
  const rows = [
    RUNNING,
    row(1, 'HCAL_HF:EMPTY_FMS', '[HCAL_HO]'),
    row(2, 'HCAL_HBHE:EMPTY_FMS', '[]'),
    row(3, 'HCAL_HF:X', 'not set'),
    row(4, 'HCAL_HF:X', 'v1'),
    row(5, 'HCAL_HF:X', 'v2', '2022-11-22T10:04:00Z'),
    row(6, 'HCAL_HBHE:Y', { kind: 'unreadable', why: 'not UTF-8' }),
    row(7, 'LVL0:STOP_TIME_T', '', '2022-11-22T10:05:00Z'),
    row(8, 'LVL0:HCAL', 'In', '2022-11-22T09:00:00Z'),
    row(9, 'LVL0:HCAL', 'Out'),
  ];
  const expected = JSON.stringify(interpret(rows));
  fc.assert(
    fc.property(fc.shuffledSubarray(rows, { minLength: rows.length }), (shuffled) => {
      expect(JSON.stringify(interpret(shuffled))).toBe(expected);
    }),
  );
});
