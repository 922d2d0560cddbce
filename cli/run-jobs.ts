import { refuseRoot } from '../jobs/permissions.ts';
import { LockedError } from '../archive/store/lock.ts';
import { RunInfoError } from '../model/errors.ts';
import { countOf } from '../model/labels.ts';
import type { Settings } from '../jobs/config/load.ts';
import { NO_SOURCE } from '../jobs/config/schema.ts';
import { JOBS, type JobName } from '../jobs/job.ts';
import { toPlain } from '../jobs/notify/channels/terminal.ts';
import { makeHeartbeat, makeFetch } from '../jobs/web.ts';
import { makeDeploy } from '../jobs/publish/deploy.ts';
import { isEmptyPlan, type PagePlan } from '../jobs/publish/plan.ts';
import { openSource } from '../jobs/snapshot/sources/index.ts';
import { tick, type TickResult } from '../jobs/tick.ts';
import { parseRange, parseRun, type ExitCode, type Options } from './command.ts';
import { makeProgress, type Context } from './context.ts';
import { printable } from './print/style.ts';

/** What is left to a machine that publishes what another one collects. */
const PUBLISHER_JOBS: readonly JobName[] = ['publish', 'notify'];

/**
 * Runs some of the jobs and prints what came of it: `tick`, `snapshot`, `diff`, `publish` and `notify` are all this.
 * @returns 75 where under `--quiet` nothing is to be said of what could not be done now: another tick is at work, or the
 *   source is down and that was said before
 * @throws RunInfoError what kept the tick from finishing. A webhook that is down does not: that is said, under `--quiet`
 *   when it begins, and tried again
 */
export async function runJobs(context: Context, jobs: readonly JobName[], options: Options): Promise<ExitCode> {
  const { settings, environment, isJson, isQuiet } = context;
  const { now, wait, print, printError, variables } = environment;
  const isDry = options.has('dryRun');
  if (!isDry) refuseRoot(settings, environment.isRoot ?? false);
  const [only, runs, accept] = [options.text('only'), options.text('runs'), options.text('accept')];
  const fetch = makeFetch(variables);
  const isTick = jobs.length === JOBS.length;
  const isWhole = isTick && only === undefined;
  const asked = only === undefined ? jobs : parseJobs(only);
  // A collector's ticks leave the other jobs out; those of CI ask for the snapshot job once of two times.
  const isWatched = isTick && asked.includes('snapshot') && !isDry;
  if (!isWhole) for (const job of asked) if (!PUBLISHER_JOBS.includes(job)) requireSource(settings, job);
  const warn = (text: string) => printError(`runinfo: ${printable(text)}\n`);
  const began = now();
  const ticking = tick({
    settings,
    jobs: new Set(isWhole && settings.source === NO_SOURCE ? PUBLISHER_JOBS : asked),
    now,
    openSource,
    onProgress: makeProgress(context),
    fetch,
    wait,
    print: isQuiet ? () => undefined : isJson ? printError : print,
    deploy: makeDeploy(settings.site, variables),
    heartbeat: makeHeartbeat(isWatched ? settings.heartbeat : null, fetch),
    warn,
    isDry,
    range: runs === undefined ? null : parseRange(runs),
    accept: accept === undefined ? null : parseRun(accept),
    rebuild: options.has('rebuild'),
    full: options.has('full'),
    variables,
  });
  const result = await ticking.catch((error: unknown) => {
    if (isQuiet && error instanceof LockedError && isYoung(error, settings.staleAfter, now())) return null;
    throw error;
  });
  if (result === null) return 75;
  const seconds = (now() - began) / 1000;
  for (const { text, isNew } of result.problems) if (isNew || !isQuiet) warn(text);
  if (result.trouble !== null) {
    if (isQuiet && isKnown(result, settings.notify.troubleAfter)) return 75;
    throw result.trouble;
  }
  // A repair runs this in silence whatever its own answer is.
  if (!isQuiet)
    context.answer(toDocument(result, isDry), () => (isDry ? printPlan(result) : printTick(result, seconds)));
  return 0;
}

