import { readOrNull } from '../model/reading.ts';
import { runsAfter } from '../archive/documents/run-index.ts';
import type { ArchiveReader } from '../archive/documents/reader.ts';
import { groupBy, compareText } from '../model/lists.ts';
import { findLife } from './life.ts';
import type { Life } from './life.ts';
import type { HistoryAnswer, NotReadAnswer } from './schema.ts';

/**
 * The history of an archived parameter.
 * @throws RunInfoError `not-found` naming the parameters that come nearest
 */
export function queryHistory(archive: ArchiveReader, partition: string, parameter: string): HistoryAnswer {
  const life = findLife(archive, partition, parameter);
  const intervals = life.starts.map(({ value, from }, index) => ({
    value: readOrNull(value, archive.readValue),
    from,
    ...countStay(archive, life, from, (life.starts[index + 1]?.from ?? Infinity) - 1),
  }));
  return { partition, parameter, intervals };
}

/**
 * How long a value stayed: only runs in which it was read count; of the others it says why they do not (rule 7).
 * @param from the run that brought it
 * @param upTo the last run that counts
 */
export function countStay(
  archive: ArchiveReader,
  { whyNotRead }: Life,
  from: number,
  upTo: number,
): { readonly to: number; readonly runs: number; readonly notRead: NotReadAnswer } {
  let [to, runs] = [from, 0];
  const others: NotReadAnswer[number]['why'][] = [];
  for (const known of runsAfter(archive, from - 1)) {
    if (known.run > upTo) break;
    const why = whyNotRead(known);
    if (why === null) [to, runs] = [known.run, runs + 1];
    else others.push(why);
  }
  const notRead = [...groupBy(others, (why) => why)].map(([why, group]) => ({ why, runs: group.length }));
  return { to, runs, notRead: notRead.sort((a, b) => compareText(a.why, b.why)) };
}
