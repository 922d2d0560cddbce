import { describe, expect, it } from 'vitest';
import { inclusionsOf } from './snapshot.ts';
import { interpretRun } from './interpret.ts';
import type { ParameterRow, RowValue } from './row.ts';
import type { Snapshot } from './run.ts';
import { BASE_RULES } from '../test/support/rules.ts';

const NULL: RowValue = { kind: 'null' };
const BROKEN: RowValue = { kind: 'unreadable', why: 'not UTF-8' };

/** EMPTY_FMS rows, in the order of their IDs: who says it, what, when. */
type Said = readonly [fm: string, value: RowValue | string, time?: string];

function snapshotOf(said: readonly Said[], stop: string | null = null): Snapshot {
  const rows: ParameterRow[] = [
    { id: 0, name: 'CMS.LVL0:RC_STATE', time: null, value: { kind: 'text', text: 'Running' } },
    { id: 1, name: 'CMS.LVL0:STOP_TIME_T', time: stop, value: NULL },
    ...said.map(([fm, value, time = null], index) => ({
      id: 10 + index,
      name: `CMS.${fm}:EMPTY_FMS`,
      time,
      value: typeof value === 'string' ? ({ kind: 'text', text: value } as const) : value,
    })),
  ];
  const result = interpretRun(1, rows, BASE_RULES, 'digest');
  if (result.kind !== 'archived') throw new Error(`the run is ${result.kind}`);
  return result.snapshot;
}

describe('which EMPTY_FMS row counts', () => {
  it.each<[string, readonly Said[], string[] | null]>([
    [
      'the earliest of a partition, whichever that is',
      [
        ['HCAL_HO', '[A]'],
        ['HCAL_HBHE', '[B]'],
        ['HCAL_HBHE', '[C]'],
      ],
      ['A'],
    ],
    [
      "a partition's before level 1's, even where that is earlier",
      [
        ['HCAL_LEVEL_1', '[A]'],
        ['HCAL_Laser', '[B]'],
      ],
      ['B'],
    ],
    ["level 1's where no partition has one", [['HCAL_LEVEL_1', '[A]']], ['A']],
    [
      'one that says nothing is passed over',
      [
        ['HCAL_HBHE', ''],
        ['HCAL_HF', 'not set'],
        ['HCAL_HF', NULL],
        ['HCAL_HF', '[A]'],
      ],
      ['A'],
    ],
    [
      'one that cannot be read does not hide one that can',
      [
        ['HCAL_HBHE', BROKEN],
        ['HCAL_HF', '[A]'],
      ],
      ['A'],
    ],
    ['none is known where none stands', [], null],
    [
      'none is known where all say nothing',
      [
        ['HCAL_HBHE', ''],
        ['HCAL_LEVEL_1', ' '],
      ],
      null,
    ],
    ['none is known where none can be read', [['HCAL_HBHE', BROKEN]], null],
    [
      'one of level 1 that can be read counts where those of the partitions cannot',
      [
        ['HCAL_HBHE', BROKEN],
        ['HCAL_HF', '[HCAL_HO, HC'],
        ['HCAL_LEVEL_1', '[A]'],
      ],
      ['A'],
    ],
    [
      "that of level 1 does not stand for a partition's that can be read, however late that is",
      [
        ['HCAL_LEVEL_1', '[A]'],
        ['HCAL_HBHE', '[HCAL_HO'],
        ['HCAL_HF', '[B]'],
      ],
      ['B'],
    ],
    ['that of another function manager does not count', [['HCAL_HBHEa', '[A]']], null],
  ])('%s', (_, said, expected) => {
    expect(snapshotOf(said).emptyFms).toEqual(expected);
  });

  it('not one from a reset after the run', () => {
    const said: Said[] = [
      ['HCAL_LEVEL_1', '[HCAL_HO]', '2022-11-22T09:00:00Z'],
      ['HCAL_HBHE', '[]', '2022-11-22T12:00:00Z'],
    ];
    expect(snapshotOf(said, '2022-11-22T10:00:00Z').emptyFms).toEqual(['HCAL_HO']);
  });
});

describe('how the list is read', () => {
  it.each([
    ['[HCAL_HF, HCAL_HO]', ['HCAL_HF', 'HCAL_HO']],
    ['[HCAL_HO,HCAL_HF]', ['HCAL_HF', 'HCAL_HO']],
    ['HCAL_HO, HCAL_HF', ['HCAL_HF', 'HCAL_HO']],
    [' [ HCAL_HO ;HCAL_HF; ]\n', ['HCAL_HF', 'HCAL_HO']],
    ['[HCAL_HO, HCAL_HO]', ['HCAL_HO']],
    ['HCAL_HO', ['HCAL_HO']],
    ['[]', []],
    ['[ ]', []],
    ['[, ,]', []],
  ])('%j', (text, expected) => {
    expect(snapshotOf([['HCAL_HBHE', text]]).emptyFms).toEqual(expected);
  });
});

it('a list that is empty leaves every partition with rows in; one that cannot be read leaves all unknown', () => {
  const all = (said: Said) => [...new Set(Object.values(inclusionsOf(snapshotOf([said]), BASE_RULES)))];
  expect(all(['HCAL_HBHE', '[]'])).toEqual(['in', 'not-there']);
  expect(all(['HCAL_HBHE', ''])).toEqual(['unknown']);
});

describe('an EMPTY_FMS that is unreadable or cut off leaves every partition unknown', () => {
  it.each<[RowValue | string]>([
    [BROKEN],
    ['['],
    [']'],
    ['[HCAL_HO'],
    ['HCAL_HO]'],
    ['[HCAL_HO, HC\n'],
    ['HCAL_HO], HCAL_HF'],
    ['HCAL_HF, [HCAL_HO'],
    ['[HCAL_HO] and more'],
    ['[HCAL_HO][HCAL_HF'],
    ['[HCAL_HO, [HCAL_HF]'],
  ])('%j', (value) => {
    for (const said of [[['HCAL_HBHE', value]], [['HCAL_LEVEL_1', value]]] satisfies Said[][]) {
      const snapshot = snapshotOf([...said]);
      expect(snapshot.emptyFms).toBeNull();
      expect(new Set(Object.values(inclusionsOf(snapshot, BASE_RULES)))).toEqual(new Set(['unknown']));
    }
  });
});
