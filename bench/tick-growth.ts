import { join } from 'node:path';
import { measureRunInfo, timeEmptyNode, timeNode, timeRunInfo } from './commands.ts';
import { ELEVENTY_ALONE } from './eleventy-alone.ts';
import type { Installation } from './installation.ts';
import { compareTimes, median } from './measure.ts';
import { hasSqlite, timeShellTick } from './shell-tick.ts';
import { below, noted, type Figure } from './table.ts';
import { headOf, keepViews } from './views.ts';

const TICK = ['tick', '--quiet'];

/**
 * Measures whole ticks of installations that differ in how many runs they have: one that finds nothing new, one that
 * finds a run, and Eleventy alone rendering the pages that went stale by it.
 * @param installations archived and published, ascending in size
 */
export async function benchTickGrowth(installations: readonly Installation[], repetitions: number): Promise<Figure[]> {
  const [largest] = installations.slice(-1);
  if (largest === undefined) return [];
  for (const installation of installations) timeRunInfo(TICK, installation);
  const pages = installations.map((): number[] => []);
  let files: readonly string[] = [];
  const byHand = hasSqlite() ? [() => timeShellTick(largest, files)] : [];
  const [node = 0, ...times] = await compareTimes(repetitions, [
    () => timeEmptyNode(largest),
    ...installations.flatMap((installation, place) => {
      return [
        () => timeRunInfo(TICK, installation),
        () => {
          const before = headOf(installation);
          installation.appendRun();
          const time = timeRunInfo(TICK, installation);
          const kept = keepViews(installation, before);
          files = kept.files;
          pages[place]?.push(kept.pages);
          return time;
        },
        () => timeNode([ELEVENTY_ALONE, join(installation.folder, 'eleventy'), ...files], installation),
      ];
    }),
    ...byHand,
  ]);
  const timesOf = (place: number) => times.slice(3 * place, 3 * place + 3) as [number, number, number];
  const [, small] = timesOf(0);
  const [idle, busy, alone] = timesOf(installations.length - 1);
  const shell = times[3 * installations.length];
  largest.appendRun();
  const { megabytes } = measureRunInfo(TICK, largest);
  return [
    noted('node -e 0', node, 'ms'),
    ...installations.flatMap(({ label }, place): Figure[] => {
      const [nothing, news, rendering] = timesOf(place);
      return [
        noted(`tick at ${label} runs, nothing new`, nothing, 'ms'),
        noted(`tick at ${label} runs, one new run, ${median(pages[place] ?? [])} stale pages`, news, 'ms'),
        noted('  Eleventy alone rendering these pages, whole process', rendering, 'ms'),
      ];
    }),
    below(`tick with nothing new at ${largest.label} runs against node -e 0`, idle / node, 5, '×'),
    below(
      `tick with a new run at ${largest.label} runs against the one at ${installations[0]?.label}`,
      busy / small,
      1.15,
      '×',
    ),
    below(`tick with a new run at ${largest.label} runs against Eleventy alone`, busy / alone, 3, '×'),
    ...(shell === undefined
      ? []
      : [
          noted('by hand: dump of the newest run, git add, git commit, Eleventy alone', shell, 'ms'),
          noted('  the tick against that', busy / shell, '×'),
        ]),
    below('  most memory held', megabytes, 200, 'MB'),
  ];
}
