import type { BlocksFile } from '../schema.ts';
import { fromSeconds, toSeconds } from './runs.ts';
import type { BriefRun } from './runs.ts';

/** A block of run numbers in short: enough to know whether its runs are worth loading. */
export interface BriefBlock {
  readonly block: number;
  /** How many runs are known, and how many of them changed something. */
  readonly runs: number;
  readonly changed: number;
  /** The earliest and the latest start of its runs, `YYYY-MM-DDTHH:MM:SSZ`; null: none is known. */
  readonly first: string | null;
  readonly last: string | null;
}

/** Where the list stands in the site. */
export const BLOCKS_FILE = 'search/blocks.json';

/** What is worth knowing of a block before its runs are loaded. */
export function summariseBlock(block: number, runs: readonly BriefRun[]): BriefBlock {
  const starts = runs.flatMap(({ start }) => start ?? []).sort();
  const changed = runs.filter(({ changes }) => changes > 0).length;
  return { block, runs: runs.length, changed, first: starts[0] ?? null, last: starts.at(-1) ?? null };
}

/** Writes the list down. */
export function encodeBlocks(zone: string, blocks: readonly BriefBlock[]): BlocksFile {
  const sorted = [...blocks].sort((a, b) => a.block - b.block);
  return {
    format: 1,
    zone,
    blocks: sorted.map((one) => [one.block, one.runs, one.changed, toSeconds(one.first), toSeconds(one.last)]),
  };
}

/** Reads the list. */
export function decodeBlocks({ blocks }: BlocksFile): BriefBlock[] {
  return blocks.map(([block, runs, changed, first, last]) => {
    return { block, runs, changed, first: fromSeconds(first), last: fromSeconds(last) };
  });
}
