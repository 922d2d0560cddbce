import { sha256 } from '../../archive/documents/digest.ts';
import { groupChanges } from '../../model/group.ts';
import { countWords, headline } from '../../model/summary.ts';
import { toDuration } from '../../model/time.ts';
import type { Body } from './body.ts';
import { findRule, isExpired } from './expected.ts';
import type { ExpectedRule } from './expected.ts';
import type { RunFacts } from './facts.ts';
import { announcementId } from './owed.ts';
import type { OwedRun } from './owed.ts';
import { headlineOf, viewRun } from './view-run.ts';
import type { Wording } from './wording.ts';

/** A message to be sent. */
export interface Message {
  /** Names what it announces: the same changes have the same id, whenever they are sent. */
  readonly id: string;
  readonly runs: readonly number[];
  readonly body: Body;
}

/** What the wording depends on, beside what is owed. */
export interface ComposeOptions {
  readonly wording: Wording;
  readonly siteUrl: string | null;
  readonly links: readonly { readonly name: string; readonly url: string }[];
  readonly zone: string;
  /** More runs than this are announced in one message. */
  readonly digestAbove: number;
  /** Expired rules count as none. */
  readonly rules: readonly ExpectedRule[];
}

/** Finds what a message about one run says. */
export type FactsOf = (owed: OwedRun) => RunFacts;

/** So many runs are named in one digest; there are as many digests as it takes. */
const MOST_RUNS = 1000;
/** Up to so many runs have a line each in a digest; more are named by their numbers. */
const MOST_LINES = 25;
/** So many parameters are named in such a line. */
const MOST_NAMES = 3;
/** So many numbers stand in one paragraph. */
const NUMBERS = 200;

/** The rules in force at a moment, milliseconds since 1970. */
export function rulesInForce(rules: readonly ExpectedRule[], now: number): ExpectedRule[] {
  return rules.filter((rule) => !isExpired(rule, now));
}

/** Whether nothing is said of a run: all of it is expected by rules that are silent. */
export function isKeptSilent({ fresh, withdrawn, moved }: OwedRun, rules: readonly ExpectedRule[]): boolean {
  const changes = [...fresh, ...withdrawn];
  return moved.length === 0 && changes.length > 0 && changes.every((one) => findRule(rules, one)?.silent === true);
}

/**
 * Composes the messages for what is owed, oldest run first: one a run, or one for all where they are many. Runs whose
 * changes are all expected in silence are left out.
 */
export function composeMessages(owed: readonly OwedRun[], factsOf: FactsOf, options: ComposeOptions): Message[] {
  const loud = owed.filter((one) => !isKeptSilent(one, options.rules));
  if (loud.length <= options.digestAbove) return loud.map((one) => composeRun(one, factsOf(one), options));
  return composeDigests(loud, options);
}

/** The message about one run. */
export function composeRun(
  owed: OwedRun,
  facts: RunFacts,
  { wording, rules, zone, siteUrl, links }: ComposeOptions,
): Message {
  const { run } = owed;
  const id = announcementId(owed);
  const view = viewRun(owed, facts, rules, zone);
  const site =
    siteUrl === null ? [] : [{ name: `Run ${run}`, url: `${siteUrl}runs/${run}/` }, ...compareLink(siteUrl, facts)];
  const elsewhere = links.map(({ name, url }) => ({ name, url: url.replaceAll('{run}', String(run)) }));
  return { id, runs: [run], body: wording('run', { ...view, id, links: [...site, ...elsewhere] }) };
}

/** One message for many runs, naming every one. */
export function composeDigests(owed: readonly OwedRun[], { wording, siteUrl }: ComposeOptions): Message[] {
  return chunk(owed, MOST_RUNS).map((part) => {
    const runs = part.map(({ run }) => run);
    const id = digestId(part);
    const lines = part.length > MOST_LINES ? [] : part.map((one) => digestLine(one, siteUrl));
    const numbers = lines.length > 0 ? [] : chunk(runs, NUMBERS).map((some) => some.join(', '));
    return { id, runs, body: wording('digest', { id, ...spanOf(part), lines, numbers, siteUrl }) };
  });
}

/** The one message of a route that begins with a long history. */
export function composeFirst(owed: readonly OwedRun[], { wording, siteUrl }: ComposeOptions): Message {
  const id = digestId(owed);
  return { id, runs: owed.map(({ run }) => run), body: wording('first', { id, ...spanOf(owed), siteUrl }) };
}

function digestId(owed: readonly OwedRun[]): string {
  return `digest-${sha256(owed.map(announcementId).join(' ')).slice(0, 8)}`;
}

function spanOf(owed: readonly OwedRun[]) {
  const changes = groupChanges(owed.flatMap(({ fresh }) => fresh));
  return {
    count: owed.length,
    from: owed[0]?.run ?? 0,
    to: owed.at(-1)?.run ?? 0,
    total: changes.length === 0 ? headline([]) : countWords(changes, 'change', 'changes'),
  };
}

function digestLine(owed: OwedRun, siteUrl: string | null) {
  const { run, fresh, withdrawn } = owed;
  const names = [...new Set([...fresh, ...withdrawn].map(({ parameter }) => parameter))];
  const left = names.length - MOST_NAMES;
  return {
    run,
    url: siteUrl === null ? null : `${siteUrl}runs/${run}/`,
    words: headlineOf(owed),
    names: [...names.slice(0, MOST_NAMES), ...(left > 0 ? [`${left} more`] : [])].join(', '),
  };
}

function compareLink(siteUrl: string, { run, longRun }: RunFacts): { name: string; url: string }[] {
  if (longRun === null) return [];
  const duration = toDuration(longRun.start, longRun.stop);
  return [
    {
      name: `Compare with run ${longRun.run}, the last long one (${duration})`,
      url: `${siteUrl}compare/?from=${longRun.run}&to=${run}`,
    },
  ];
}

function chunk<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
