import { expect, it } from 'vitest';
import { drawChip, toChip } from './chip.ts';

const partitions = Array.from({ length: 14 }, (_, index) => `P${index + 1}`);
const chipOf = (partition: string) => toChip({ rules: { partitions } }, partition);

it('partitions have six colours; more have them again, with a letter', () => {
  expect(partitions.map(chipOf).map(({ slot, letter }) => `${slot}${letter}`)).toEqual([
    '1',
    '2',
    '3',
    '4',
    '5',
    '6',
    '1b',
    '2b',
    '3b',
    '4b',
    '5b',
    '6b',
    '1c',
    '2c',
  ]);
  expect(drawChip(chipOf('P1'), '').text).toBe('<span class="chip p1">P1</span>');
  expect(drawChip(chipOf('P7'), '').text).toBe('<span class="chip p1">P7<sup>b</sup></span>');
});

it('what is no partition has no colour', () => {
  expect(chipOf('LEVEL_1')).toMatchObject({ slot: 0, letter: '' });
});
