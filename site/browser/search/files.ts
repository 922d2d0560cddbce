import { decodeParameters, PARAMETERS_FILE } from '../../../jobs/publish/search/format/parameters.ts';
import type { BriefParameter, ParametersFile } from '../../../jobs/publish/search/format/parameters.ts';
import { decodeRuns, runsFilePath } from '../../../jobs/publish/search/format/runs.ts';
import type { BriefRun, RunsFile } from '../../../jobs/publish/search/format/runs.ts';
import { decodeThousands, THOUSANDS_FILE } from '../../../jobs/publish/search/format/thousands.ts';
import type { BriefThousand, ThousandsFile } from '../../../jobs/publish/search/format/thousands.ts';
import { decodeValues, valuesFilePath } from '../../../jobs/publish/search/format/values.ts';
import type { FoundText, ValuesFile } from '../../../jobs/publish/search/format/values.ts';
import { readJson } from '../files.ts';

/** The thousands that have runs, ascending, and the time zone of the site. */
export async function loadThousands(): Promise<{
  readonly thousands: readonly BriefThousand[];
  readonly zone: string;
}> {
  const file = (await load(THOUSANDS_FILE)) as ThousandsFile;
  return { thousands: decodeThousands(file).filter(({ runs }) => runs > 0), zone: file.zone };
}

/** The runs of a thousand that has some, ascending. */
export async function loadRuns(thousand: number): Promise<readonly BriefRun[]> {
  return decodeRuns((await load(runsFilePath(thousand))) as RunsFile);
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
