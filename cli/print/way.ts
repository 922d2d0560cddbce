import { groupBy, compareText } from '../../model/lists.ts';
import { shortPartitions } from '../../model/labels.ts';
import type { IntermediateChange } from '../../model/timeline.ts';
import type { CompareAnswer } from '../../queries/schema.ts';
import { sayMore, takeFirst } from './entries.ts';

/** What the runs between two others did (rule 14), under titles: `CFGDOC_TXT (HBHE, HF): 392001, 392017`. */
export function describeWay(
  { route, changedBack, changedUnread }: CompareAnswer,
  isFull: boolean,
): { title: string; lines: string[] }[] {
  const sections = [
    { title: 'Runs in between that changed it', lines: describeChanges(route) },
    { title: 'Changed in between and changed back', lines: describeChanges(changedBack) },
    { title: 'Changed in between, not read at an end', lines: describeChanges(changedUnread) },
  ];
  return sections
    .filter(({ lines }) => lines.length > 0)
    .map(({ title, lines }) => {
      const { first, left } = takeFirst(lines, isFull);
      return { title, lines: [...first, ...sayMore(left)] };
    });
}

/** Partitions that the same runs changed share a line. */
function describeChanges(changes: readonly IntermediateChange[]): string[] {
  const groups = [...groupBy(changes, ({ parameter, runs }) => JSON.stringify([parameter, runs]))];
  return groups
    .sort(([a], [b]) => compareText(a, b))
    .map(([, group]) => {
      const [{ parameter, runs }] = group;
      return `${parameter} (${shortPartitions(group.map(({ partition }) => partition))}): ${listRuns(runs)}`;
    });
}

/** Runs in a row; of many the first and the last few. */
function listRuns(runs: readonly number[]): string {
  if (runs.length <= 6) return runs.join(', ');
  return `${runs.slice(0, 3).join(', ')}, … ${runs.slice(-2).join(', ')} (${runs.length} runs)`;
}
