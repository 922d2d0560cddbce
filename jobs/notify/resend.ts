import { ArchiveWriter } from '../../archive/store/writer.ts';
import { RunInfoError } from '../../model/errors.ts';
import type { Settings } from '../config/load.ts';
import type { Route } from '../config/routes.ts';
import { takeLock } from '../lock.ts';
import { composeDigests, composeRun, currentOwed, deliver, OwedReader, restrictOwed } from './index.ts';
import type { ComposeOptions, Message } from './index.ts';
import { emptyState, readState, writeState } from '../state.ts';
import type { Announced } from '../state.ts';
import { composeOptions, deliverTools, factsFrom, routesOf } from './job.ts';
import type { AnnounceTools, RoutedMessage } from './job.ts';

/** Which messages are sent again by hand: that of a run, or every one that was refused. */
export type ResendWhat = number | 'parked';

/**
 * Sends messages again by hand, under the lock: where a run's message was refused, to those routes; else to every route
 * that it concerns. What is said of a run is what it changed as things stand now.
 * @param isDry only plan
 * @returns the messages, sent or planned
 * @throws RunInfoError `not-found` where there is nothing to send, `message` where one is not accepted
 */
export async function resendMessages(
  settings: Settings,
  what: ResendWhat,
  tools: AnnounceTools,
  isDry: boolean,
): Promise<RoutedMessage[]> {
  const lock = takeLock(settings.state, tools.now());
  try {
    const archive = await ArchiveWriter.openDry(settings.archive);
    let state = readState(settings.state) ?? emptyState();
    state = { ...state, routes: routesOf(settings, state, archive.headId) };
    const options = await composeOptions(settings, tools.now());
    const plans = planResend(archive, settings, state.routes, what, options);
    const reader = new OwedReader(archive, archive.git, settings.routes);
    for (const { route, announced, messages } of isDry ? [] : plans) {
      const save = (moved: Announced) => {
        // What a tick has under way stays so: this is beside it.
        state = { ...state, routes: { ...state.routes, [route.name]: { ...moved, sending: announced.sending } } };
        writeState(settings.state, state);
      };
      const { upTo } = await reader.read(route, announced, archive.headId);
      const delivery = await deliver([{ messages, upTo }], announced, deliverTools(route, tools, save));
      const problems = delivery.problems.map(({ text }) => text);
      if (!delivery.isDone && problems.length === 0) problems.push('the webhook asks to wait: try again in a while');
      if (problems.length > 0) throw new RunInfoError('message', `route ${route.name}: ${problems.join('; ')}`);
    }
    return plans.flatMap(({ route, messages }) => messages.map((message) => ({ ...message, route: route.name })));
  } finally {
    lock.release();
  }
}

function planResend(
  archive: ArchiveWriter,
  settings: Settings,
  routes: Readonly<Record<string, Announced>>,
  what: ResendWhat,
  options: ComposeOptions,
): { route: Route; announced: Announced; messages: Message[] }[] {
  const factsOf = factsFrom(archive, settings);
  const known = settings.routes.flatMap((route) => {
    const announced = routes[route.name];
    return announced === undefined ? [] : [{ route, announced, parked: Object.keys(announced.parked).map(Number) }];
  });
  const isParked = (parked: readonly number[]) => what === 'parked' || parked.includes(what);
  const wanted = known.filter(({ parked }) => parked.length > 0 && isParked(parked));
  const plans = (wanted.length > 0 || what === 'parked' ? wanted : known).map(({ route, announced, parked }) => {
    const runs = what === 'parked' ? parked : [what];
    const owed = runs
      .sort((a, b) => a - b)
      .flatMap((run) => {
        const whole = currentOwed(archive, run);
        const part = restrictOwed(whole, route.partitions);
        return part ?? (parked.includes(run) ? { run, fresh: [], withdrawn: [], moved: [] } : []);
      });
    const messages =
      owed.length > options.digestAbove
        ? composeDigests(owed, options)
        : owed.map((one) => composeRun(one, factsOf(one), options));
    return { route, announced, messages };
  });
  const some = plans.filter(({ messages }) => messages.length > 0);
  if (some.length > 0) return some;
  const why = what === 'parked' ? 'no message was refused' : `run ${what} changed nothing`;
  throw new RunInfoError('not-found', `${why}: there is nothing to send; runinfo status says what waits`);
}
