import type { BriefRun } from '../../../jobs/publish/search/format/runs.ts';
import { kindLabel } from '../../../model/labels.ts';
import { parseRunNumber } from '../../../model/run.ts';
import { toVisible } from '../../../model/visible.ts';
import { html } from '../../../templates/components/html.ts';
import { drawRun } from '../../../templates/components/links.ts';
import { make, siteRoot } from '../dom.ts';
import { findBeside, findFirst, findRuns, localTimes } from '../search/runs.ts';
import type { LocalTime } from '../search/runs.ts';
import { writeAddress } from './address.ts';
import type { CompareView } from './address.ts';

/** How many runs are offered in place of one that cannot be compared. */
const MOST_OFFERED = 3;

/**
 * Says why a side cannot be compared, and leads to the same comparison with the nearest runs that can.
 * @param text what was written for it
 * @param brief the run that this is; null: it is none that is known
 */
export async function refuseRun(
  view: CompareView,
  side: 'from' | 'to',
  text: string,
  brief: BriefRun | null,
  zone: string,
): Promise<HTMLElement> {
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
  return make('p', { class: 'empty' }, html`${why}${words}${links}.`);
}

/**
 * Archived runs that somebody may mean who wrote something else than a run: those that a search finds, those beside a day
 * or beside a number in it, else the newest.
 */
async function findLike(text: string, zone: string): Promise<BriefRun[]> {
  const isDay = /^\d{4}-/.test(text);
  const number = /\d{4,}/.exec(text)?.[0] ?? '';
  const matches = await findRuns(isDay || number === '' ? text : number, 3 * MOST_OFFERED);
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
