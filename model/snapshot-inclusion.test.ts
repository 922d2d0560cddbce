import { describe, expect, it } from 'vitest';
import { inclusionOf, inclusionsOf, saysIn } from './snapshot.ts';
import { resolvePartition, type Rules } from './rules.ts';
import type { Snapshot } from './run.ts';
import { BASE_RULES } from '../test/support/rules.ts';

const rules: Rules = {
  ...BASE_RULES,
  aliases: [
    { name: 'HCAL_HBHEa', partition: 'HCAL_HBHE', to: 314_471 },
    { name: 'HCAL_FORWARD', partition: 'HCAL_HF', from: 200 },
    { name: 'HCAL_FORWARD', partition: 'HCAL_HO', to: 199 },
  ],
};

const ALL_IN = { HCAL_HBHE: 'in', HCAL_HF: 'in', HCAL_HO: 'in', HCAL_Laser: 'in' };

/** A run in which all four partitions have a row. */
function snapshot(over: Partial<Snapshot>): Snapshot {
  const readings = Object.fromEntries(
    rules.partitions.map((partition) => [`${partition}:X`, { kind: 'absent', spelling: null } as const]),
  );
  const times = { start: null, stop: null, sequence: null, hcal: null };
  return { format: 1, run: 362_695, ...times, emptyFms: [], gates: {}, settings: 'digest', readings, ...over };
}

describe('how a partition took part', () => {
  it('in: not named in the list, and with a row of its own, be it absent', () => {
    expect(inclusionsOf(snapshot({}), rules)).toEqual(ALL_IN);
  });

  it('out: named in the list, whatever rows it has; strange names do not count', () => {
    const empty = ['HCAL_HF', 'HCAL_XX', 'ECAL', 'HCAL_HOX'];
    expect(inclusionsOf(snapshot({ emptyFms: empty }), rules)).toEqual({ ...ALL_IN, HCAL_HF: 'out' });
    const named = inclusionsOf(snapshot({ emptyFms: ['HCAL_HO'], readings: {} }), rules);
    expect(named).toMatchObject({ HCAL_HO: 'out', HCAL_HF: 'not-there' });
  });

  it('not there: not named, and no row of its own', () => {
    const readings = {
      'HCAL_HF:X': { kind: 'value', value: 'v' },
      'HCAL_LEVEL_1:X': { kind: 'value', value: 'v' },
    } as const;
    const others = { HCAL_HBHE: 'not-there', HCAL_HO: 'not-there', HCAL_Laser: 'not-there' };
    expect(inclusionsOf(snapshot({ readings }), rules)).toEqual({ ...others, HCAL_HF: 'in' });
  });

  it('unknown: no list could be read', () => {
    const inclusions = inclusionsOf(snapshot({ emptyFms: null }), rules);
    expect([...new Set(Object.values(inclusions))]).toEqual(['unknown']);
  });

  it('out where the gate of the partition says anything but In', () => {
    const gated = { ...rules, gates: { HCAL_HF: 'CMS.LVL0:HF', HCAL_HO: 'CMS.LVL0:HO' } };
    const gates = { HCAL_HF: 'Out', HCAL_HO: 'in' };
    expect(inclusionsOf(snapshot({ gates }), gated)).toEqual({ ...ALL_IN, HCAL_HF: 'out' });
    // What was a gate when the run was read, and is none or another one now, does not count.
    for (const now of [rules, { ...gated, gates: { HCAL_HF: 'CMS.LVL0:HFX' } }])
      expect(inclusionOf(snapshot({ gates }), gated, now, 'HCAL_HF')).toBe('in');
  });

  it('of a list that the rules no longer have nothing counts', () => {
    const run = snapshot({ emptyFms: ['HCAL_HF'] });
    expect(inclusionOf(run, rules, { ...rules, outList: null }, 'HCAL_HF')).toBe('in');
    expect(inclusionOf(run, rules, { ...rules, outList: 'OTHER' }, 'HCAL_HF')).toBe('unknown');
  });

  it('out by an old name, only in the runs in which that was its name', () => {
    const hbhe = (run: number) => inclusionsOf(snapshot({ run, emptyFms: ['HCAL_HBHEa'] }), rules)['HCAL_HBHE'];
    expect([314_471, 314_472].map(hbhe)).toEqual(['out', 'in']);
  });
});

describe('the partition that a name stands for', () => {
  it.each([
    ['HCAL_HO', 1, 'HCAL_HO'],
    ['hcal_ho', 1, 'HCAL_HO'],
    ['HCAL_LASER', 1, 'HCAL_Laser'],
    ['hcal_hbheA', 314_471, 'HCAL_HBHE'],
    ['HCAL_HBHEa', 314_472, null],
    ['HCAL_FORWARD', 199, 'HCAL_HO'],
    ['HCAL_FORWARD', 200, 'HCAL_HF'],
    ['HCAL_LEVEL_1', 1, null],
    ['HCAL_H', 1, null],
    ['', 1, null],
    ['__proto__', 1, null],
  ])('%s in run %i: %s', (name, run, partition) => {
    expect(resolvePartition(rules, name, run)).toBe(partition);
  });
});

it.each([
  ['In', true],
  [' IN\n', true],
  ['Out', false],
  ['Inside', false],
  ['', false],
])('the word %j says in: %s', (word, expected) => {
  expect(saysIn(word)).toBe(expected);
});
