import {
  decodeParameters,
  PARAMETERS_FILE,
  type BriefParameter,
} from '../../../jobs/publish/search/format/parameters.ts';
import { decodeValues, valuesFilePath, type FoundText } from '../../../jobs/publish/search/format/values.ts';
import type { ParametersFile, ValuesFile } from '../../../jobs/publish/search/schema.ts';
import { isFormat, isText, listOf, shape, texts } from '../checks.ts';
import { requireJson } from '../files.ts';
import { isNamed, rowsOf } from './files.ts';

type PartitionRows = ParametersFile['partitions'][number];

const isParameters = shape<ParametersFile>({
  format: isFormat,
  partitions: listOf(shape<PartitionRows>({ partition: isText, folder: isText, parameters: rowsOf(isNamed) })),
});
const isValues = shape<ValuesFile>({ format: isFormat, names: texts, values: rowsOf(isNamed), words: rowsOf(isNamed) });

/** The partitions in the order of the settings, and the watched parameters of each. */
export async function loadParameters(): Promise<{
  readonly partitions: readonly string[];
  readonly parameters: readonly BriefParameter[];
}> {
  const file = await requireJson(PARAMETERS_FILE, isParameters);
  return { partitions: file.partitions.map(({ partition }) => partition), parameters: decodeParameters(file) };
}

/** What stands in a shard of values and words. */
export async function loadValues(shard: string): Promise<readonly FoundText[]> {
  return decodeValues(await requireJson(valuesFilePath(shard), isValues));
}
