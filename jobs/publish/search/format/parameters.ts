import { encodePath } from '../../../../templates/components/links.ts';
import type { ParametersFile } from '../schema.ts';

/** The newest value of a parameter in short: a text of one line, how many lines it has, or null where it is absent. */
export type BriefValue = string | number | null;

/** A watched parameter of one partition in short. */
export interface BriefParameter {
  readonly partition: string;
  /** What is invisible in the name is made visible. */
  readonly parameter: string;
  /** Its place below `parameters/` in archive and site, and its name in `search/values/`: `HCAL_HF/CFGDOC_TXT`. */
  readonly id: string;
  readonly value: BriefValue;
  /** The run that brought the value. */
  readonly since: number;
  readonly changes: number;
}

type ParameterRow = ParametersFile['partitions'][number]['parameters'][number];

/** Where the list stands in the site. */
export const PARAMETERS_FILE = 'search/parameters.json';

/**
 * Writes the parameters down.
 * @param partitions those of the settings, in their order, with their folder
 */
export function encodeParameters(
  partitions: readonly { readonly partition: string; readonly folder: string }[],
  parameters: readonly BriefParameter[],
): ParametersFile {
  return {
    format: 1,
    partitions: partitions.map(({ partition, folder }) => ({
      partition,
      folder,
      parameters: parameters
        .filter((one) => one.partition === partition)
        .map(({ parameter, value, since, changes, id }): ParameterRow => {
          const file = id.slice(folder.length + 1);
          const row = [parameter, value, since, changes] as const;
          return file === parameter ? row : [...row, file];
        }),
    })),
  };
}

/** Reads the parameters. */
export function decodeParameters({ partitions }: ParametersFile): BriefParameter[] {
  return partitions.flatMap(({ partition, folder, parameters }) =>
    parameters.map(([parameter, value, since, changes, file = parameter]) => {
      return { partition, parameter, id: `${folder}/${file}`, value, since, changes };
    }),
  );
}

/** The page of a parameter, relative to the root of the site. */
export function parameterPageOf(id: string): string {
  return `parameters/${encodePath(id)}/`;
}
