import type { StartsOf } from '../../../../model/timeline.ts';
import type { StartsFile } from '../schema.ts';

/** Where the starts of all timelines stand in the site. */
export const STARTS_FILE = 'search/starts.bin';

/** Writes the starts down: of each timeline the first run, then how much later each of the others is. */
export function encodeStarts(timelines: readonly StartsOf[]): StartsFile {
  return {
    format: 1,
    timelines: timelines.map(({ partition, parameter, starts }) => [
      partition,
      parameter,
      ...starts.map(({ from }, index) => from - (starts[index - 1]?.from ?? 0)),
    ]),
  };
}

/** Reads the starts. */
export function decodeStarts({ timelines }: StartsFile): StartsOf[] {
  return timelines.map(([partition, parameter, ...steps]) => {
    let from = 0;
    return { partition, parameter, starts: steps.map((step) => ({ from: (from += step) })) };
  });
}
