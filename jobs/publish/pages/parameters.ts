import { toVisible } from '../../../model/visible.ts';
import { toChip } from '../../../templates/components/chip.ts';
import type { Chip } from '../../../templates/components/chip.ts';
import { toValueView } from '../../../templates/components/value.ts';
import type { ValueView } from '../../../templates/components/value.ts';
import { parameterLink } from '../addresses.ts';
import { singlePage } from './page.ts';
import type { PageContent } from './page.ts';
import type { SiteContext } from './site-context.ts';

/** A parameter in the list of all of them. */
interface ParameterRow {
  readonly parameter: string;
  readonly link: string;
  readonly value: ValueView;
  readonly since: number | null;
  readonly changes: number;
}

interface ParametersPage extends PageContent {
  readonly partitions: readonly { readonly chip: Chip; readonly rows: readonly ParameterRow[] }[];
}

/** The list of all watched parameters, partition by partition, with what each is now. */
export const PARAMETERS = singlePage(
  'parameters',
  'parameters/index.html',
  ({ parameterList }) => parameterList,
  (context): ParametersPage => ({
    title: 'Parameters',
    section: 'parameters',
    partitions: context.rules.partitions.map((partition) => ({
      chip: toChip(context, partition),
      rows: toRows(context, partition),
    })),
  }),
);

function toRows(context: SiteContext, partition: string): ParameterRow[] {
  return [...context.timelines.all(partition).values()].map(({ parameter, starts }) => {
    const newest = starts.at(-1);
    return {
      parameter: toVisible(parameter),
      link: parameterLink(partition, parameter),
      value: toValueView(context, newest?.value ?? null),
      since: newest?.from ?? null,
      changes: Math.max(0, starts.length - 1),
    };
  });
}
