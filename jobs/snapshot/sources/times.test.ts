import { expect, it } from 'vitest';
import { toSourceTime, toTime } from './times.ts';

it.each([
  ['2025-07-29 15:40:22.5', '2025-07-29T13:40:22Z'],
  ['2025-01-29 15:40:22', '2025-01-29T14:40:22Z'],
  // The last moment before clocks go forward, and the first after.
  ['2025-03-30 01:59:59', '2025-03-30T00:59:59Z'],
  ['2025-03-30 03:00:00', '2025-03-30T01:00:00Z'],
  // An hour that clocks show twice: the later one.
  ['2025-10-26 02:30:00', '2025-10-26T01:30:00Z'],
  ['2025-07-29 15:40:22 +00:00', '2025-07-29T15:40:22Z'],
  ['2025-07-29 15:40:22Z', '2025-07-29T15:40:22Z'],
])('a TIME of a zone, %s, is %s unless it names its offset', (text, moment) => {
  expect(toTime(text, 'Europe/Zurich')).toBe(moment);
});

it.each([
  ['America/Chicago', '2025-11-02 00:59:59', '2025-11-02T05:59:59Z'],
  ['America/Chicago', '2025-11-02 01:30:00', '2025-11-02T07:30:00Z'],
  ['America/Chicago', '2025-11-02 02:00:00', '2025-11-02T08:00:00Z'],
  ['America/Chicago', '2026-03-08 01:59:59', '2026-03-08T07:59:59Z'],
  ['America/Chicago', '2026-03-08 03:00:00', '2026-03-08T08:00:00Z'],
  ['Europe/London', '2025-10-26 01:30:00', '2025-10-26T01:30:00Z'],
  ['Australia/Lord_Howe', '2026-04-05 01:45:00', '2026-04-04T15:15:00Z'],
  // An hour that clocks skip.
  ['Europe/Zurich', '2025-03-30 02:30:00', '2025-03-30T01:30:00Z'],
  ['America/Chicago', '2026-03-08 02:30:00', '2026-03-08T08:30:00Z'],
])('in %s a TIME of %s is %s', (zone, text, moment) => {
  expect(toTime(text, zone)).toBe(moment);
});

it('is the last moment whose clocks show a TIME, whatever the zone', () => {
  const zones = ['Europe/Zurich', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland', 'Africa/Casablanca'];
  for (const zone of zones)
    for (const start of [Date.UTC(2026, 1, 10), Date.UTC(2026, 8, 20)])
      for (let moment = start; moment < start + 56 * 86_400_000; moment += 1_800_000) {
        const text = toSourceTime(moment, zone);
        const showsAgain = toSourceTime(moment + 3_600_000, zone) === text;
        expect(Date.parse(toTime(text, zone) ?? '')).toBe(showsAgain ? moment + 3_600_000 : moment);
      }
});

it('a moment is compared on the clocks of the source', () => {
  const now = Date.parse('2025-07-29T13:40:22.7Z');
  expect(toSourceTime(now, 'UTC')).toBe('2025-07-29 13:40:22');
  expect(toSourceTime(now, 'Europe/Zurich')).toBe('2025-07-29 15:40:22');
});
