import { decodeParameters, PARAMETERS_FILE } from '../../../jobs/publish/search/format/parameters.ts';
import type { BriefParameter, ParametersFile } from '../../../jobs/publish/search/format/parameters.ts';
import { decodeRuns, runsFilePath } from '../../../jobs/publish/search/format/runs.ts';
import type { BriefRun, RunsFile } from '../../../jobs/publish/search/format/runs.ts';
import { decodeBlocks, BLOCKS_FILE } from '../../../jobs/publish/search/format/blocks.ts';
import type { BriefBlock, BlocksFile } from '../../../jobs/publish/search/format/blocks.ts';
import { decodeValues, valuesFilePath } from '../../../jobs/publish/search/format/values.ts';
import type { FoundText, ValuesFile } from '../../../jobs/publish/search/format/values.ts';
import { readJson } from '../files.ts';

/** The blocks that have runs, ascending, and the time zone of the site. */
export async function loadBlocks(): Promise<{
  readonly blocks: readonly BriefBlock[];
  readonly zone: string;
}> {
  const file = (await load(BLOCKS_FILE)) as BlocksFile;
  return { blocks: decodeBlocks(file).filter(({ runs }) => runs > 0), zone: file.zone };
}

/** The runs of a block that has some, ascending. */
export async function loadRuns(block: number): Promise<readonly BriefRun[]> {
  return decodeRuns((await load(runsFilePath(block))) as RunsFile);
}

/** The partitions in the order of the settings, and the watched parameters of each. */
export async function loadParameters(): Promise<{
  readonly partitions: readonly string[];
  readonly parameters: readonly BriefParameter[];
}> {
  const file = (await load(PARAMETERS_FILE)) as ParametersFile;
  return { partitions: file.partitions.map(({ partition }) => partition), parameters: decodeParameters(file) };
}

/** What stands in a shard of values and words. */
export async function loadValues(shard: string): Promise<readonly FoundText[]> {
  return decodeValues((await load(valuesFilePath(shard))) as ValuesFile);
}

async function load(path: string): Promise<object> {
  const file = await readJson<object>(path);
  if (file === null) throw new Error(`${path} is missing`);
  return file;
}
