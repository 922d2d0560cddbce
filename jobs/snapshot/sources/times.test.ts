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

it('a moment is compared on the clocks of the source', () => {
  const now = Date.parse('2025-07-29T13:40:22.7Z');
  expect(toSourceTime(now, 'UTC')).toBe('2025-07-29 13:40:22');
  expect(toSourceTime(now, 'Europe/Zurich')).toBe('2025-07-29 15:40:22');
});
