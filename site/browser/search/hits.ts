import { parameterPageOf, type BriefParameter } from '../../../jobs/publish/search/format/parameters.ts';
import type { BriefRun } from '../../../jobs/publish/search/format/runs.ts';
import { changesOf, countOf, kindLabel, labels } from '../../../model/labels.ts';
import type { WeekDays } from '../../../model/week.ts';
import { describeParts } from '../../../model/headline.ts';
import { drawChip, toChip } from '../../../templates/components/chip.ts';
import { html, type Html } from '../../../templates/components/html.ts';
import { compareLink, runLink } from '../../../templates/components/links.ts';
import { siteRoot } from '../dom.ts';
import { compareBriefly } from './compare-briefly.ts';
import type { ValueHit } from './match.ts';
import { sayFacts } from './runs.ts';

/** A run with what it changed, or what of it was not compared, and when it began. */
export function drawRunHit(brief: BriefRun, zone: string): Html {
  const { run, kind, partitions } = brief;
  const chipOf = chipsBy(partitions.map(({ partition }) => partition));
  const changed = partitions
    .filter(({ changes }) => changes > 0)
    .map(({ partition, changes }) => html`${chipOf(partition)} ${changes} `);
  const parts = partitions.map((own) => ({ ...own, digest: own.configuration }));
  const words = kind === 'archived' ? describeParts(parts) : kindLabel(kind);
  return drawHit(runLink(run), html`<span class="run">${run}</span> ${changed}${words}`, sayFacts(brief, zone));
}

/** The comparison of two runs, and whether they had the same configuration; or why they cannot be compared. */
export function drawPairHit(from: BriefRun, to: BriefRun): Html {
  const { same, differing, unknown } = compareBriefly(from, to);
  const chipOf = chipsBy(from.partitions.map(({ partition }) => partition));
  const say = (words: string, of: readonly string[]) =>
    of.length === 0 ? null : html` ${of.map((partition) => html`${chipOf(partition)} `)}${words}`;
  const notArchived = [from, to].filter(({ kind }) => kind !== 'archived');
  const isNone = same.length + differing.length + unknown.length === 0;
  const nothing =
    notArchived.length > 0
      ? ` ${notArchived.map(({ run, kind }) => `${run}: ${kindLabel(kind)}`).join(', ')}`
      : isNone
        ? ` no ${labels().partition} was in both`
        : null;
  const runs = html`Compare <span class="run">${from.run}</span> with <span class="run">${to.run}</span>`;
  const result = html`${say('same configuration', same)}${say('differ', differing)}${say('not compared in whole', unknown)}${nothing}`;
  return drawHit(compareLink(from.run, to.run), html`${runs}${result}`);
}

/** A parameter with what it is now; `order`: the partitions of the settings. */
export function drawParameterHit(brief: BriefParameter, order: readonly string[]): Html {
  const { id, partition, parameter, value, since, changes } = brief;
  const now = typeof value === 'number' ? countOf(value, 'line') : html`<code>${value ?? 'absent'}</code>`;
  const words = html`${chipsBy(order)(partition)} <span class="name">${parameter}</span> = ${now}`;
  return drawHit(parameterPageOf(id), words, `since ${since}, ${changesOf(changes)}`);
}

/** A parameter in all partitions that have it. */
export function drawAcrossHit(own: readonly BriefParameter[], order: readonly string[]): Html {
  const chips = own.map(({ partition }) => html`${chipsBy(order)(partition)} `);
  const file = (own[0]?.id ?? '').replace(/.*\//, '');
  return drawHit(parameterPageOf(file), html`${chips}<span class="name">${own[0]?.parameter ?? ''}</span>`);
}

export function drawWeekHit({ name, monday, sunday }: WeekDays): Html {
  return drawHit(`weeks/${name}/`, html`Week ${name}`, `${monday} to ${sunday}`);
}

/** A value, or words of a long one, and who has or had it. */
export function drawValueHit(
  { kind, text, ids, since, until, older }: ValueHit,
  order: readonly string[],
  parameters: readonly BriefParameter[],
): Html {
  const of = parameters.filter(({ id }) => ids.includes(id));
  const chips = of.map(({ partition }) => html`${chipsBy(order)(partition)} `);
  const value = html`<code>${kind === 'word' ? `… ${text} …` : text}</code>`;
  const words = html`${value} ${chips}<span class="name">${of[0]?.parameter ?? ''}</span>`;
  const span = `since ${since}${older ? ' or before' : ''}${until === null ? '' : `, until ${until}`}`;
  return drawHit(`${parameterPageOf(ids[0] ?? '')}#since-${since}`, words, span);
}

function drawHit(link: string, words: Html, small = ''): Html {
  return html`<a href="${siteRoot()}${link}">${words} <small>${small}</small></a>`;
}

function chipsBy(order: readonly string[]): (partition: string) => Html {
  return (partition) => drawChip(toChip({ rules: { partitions: order } }, partition), siteRoot());
}
