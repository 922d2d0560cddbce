import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localTime } from './compose.ts';
import { findDueDigest } from './job.ts';

const at = (text: string) => Date.parse(text);
const MINUTE = 60_000;
const DAY = 86_400_000;
const ZURICH = 'Europe/Zurich';

/** From when on the digest that is due counts. */
function dailySince(time: string | undefined, zone: string, last: number | null, now: number, waiting?: number) {
  return findDueDigest(time, zone, { last, waiting: waiting ?? null }, now)?.since ?? null;
}

describe('findDueDigest', () => {
  it('is due once the hour of the zone has come, from the last one on', () => {
    const last = at('2026-06-01T06:01:00Z');
    expect(dailySince('08:00', ZURICH, last, at('2026-06-02T05:59:59Z'))).toBeNull();
    expect(dailySince('08:00', ZURICH, last, at('2026-06-02T06:00:00Z'))).toBe(last);
    expect(dailySince('08:00', ZURICH, at('2026-06-02T06:00:00Z'), at('2026-06-02T21:59:00Z'))).toBeNull();
  });

  it('is due after days without a tick, and counts from the last one', () => {
    const last = at('2026-05-20T06:01:00Z');
    expect(dailySince('08:00', ZURICH, last, at('2026-06-02T10:00:00Z'))).toBe(last);
    expect(dailySince('08:00', ZURICH, last, at('2026-06-02T05:00:00Z'))).toBe(last);
  });

  it('is due after midnight where no tick came between its hour and midnight, once, for the day before', () => {
    const last = at('2026-05-31T22:00:00Z');
    const now = at('2026-06-01T22:00:00Z');
    expect(dailySince('23:59', ZURICH, last, now - 2 * MINUTE)).toBeNull();
    expect(findDueDigest('23:59', ZURICH, { last, waiting: null }, now)).toEqual({ day: '2026-06-01', since: last });
    expect(dailySince('23:59', ZURICH, now, now + 2 * MINUTE)).toBeNull();
  });

  it('looks back a day at first, and is never due where no hour is set', () => {
    const now = at('2026-06-02T10:00:00Z');
    expect(dailySince('08:00', ZURICH, null, now)).toBe(now - DAY);
    expect(dailySince(undefined, ZURICH, null, now)).toBeNull();
  });

  it('is not due at first before its hour, and then also where that passed before midnight', () => {
    const waiting = at('2026-06-01T10:00:00Z');
    const midnight = at('2026-06-01T22:00:00Z');
    expect(dailySince('23:59', ZURICH, null, waiting)).toBeNull();
    expect(dailySince('23:59', ZURICH, null, midnight - 2 * MINUTE, waiting)).toBeNull();
    expect(dailySince('23:59', ZURICH, null, midnight, waiting)).toBe(midnight - DAY);
  });

  it('keeps to the clock on the wall when that is changed', () => {
    const last = at('2026-10-24T06:00:00Z');
    expect(dailySince('08:00', ZURICH, last, at('2026-10-25T06:59:00Z'))).toBeNull();
    expect(dailySince('08:00', ZURICH, last, at('2026-10-25T07:00:00Z'))).toBe(last);
  });

  it('is not silent for years where a clock that was wrong is set back', () => {
    const now = at('2026-06-02T10:00:00Z');
    expect(dailySince('08:00', ZURICH, at('2030-01-01T00:00:00Z'), now)).toBe(now - DAY);
  });

  // Around changes of the clock: by an hour, by half an hour, at midnight, over midnight; and where there is none.
  it.each([
    ['Europe/Zurich', '2026-03-29'],
    ['Europe/Zurich', '2026-10-25'],
    ['America/Havana', '2026-03-08'],
    ['America/Havana', '2026-11-01'],
    ['Australia/Lord_Howe', '2026-04-05'],
    ['Australia/Lord_Howe', '2026-10-04'],
    ['Asia/Beirut', '2026-10-25'],
    ['Pacific/Chatham', '2026-09-27'],
    ['Asia/Kathmandu', '2026-06-01'],
    ['UTC', '2026-12-31'],
  ])('in %s around %s: one for every day, however far apart ticks are', (zone, date) => {
    const start = Date.parse(date) - 1.5 * DAY;
    const minutes = Array.from({ length: 3 * 1440 }, (_, index) => start + index * MINUTE);
    const clock = minutes.map((minute) => localTime(minute, zone).join(' '));
    const times = fc.oneof(
      fc.constantFrom('00:00', '00:30', '02:00', '02:30', '23:30', '23:59'),
      fc.nat(1439).map((minute) => new Date(minute * MINUTE).toISOString().slice(11, 16)),
    );
    const spacing = fc.oneof(fc.constantFrom(7, 60), fc.integer({ min: 20, max: 2000 }));
    fc.assert(
      fc.property(times, spacing, fc.nat(1000), (time, step, first) => {
        const moments = [...new Set(clock.map((text) => text.slice(0, 10)))].map((day) => ({
          day,
          // Where the clock is set back, a time of day may come twice: `finally` is when it has come for good.
          firstly: clock.findIndex((text) => text >= `${day} ${time}`),
          finally: clock.findLastIndex((text) => text < `${day} ${time}`) + 1,
        }));
        let last = minutes[first] ?? 0;
        let told = '';
        for (let index = first + step; index < minutes.length; index += step) {
          const now = minutes[index] ?? 0;
          const due = findDueDigest(time, zone, { last, waiting: null }, now);
          const isFirst = due === null || (due.since === last && due.day > told);
          const isEarly = due !== null && `${due.day} ${time}` > (clock[index] ?? '');
          expect({ isFirst, isEarly }).toEqual({ isFirst: true, isEarly: false });
          if (due !== null) [told, last] = [due.day, now];
          const passed = moments.filter((moment) => moment.firstly > first && moment.finally <= index);
          expect(passed.every(({ day }) => day <= told)).toBe(true);
        }
      }),
      { numRuns: 20 },
    );
  });
});
