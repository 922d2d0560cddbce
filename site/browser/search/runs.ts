import { writeTime } from '../../../model/time.ts';
import { toVisible } from '../../../model/visible.ts';
import type { BriefBlock, BriefRun } from '../../../jobs/publish/search/format/runs.ts';
import { loadBlocks, loadRuns, loadRunsIfAny } from './files.ts';

/** Those of some numbers that are known runs: the site has a page of each. */
export async function findKnown(runs: readonly number[]): Promise<ReadonlySet<number>> {
  const known = new Set((await loadBlocksOf(runs)).map(({ run }) => run));
  return new Set(runs.filter((run) => known.has(run)));
}

/** The runs of the blocks that some numbers are in. */
export async function loadBlocksOf(runs: readonly number[]): Promise<BriefRun[]> {
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

/** When a run began, and its sequence, as far as they are known. */
export function sayFacts({ start, sequence }: BriefRun, zone: string): string {
  return [start === null ? '' : writeTime(start, zone), toVisible(sequence ?? '')]
    .filter((fact) => fact !== '')
    .join(' · ');
}
