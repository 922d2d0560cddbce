import { describe, expect, it } from 'vitest';
import { parseWeek, weekOf } from './week.ts';

describe('weekOf', () => {
  it.each([
    ['2025-07-28T00:00:00Z', 'UTC', '2025-W31'],
    ['2025-08-03T23:59:59Z', 'UTC', '2025-W31'],
    // The experiment's Monday begins two hours earlier.
    ['2025-07-27T22:00:00Z', 'Europe/Zurich', '2025-W31'],
    ['2025-07-27T21:59:59Z', 'Europe/Zurich', '2025-W30'],
    // Years that begin or end in a week of another one.
    ['2024-12-30T12:00:00Z', 'UTC', '2025-W01'],
    ['2027-01-03T12:00:00Z', 'UTC', '2026-W53'],
    ['2021-01-01T12:00:00Z', 'UTC', '2020-W53'],
    ['2023-01-01T12:00:00Z', 'UTC', '2022-W52'],
  ])('%s in %s is in %s', (iso, zone, week) => expect(weekOf(iso, zone)).toBe(week));
});

describe('parseWeek', () => {
  it('gives the days and the moments, also where clocks are changed', () => {
    expect(parseWeek('2026-W13', 'Europe/Zurich')).toEqual({
      name: '2026-W13',
      monday: '2026-03-23',
      sunday: '2026-03-29',
      from: Date.parse('2026-03-22T23:00:00Z'),
      to: Date.parse('2026-03-29T22:00:00Z'),
    });
  });

  it('has every moment of fifteen years in its week, and each week follows the one before', () => {
    const zone = 'Europe/Zurich';
    let before = parseWeek('2015-W01', zone);
    for (let time = Date.UTC(2015, 0, 5, 12); time < Date.UTC(2030, 0, 1); time += 7 * 86_400_000) {
      const week = parseWeek(weekOf(new Date(time).toISOString(), zone), zone);
      expect(week?.from).toBe(before?.to);
      expect((week?.from ?? Infinity) <= time && time < (week?.to ?? 0)).toBe(true);
      before = week;
    }
  });

  it.each(['2025-W00', '2025-W53', '2025-W1', '2025-31', 'x'])('%j is none', (name) =>
    expect(parseWeek(name, 'UTC')).toBeNull(),
  );
});
