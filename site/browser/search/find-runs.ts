import { isMeant, readRunWords, type RunWords } from '../../../model/run-words.ts';
import { toTimeView } from '../../../model/time.ts';
import type { BriefBlock, BriefRun } from '../../../jobs/publish/search/format/runs.ts';
import { loadBlocks, loadRuns } from './files.ts';
import { findNear, loadBlocksOf } from './runs.ts';

/** A moment as the clocks of the experiment show it, which is what people ask for; empty: unknown. */
export type LocalTime = (time: string | null) => string;

export function localTimes(zone: string): LocalTime {
  return (time) => toTimeView(time, zone)?.local ?? '';
}

/** So many blocks are looked through for one question. */
const MOST_LOADED = 3;

/** Runs that a text finds, newest first. */
interface FoundRuns {
  readonly runs: readonly BriefRun[];
  /** Only runs from this number on were looked at, and older ones may be meant as well; null: there are no others. */
  readonly from: number | null;
}

/**
 * Finds runs, newest first, in the newest blocks that can have any (`readRunWords`). Asked for a partition alone, the
 * newest block gives the runs that changed something.
 * @param most how many are enough
 */
export async function findRuns(text: string, most: number): Promise<FoundRuns> {
  const words = readRunWords(text, []);
  const isOpen = words.beginnings.length + words.ranges.length + words.states.length === 0;
  const { blocks, zone } = await loadBlocks();
  const sayTime = localTimes(zone);
  const able = blocks.filter((block) => mayHold(block, words, sayTime));
  const among = able.slice(isOpen ? -1 : -MOST_LOADED);
  const matches: BriefRun[] = [];
  let mayMeanRuns = false;
  for (const { block } of among.toReversed()) {
    const all = await loadRuns(block);
    mayMeanRuns ||= readRunWords(text, partitionsOf(all)).others.length === 0;
    const runs = chooseRuns(all, text, sayTime).filter(({ changes }) => changes > 0 || !isOpen);
    matches.push(...runs.reverse());
    if (matches.length >= most) return { runs: matches.slice(0, most), from: null };
  }
  const isCut = mayMeanRuns && able.length > among.length;
  return { runs: matches, from: isCut ? (among[0]?.block ?? 0) * 1000 : null };
}

/**
 * Those of the runs of a table that words mean, by number.
 * @param isOther judges a word that says nothing of runs
 */
export async function findAmong(
  runs: readonly number[],
  text: string,
  isOther: (word: string, run: number) => boolean,
): Promise<ReadonlySet<number>> {
  const { zone } = await loadBlocks();
  const briefs = await loadBlocksOf(runs);
  return new Set(chooseRuns(briefs, text, localTimes(zone), isOther).map(({ run }) => run));
}

/** Those of some runs that words mean. @param isOther judges a word that says nothing of runs */
function chooseRuns(
  runs: readonly BriefRun[],
  text: string,
  sayTime: LocalTime,
  isOther: (word: string, run: number) => boolean = () => false,
): BriefRun[] {
  const words = readRunWords(text, partitionsOf(runs));
  return runs.filter(
    (brief) =>
      words.others.every((word) => isOther(word, brief.run)) &&
      isMeant(words, { run: brief.run, time: sayTime(brief.start), partitions: brief.partitions }),
  );
}

function partitionsOf(runs: readonly BriefRun[]): readonly string[] {
  const archived = runs.find(({ partitions }) => partitions.length > 0);
  return archived?.partitions.map(({ partition }) => partition) ?? [];
}

function mayHold({ block, first, last }: BriefBlock, { beginnings, ranges }: RunWords, sayTime: LocalTime): boolean {
  const begin = block === 0 ? '' : `${block}`;
  const [from, to] = [sayTime(first), sayTime(last)];
  const mayBegin = (word: string) => {
    const isDay = from.slice(0, word.length) <= word && word <= to.slice(0, word.length);
    if (word.includes('-')) return isDay;
    return isDay || mayBeTime(word) || word.startsWith(begin) || begin.startsWith(word);
  };
  const mayBeWithin = ([low, high]: RunWords['ranges'][number]) =>
    low.includes('-')
      ? low <= to && from.slice(0, high.length) <= high
      : Number(low) < (block + 1) * 1000 && Number(high) >= block * 1000;
  return beginnings.every(mayBegin) && ranges.every(mayBeWithin);
}

/** Whether times of any day may begin so. */
function mayBeTime(word: string): boolean {
  return word.includes(':') || (word.length <= 2 && Number(word) < 24);
}

/** The nearest runs on both sides of a number, as `findNear` finds them. */
export async function findBeside(run: number, among?: 'archived'): Promise<BriefRun[]> {
  const nearest = [await findNear(run, -1, among), await findNear(run, 1, among)];
  return nearest.filter((near) => near !== null);
}
