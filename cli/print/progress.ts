import type { OnProgress } from '../../jobs/job.ts';

/** How often a line is drawn at most, in milliseconds. */
const PAUSE = 100;

/**
 * Shows on a terminal how far long work is: one line that is drawn again and again.
 * @param now milliseconds
 */
export function showProgress(write: (text: string) => void, now: () => number): OnProgress {
  let drawn = -Infinity;
  return (what, done, all) => {
    const isLast = done >= all;
    if (!isLast && now() - drawn < PAUSE) return;
    drawn = now();
    write(`\r\u001b[K${done} of ${all} ${what}${isLast ? '\n' : ''}`);
  };
}
