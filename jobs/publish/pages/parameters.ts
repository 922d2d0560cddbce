import type { Timeline } from '../../../model/change.ts';
import { toVisible } from '../../../model/visible.ts';
import { toChip } from '../../../templates/components/chip.ts';
import { toValueView } from '../../../templates/components/value.ts';
import { parameterLink } from '../addresses.ts';
import { firstOf, singlePage } from './page.ts';
import type { SiteContext } from './site-context.ts';

/** Parameters of a partition that the list shows: an installation has some hundreds. */
const MOST_ROWS = 1000;

/** The list of all watched parameters, partition by partition, with what each is now. */
export const PARAMETERS = singlePage(
  'parameters',
  'parameters',
  'parameters/index.html',
  ({ parameterList }) => parameterList,
  (context) => ({
    title: 'Parameters',
    partitions: context.rules.partitions.map((partition) => ({
      chip: toChip(context, partition),
      ...toRows(context, partition),
    })),
  }),
);

function toRows(context: SiteContext, partition: string) {
  const { rows, left } = firstOf([...context.timelines.all(partition).values()], MOST_ROWS);
  const toRow = ({ parameter, starts }: Timeline) => {
    const newest = starts.at(-1);
    return {
      parameter: toVisible(parameter),
      link: parameterLink(partition, parameter),
      value: toValueView(context, newest?.value ?? null),
      since: newest?.from ?? null,
      changes: Math.max(0, starts.length - 1),
    };
  };
  return { rows: rows.map(toRow), left };
}
