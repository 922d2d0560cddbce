import { ArchiveWriter } from '../../archive/store/writer.ts';
import { RunInfoError } from '../../model/errors.ts';
import type { Settings } from '../config/load.ts';
import type { Route } from '../config/routes.ts';
import { takeLock } from '../lock.ts';
import { composeDigests, composeRun, currentPending, deliver, PendingReader, restrictPending } from './index.ts';
import type { ComposeOptions, Message } from './index.ts';
import { emptyState, readState, writeState } from '../state.ts';
import type { Announced } from '../state.ts';
import { composeOptions, deliverTools, factsFrom, routesOf } from './job.ts';
import type { AnnounceTools, RoutedMessage } from './job.ts';

/** Which messages are sent again by hand: that of a run, or every one that was refused. */
export type ResendWhat = number | 'rejected';

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
    const reader = new PendingReader(archive, archive.git, settings.routes);
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
    return announced === undefined ? [] : [{ route, announced, rejected: Object.keys(announced.rejected).map(Number) }];
  });
  const isParked = (rejected: readonly number[]) => what === 'rejected' || rejected.includes(what);
  const wanted = known.filter(({ rejected }) => rejected.length > 0 && isParked(rejected));
  const plans = (wanted.length > 0 || what === 'rejected' ? wanted : known).map(({ route, announced, rejected }) => {
    const runs = what === 'rejected' ? rejected : [what];
    const pending = runs
      .sort((a, b) => a - b)
      .flatMap((run) => {
        const whole = currentPending(archive, run);
        const part = restrictPending(whole, route.partitions);
        return part ?? (rejected.includes(run) ? { run, fresh: [], withdrawn: [], moved: [] } : []);
      });
    const messages =
      pending.length > options.digestAbove
        ? composeDigests(pending, options)
        : pending.map((one) => composeRun(one, factsOf(one), options));
    return { route, announced, messages };
  });
  const some = plans.filter(({ messages }) => messages.length > 0);
  if (some.length > 0) return some;
  const why = what === 'rejected' ? 'no message was refused' : `run ${what} changed nothing`;
  throw new RunInfoError('not-found', `${why}: there is nothing to send; runinfo status says what waits`);
}
