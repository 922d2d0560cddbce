import { join } from 'node:path';
import type { Git } from '../../archive/git.ts';
import type { ArchiveReader } from '../../archive/reader.ts';
import { redactText } from '../../model/redact.ts';
import { countSince } from '../../queries/since.ts';
import type { Settings } from '../config/load.ts';
import { MAIN } from '../config/routes.ts';
import type { Route } from '../config/routes.ts';
import {
  composeDaily,
  composeTrouble,
  dailySince,
  deliver,
  makePost,
  makeWording,
  moveWatermark,
  OwedReader,
  planRoute,
  planTrouble,
  readExpected,
  readFacts,
  rulesInForce,
} from '../notify/index.ts';
import type { Batch, ComposeOptions, Delivery, FactsOf, Message, Problem } from '../notify/index.ts';
import { packageRoot } from '../package-root.ts';
import { beginRoute } from '../state.ts';
import type { Announced, State } from '../state.ts';
import type { Fetch } from '../web.ts';

/** One second, from one message to the next on a webhook (FAULTS, Slack limits); milliseconds. */
const PACE = 1000;

/** The archive, to be read. */
export interface ReadArchive extends ArchiveReader {
  readonly git: Git;
}

/** What announcing needs from outside. `now` gives milliseconds since 1970, `wait` waits so many. */
export interface AnnounceTools {
  readonly fetch: Fetch;
  readonly now: () => number;
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly print: (text: string) => void;
}

/** A message and the route that it goes to. */
export interface RoutedMessage extends Message {
  readonly route: string;
}

/** What announcing came to: the messages that were planned, and what a person should be told. */
export interface Announcement {
  readonly messages: readonly RoutedMessage[];
  readonly problems: readonly Problem[];
}

/** What was announced on each route of the settings; on a new one, everything up to a commit. */
export function routesOf(settings: Settings, state: State, commit: string | null): Record<string, Announced> {
  return Object.fromEntries(settings.routes.map(({ name }) => [name, state.routes[name] ?? beginRoute(commit)]));
}

/** What every message's wording depends on. */
export function composeOptions(settings: Settings, now: number): ComposeOptions & { problems: readonly string[] } {
  const { siteUrl, links, zone, notify, expectedFile } = settings;
  const { rules, problems } = readExpected(expectedFile);
  return {
    wording: makeWording(join(packageRoot(), 'templates')),
    siteUrl,
    links,
    zone,
    digestAbove: notify.digestAbove,
    rules: rulesInForce(rules, now),
    problems,
  };
}

/** Reads what a message about a run says from an archive. */
export function factsFrom(archive: ArchiveReader, { meaning, longRun }: Settings): FactsOf {
  return (owed) => readFacts(archive, meaning.levelOne, owed, longRun);
}

/**
 * Plans what is owed on every route.
 * @param upTo the commit up to which pages are in place; null: none
 */
export async function planAnnouncements(
  archive: ReadArchive,
  settings: Settings,
  routes: Readonly<Record<string, Announced>>,
  upTo: string | null,
  options: ComposeOptions,
): Promise<{ route: Route; announced: Announced; batches: Batch[] }[]> {
  const reader = new OwedReader(archive, archive.git, settings.routes);
  const factsOf = factsFrom(archive, settings);
  const plans = [];
  for (const route of settings.routes) {
    const announced = routes[route.name] ?? beginRoute(upTo);
    const owed = await reader.read(route, announced, upTo);
    plans.push({ route, announced, batches: planRoute(owed, announced, factsOf, options) });
  }
  return plans;
}

/**
 * Announces what is owed on every route, and the daily digest where one is due. A webhook that is down ends nothing: what
 * waits is sent by a later tick.
 * @param save keeps a part of the state; null: only plan
 */