/**
 * Refuses what commits on a machine that publishes what another one collects: its archive could not follow any more.
 * @param what what was asked for
 * @throws RunInfoError `config`
 */
export function requireSource({ source }: Pick<Settings, 'source'>, what: string): void {
  if (source !== NO_SOURCE) return;
  const why = `source is ${NO_SOURCE}: this machine publishes what another one collects, and commits nothing`;
  throw new RunInfoError('config', `${what}: ${why}; do it there`);
}

/** Whether a lock was taken so lately that its holder is just at work. */
function isYoung({ since }: LockedError, staleAfter: number, now: number): boolean {
  return since === null || now - since <= staleAfter * 1000;
}

/** Whether the source is down still: it was said at the first tick, and is said once more when people are told of it. */
function isKnown({ trouble, outage }: TickResult, troubleAfter: number): boolean {
  return trouble?.code === 'source-unreachable' && outage > 1 && outage !== troubleAfter;
}

function toDocument({ commits, pages, tables, placed, messages, open }: TickResult, isDry: boolean): object {
  const texts = messages.map(({ id, channel, runs, body }) => ({ id, channel, runs, text: toPlain(body) }));
  const subjects = isDry ? commits : commits.map(({ subject }) => ({ subject }));
  const planned = isDry ? { pages, tables } : { pages: placed };
  return { dryRun: isDry, commits: subjects, ...planned, messages: texts, open };
}

function parseJobs(text: string): JobName[] {
  return text.split(',').map((name) => {
    const job = JOBS.find((candidate) => candidate === name.trim());
    if (job !== undefined) return job;
    throw new RunInfoError('usage', `--only ${text}: unknown job ${name}; give some of ${JOBS.join(', ')}`);
  });
}

/** One line that says what a tick did. `seconds` it took. */
function printTick(
  { commits, placed, delivered: { sent, rejected, waiting }, open }: TickResult,
  seconds: number,
): string {
  const kinds = Object.values(open).map(({ kind }) => kind);
  const gaps = kinds.filter((kind) => kind === 'gap').length;
  const quarantined = kinds.filter((kind) => kind === 'quarantined').length;
  const others = kinds.length - gaps - quarantined;
  const parts = [
    countOf(commits.length, 'commit'),
    ...(commits.length === 1 ? [`"${commits[0]?.subject}"`] : []),
    ...(placed === null ? [] : [`${countOf(placed.written.length, 'file')} of the site written`]),
    ...(sent > 0 || rejected + waiting === 0 ? [countOf(sent, 'message')] : []),
    ...(rejected > 0 ? [`${countOf(rejected, 'message')} rejected`] : []),
    ...(waiting > 0 ? [`${countOf(waiting, 'message')} waiting`] : []),
    ...(others > 0 ? [`${others} open`] : []),
    ...(gaps > 0 ? [`${gaps} to be tried again`] : []),
    ...(quarantined > 0 ? [`${quarantined} in quarantine`] : []),
  ];
  return `${parts.join(', ')} (${seconds.toFixed(1)} s)`;
}

/** What a tick would do, for `--dry-run`. */
function printPlan({ commits, pages, tables, messages }: TickResult): string {
  const lines = [
    ...commits.flatMap(({ subject, body, paths }) => [
      `commit: ${subject}`,
      ...body.map((line) => `    ${line}`),
      ...paths.map((path) => `  writes ${path}`),
    ]),
    ...(pages === null || isEmptyPlan(pages) ? [] : [printPages(pages)]),
    ...(tables === null
      ? []
      : [`tables: ${tables.from === null ? 'all parts' : `parts from block ${tables.from} on`}`]),
    ...messages.flatMap(({ id, channel, body }) => [
      `message ${id} to ${channel}`,
      ...toPlain(body)
        .split('\n')
        .map((line) => `    ${line}`),
    ]),
  ];
  return lines.length === 0 ? 'nothing to do' : lines.join('\n');
}

function printPages(plan: PagePlan): string {
  if (plan.full) return `pages: all, ${plan.runs.length} runs and ${plan.parameters.length} parameters`;
  return `pages: ${plan.runs.length} runs, ${plan.parameters.length} parameters, ${plan.api.length} files for /api`;
}
