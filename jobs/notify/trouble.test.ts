import { describe, expect, it } from 'vitest';
import { planTrouble } from './trouble.ts';

const HOUR = 3_600_000;
const told = (times: number, last = 0) => ({ since: '2026-06-01T00:00:00.000Z', told: times, last });

describe('planTrouble', () => {
  it.each([
    ['nothing while all is well', null, 0, null],
    ['nothing for a tick or two', null, 2, null],
    ['the first word after three', null, 3, 'broken'],
    ['nothing more within the hour', told(1), 4, null],
    ['nothing for trouble that nobody was told of', told(0), 0, null],
    ['the end of what people were told', told(2), 0, 'works'],
  ] as const)('says %s', (_, trouble, failures, step) => {
    expect(planTrouble(trouble, failures, 3, HOUR - 1)).toBe(step);
  });

  it.each([
    [1, HOUR],
    [2, 4 * HOUR],
    [3, 24 * HOUR],
    [9, 24 * HOUR],
  ])('reminds for the %d. time after a longer pause', (times, pause) => {
    expect(planTrouble(told(times), 99, 3, pause - 1)).toBeNull();
    expect(planTrouble(told(times), 99, 3, pause)).toBe('still');
  });

  it('never says anything where 0 is set, but that it is over', () => {
    expect(planTrouble(null, 99, 0, HOUR)).toBeNull();
    expect(planTrouble(told(1), 0, 0, HOUR)).toBe('works');
  });
});
