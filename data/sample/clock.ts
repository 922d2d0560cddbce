import type { Random } from './random.ts';

const minute = 60e6;
const hour = 60 * minute;
/** The sample ends here, whatever is asked for: long enough ago that no run of it is ever open. */
const horizon = Date.parse('2025-12-30T00:00:00Z') * 1000;
const plannedEnd = Date.parse('2025-07-31T00:00:00Z') * 1000;
const longestSpan = 9 * 365 * 24 * hour;
const usualSpacing = 5 * hour;
const leastSpacing = 4 * minute;

/** Where time stands. Microseconds since 1970, like every time in this folder. */
export interface Clock {
  /** When the last run stopped. */
  now: number;
  /** Mean distance from start to start. */
  readonly spacing: number;
  /** How many of the planned runs are still to come; 0: what comes now is appended. */
  left: number;
}

export interface Span {
  readonly start: number;
  readonly stop: number;
}

/** Sets the clock so that `runs` runs end in the middle of 2025: 5 h apart, closer when they would take more than 9 years. */
export function createClock(runs: number): Clock {
  const spacing = Math.min(usualSpacing, Math.floor(longestSpan / Math.max(1, runs)));
  return { now: plannedEnd - runs * spacing, spacing, left: runs };
}

/**
 * Takes the time of the next run and moves the clock to its end.
 * @param minutes - length of the run where it is not left to chance (stretched like all others when runs are closer)
 * @throws Error when no room is left before the horizon
 */
export function takeSpan(random: Random, clock: Clock, local: boolean, minutes: number | null): Span {
  const scale = takeSpacing(clock) / usualSpacing;
  const gap = Math.max(90e6, Math.floor(random.integer(6 * minute, 318 * minute) * scale));
  const lasting = minutes === null ? inventLength(random, local) : minutes * minute + random.integer(0, minute);
  const start = clock.now + gap;
  const stop = start + Math.max(4 * minute, Math.floor(lasting * scale)) + random.integer(0, 999_999);
  clock.now = stop;
  return { start, stop };
}

/** Planned runs steer towards the planned end; appended ones come ever closer, so that they never reach the horizon. */
function takeSpacing(clock: Clock): number {
  if (clock.left > 0) {
    const wanted = (plannedEnd - clock.now) / clock.left--;
    return Math.max(clock.spacing * 0.5, Math.min(clock.spacing * 1.5, wanted));
  }
  const spacing = Math.min(clock.spacing, (horizon - clock.now) / 1000);
  if (spacing < leastSpacing) throw new Error('no room for more runs before 2025-12-30: generate a new file');
  return spacing;
}

function inventLength(random: Random, local: boolean): number {
  if (local) return random.integer(5 * minute, 20 * minute);
  const drawn = random.next();
  if (drawn < 0.25) return random.integer(5 * minute, 20 * minute);
  return drawn < 0.8 ? random.integer(hour, 6 * hour) : random.integer(6 * hour, 10 * hour);
}

/** `YYYY-MM-DD HH:MM:SS.ffffff` in UTC, as the column TIME has it. */
export function formatTime(time: number): string {
  const second = new Date(Math.floor(time / 1e6) * 1000).toISOString().slice(0, 19).replace('T', ' ');
  return `${second}.${String(time % 1e6).padStart(6, '0')}`;
}

/** `YYYY-MM-DDTHH:MM:SSZ`, the fraction dropped. */
export function formatSecond(time: number): string {
  return `${new Date(Math.floor(time / 1e6) * 1000).toISOString().slice(0, 19)}Z`;
}
