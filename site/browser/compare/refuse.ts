import type { BriefRun } from '../../../jobs/publish/search/format/runs.ts';
import { kindLabel, labels } from '../../../model/labels.ts';
import { parseRunNumber } from '../../../model/run.ts';
import { toVisible } from '../../../model/visible.ts';
import { html } from '../../../templates/components/html.ts';
import { drawRun } from '../../../templates/components/links.ts';
import { make, sayTrouble, siteRoot } from '../dom.ts';
import { findBeside, findRuns, localTimes, type LocalTime } from '../search/find-runs.ts';
import { findFirst } from '../search/runs.ts';
import { writeAddress, type CompareView } from './address.ts';
import type { Given } from './load-pair.ts';

/** How many runs are offered in place of one that cannot be compared. */
const MOST_OFFERED = 3;

/** What a comparison was asked for that cannot be shown. */
interface Refused {
  readonly view: CompareView;
  /** Names in the address that are no partitions. */
  readonly unknown: readonly string[];
  /** The runs on both sides; null: it is none that is known. */
  readonly from: BriefRun | null;
  readonly to: BriefRun | null;
}

/** Says why two runs cannot be compared, and leads to what can. */
export async function refuse({ rules, zone }: Given, { view, unknown, from, to }: Refused): Promise<HTMLElement[]> {
  const all = rules.partitions.join(', ');
  return [
    ...unknown.map((name) => sayTrouble(`${labels().partition} ${toVisible(name)} is not known: there are ${all}`)),
    ...(await refuseSide(view, 'from', from, zone)),
    ...(await refuseSide(view, 'to', to, zone)),
    ...(view.to === null
      ? [make('p', { class: 'empty' }, 'Two runs would be compared here. No run is archived yet.')]
      : []),
    ...(view.from === null && to?.kind === 'archived'
      ? [
          make(
            'p',
            { class: 'empty' },
            html`Run ${drawRun(to.run, siteRoot())} is the first archived run: there is none before it to compare it with.`,
          ),
        ]
      : []),
  ];
}

/** Says why a side cannot be compared, and leads to the same comparison with the nearest runs that can; empty: it can. */
async function refuseSide(
  view: CompareView,
  side: 'from' | 'to',
  brief: BriefRun | null,
  zone: string,
): Promise<HTMLElement[]> {
  const text = view[side];
  if (text === null || brief?.kind === 'archived') return [];
  const run = parseRunNumber(text);
  const why =
    brief !== null
      ? html`Run ${drawRun(brief.run, siteRoot())} is known but not archived: ${kindLabel(brief.kind)}`
      : run === null
        ? html`${toVisible(text)} is no run number`
        : html`Run ${run} is not known here`;
  const nearest = run === null ? await findLike(text, zone) : await findBeside(run, 'archived');
  const words = nearest.length === 0 ? '' : `; the nearest archived ${nearest.length === 1 ? 'run is' : 'runs are'} `;
  const links = nearest.map((near, index) => {
    const address = writeAddress({ ...view, [side]: `${near.run}` });
    const between = index === 0 ? '' : index === nearest.length - 1 ? ' and ' : ', ';
    return html`${between}<a class="run" href="${address}">${near.run}</a>`;
  });
  return [make('p', { class: 'empty' }, html`${why}${words}${links}.`)];
}

/**
 * Archived runs that somebody may mean who wrote something else than a run: those that a search finds, those beside a day
 * or beside a number in it, else the newest.
 */
async function findLike(text: string, zone: string): Promise<BriefRun[]> {
  const isDay = /^\d{4}-/.test(text);
  const number = /\d{4,}/.exec(text)?.[0] ?? '';
  const { runs: matches } = await findRuns(isDay || number === '' ? text : number, 3 * MOST_OFFERED);
  const archived = matches.filter(({ kind }) => kind === 'archived').slice(0, MOST_OFFERED);
  if (archived.length > 0) return archived;
  return isDay ? findAround(text, localTimes(zone)) : findBeside(parseRunNumber(number) ?? Infinity, 'archived');
}

/** The archived runs that began last before a day and first after its beginning, as the clocks of the experiment show it. */
async function findAround(day: string, localTime: LocalTime): Promise<BriefRun[]> {
  const isBefore = (time: string | null) => localTime(time) < day;
  const nearest = [
    await findFirst(
      -1,
      ({ first }) => isBefore(first),
      ({ kind, start }) => kind === 'archived' && start !== null && isBefore(start),
    ),
    await findFirst(
      1,
      ({ last }) => !isBefore(last),
      ({ kind, start }) => kind === 'archived' && !isBefore(start),
    ),
  ];
  return nearest.filter((near) => near !== null);
}
