import { describe, expect, it } from 'vitest';
import { parseAgo, parseMoment, toTimeView } from './time.ts';

const HOUR = 3_600_000;

describe('parseMoment', () => {
  it.each([
    // The experiment's day, in winter and in summer, and parts of one.
    ['2026-01-05', 'Europe/Zurich', '2026-01-04T23:00:00Z'],
    ['2026-07-03', 'Europe/Zurich', '2026-07-02T22:00:00Z'],
    ['2026-07', 'Europe/Zurich', '2026-06-30T22:00:00Z'],
    ['2026', 'Europe/Zurich', '2025-12-31T23:00:00Z'],
    ['2026-07-03 08:15', 'Europe/Zurich', '2026-07-03T06:15:00Z'],
    ['2026-07-03T08:15:42', 'Europe/Zurich', '2026-07-03T06:15:42Z'],
    [' 2026-07-03 ', 'America/New_York', '2026-07-03T04:00:00Z'],
    ['2026-07-03', 'Asia/Kolkata', '2026-07-02T18:30:00Z'],
    ['2026-07-03', 'Pacific/Kiritimati', '2026-07-02T10:00:00Z'],
    // A zone of its own wins.
    ['2026-07-03T08:15Z', 'Europe/Zurich', '2026-07-03T08:15:00Z'],
    ['2026-07-03 08:15 UTC', 'Europe/Zurich', '2026-07-03T08:15:00Z'],
    ['2026-07-03T08:15:00.123Z', 'Europe/Zurich', '2026-07-03T08:15:00Z'],
    ['2026-07-03T08:15+05:30', 'Europe/Zurich', '2026-07-03T02:45:00Z'],
    ['2026-07-03T08:15 -0400', 'Europe/Zurich', '2026-07-03T12:15:00Z'],
    // So does the name that is shown behind a time.
    ['2026-07-03 00:30:00 CEST', 'Europe/Zurich', '2026-07-02T22:30:00Z'],
    ['2026-10-25 02:30:00 CEST', 'Europe/Zurich', '2026-10-25T00:30:00Z'],
    ['2026-10-25 02:30 cet', 'Europe/Zurich', '2026-10-25T01:30:00Z'],
    ['2026-07-03 04:00 GMT+5:30', 'Asia/Kolkata', '2026-07-02T22:30:00Z'],
    // The days on which the clocks are changed, and the hours that are there twice or not at all.
    ['2026-03-29', 'Europe/Zurich', '2026-03-28T23:00:00Z'],
    ['2026-03-29 02:30', 'Europe/Zurich', '2026-03-29T01:00:00Z'],
    ['2026-03-29 02:00', 'Europe/Zurich', '2026-03-29T01:00:00Z'],
    ['2026-03-29 03:00', 'Europe/Zurich', '2026-03-29T01:00:00Z'],
    ['2026-03-29 01:59:59', 'Europe/Zurich', '2026-03-29T00:59:59Z'],
    ['2026-03-30', 'Europe/Zurich', '2026-03-29T22:00:00Z'],
    ['2026-10-25', 'Europe/Zurich', '2026-10-24T22:00:00Z'],
    ['2026-10-25 02:30', 'Europe/Zurich', '2026-10-25T00:30:00Z'],
    ['2026-10-25 03:00', 'Europe/Zurich', '2026-10-25T02:00:00Z'],
    ['2026-10-26', 'Europe/Zurich', '2026-10-25T23:00:00Z'],
    // A day that begins at one o'clock, and one that was left out.
    ['2026-03-28', 'Asia/Beirut', '2026-03-27T22:00:00Z'],
    ['2026-03-29', 'Asia/Beirut', '2026-03-28T22:00:00Z'],
    ['2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00Z'],
    ['2026-04-05 01:45', 'Australia/Lord_Howe', '2026-04-04T14:45:00Z'],
  ])('%s in %s', (text, zone, moment) => {
    const parsed = parseMoment(text, zone);
    expect(parsed === null ? null : new Date(parsed).toISOString().replace('.000', '')).toBe(moment);
  });

  it.each([
    '',
    'soon',
    '2026-13',
    '2026-02-30',
    '2025-02-29',
    '2026-07-03 25:00',
    '2026-07-03 8:15',
    '26-07-03',
    '1e5',
    '2026-07-03 08:15 CET',
    '2026-07-03 08:15 EDT',
  ])('%j is no moment', (text) => expect(parseMoment(text, 'Europe/Zurich')).toBeNull());

  it('is the first moment of every hour of the weeks in which clocks are changed: none earlier shows as much', () => {
    for (const zone of ['Europe/Zurich', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland', 'UTC']) {
      const starts = [Date.UTC(2026, 2, 1), Date.UTC(2026, 8, 20)];
      for (const hour of starts.flatMap((start) =>
        Array.from({ length: 48 * 24 }, (_, index) => start + index * HOUR),
      )) {
        const written = new Date(hour).toISOString().slice(0, 16);
        const moment = parseMoment(written, zone) ?? NaN;
        const local = (at: number) => toTimeView(new Date(at).toISOString(), zone)?.local ?? '';
        const [at, before] = [local(moment), local(moment - 1000)];
        expect([at >= written.replace('T', ' '), before < written.replace('T', ' ')]).toEqual([true, true]);
      }
    }
  });
});

describe('parseAgo', () => {
  // The day after the clocks were put forward in Geneva, and half past midnight of a day there.
  const now = Date.parse('2026-03-29T22:30:00Z');
  it.each([
    ['24h', 'Europe/Zurich', '2026-03-28T22:30:00Z'],
    ['8H', 'UTC', '2026-03-29T14:30:00Z'],
    ['7d', 'Europe/Zurich', '2026-03-22T22:30:00Z'],
    ['yesterday', 'Europe/Zurich', '2026-03-28T23:00:00Z'],
    ['Yesterday', 'UTC', '2026-03-28T00:00:00Z'],
    ['yesterday', 'Asia/Kolkata', '2026-03-28T18:30:00Z'],
  ])('%s in %s', (text, zone, moment) => {
    expect(new Date(parseAgo(text, zone, now) ?? NaN).toISOString().replace('.000', '')).toBe(moment);
  });

  it.each(['', '24', 'h', '1.5h', '-1d', '2026', 'today', '999999d'])('%j is none', (text) =>
    expect(parseAgo(text, 'UTC', now)).toBeNull(),
  );
});
