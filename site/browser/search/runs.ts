import { isMeant, readRunWords } from '../../../model/run-words.ts';
import type { RunWords } from '../../../model/run-words.ts';
import { toTimeView, writeTime } from '../../../model/time.ts';
import { toVisible } from '../../../model/visible.ts';
import type { BriefBlock, BriefRun } from '../../../jobs/publish/search/format/runs.ts';
import { loadBlocks, loadRuns, loadRunsIfAny } from './files.ts';

/** A moment as the clocks of the experiment show it, which is what people ask for; empty: unknown. */
export type LocalTime = (time: string | null) => string;

export function localTimes(zone: string): LocalTime {
  return (time) => toTimeView(time, zone)?.local ?? '';
}

/** So many blocks are looked through for one question. */
const MOST_LOADED = 3;

/**
 * Finds runs, newest first, in the newest blocks that can have any (`readRunWords`). Asked for a partition alone, the
 * newest block gives the runs that changed something.
 * @param most how many are enough
 */
export async function findRuns(text: string, most: number): Promise<BriefRun[]> {
  const words = readRunWords(text, []);
  const isOpen = words.beginnings.length + words.ranges.length + words.states.length === 0;
  const { blocks, zone } = await loadBlocks();
  const sayTime = localTimes(zone);
  const among = blocks.filter((block) => mayHold(block, words, sayTime)).slice(isOpen ? -1 : -MOST_LOADED);
  const matches: BriefRun[] = [];
  for (const { block } of among.reverse()) {
    const runs = chooseRuns(await loadRuns(block), text, sayTime).filter(({ changes }) => changes > 0 || !isOpen);
    matches.push(...runs.reverse());
    if (matches.length >= most) break;
  }
  return matches.slice(0, most);
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

/** Those of some numbers that are known runs: the site has a page of each. */
export async function findKnown(runs: readonly number[]): Promise<ReadonlySet<number>> {
  const known = new Set((await loadBlocksOf(runs)).map(({ run }) => run));
  return new Set(runs.filter((run) => known.has(run)));
}

/** The runs of the blocks that some numbers are in. */
async function loadBlocksOf(runs: readonly number[]): Promise<BriefRun[]> {
  const own = new Set(runs.map((run) => Math.floor(run / 1000)));
  const { blocks } = await loadBlocks();
  const briefs = blocks.filter(({ block }) => own.has(block)).map(({ block }) => loadRuns(block));
  return (await Promise.all(briefs)).flat();
}

/** The run of a number; null: it is not known. */
export async function findRun(run: number): Promise<BriefRun | null> {
  const runs = await loadRunsIfAny(Math.floor(run / 1000));
  return runs.find((brief) => brief.run === run) ?? null;
}

/**
 * The nearest known run on one side of a number; null: there is none.
 * @param side 1: after it, -1: before
 * @param among `changed`: only runs that changed something, `archived`: only those that have a snapshot
 */
export async function findNear(
  run: number,
  side: 1 | -1,
  among: 'known' | 'archived' | 'changed' = 'known',
): Promise<BriefRun | null> {
  const isWanted = ({ kind, changes }: BriefRun) =>
    among === 'changed' ? changes > 0 : among === 'known' || kind === 'archived';
  return findFirst(
    side,
    ({ block, changed }) => (block - Math.floor(run / 1000)) * side >= 0 && (among !== 'changed' || changed > 0),
    (brief) => (brief.run - run) * side > 0 && isWanted(brief),
  );
}

/** The nearest runs on both sides of a number, as `findNear` finds them. */
export async function findBeside(run: number, among?: 'archived'): Promise<BriefRun[]> {
  const nearest = [await findNear(run, -1, among), await findNear(run, 1, among)];
  return nearest.filter((near) => near !== null);
}

/**
 * The first run that is wanted; null: there is none.
 * @param side 1: the oldest, -1: the newest
 * @param mayHoldOne whether a block may have one: only such are loaded
 */
export async function findFirst(
  side: 1 | -1,
  mayHoldOne: (block: BriefBlock) => boolean,
  isWanted: (brief: BriefRun) => boolean,
): Promise<BriefRun | null> {
  const { blocks } = await loadBlocks();
  const inOrder = <Item>(ascending: readonly Item[]) => (side > 0 ? ascending : ascending.toReversed());
  for (const { block } of inOrder(blocks.filter(mayHoldOne))) {
    const run = inOrder(await loadRuns(block)).find(isWanted);
    if (run !== undefined) return run;
  }
  return null;
}

/** Those of some runs that words mean. @param isOther judges a word that says nothing of runs */
function chooseRuns(
  runs: readonly BriefRun[],
  text: string,
  sayTime: LocalTime,
  isOther: (word: string, run: number) => boolean = () => false,
): BriefRun[] {
  const partitions = runs.find((brief) => brief.partitions.length > 0)?.partitions.map(({ partition }) => partition);
  const words = readRunWords(text, partitions ?? []);
  return runs.filter(
    (brief) =>
      words.others.every((word) => isOther(word, brief.run)) &&
      isMeant(words, { run: brief.run, time: sayTime(brief.start), partitions: brief.partitions }),
  );
}

function mayHold({ block, first, last }: BriefBlock, { beginnings, ranges }: RunWords, sayTime: LocalTime): boolean {
  const begin = block === 0 ? '' : `${block}`;
  const [from, to] = [sayTime(first), sayTime(last)];
  const mayBegin = (word: string) => {
    if (/^\d+$/.test(word)) return word.startsWith(begin) || begin.startsWith(word) || from.startsWith(word);
    return !word.includes('-') || (from.slice(0, word.length) <= word && word <= to.slice(0, word.length));
  };
  const mayBeWithin = ([low, high]: RunWords['ranges'][number]) =>
    low.includes('-')
      ? low <= to && from.slice(0, high.length) <= high
      : Number(low) < (block + 1) * 1000 && Number(high) >= block * 1000;
  return beginnings.every(mayBegin) && ranges.every(mayBeWithin);
}

/** When a run began, and its sequence, as far as they are known. */
export function sayFacts({ start, sequence }: BriefRun, zone: string): string {
  return [start === null ? '' : writeTime(start, zone), toVisible(sequence ?? '')]
    .filter((fact) => fact !== '')
    .join(' · ');
}
