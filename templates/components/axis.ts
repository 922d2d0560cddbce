import { readClock } from '../../model/time.ts';
import { html, type Html } from './html.ts';

/** A place on an axis: where it is from the left, 0 to 1, and what it is called. */
export interface Tick {
  readonly share: number;
  readonly label: string;
}

/** So many run numbers stand side by side on a phone, and so many dates, which are longer. */
const MOST_RUNS = 5;
const MOST_TIMES = 4;
const HOUR = 3_600_000;
/** How far dates may be apart, in hours: up to a day, a week, months of 30 days and years. */
const STEPS = [1, 3, 6, 12, 24, 48, 168, 336, 720, 1440, 2880, 4320, 8760];

/**
 * Round run numbers between two, to put under a drawing.
 * @param end where the drawing ends
 */
export function runTicks(first: number, end: number): Tick[] {
  const rough = (end - first) / MOST_RUNS;
  const power = 10 ** Math.max(0, Math.floor(Math.log10(rough)));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? 1;
  return toTicks(first, end, step, String);
}

/**
 * Dates between two moments (milliseconds since 1970); hours, too, where there is less than a day between them.
 * @param zone the one in which they are said
 */
export function timeTicks(first: number, end: number, zone: string): Tick[] {
  const rough = (end - first) / MOST_TIMES / HOUR;
  const step = STEPS.find((hours) => hours >= rough) ?? Math.ceil(rough / 8760) * 8760;
  return toTicks(first, end, step * HOUR, (moment) => {
    const { day, time } = readClock(new Date(moment).toISOString(), zone);
    return step < 24 ? `${day.slice(5)} ${time.slice(0, 5)}` : day;
  });
}

/** The multiples of a step; where nothing is between, the first place alone. */
function toTicks(first: number, end: number, step: number, label: (position: number) => string): Tick[] {
  if (!(end > first)) return [{ share: 0, label: label(first) }];
  const ticks: Tick[] = [];
  for (let position = Math.ceil(first / step) * step; position <= end; position += step) {
    ticks.push({ share: (position - first) / (end - first), label: label(position) });
  }
  return ticks;
}

/**
 * Draws an axis as wide as what it stands under.
 * @param kind its class beside `ticks`
 * @param scale how much of the width the axis has, 0 to 1
 */
export function drawAxis(ticks: readonly Tick[], kind: string, scale = 1): Html {
  const marks = ticks.map(({ share, label }) => {
    const x = `${Math.round(share * scale * 1000) / 10}%`;
    const end = share * scale > 0.85 ? html` class="end"` : null;
    return html`<line x1="${x}" x2="${x}" y2="4"/><text x="${x}" y="15"${end}>${label}</text>`;
  });
  return html`<svg class="ticks ${kind}" aria-hidden="true">${marks}</svg>`;
}
