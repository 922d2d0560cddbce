/** How long something took, in milliseconds. */
export async function timeOf(action: () => unknown): Promise<number> {
  const start = performance.now();
  await action();
  return performance.now() - start;
}

/** What something took: seconds, and the most memory that the process ever held. */
export interface Effort {
  readonly seconds: number;
  readonly megabytes: number;
}

/** Does what this process is there for, and prints what that took, as JSON. */
export async function printEffort(action: () => unknown): Promise<void> {
  const seconds = (await timeOf(action)) / 1000;
  process.stdout.write(JSON.stringify({ seconds, megabytes: process.resourceUsage().maxRSS / 1024 } satisfies Effort));
}

/**
 * How long this process worked at something, in milliseconds. Of what takes less than a few, the time that passes says
 * more about what else the machine does.
 */
export function workTimeOf(action: () => unknown): number {
  const start = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** The middle one of some numbers; of an even count the mean of the two in the middle. Throws where there is none. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]];
  if (low === undefined || high === undefined) throw new RangeError('there is no median of nothing');
  return (low + high) / 2;
}

/**
 * Measures several things side by side: each repetition does all of them, one after another, so that whatever slows the
 * machine down for a while slows all of them, and their ratio holds.
 * @param measures each gives how many milliseconds the part that counts took
 * @returns the medians, in the order of the measures
 */
export async function compareTimes(
  repetitions: number,
  measures: readonly (() => number | Promise<number>)[],
): Promise<number[]> {
  const times = measures.map((): number[] => []);
  for (let round = 0; round < repetitions; round += 1) {
    for (const [place, measure] of measures.entries()) times[place]?.push(await measure());
  }
  return times.map(median);
}
