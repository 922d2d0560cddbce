import type { OnProgress } from '../tick/collect.ts';

/** How often a line is drawn at most, in milliseconds. */
const PAUSE = 100;

/** A terminal, or something that takes lines. */
export interface ProgressOutput {
  readonly isTTY: boolean;
  readonly write: (text: string) => void;
}

/**
 * Shows how far long work is: one line that is drawn again on a terminal; elsewhere a line when each part is done.
 * @param now milliseconds
 */
export function showProgress(output: ProgressOutput, now: () => number): OnProgress {
  let drawn = -Infinity;
  return (what, done, all) => {
    const isLast = done >= all;
    if (!output.isTTY) {
      if (isLast) output.write(`${all} ${what}\n`);
      return;
    }
    if (!isLast && now() - drawn < PAUSE) return;
    drawn = now();
    output.write(`\r\u001b[K${done} of ${all} ${what}${isLast ? '\n' : ''}`);
  };
}
