import { shortPartition } from '../../../model/labels.ts';
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
 * Finds runs, newest first, in the newest blocks that can have any. Each word of the question is how a number begins
 * (`3930`), how a local time begins (`2025-07`, `2025-07-29`, `14:2`), or a partition that was in (`HF`). Asked for a
 * partition alone, the newest block gives the runs that changed something.
 * @param most how many are enough
 */
export async function findRuns(text: string, most: number): Promise<BriefRun[]> {
  const words = text.toLowerCase().split(/\s+/);
  const wordLike = (form: RegExp) => words.find((word) => form.test(word)) ?? '';
  const [number, day] = [wordLike(/^\d+$/), wordLike(/^\d{4}-/)];
  const isOpen = number + day === '';
  const { blocks, zone } = await loadBlocks();
  const sayTime = localTimes(zone);
  const among = blocks.filter((block) => mayHold(block, number, day, sayTime)).slice(isOpen ? -1 : -MOST_LOADED);
  const matches: BriefRun[] = [];
  for (const { block } of among.reverse()) {
    const runs = (await loadRuns(block)).filter(
      (run) => (run.changes > 0 || !isOpen) && words.every((word) => fits(run, word, sayTime(run.start))),
    );
    matches.push(...runs.reverse());
    if (matches.length >= most) break;
  }
  return matches.slice(0, most);
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

function mayHold({ block, first, last }: BriefBlock, number: string, day: string, sayTime: LocalTime): boolean {
  const begin = block === 0 ? '' : `${block}`;
  const [from = '', to = ''] = [first, last].map((time) => sayTime(time).slice(0, day.length));
  return (number.startsWith(begin) || begin.startsWith(number)) && from <= day && day <= to;
}

function fits({ run, partitions }: BriefRun, word: string, time: string): boolean {
  const isCalled = (name: string) => name.toLowerCase() === word;
  return (
    [`${run}`, time, time.slice(11)].some((text) => text.startsWith(word)) ||
    partitions.some(
      ({ inclusion, partition }) => inclusion === 'in' && [partition, shortPartition(partition)].some(isCalled),
    )
  );
}

/** When a run began, and its sequence, as far as they are known. */
export function sayFacts({ start, sequence }: BriefRun, zone: string): string {
  return [start === null ? '' : writeTime(start, zone), toVisible(sequence ?? '')]
    .filter((fact) => fact !== '')
    .join(' · ');
}
