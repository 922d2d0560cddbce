import { LONGEST_PLAIN, layOutDifference } from '../../../model/diff-view.ts';
import type { LinesView, RowBudget } from '../../../model/diff-view.ts';
import type { Value } from '../../../model/reading.ts';
import type { SiteContext } from './site-context.ts';
import { toValueView } from './value.ts';
import type { ValueView } from './value.ts';

/** Rows of one difference that a page shows: it stays light (DESIGN section 9). */
export const MOST_ROWS_EACH = 400;

/** Both values on one line each. */
interface Ends {
  readonly before: ValueView;
  readonly after: ValueView;
}

/** What became of a value: before and after in one line, or the lines that came and went. */
export type DiffView = ({ readonly kind: 'plain' } & Ends) | (LinesView & Ends);

/**
 * The difference of two values of a parameter as the page shows it (rules 6 to 8).
 * @param budget how many rows the page has left
 */
export function toDiffView(
  context: SiteContext,
  partition: string,
  parameter: string,
  values: readonly [Value | null, Value | null],
  budget: RowBudget,
): DiffView {
  const read = (value: Value | null) => (value === null ? null : context.archive.readValue(value));
  const texts = [read(values[0]), read(values[1])] as const;
  const layout = layOutDifference(context.rules, partition, parameter, texts, budget);
  const show = (value: Value | null) =>
    layout.kind === 'plain' ? toValueView(context, value, LONGEST_PLAIN) : toValueView(context, value);
  return { ...layout, before: show(values[0]), after: show(values[1]) };
}
