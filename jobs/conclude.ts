import { toFileError } from '../archive/store/files.ts';
import { RunInfoError } from '../model/errors.ts';
import { countOf } from '../model/labels.ts';
import { redactText } from '../model/redact.ts';
import type { Settings } from './config/load.ts';
import { NO_SOURCE } from './config/schema.ts';
import { Memory, type TickContext } from './job.ts';
import { withMode } from './permissions.ts';
import type { Problem, SendTools } from './notify/deliver.ts';
import { tellTrouble } from './notify/trouble.ts';
import { readState } from './state.ts';
import { endTick, joinStatus, makeStatus, writeStatus } from './status.ts';
import { announcesOf, type Sync } from './sync/sync.ts';
import type { TickOptions } from './tick.ts';

/** What failed, without what the settings take for a secret: it is printed, kept, published and sent (rule 9). */
export function withoutSecrets({ rules }: Settings, error: RunInfoError): RunInfoError {
  return new RunInfoError(error.code, redactText(rules.redact, error.message), { cause: error });
}

/** Of how many ticks it is kept how they ended. */
const KEPT_TICKS = 10;

/** Keeps how the tick ended, in the state and in the site's `status.json`, and tells people where they should know. */
export async function conclude(
  { settings, archive, memory, jobs, now }: TickContext,
  tools: SendTools,
  trouble: RunInfoError | null,
  isFailure = false,
): Promise<{ status: ReturnType<typeof makeStatus>; problems: readonly Problem[] }> {
  const save = isFailure ? memory.keepFailure : memory.save;
  const hasAsked = asks(settings, jobs);
  const status = makeStatus(archive, memory.state, now(), trouble, hasAsked);
  const { finished, ok, message, newestRun, failures } = status;
  const { outage: outageBefore } = memory.state;
  const isDown = trouble?.code === 'source-unreachable';
  // A site is deployed after the source was read: where only that failed, the source has answered.
  const isUp = hasAsked && (trouble === null || trouble.code === 'deploy');
  const outage = isDown ? outageBefore + 1 : isUp ? 0 : outageBefore;
  const { lastTick: before, ticks } = memory.state;
  save({
    lastTick: { finished, ok, message, newestRun, failures },
    ticks: finished === before?.finished ? ticks : [{ finished, ok, message }, ...ticks].slice(0, KEPT_TICKS),
    outage,
    announces: announcesOf(settings),
  });
  const published = joinStatus(status, settings, memory.state);
  try {
    await withMode(settings.publish.mode, () => writeStatus(settings.site, published));
  } catch (error) {
    // What stopped the tick, a full disk say, stops this as well; that first error is the one to tell.
    if (!isFailure) throw error;
  }
  // On a publisher the collector's trouble counts, too: it may have no webhook.
  const told = jobs.has('notify') ? await tellTrouble(settings, memory.state, published, tools, save) : [];
  const isOver = isUp && outageBefore > 0;
  const over = { text: `the source answers again: ${countOf(outageBefore, 'tick')} could not reach it`, isNew: true };
  return { status, problems: isOver ? [...told, over] : told };
}

/** A question that was asked wrongly by hand, an unknown run say, is no trouble of the collector's. */
export async function concludeFailure(
  context: TickContext,
  tools: SendTools,
  sync: Sync,
  error: unknown,
): Promise<void> {
  if (context.isDry || (error instanceof RunInfoError && ['usage', 'not-found', 'not-archived'].includes(error.code)))
    return;
  try {
    const { status } = await conclude(context, tools, toTrouble(error), true);
    await sync.push({ ...status, announces: context.memory.state.announces });
  } catch {
    // That first error is the one to tell.
  }
}

/** The same where the archive cannot even be opened: what is known of it is what the last tick knew. */
export async function concludeUnopened({ settings, jobs, now, ...tools }: TickOptions, error: unknown): Promise<void> {
  try {
    const state = readState(settings.state);
    if (state === null) return;
    const memory = new Memory(state, settings.state);
    const trouble = withoutSecrets(settings, toTrouble(error));
    const lastTick = endTick(state.lastTick, state.lastTick?.newestRun ?? null, now(), trouble, asks(settings, jobs));
    memory.keepFailure({ lastTick });
    const notifyTools = { ...tools, now, secure: async () => null };
    if (jobs.has('notify')) await tellTrouble(settings, memory.state, lastTick, notifyTools, memory.keepFailure);
  } catch {
    // That first error is the one to tell.
  }
}

/** Whether a tick asks for runs. A publisher asks the collector, if only by looking at the archive. */
function asks({ source }: Settings, jobs: TickContext['jobs']): boolean {
  return jobs.has('snapshot') || source === NO_SOURCE;
}

function toTrouble(error: unknown): RunInfoError {
  if (error instanceof RunInfoError) return error;
  return toFileError(error) ?? new RunInfoError('state', 'the tick broke off: see its output');
}
