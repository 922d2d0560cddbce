import type { Timeline } from '../../../model/change.ts';
import { compareText } from '../../../model/group.ts';
import type { Rules } from '../../../model/rules.ts';
import { intermediateChangeOf } from '../../../model/pair.ts';
import type { PairDifference, IntermediateChange } from '../../../model/pair.ts';
import { toVisible } from '../../../model/visible.ts';
import { make } from '../dom.ts';
import { readJson } from '../files.ts';
import { drawChips, drawRun, drawTrouble } from './parts.ts';

/** Runs of one step that are named; of more the first and the last few. */
const NAMED = 8;

/** A parameter that has a timeline, and the timeline's file, relative to the root. */
export interface TimelineFile {
  readonly partition: string;
  /** As it is shown. */
  readonly parameter: string;
  readonly file: string;
}

/**
 * Draws the way between two runs (rule 14): which runs in between changed what differs, and, once somebody asks, what
 * changed and changed back. Read from the timelines, never from the runs in between, and only from those that are needed.
 */
export async function drawWay(
  rules: Rules,
  runs: readonly [number, number],
  { partitions, changes }: PairDifference,
  files: readonly TimelineFile[],
): Promise<Node[]> {
  const compared = new Set(partitions.filter((one) => one.compared).map(({ partition }) => partition));
  // The list of timelines has names as they are shown.
  const differs = new Set(changes.map(({ partition, parameter }) => `${partition}:${toVisible(parameter)}`));
  const taken = files.filter(({ partition }) => compared.has(partition));
  const isEnd = ({ partition, parameter }: TimelineFile) => differs.has(`${partition}:${parameter}`);
  const ends = await readSteps(runs, taken.filter(isEnd));
  const others = taken.filter((file) => !isEnd(file));
  return [
    ...(ends.length === 0 ? [] : [make('h2', {}, 'Changed on the way by'), drawSteps(rules, ends)]),
    ...(others.length === 0 ? [] : [drawBack(rules, async () => readSteps(runs, others))]),
  ];
}

async function readSteps(
  [from, to]: readonly [number, number],
  files: readonly TimelineFile[],
): Promise<IntermediateChange[]> {
  const steps = await Promise.all(
    files.map(async ({ file }) => {
      const timeline = await readJson<Timeline>(file);
      return timeline === null ? null : intermediateChangeOf(timeline, from, to);
    }),
  );
  return steps.filter((step) => step !== null);
}

/** What changed and changed back takes every timeline to tell: read when it is opened. */
function drawBack(rules: Rules, read: () => Promise<IntermediateChange[]>): HTMLElement {
  const list = make('div', { 'aria-live': 'polite' });
  const back = make('details', { class: 'more back' }, make('summary', {}, 'Changed on the way, and back again'), list);
  const fill = async () => {
    try {
      const steps = await read();
      const nothing = make('p', { class: 'empty' }, 'Nothing did.');
      list.replaceChildren(steps.length === 0 ? nothing : drawSteps(rules, steps));
    } catch (error) {
      list.replaceChildren(drawTrouble(error));
    }
  };
  back.addEventListener('toggle', () => void fill(), { once: true });
  return back;
}

/** Partitions in which the same runs changed a parameter share a line. */
function drawSteps(rules: Rules, steps: readonly IntermediateChange[]): Node {
  const lines = new Map<string, { step: IntermediateChange; partitions: string[] }>();
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
        drawChips(rules, partitions),
        ' ',
        make('span', { class: 'name' }, toVisible(step.parameter)),
        ' ',
        make('span', { class: 'what' }, ...nameRuns(step.runs)),
      ),
    );
  return make('ul', { class: 'overview' }, ...items);
}

function nameRuns(runs: readonly number[]): (Node | string)[] {
  if (runs.length <= NAMED) return runs.flatMap((run) => [drawRun(run), ' ']);
  const some = (part: readonly number[]) => part.flatMap((run) => [drawRun(run), ' ']);
  return [...some(runs.slice(0, NAMED / 2)), `… ${runs.length - NAMED} more … `, ...some(runs.slice(-NAMED / 2))];
}