export async function announce(
  archive: ReadArchive,
  settings: Settings,
  state: State,
  upTo: string | null,
  tools: AnnounceTools,
  save: ((part: Partial<State>) => void) | null,
): Promise<Announcement> {
  const options = composeOptions(settings, tools.now());
  const daily = planDaily(archive, settings, state, options, tools.now());
  const plans = await planAnnouncements(archive, settings, state.routes, upTo, options);
  const messages: RoutedMessage[] = [];
  const problems: Problem[] = options.problems.map((text) => ({ text, isNew: false }));
  let [{ routes }, used] = [state, state.expected];
  for (const { route, announced, batches } of plans) {
    const more = route.name === MAIN && daily !== null ? [{ messages: [daily], upTo: upTo ?? '' }] : [];
    const all = [...batches, ...more];
    const planned = all.flatMap((batch) => batch.messages);
    messages.push(...planned.map((message) => ({ ...message, route: route.name })));
    if (save === null) continue;
    const keep = (now: Announced) => {
      routes = { ...routes, [route.name]: now };
      save({ routes });
    };
    const delivery = await deliver(all, announced, deliverTools(route, tools, keep));
    if (delivery.isDone && upTo !== null && upTo !== announced.commit) keep(moveWatermark(delivery.announced, upTo));
    problems.push(...delivery.problems);
    if (daily !== null && isSettled(delivery, daily)) save({ daily: tools.now() });
    const counted = countUses(used, delivery);
    if (counted !== used) save({ expected: counted });
    used = counted;
  }
  return { messages, problems };
}

/**
 * Tells the main route of the collector's own trouble, where it is time to.
 * @param failures how many ticks in a row have failed
 * @param why what kept the last one from finishing
 */
export async function tellTrouble(
  settings: Settings,
  state: State,
  failures: number,
  why: string,
  tools: AnnounceTools,
  save: (part: Partial<State>) => void,
): Promise<readonly Problem[]> {
  const now = tools.now();
  const trouble = state.trouble ?? { since: new Date(now).toISOString(), told: 0, last: 0 };
  const step = planTrouble(state.trouble, failures, settings.notify.troubleAfter, now);
  const standing = failures === 0 ? null : trouble;
  if (step === null) {
    if (standing?.since !== state.trouble?.since) save({ trouble: standing });
    return [];
  }
  const route = settings.routes.find(({ name }) => name === MAIN);
  const announced = state.routes[MAIN];
  if (route === undefined || announced === undefined) return [];
  const said = redactText(settings.meaning.redact.values, why);
  const message = composeTrouble(step, trouble, said, now, composeOptions(settings, now));
  const keep = (moved: Announced) => save({ routes: { ...state.routes, [MAIN]: moved } });
  const batch = { messages: [message], upTo: '' };
  const delivery = await deliver([batch], announced, deliverTools(route, tools, keep));
  const told = { ...trouble, told: trouble.told + 1, last: now };
  save({ trouble: isSettled(delivery, message) ? (step === 'works' ? null : told) : trouble });
  return delivery.problems;
}

export function deliverTools(route: Route, tools: AnnounceTools, save: (announced: Announced) => void) {
  const { fetch, now, wait, print } = tools;
  return { post: makePost(route, fetch, now, print), pace: route.webhook === null ? 0 : PACE, now, wait, save };
}

function planDaily(
  archive: ArchiveReader,
  { notify, zone }: Settings,
  { daily }: State,
  options: ComposeOptions,
  now: number,
): Message | null {
  const since = dailySince(notify.daily, zone, daily, now);
  return since === null ? null : composeDaily(countSince(archive, since), since, now, options);
}

function isSettled({ sent, refused }: Delivery, message: Message): boolean {
  return sent.includes(message) || refused.includes(message);
}

/** Counts in how many messages each rule of the list of expected changes was used. */
function countUses(before: State['expected'], { sent }: Delivery): State['expected'] {
  let uses = before;
  for (const { rules, runs } of sent) {
    for (const key of rules) {
      const { count, run } = uses[key] ?? { count: 0, run: 0 };
      uses = { ...uses, [key]: { count: count + 1, run: Math.max(run, ...runs) } };
    }
  }
  return uses;
}
