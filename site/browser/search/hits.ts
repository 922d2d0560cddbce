import { parameterPageOf } from '../../../jobs/publish/search/format/parameters.ts';
import type { BriefParameter } from '../../../jobs/publish/search/format/parameters.ts';
import { compareBriefly } from '../../../jobs/publish/search/format/runs.ts';
import type { BriefRun } from '../../../jobs/publish/search/format/runs.ts';
import { changesOf, countOf } from '../../../model/labels.ts';
import { drawChip } from '../chip.ts';
import { make, siteRoot } from '../dom.ts';
import type { Child } from '../dom.ts';
import { localTimes } from './local-time.ts';
import type { ValueHit } from './values.ts';

/** A run with what it changed, and when it began. */
export function drawRunHit({ run, start, kind, sequence, changes, partitions }: BriefRun, zone: string): HTMLElement {
  const order = partitions.map(({ partition }) => partition);
  const changed = partitions.filter((one) => one.changes > 0);
  return drawHit(
    `runs/${run}/`,
    [
      drawRun(run),
      ...changed.flatMap((one) => [drawChip(order, one.partition), `${one.changes}`]),
      kind !== 'archived' ? kind.replace('hcal', 'HCAL').replace('-', ' ') : changes === 0 ? changesOf(0) : null,
    ],
    [localTimes(zone)(start), sequence ?? ''].filter((part) => part !== '').join(' · '),
  );
}

/** The comparison of two runs, and whether they had the same configuration. */
export function drawPairHit(from: BriefRun, to: BriefRun): HTMLElement {
  const { same, differing } = compareBriefly(from, to);
  const order = from.partitions.map(({ partition }) => partition);
  const say = (words: string, of: readonly string[]) =>
    of.length === 0 ? [] : [...of.map((one) => drawChip(order, one)), words];
  return drawHit(`compare/?from=${from.run}&to=${to.run}`, [
    'Compare',
    drawRun(from.run),
    'with',
    drawRun(to.run),
    ...say('same configuration', same),
    ...say('differ', differing),
    same.length + differing.length === 0 ? 'no partition was in both' : null,
  ]);
}

/** A parameter with what it is now. */
export function drawParameterHit(one: BriefParameter, order: readonly string[]): HTMLElement {
  const { value } = one;
  return drawHit(
    parameterPageOf(one.id),
    [
      drawChip(order, one.partition),
      make('span', { class: 'name' }, one.parameter),
      '=',
      typeof value === 'number' ? countOf(value, 'line') : make('code', {}, value ?? 'absent'),
    ],
    `since ${one.since}, ${changesOf(one.changes)}`,
  );
}

/** A value, or words of a long one, and who has or had it. */
export function drawValueHit(
  { kind, text, ids, since, until, older }: ValueHit,
  order: readonly string[],
  parameters: readonly BriefParameter[],
): HTMLElement {
  const of = parameters.filter(({ id }) => ids.includes(id));
  return drawHit(
    `${parameterPageOf(ids[0] ?? '')}#since-${since}`,
    [
      make('code', {}, kind === 'word' ? `… ${text} …` : text),
      ...of.map(({ partition }) => drawChip(order, partition)),
      make('span', { class: 'name' }, of[0]?.parameter ?? null),
    ],
    `since ${since}${older ? ' or before' : ''}${until === null ? '' : `, until ${until}`}`,
  );
}

function drawHit(link: string, nodes: readonly Child[], small = ''): HTMLElement {
  const spaced = [...nodes, make('small', {}, small)].flatMap((node) => (node === null ? [] : [node, ' ']));
  return make('a', { href: siteRoot() + link }, ...spaced);
}

function drawRun(run: number): HTMLElement {
  return make('span', { class: 'run' }, `${run}`);
}
