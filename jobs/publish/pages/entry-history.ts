import { groupBy } from '../../../model/group-by.ts';
import { countOf, shortPartition, shortPartitions } from '../../../model/labels.ts';
import { toVisible } from '../../../model/visible.ts';
import type { EntryHistory, EntryReport } from '../../../queries/entry-report.ts';
import { runLink } from '../addresses.ts';
import type { RunLink } from './run-partitions.ts';

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
 * the new value was there before, whether it flaps, and which other partitions run with the same value.
 */
export function toHistoryLines({ partitions, history, alsoIn }: EntryReport): HistoryLine[] {
  const groups = [...groupBy(history, (own) => JSON.stringify(toWords(own))).values()];
  const lines = groups.map((group) => ({
    of: group.length === partitions.length ? '' : toVisible(shortPartitions(group.map(({ partition }) => partition))),
    words: toWords(group[0]),
  }));
  return alsoIn.length === 0 ? lines : [...lines, { of: '', words: toAlsoIn(alsoIn) }];
}

function toWords(history: EntryHistory): Words {
  return [...howOften(history), ...thereBefore(history), ...howFlapping(history)];
}

function howOften({ first, changesBefore, previous }: EntryHistory): Words {
  if (changesBefore === 0) return ['First change since run ', link(first), ' began its timeline.'];
  const times = changesBefore === 1 ? 'once' : `${changesBefore} times`;
  return [`Changed ${times} before, last in run `, link(previous.run), '.'];
}

function thereBefore({ changesBefore, lastStay }: EntryHistory): Words {
  if (lastStay?.until === null || lastStay === null) return changesBefore > 0 ? [' Never had this value before.'] : [];
  return [' Had this value before: since run ', link(lastStay.from), ', until run ', link(lastStay.until), '.'];
}

function howFlapping({ flapping }: EntryHistory): Words {
  if (flapping === null) return [];
  const { values, returns, since } = flapping;
  return [
    ` Flapping between ${countOf(values, 'value')}: back ${countOf(returns, 'time')} since run `,
    link(since),
    '.',
  ];
}

function toAlsoIn(others: EntryReport['alsoIn']): Words {
  return [
    ...others.flatMap(({ partition, since }, index) => [
      `${index === 0 ? 'The same in ' : ', '}${toVisible(shortPartition(partition))} since run `,
      link(since),
    ]),
    '.',
  ];
}

function link(run: number): RunLink {
  return { run, link: runLink(run) };
}
