import type { ChangeEntry, TimelineStart } from '../../../model/change.ts';
import { findFlapping } from '../../../model/flapping.ts';
import { countOf, shortPartition } from '../../../model/labels.ts';
import { sameValue } from '../../../model/reading.ts';
import { startAt } from '../../../model/timeline.ts';
import { lastRuns } from '../../../queries/look-back.ts';
import { runLink } from '../addresses.ts';
import { inOrder } from './chip.ts';
import type { Facts } from './facts.ts';
import type { RunLink } from './run-partitions.ts';
import { toVisible } from '../../../model/visible.ts';

/** Words of a sentence, and runs that they name. */
export type Words = readonly (string | RunLink)[];

/** How unusual a change is: one sentence for the partitions that share it. */
export interface HistoryLine {
  /** Whom it is about; empty: every partition of the entry. */
  readonly of: string;
  readonly words: Words;
}

/**
 * Says how unusual a change is, as far as was known in its run: how often the parameter had changed, when last, whether
 * the new value was there before, whether it goes to and fro, and which other partitions run with the same value.
 */
export function toHistoryLines(facts: Facts, run: number, entry: ChangeEntry): HistoryLine[] {
  const partitions = inOrder(facts, entry.partitions);
  const groups = new Map<string, { words: Words; partitions: string[] }>();
  for (const partition of partitions) {
    const words = toWords(facts, run, partition, entry.parameter);
    const key = JSON.stringify(words);
    const group = groups.get(key) ?? { words, partitions: [] };
    group.partitions.push(toVisible(shortPartition(partition)));
    groups.set(key, group);
  }
  const lines = [...groups.values()].map(({ words, partitions: of }) => ({
    of: groups.size === 1 ? '' : of.join(', '),
    words,
  }));
  const others = alsoIn(facts, run, entry);
  return others.length === 0 ? lines : [...lines, { of: '', words: others }];
}

function toWords(facts: Facts, run: number, partition: string, parameter: string): Words {
  const starts = facts.timelinesOf(partition).get(parameter)?.starts ?? [];
  const place = starts.findIndex(({ from }) => from === run);
  const now = starts[place];
  if (now === undefined || place === 0) return [];
  const known = starts.slice(0, place + 1);
  return [...howOften(known), ...thereBefore(known, now), ...toAndFro(facts, run, partition, known)];
}

function howOften(known: readonly TimelineStart[]): Words {
  const [first, last] = [known[0], known.at(-2)];
  if (first === undefined || last === undefined) return [];
  if (known.length === 2) return ['First change since run ', link(first.from), ' began its timeline.'];
  return [
    `Changed ${known.length === 3 ? 'once' : `${known.length - 2} times`} before, last in run `,
    link(last.from),
    '.',
  ];
}

function thereBefore(known: readonly TimelineStart[], now: TimelineStart): Words {
  const place = known.findLastIndex((start) => start !== now && sameValue(start.value, now.value));
  const [stay, end] = [known[place], known[place + 1]];
  if (stay === undefined || end === undefined) return known.length > 2 ? [' Never had this value before.'] : [];
  return [' Had this value before: since run ', link(stay.from), ', until run ', link(end.from), '.'];
}

function toAndFro(facts: Facts, run: number, partition: string, known: readonly TimelineStart[]): Words {
  const found = findFlapping(known, lastRuns(facts.archive, partition, run));
  if (found === null) return [];
  return [
    ` It goes to and fro between ${countOf(found.values, 'value')}: back ${found.returns} times since run `,
    link(found.since),
    '.',
  ];
}

/** Partitions beyond the entry's that have the new value already. */
function alsoIn(facts: Facts, run: number, { parameter, partitions, after }: ChangeEntry): Words {
  if (after === null) return [];
  const others = facts.rules.partitions.flatMap((partition): Words[] => {
    const timeline = facts.timelinesOf(partition).get(parameter);
    const start = timeline === undefined || partitions.includes(partition) ? null : startAt(timeline, run);
    if (start === null || !sameValue(start.value, after)) return [];
    return [[`${toVisible(shortPartition(partition))} since run `, link(start.from)]];
  });
  return others.flatMap((words, index) => [
    index === 0 ? 'The same in ' : ', ',
    ...words,
    ...(index === others.length - 1 ? ['.'] : []),
  ]);
}

function link(run: number): RunLink {
  return { run, link: runLink(run) };
}
