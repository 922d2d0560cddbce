import type { BriefRun } from '../../../jobs/publish/search/format/runs.ts';
import { KIND_LABELS } from '../../../model/labels.ts';
import { parseRunNumber } from '../../../model/run.ts';
import { toVisible } from '../../../model/visible.ts';
import { html } from '../../../templates/components/html.ts';
import { runLink } from '../../../templates/components/links.ts';
import { make, siteRoot } from '../dom.ts';
import { findFirst, findNear, findRun, findRuns, localTimes } from '../search/runs.ts';
import type { LocalTime } from '../search/runs.ts';
import { writeAddress } from './address.ts';
import type { CompareView } from './address.ts';

/** How many runs are offered in place of one that cannot be compared. */
const MOST_OFFERED = 3;

/** Says why a side cannot be compared, and leads to the same comparison with the nearest runs that can; nothing where it can. */
export async function refuseRun(
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
      ? html`Run <a class="run" href="${siteRoot()}${runLink(brief.run)}">${brief.run}</a> is known but not archived: ${KIND_LABELS[brief.kind]}`
      : run === null
        ? html`${toVisible(text)} is no run number`
        : html`Run ${run} is not known here`;
  const offered = run === null ? await findLike(text, zone) : await findBeside(run);
  const nearest = offered.filter((near) => near !== null);
  const words = nearest.length === 0 ? '' : `; the nearest archived ${nearest.length === 1 ? 'run is' : 'runs are'} `;
  const links = nearest.map((near, index) => {
    const address = writeAddress({ ...view, [side]: String(near.run) });
    const between = index === 0 ? '' : index === nearest.length - 1 ? ' and ' : ', ';
    return html`${between}<a class="run" href="${address}">${near.run}</a>`;
  });
  return [make('p', { class: 'empty' }, html`${why}${words}${links}.`)];
}

/** The archived runs on both sides of a number. */
async function findBeside(run: number): Promise<readonly (BriefRun | null)[]> {
  return [await findNear(run, -1, 'archived'), await findNear(run, 1, 'archived')];
}

/**
 * Archived runs that somebody may mean who wrote something else than a run: those that a search finds, those beside a day
 * or beside a number in it, else the newest.
 */
async function findLike(text: string, zone: string): Promise<readonly (BriefRun | null)[]> {
  const matches = (await findRuns(text, 3 * MOST_OFFERED)).filter(({ kind }) => kind === 'archived');
  if (matches.length > 0) return matches.slice(0, MOST_OFFERED);
  if (/^\d{4}-/.test(text)) return findAround(text, localTimes(zone));
  const run = parseRunNumber(/\d{4,}/.exec(text)?.[0] ?? '');
  const itself = run === null ? null : await findRun(run);
  return itself?.kind === 'archived' ? [itself] : findBeside(run ?? Infinity);
}

/** The archived runs that began last before a day and first after its beginning, as the clocks of the experiment show it. */
async function findAround(day: string, localTime: LocalTime): Promise<readonly (BriefRun | null)[]> {
  const isBefore = (time: string | null) => localTime(time) < day;
  return [
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
}
