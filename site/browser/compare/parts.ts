import type { ChangeEntry } from '../../../model/change.ts';
import type { Rules } from '../../../model/rules.ts';
import type { Inclusion } from '../../../model/run.ts';
import type { Value } from '../../../model/reading.ts';
import { fitsLine, movedMembers, shortValue } from '../../../model/summary.ts';
import { toVisible } from '../../../model/visible.ts';
import { drawChip } from '../chip.ts';
import { make, siteRoot } from '../dom.ts';
import type { Child } from '../dom.ts';
import { unitOf } from '../../../model/labels.ts';

const SVG = 'http://www.w3.org/2000/svg';

/** How a partition took part, in words. */
export const INCLUSION_WORDS: Readonly<Record<Inclusion, string>> = {
  in: 'in',
  out: 'out',
  'not-there': 'not there',
  unknown: 'unknown',
  held: 'held back',
};

/** Chips in the order of the settings. */
export function drawChips(rules: Rules, partitions: readonly string[]): HTMLElement {
  const place = (partition: string) => rules.partitions.indexOf(partition);
  const sorted = [...partitions].sort((a, b) => place(a) - place(b));
  return make('span', { class: 'chips' }, ...sorted.map((partition) => drawChip(rules.partitions, partition)));
}

/** How many lines came and went. */
export function drawCounts(added: number, removed: number): HTMLElement {
  return make(
    'span',
    { class: 'counts' },
    make('b', { class: 'add' }, `+${added}`),
    ' ',
    make('b', { class: 'del' }, `−${removed}`),
  );
}

/** A run as a link to its page. */
export function drawRun(run: number): HTMLElement {
  return make('a', { class: 'run', href: `${siteRoot()}runs/${run}/` }, String(run));
}

/** What an entry changed, in one line, as the lists of the pages have it (templates/partials/parts.njk). */
export function drawBrief(entry: ChangeEntry): Child[] {
  const { before, after, added, removed, compared } = entry;
  const moved = movedMembers(entry);
  if (moved !== null) {
    const side = (sign: string, kind: 'add' | 'del', names: readonly string[]) =>
      names.flatMap((name) => [
        make('b', { class: `mono ${kind}` }, sign),
        make('code', { class: kind }, toVisible(name)),
        ' ',
      ]);
    return [...side('+', 'add', moved.came), ...side('−', 'del', moved.went)];
  }
  if (fitsLine(before) && fitsLine(after)) return [drawShort(before), ' ', drawArrow(), ' ', drawShort(after)];
  return [drawCounts(added, removed), ` ${unitOf(Math.max(added, removed), compared)}`];
}

function drawShort(value: Value | null): HTMLElement {
  return value === null ? make('span', { class: 'none' }, 'absent') : make('code', {}, toVisible(shortValue(value)));
}

function drawArrow(): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', 'M0 4h12M9 1l3 3-3 3');
  for (const [key, value] of Object.entries({ class: 'to', viewBox: '0 0 14 8', role: 'img', 'aria-label': 'became' }))
    svg.setAttribute(key, value);
  svg.append(path);
  return svg;
}

/** What to say where something cannot be read. */
export function drawTrouble(error: unknown): HTMLElement {
  return make(
    'p',
    { class: 'empty' },
    `This cannot be shown: ${error instanceof Error ? error.message : String(error)}.`,
  );
}
