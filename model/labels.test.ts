import { describe, expect, test } from 'vitest';
import { changesOf, countOf, shortPartition, shortPartitions, unitOf } from './labels.ts';

describe('labels', () => {
  test.each([
    ['HCAL_HBHE', 'HBHE'],
    ['HCAL_Laser', 'Laser'],
    ['XHCAL_HF', 'XHCAL_HF'],
  ])('people call %s %s', (partition, short) => {
    expect(shortPartition(partition)).toBe(short);
  });

  test('name several partitions in the order given', () => {
    expect(shortPartitions(['HCAL_HF', 'HCAL_HBHE'])).toBe('HF, HBHE');
  });

  test('say one thing in the singular', () => {
    expect([countOf(0, 'line'), countOf(1, 'line'), countOf(2, 'entry', 'entries')]).toEqual([
      '0 lines',
      '1 line',
      '2 entries',
    ]);
    expect([changesOf(0), changesOf(1), changesOf(12)]).toEqual(['no changes', '1 change', '12 changes']);
    expect([unitOf(1, 'list'), unitOf(3, 'text')]).toEqual(['member', 'lines']);
  });
});
