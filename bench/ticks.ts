import { timeEmptyNode, timeRunInfo } from './commands.ts';
import { compareTimes } from './measure.ts';
import type { SampleArchive } from './sample-archive.ts';
import { noted } from './table.ts';
import type { Figure } from './table.ts';

const TICK = ['tick', '--quiet'];

/** Measures whole ticks, from the start of the process to its end: one that finds nothing new, one that finds a run. */
export async function benchTicks(sample: SampleArchive, repetitions: number): Promise<Figure[]> {
  const [node = 0, idle = 0, busy = 0] = await compareTimes(repetitions, [
    () => timeEmptyNode(sample),
    () => timeRunInfo(TICK, sample),
    () => {
      sample.appendRun();
      return timeRunInfo(TICK, sample);
    },
  ]);
  return [
    noted('node -e 0', node, 'ms'),
    noted('tick that finds nothing new, whole process', idle, 'ms'),
    noted('  against node -e 0', idle / node, '×'),
    noted('tick with one new run that changes something: archive, pages, message', busy, 'ms'),
    noted('  against node -e 0', busy / node, '×'),
  ];
}
