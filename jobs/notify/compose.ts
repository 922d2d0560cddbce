import { sha256 } from '../../archive/documents/canonical.ts';
import { groupChanges } from '../../model/group.ts';
import { countWords, headline } from '../../model/summary.ts';
import { toDuration } from '../../model/time.ts';
import type { Body } from './body.ts';
import { findExpectation, isExpired } from './expected.ts';
import type { Expectation } from './expected.ts';
import type { RunFacts } from './facts.ts';
import { announcementId } from './pending.ts';
import type { PendingRun } from './pending.ts';
import { headlineOf, viewRun } from './view-run.ts';
import type { Wording } from './wording.ts';

/** A message to be sent. */
export interface Message {
  /** Names what it announces: the same changes have the same id, whenever they are sent. */
  readonly id: string;
  readonly runs: readonly number[];
  readonly body: Body;
}

/** What the wording depends on, beside what is pending. */
export interface ComposeOptions {
  readonly wording: Wording;
  readonly siteUrl: string | null;
  readonly links: readonly { readonly name: string; readonly url: string }[];
  readonly zone: string;
  /** More runs than this are announced in one message. */
  readonly digestAbove: number;
  /** Expired expectations count as none. */
  readonly expectations: readonly Expectation[];
}

/** Finds what a message about one run says. */
export type FactsOf = (pending: PendingRun) => RunFacts;

/** So many runs are named in one digest; there are as many digests as it takes. */
const MOST_RUNS = 1000;
/** Up to so many runs have a line each in a digest; more are named by their numbers. */
const MOST_LINES = 25;
/** So many parameters are named in such a line. */
const MOST_NAMES = 3;
/** So many numbers stand in one paragraph. */
const NUMBERS = 200;

/** The expectations in force at a moment, milliseconds since 1970. */
export function expectationsInForce(expectations: readonly Expectation[], now: number): Expectation[] {
  return expectations.filter((expectation) => !isExpired(expectation, now));
}

/** Whether nothing is said of a run: all of it is expected by expectations that are silent. */
export function isKeptSilent({ fresh, withdrawn, moved }: PendingRun, expectations: readonly Expectation[]): boolean {
  const changes = [...fresh, ...withdrawn];
  return (
    moved.length === 0 &&
    changes.length > 0 &&
    changes.every((one) => findExpectation(expectations, one)?.silent === true)
  );
}

/**
 * Composes the messages for what is pending, oldest run first: one a run, or one for all where they are many. Runs whose
 * changes are all expected in silence are left out.
 */
export function composeMessages(pending: readonly PendingRun[], factsOf: FactsOf, options: ComposeOptions): Message[] {
  const loud = pending.filter((one) => !isKeptSilent(one, options.expectations));
  if (loud.length <= options.digestAbove) return loud.map((one) => composeRun(one, factsOf(one), options));
  return composeDigests(loud, options);
}

/** The message about one run. */
export function composeRun(
  pending: PendingRun,
  facts: RunFacts,
  { wording, expectations, zone, siteUrl, links }: ComposeOptions,
): Message {
  const { run } = pending;
  const id = announcementId(pending);
  const view = viewRun(pending, facts, expectations, zone);
  const site =
    siteUrl === null ? [] : [{ name: `Run ${run}`, url: `${siteUrl}runs/${run}/` }, ...compareLink(siteUrl, facts)];
  const elsewhere = links.map(({ name, url }) => ({ name, url: url.replaceAll('{run}', String(run)) }));
  return { id, runs: [run], body: wording('run', { ...view, id, links: [...site, ...elsewhere] }) };
}

/** One message for many runs, naming every one. */
export function composeDigests(pending: readonly PendingRun[], { wording, siteUrl }: ComposeOptions): Message[] {
  return chunk(pending, MOST_RUNS).map((part) => {
    const runs = part.map(({ run }) => run);
    const id = digestId(part);
    const lines = part.length > MOST_LINES ? [] : part.map((one) => digestLine(one, siteUrl));
    const numbers = lines.length > 0 ? [] : chunk(runs, NUMBERS).map((some) => some.join(', '));
    return { id, runs, body: wording('digest', { id, ...spanOf(part), lines, numbers, siteUrl }) };
  });
}

/** The one message of a channel that begins with a long history. */
export function composeFirst(pending: readonly PendingRun[], { wording, siteUrl }: ComposeOptions): Message {
  const id = digestId(pending);
  return { id, runs: pending.map(({ run }) => run), body: wording('first', { id, ...spanOf(pending), siteUrl }) };
}

function digestId(pending: readonly PendingRun[]): string {
  return `digest-${sha256(pending.map(announcementId).join(' ')).slice(0, 8)}`;
}

function spanOf(pending: readonly PendingRun[]) {
  const changes = groupChanges(pending.flatMap(({ fresh }) => fresh));
  return {
    count: pending.length,
    from: pending[0]?.run ?? 0,
    to: pending.at(-1)?.run ?? 0,
    total: changes.length === 0 ? headline([]) : countWords(changes, 'change', 'changes'),
  };
}

function digestLine(pending: PendingRun, siteUrl: string | null) {
  const { run, fresh, withdrawn } = pending;
  const names = [...new Set([...fresh, ...withdrawn].map(({ parameter }) => parameter))];
  const left = names.length - MOST_NAMES;
  return {
    run,
    url: siteUrl === null ? null : `${siteUrl}runs/${run}/`,
    words: headlineOf(pending),
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
