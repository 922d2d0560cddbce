import type { ChangeEntry } from '../../../model/change.ts';
import { layOutDifference } from '../../../model/diff-view.ts';
import type { LinesView, RowBudget } from '../../../model/diff-view.ts';
import type { Rules } from '../../../model/rules.ts';
import { shortPartition } from '../../../model/labels.ts';
import type { ReadValue, Value } from '../../../model/reading.ts';
import { toVisible } from '../../../model/visible.ts';
import { copy } from '../copy.ts';
import { drawDiffTable, drawEnd } from '../diff-table.ts';
import { make, makeButton, siteRoot } from '../dom.ts';
import { offerLines } from '../expand.ts';
import { redraw } from '../side-by-side.ts';
import { valuePath } from './load-pair.ts';
import { drawChips, drawCounts } from './parts.ts';

/** Rows of differences that stand open at first, over the whole page. */
const OPEN_ROWS = 400;
/** Rows of one difference at most: a browser takes these in a moment; more are behind the links to the whole values. */
const MOST_ROWS = 5000;

/** What drawing entries needs: the settings, the values, and how many rows may still stand open. */
export interface EntryKit {
  readonly rules: Rules;
  readonly readValue: ReadValue;
  readonly budget: RowBudget;
}

/** Makes the kit for one comparison. */
export function makeKit(rules: Rules, readValue: ReadValue): EntryKit {
  return { rules, readValue, budget: { each: MOST_ROWS, rows: Infinity, open: OPEN_ROWS, claims: 0 } };
}

/** The anchor of an entry: the parameter and who has it. */
export function entryId({ parameter, partitions }: ChangeEntry): string {
  return [parameter, ...partitions.map(shortPartition)]
    .map((name) => name.replaceAll(/[^A-Za-z0-9_]/gu, '_'))
    .join('-');
}

/** Draws an entry with its difference, as pages of runs have it. */
export function drawEntry(entry: ChangeEntry, kit: EntryKit): HTMLElement {
  const { parameter, partitions, kind, before, after } = entry;
  const text = (value: Value | null) => (value === null ? null : kit.readValue(value));
  const texts = [text(before), text(after)] as const;
  const layout = layOutDifference(kit.rules, partitions[0] ?? '', parameter, texts, kit.budget);
  const id = entryId(entry);
  const tools = make(
    'span',
    { class: 'tools' },
    make('a', { class: 'anchor', href: `#${id}`, 'aria-label': `Link to ${parameter}` }, '#'),
  );
  for (const [side, whole] of [
    ['before', texts[0]],
    ['after', texts[1]],
  ] as const) {
    if (whole !== null)
      tools.append(makeButton(`copy ${side}`, (self) => void copy(self, async () => whole), { class: 'tool' }));
  }
  return make(
    'article',
    { class: 'entry', id },
    make(
      'h3',
      {},
      make('span', { class: 'name' }, toVisible(parameter)),
      ' ',
      drawChips(kit.rules, partitions),
      kind === 'changed' ? null : make('span', { class: 'tag' }, kind),
      layout.kind === 'lines' ? drawCounts(layout.added, layout.removed) : null,
      ' ',
      tools,
    ),
    ...(layout.kind === 'plain' ? [drawPlain(texts)] : drawLines(layout, entry)),
  );
}

function drawPlain(texts: readonly [string | null, string | null]): HTMLElement {
  const side = (text: string | null, kind: 'was' | 'is') =>
    make(
      'span',
      { class: kind },
      make('b', { class: kind === 'was' ? 'del' : 'add' }, kind === 'was' ? '−' : '+'),
      make('span', { class: 'vh' }, kind === 'was' ? 'before' : 'after'),
      ' ',
      text === null ? make('span', { class: 'none' }, 'absent') : make('code', {}, toVisible(text.trim())),
    );
  return make('p', { class: 'plain' }, side(texts[0], 'was'), ' ', side(texts[1], 'is'));
}

function drawLines(view: LinesView, { before, after, parameter }: ChangeEntry): Node[] {
  const link = after !== null && typeof after !== 'string' ? valuePath(after.ref) : null;
  const box = (rows: LinesView['open'], isRest: boolean) => {
    const table = drawDiffTable(rows, !view.list);
    const goesOn = !isRest && view.folded.length + view.cut > 0;
    if (!view.list && link !== null && !goesOn) table.tBodies[0]?.append(drawEnd());
    const made = make(
      'div',
      {
        class: 'scroll lines',
        tabindex: 0,
        role: 'group',
        'aria-label': `Difference of ${parameter}${isRest ? ', the rest' : ''}`,
        'data-after': view.list ? null : link,
        'data-from': isRest ? view.foldedAfter.from : null,
        'data-to': isRest ? view.foldedAfter.to : null,
      },
      table,
    );
    offerLines(made);
    redraw(made);
    return made;
  };
  const summary = `${view.folded.length} ${view.open.length > 0 ? 'more ' : ''}lines of this difference`;
  const ends = [
    ['before', before],
    ['after', after],
  ] as const;
  const whole = ends.flatMap(([side, value]) =>
    value === null || typeof value === 'string'
      ? []
      : [make('a', { href: siteRoot() + valuePath(value.ref) }, `${side} (${value.lines} lines)`), ' '],
  );
  return [
    ...(view.coarse
      ? [
          make(
            'p',
            { class: 'note' },
            'Too different to match line by line: everything in between is shown as replaced.',
          ),
        ]
      : []),
    ...(view.open.length > 0 ? [box(view.open, false)] : []),
    ...(view.folded.length > 0
      ? [make('details', { class: 'fold' }, make('summary', {}, summary), box(view.folded, true))]
      : []),
    ...(view.cut > 0
      ? [
          make(
            'p',
            { class: 'note' },
            `${view.cut} further lines are left out here: the whole values are behind the links below.`,
          ),
        ]
      : []),
    ...(whole.length > 0 ? [make('p', { class: 'files' }, 'Whole value: ', ...whole)] : []),
  ];
}
