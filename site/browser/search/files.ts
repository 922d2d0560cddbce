import {
  BLOCKS_FILE,
  decodeBlocks,
  decodeRuns,
  runsFilePath,
  type BriefBlock,
  type BriefRun,
} from '../../../jobs/publish/search/format/runs.ts';
import { decodeStarts, STARTS_FILE } from '../../../jobs/publish/search/format/starts.ts';
import { decodeTexts, textsFilePath } from '../../../jobs/publish/search/format/texts.ts';
import type { BlocksFile, RunsFile, StartsFile, TextsFile } from '../../../jobs/publish/search/schema.ts';
import type { StartsOf } from '../../../model/timeline.ts';
import { isFormat, isText, shape, texts, type Check } from '../checks.ts';
import { readJson, requireJson } from '../files.ts';

/** Rows that begin as they should; the schemas tell of what stands in their other places. */
export function rowsOf<Row extends readonly unknown[]>(
  isLike: (row: readonly unknown[]) => boolean,
): Check<readonly Row[]> {
  return (value): value is readonly Row[] =>
    Array.isArray(value) && value.every((row) => Array.isArray(row) && isLike(row));
}

const isNumbered = ([first]: readonly unknown[]) => typeof first === 'number';
export const isNamed = ([first]: readonly unknown[]) => isText(first);

const isBlocks = shape<BlocksFile>({ format: isFormat, zone: isText, blocks: rowsOf(isNumbered) });
const isRuns = shape<RunsFile>({
  format: isFormat,
  partitions: texts,
  sequences: texts,
  configurations: texts,
  runs: rowsOf((row) => isNumbered(row) && /^[aghn]$/.test(String(row[2]))),
});
const isTexts = shape<TextsFile>({ format: isFormat, lines: texts, texts: rowsOf(isNamed) });
const isStarts = shape<StartsFile>({ format: isFormat, timelines: rowsOf(isNamed) });

/** The blocks that have runs, ascending, and the time zone of the site. */
export async function loadBlocks(): Promise<{
  readonly blocks: readonly BriefBlock[];
  readonly zone: string;
}> {
  const file = await requireJson(BLOCKS_FILE, isBlocks);
  return { blocks: decodeBlocks(file).filter(({ runs }) => runs > 0), zone: file.zone };
}

/** The runs of a block that has some, ascending. */
export async function loadRuns(block: number): Promise<readonly BriefRun[]> {
  return decodeRuns(await requireJson(runsFilePath(block), isRuns));
}

/** The same of a block that may have none. */
export async function loadRunsIfAny(block: number): Promise<readonly BriefRun[]> {
  const file = await readJson(runsFilePath(block), isRuns);
  return file === null ? [] : decodeRuns(file);
}

/** The long values that parameters had in the runs of a block, by their reference. */
export async function loadTexts(block: number): Promise<ReadonlyMap<string, string>> {
  return decodeTexts(await requireJson(textsFilePath(block), isTexts));
}

/** Which runs began a value, of each watched parameter. */
export async function loadStarts(): Promise<readonly StartsOf[]> {
  return decodeStarts(await requireJson(STARTS_FILE, isStarts));
}
