import { groupBy } from '../../../model/lists.ts';
import { countOf, shortPartition, shortPartitions } from '../../../model/labels.ts';
import type { Flapping } from '../../../model/timeline.ts';
import { toVisible } from '../../../model/visible.ts';
import type { EntryHistory, EntryReport } from '../../../queries/entry-report.ts';
import type { HistoryLine } from '../../../templates/components/entry.ts';
import type { Words } from '../../../templates/components/links.ts';

/**
 * Says how unusual a change is, as far as was known in its run: how often the parameter had changed, when last, whether
 * the new value was there before, whether it flaps, and which other partitions run with the same value.
 */
export function toHistoryLines({ partitions, history, alsoIn, changedDuring }: EntryReport): HistoryLine[] {
  const toOf = (names: readonly string[]) =>
    names.length === partitions.length ? '' : toVisible(shortPartitions(names));
  const groups = [...groupBy(history, (own) => JSON.stringify(toWords(own))).values()];
  const lines = groups.map((group) => ({
    of: toOf(group.map(({ partition }) => partition)),
    words: toWords(group[0]),
  }));
  const during = [...groupBy(changedDuring, ({ run }) => run)].map(([run, group]) => ({
    of: toOf(group.map(({ partition }) => partition)),
    words: ['As already changed during run ', run, '.'],
  }));
  return [...during, ...lines, ...(alsoIn.length === 0 ? [] : [{ of: '', words: toAlsoIn(alsoIn) }])];
}

function toWords(history: EntryHistory): Words {
  return [...howOften(history), ...thereBefore(history), ...howFlapping(history)];
}

function howOften({ first, beganAbsent, changesBefore, previous }: EntryHistory): Words {
  if (changesBefore === 0) {
    return beganAbsent
      ? ['Never had a value before: absent since run ', first, '.']
      : ['First change since run ', first, ' began its timeline.'];
  }
  const times = changesBefore === 1 ? 'once' : `${changesBefore} times`;
  return [`Changed ${times} before, last in run `, previous.run, '.'];
}

function thereBefore({ changesBefore, lastStay, isNew }: EntryHistory): Words {
  if (lastStay?.until === null || lastStay === null)
    return isNew && changesBefore > 0 ? [' Never seen with this value before.'] : [];
  return [' Had this value before: since run ', lastStay.from, ', until run ', lastStay.until, '.'];
}

function howFlapping({ flapping }: EntryHistory): Words {
  return flapping === null ? [] : [' Flapping ', ...sayFlapping(flapping), '.'];
}

/** `between 2 values: back 3 times since run 392771` */
export function sayFlapping({ values, returns, since }: Flapping): Words {
  return [`between ${countOf(values, 'value')}: back ${countOf(returns, 'time')} since run `, since];
}

function toAlsoIn(others: EntryReport['alsoIn']): Words {
  return [
    ...others.flatMap(({ partition, since }, index) => [
      `${index === 0 ? 'The same in ' : ', '}${toVisible(shortPartition(partition))} since run `,
      since,
    ]),
    '.',
  ];
}
