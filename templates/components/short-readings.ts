import { compareText, groupBy, inOrder } from '../../model/lists.ts';
import { identityOf, type Reading, type ReadValue } from '../../model/reading.ts';
import { toVisible } from '../../model/visible.ts';
import { toChips, type Chip, type ChipContext } from './chip.ts';
import { html, type Html } from './html.ts';
import { toReadingView, type ValueView } from './value.ts';

/** Parameters that are shown; a run has some hundreds. */
const MOST_PARAMETERS = 2000;

/** A reading, and whose it is. */
export interface OwnedReading {
  readonly partition: string;
  readonly parameter: string;
  readonly reading: Reading;
}

/** A parameter: each value, and who has it. */
interface ShortRow {
  readonly parameter: string;
  readonly values: readonly { readonly chips: readonly Chip[]; readonly value: ValueView }[];
}

/** Readings in short, by parameter, and how many parameters are left out. */
export interface ShortReadings {
  readonly rows: readonly ShortRow[];
  readonly left: number;
}

/** Readings by parameter, then by partition in display order; who shares a value is named together. */
export function toShortReadings(
  context: ChipContext & { readonly readValue: ReadValue },
  readings: readonly OwnedReading[],
): ShortReadings {
  const byParameter = [...groupBy(readings, ({ parameter }) => parameter)].sort(([a], [b]) => compareText(a, b));
  const rows = byParameter.slice(0, MOST_PARAMETERS).map(([parameter, own]) => {
    const order = inOrder(
      context.rules.partitions,
      own.map(({ partition }) => partition),
    );
    const sorted = own.toSorted((a, b) => order.indexOf(a.partition) - order.indexOf(b.partition));
    const values = [...groupBy(sorted, ({ reading }) => identify(reading)).values()].map((group) => ({
      chips: toChips(
        context,
        group.map(({ partition }) => partition),
      ),
      value: toReadingView(context, group[0].reading),
    }));
    return { parameter: toVisible(parameter), values };
  });
  return { rows, left: byParameter.length - rows.length };
}

/** Equal for readings that show alike. */
export function identify(reading: Reading): string {
  if (reading.kind === 'absent') return `absent ${reading.spelling?.trim() ?? ''}`;
  if (reading.kind !== 'value') return JSON.stringify(reading);
  return identityOf(reading.value);
}

/** Draws them without any colour or link but to long values: each letter counts, as there are many. */
export function drawShortReadings({ rows }: ShortReadings, root: string): Html {
  return html`<dl class="others">
${rows.map(
  ({ parameter, values }) =>
    html`<dt>${parameter}</dt>${values.map(
      ({ chips, value }) =>
        html`<dd>${chips.map(({ short }) => `${short} `)}<q>${drawShortValue(value, root)}</q></dd>\n`,
    )}`,
)}</dl>
`;
}

function drawShortValue({ kind, text, link, size }: ValueView, root: string): Html {
  if (kind !== 'value') return html`<i>${text}</i>`;
  const whole = link === null ? null : html`${text === '' ? '' : ' '}<a href="${root}${link}">${size}</a>`;
  return html`${text}${whole}`;
}
