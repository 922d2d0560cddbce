import { describe, expect, it } from 'vitest';
import { toDuration, toTimeView, writeTime } from './time.ts';

describe('toTimeView', () => {
  it('shows the experiment’s zone and UTC, with its date where that is another day', () => {
    expect(toTimeView('2025-07-30T22:42:21Z', 'Europe/Zurich')).toEqual({
      iso: '2025-07-30T22:42:21Z',
      local: '2025-07-31 00:42:21',
      zone: 'CEST',
      utc: '2025-07-30 22:42:21',
    });
    expect(toTimeView('2025-12-01T12:00:00Z', 'Europe/Zurich')).toMatchObject({
      local: '2025-12-01 13:00:00',
      utc: '12:00:00',
    });
  });

  it('tells the two hours apart that the clock shows twice in October', () => {
    const zones = ['2025-10-26T00:30:00Z', '2025-10-26T01:30:00Z'].map((iso) => toTimeView(iso, 'Europe/Zurich'));
    expect(zones.map((time) => `${time?.local} ${time?.zone}`)).toEqual([
      '2025-10-26 02:30:00 CEST',
      '2025-10-26 02:30:00 CET',
    ]);
  });

  it('knows nothing of what is no time', () => {
    expect(toTimeView(null, 'UTC')).toBeNull();
    expect(toTimeView('soon', 'UTC')).toBeNull();
  });
});

it('writes a moment in both zones, with the day of UTC where it is another one', () => {
  expect(writeTime('2026-07-02T22:30:00Z', 'Europe/Zurich')).toBe('2026-07-03 00:30:00 CEST · 2026-07-02 22:30:00 UTC');
  expect(writeTime('2026-07-02T12:30:00Z', 'Asia/Kolkata')).toBe('2026-07-02 18:00:00 GMT+5:30 · 12:30:00 UTC');
  expect(writeTime('2026-12-31T23:59:59Z', 'Europe/Zurich')).toBe('2027-01-01 00:59:59 CET · 2026-12-31 23:59:59 UTC');
  expect(writeTime(null, 'UTC')).toBe('time not known');
});

describe('toDuration', () => {
  it.each([
    ['2025-01-01T00:00:45Z', '45 s'],
    ['2025-01-01T00:12:59Z', '12 min'],
    ['2025-01-01T03:05:00Z', '3 h 05 min'],
  ])('until %s', (stop, text) => expect(toDuration('2025-01-01T00:00:00Z', stop)).toBe(text));

  it('is unknown without an end, and where the clock went back', () => {
    expect(toDuration('2025-01-01T00:00:00Z', null)).toBeNull();
    expect(toDuration('2025-01-01T00:00:01Z', '2025-01-01T00:00:00Z')).toBeNull();
  });
});
