import { describe, expect, it } from 'vitest';
import { dailySince } from './job.ts';

const at = (text: string) => Date.parse(text);
const ZURICH = 'Europe/Zurich';

describe('dailySince', () => {
  it('is due once the hour of the zone has come, from the last one on', () => {
    const last = at('2026-06-01T06:01:00Z');
    expect(dailySince('08:00', ZURICH, last, at('2026-06-02T05:59:59Z'))).toBeNull();
    expect(dailySince('08:00', ZURICH, last, at('2026-06-02T06:00:00Z'))).toBe(last);
    expect(dailySince('08:00', ZURICH, at('2026-06-02T06:00:00Z'), at('2026-06-02T21:59:00Z'))).toBeNull();
  });

  it('is due after days without a tick, and counts from the last one', () => {
    const last = at('2026-05-20T06:01:00Z');
    expect(dailySince('08:00', ZURICH, last, at('2026-06-02T10:00:00Z'))).toBe(last);
  });

  it('looks back a day at first, and is never due where no hour is set', () => {
    const now = at('2026-06-02T10:00:00Z');
    expect(dailySince('08:00', ZURICH, null, now)).toBe(now - 86_400_000);
    expect(dailySince(undefined, ZURICH, null, now)).toBeNull();
  });

  it('keeps to the clock on the wall when that is changed', () => {
    const last = at('2026-10-24T06:00:00Z');
    expect(dailySince('08:00', ZURICH, last, at('2026-10-25T06:59:00Z'))).toBeNull();
    expect(dailySince('08:00', ZURICH, last, at('2026-10-25T07:00:00Z'))).toBe(last);
  });
});
