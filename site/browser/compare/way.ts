import type { Timeline } from '../../../model/change.ts';
import { compareText } from '../../../model/group.ts';
import type { Meaning } from '../../../model/meaning.ts';
import { wayOf } from '../../../model/pair.ts';
import type { PairDifference, WayStep } from '../../../model/pair.ts';
import { toVisible } from '../../../model/visible.ts';
import { make } from '../dom.ts';
import { readJson } from '../files.ts';
import { drawChips, drawRun } from './parts.ts';

/** Runs of one step that are named; of more the first and the last few. */
const NAMED = 8;

/** A parameter that has a timeline, and the timeline's file, relative to the root. */
export interface TimelineFile {
  readonly partition: string;
  readonly parameter: string;
  readonly file: string;
}

/**
 * Draws the way between two runs (rule 14): which runs in between changed what differs, and what changed and changed back.
 * Read from the timelines, never from the runs in between.
 */
export async function drawWay(
  meaning: Meaning,
  [from, to]: readonly [number, number],
  { partitions, changes }: PairDifference,
  files: readonly TimelineFile[],
): Promise<Node[]> {
  const compared = new Set(partitions.filter((one) => one.compared).map(({ partition }) => partition));
  const steps = await Promise.all(
    files
      .filter(({ partition }) => compared.has(partition))
      .map(async ({ file }) => {
        const timeline = await readJson<Timeline>(file);
        return timeline === null ? null : wayOf(timeline, from, to);
      }),
  );
  const differs = new Set(changes.map(({ partition, parameter }) => `${partition}:${parameter}`));
  const known = steps.filter((step) => step !== null);
  const isEnd = ({ partition, parameter }: WayStep) => differs.has(`${partition}:${parameter}`);
  return [
    ...drawSteps(meaning, 'Changed on the way by', known.filter(isEnd)),
    ...drawSteps(
      meaning,
      'Changed on the way, and back again',
      known.filter((step) => !isEnd(step)),
    ),
  ];
}

/** Partitions in which the same runs changed a parameter share a line. */
function drawSteps(meaning: Meaning, title: string, steps: readonly WayStep[]): Node[] {
  if (steps.length === 0) return [];
  const lines = new Map<string, { step: WayStep; partitions: string[] }>();
  for (const step of steps) {
    const key = JSON.stringify([step.parameter, step.runs]);
    const line = lines.get(key) ?? { step, partitions: [] };
    line.partitions.push(step.partition);
    lines.set(key, line);
  }
  const items = [...lines]
    .sort(([a], [b]) => compareText(a, b))
    .map(([, { step, partitions }]) =>
      make(
        'li',
        {},
        drawChips(meaning, partitions),
        ' ',
        make('span', { class: 'name' }, toVisible(step.parameter)),
        ' ',
        make('span', { class: 'what' }, ...nameRuns(step.runs)),
      ),
    );
  return [make('h2', {}, title), make('ul', { class: 'overview' }, ...items)];
}

function nameRuns(runs: readonly number[]): (Node | string)[] {
  if (runs.length <= NAMED) return runs.flatMap((run) => [drawRun(run), ' ']);
  const some = (part: readonly number[]) => part.flatMap((run) => [drawRun(run), ' ']);
  return [...some(runs.slice(0, NAMED / 2)), `… ${runs.length - NAMED} more … `, ...some(runs.slice(-NAMED / 2))];
}
