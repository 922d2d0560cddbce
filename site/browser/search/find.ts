import { labels } from '../../../model/labels.ts';
import type { WeekDays } from '../../../model/week.ts';
import { parseWrittenNames } from '../../../model/written-name.ts';
import { html, type Html } from '../../../templates/components/html.ts';
import { findAll, make } from '../dom.ts';
import { readAcross, readWeek, toQuestion } from './asked.ts';
import { loadBlocks } from './files.ts';
import { loadParameters } from './value-files.ts';
import { drawAcrossHit, drawPairHit, drawParameterHit, drawRunHit, drawValueHit, drawWeekHit } from './hits.ts';
import { findAcross, findParameters, findValues } from './match.ts';
import { findBeside, findRuns } from './find-runs.ts';
import { findRun } from './runs.ts';

/** How many results of each kind are shown. */
const MOST = 6;

/** Results of one kind, as links; `note` says what is not shown, or why nothing is. */
export interface HitGroup {
  readonly title: string;
  readonly hits: readonly Html[];
  readonly note: string;
}

type Answer = readonly [hits: readonly Html[], note: string];

/**
 * Everything that a text finds: two run numbers their comparison, a day or a week its runs, anything else runs, parameters and values.
 * Names may be written as anywhere in RunInfo, messages, the archive or addresses.
 * A part that could not be searched says so, and the others are there.
 * @param here the run of this page, with which another one may be compared; undefined: this is no run's page
 */
export async function find(asked: string, here?: string): Promise<HitGroup[]> {
  const text = toQuestion(asked);
  const week = readWeek(text);
  // Two of these are run numbers; shorter ones may be anything.
  const [, from, between, to] = /^(?:runs?\s+)?(\d{4,})([^\da-z]+|\s*(?:and|to|with|vs)\s*)(\d{4,})$/i.exec(text) ?? [];
  const kinds: Readonly<Record<string, Promise<Answer>>> =
    from !== undefined && to !== undefined
      ? {
          Compare: searchPair([from, to]),
          From: searchRuns(from),
          To: searchRuns(to),
          ...(between === '..' ? { Between: searchRuns(text) } : {}),
        }
      : week !== null
        ? { Weeks: searchWeek(week), Runs: searchRuns(daysOf(week)) }
        : /^\d{4}-/.test(text)
          ? { Runs: searchRuns(text) }
          : { Runs: searchRuns(text, here), Parameters: searchParameters(text), Values: searchValues(text) };
  const groups = Object.entries(kinds).map(async ([title, answer]) => {
    const [hits, note] = await answer.catch((error: Error): Answer => [[], error.message]);
    return { title, hits, note };
  });
  return (await Promise.all(groups)).filter(({ hits, note }) => hits.length > 0 || note !== '');
}

/** The run of a number, or the known ones on both sides of it. */
export async function searchNear(run: number): Promise<Answer> {
  const [{ zone }, itself] = await Promise.all([loadBlocks(), findRun(run)]);
  const runs = itself === null ? await findBeside(run) : [itself];
  const hits = runs.map((near) => drawRunHit(near, zone));
  return [hits, itself === null ? `run ${run} is not known: these are the nearest` : ''];
}

async function searchRuns(text: string, here?: string): Promise<Answer> {
  const [{ blocks, zone }, { runs, from }] = await Promise.all([loadBlocks(), findRuns(text, MOST + 1)]);
  const isNumber = /^\d+$/.test(text) && text.length >= `${blocks.at(-1)?.block ?? 0}`.length + 3;
  if (isNumber && runs.length === 0) return searchNear(Number(text));
  const pair =
    isNumber && here !== undefined && here !== text
      ? (await searchPair([text, here].sort((a, b) => Number(a) - Number(b))))[0]
      : [];
  const [hits, note] = cut(runs, (run) => drawRunHit(run, zone));
  const others = from === null ? '' : `looked at runs from ${from} on: name a day or a number to find older ones`;
  return [[...hits, ...pair], note === '' ? others : note];
}

/** The comparison of two runs, where both are known. */
async function searchPair(numbers: readonly string[]): Promise<Answer> {
  const [from, to] = await Promise.all(numbers.map((run) => findRun(Number(run))));
  return !from || !to ? [[], ''] : [[drawPairHit(from, to)], ''];
}

/** A week has a page where it has runs. */
async function searchWeek(week: WeekDays): Promise<Answer> {
  const { runs } = await findRuns(daysOf(week), 1);
  return [runs.length === 0 ? [] : [drawWeekHit(week)], ''];
}

const daysOf = ({ monday, sunday }: WeekDays) => `${monday}..${sunday}`;

/** A name with several partitions is looked for in each; the address of all partitions leads to their page first. */
async function searchParameters(text: string): Promise<Answer> {
  const { partitions, parameters } = await loadParameters();
  const across = readAcross(text);
  const own = across === null ? [] : findAcross(across, parameters);
  const names = across === null ? parseWrittenNames(text) : [];
  const questions = names.map(({ partition, parameter }) => `${partition} ${parameter}`);
  const matches = (questions.length === 0 ? [across ?? text] : questions).map((words) =>
    findParameters(words, parameters),
  );
  // The best of each partition comes before what only begins so.
  const ranked = [...matches.flatMap((of) => of.slice(0, 1)), ...matches.flat()];
  const [hits, note] = cut([...new Set([...own, ...ranked])], (parameter) => drawParameterHit(parameter, partitions));
  return [own.length === 0 ? hits : [drawAcrossHit(own, partitions), ...hits], note];
}

async function searchValues(text: string): Promise<Answer> {
  const [values, { partitions, parameters }] = await Promise.all([findValues(text), loadParameters()]);
  return cut(values, (value) => drawValueHit(value, partitions, parameters));
}

function cut<Match>(matches: readonly Match[], draw: (match: Match) => Html): Answer {
  return [matches.slice(0, MOST).map(draw), matches.length > MOST ? 'and more: write on to see them' : ''];
}

/** A group as a part of the list of results. */
export function drawGroup({ title, hits, note }: HitGroup, index: number): HTMLElement {
  const id = `hits-${index}`;
  const heading = html`<p role="presentation" id="${id}">${title}</p>`;
  const remark = note === '' ? null : html`<p role="presentation">${note}</p>`;
  const group = make('div', { role: 'group', 'aria-labelledby': id }, heading, ...hits, remark);
  for (const hit of findAll('a', group)) {
    hit.role = 'option';
    hit.tabIndex = -1;
  }
  return group;
}

/** What may be asked. */
export function sayHint(): string {
  return `Search finds runs by number, day (2025-07-29), week (2025-W31), ${labels().partition}, changed, out, held, or from..to; two runs, to compare them; parameters by name; values, and longer ones by how their words begin (four letters or more).`;
}
