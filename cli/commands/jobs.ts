import { RunInfoError } from '../../model/errors.ts';
import { makeHeartbeat } from '../../jobs/notify/heartbeat.ts';
import { toPlain } from '../../jobs/notify/forms/plain.ts';
import { showProgress } from '../print/progress.ts';
import { printPlan, printTick } from '../print/tick.ts';
import { makeDeploy } from '../../jobs/publish/deploy.ts';
import { openSource } from '../../jobs/snapshot/sources/index.ts';
import { JOBS } from '../../jobs/job.ts';
import type { JobName } from '../../jobs/job.ts';
import { tick } from '../../jobs/tick.ts';
import type { TickResult } from '../../jobs/tick.ts';
import type { RunRange } from '../../jobs/snapshot/job.ts';
import { makeFetch } from '../../jobs/web.ts';
import { parseRun } from '../context.ts';
import type { Context } from '../context.ts';

/** What the commands that do work can be asked for beside the common options. */
export interface WorkOptions {
  readonly only?: string;
  readonly runs?: string;
  readonly accept?: string;
  readonly rebuild?: boolean;
  readonly full?: boolean;
  readonly dryRun?: boolean;
}

/**
 * Runs some of the jobs: `tick`, `snapshot`, `diff`, `publish` and `notify` are all this.
 * @returns what kept the tick from finishing; null: nothing. A webhook that is down does not: that is said, under
 *   `--quiet` when it begins, and tried again
 */
export async function runJobs(
  context: Context,
  jobs: readonly JobName[],
  options: WorkOptions,
): Promise<RunInfoError | null> {
  const { settings, outside, isJson, isQuiet } = context;
  const isDry = options.dryRun === true;
  const hasProgress = outside.isTerminal && !isQuiet && !isJson;
  const began = outside.now();
  const toScreen = (text: string) => (isJson ? outside.printError(text) : outside.print(text));
  const fetch = makeFetch(outside.environment);
  const isWholeTick = jobs.length === JOBS.length && options.only === undefined && !isDry;
  const result = await tick({
    settings,
    jobs: new Set(options.only === undefined ? jobs : parseJobs(options.only)),
    now: outside.now,
    openSource,
    onProgress: hasProgress ? showProgress(outside.printError, outside.now) : () => undefined,
    fetch,
    wait: outside.wait,
    print: isQuiet ? () => undefined : toScreen,
    deploy: makeDeploy(settings.site, outside.environment),
    heartbeat: makeHeartbeat(isWholeTick ? settings.heartbeat : null, fetch),
    warn: (text) => outside.printError(`runinfo: ${text}\n`),
    isDry,
    range: options.runs === undefined ? null : parseRange(options.runs),
    accept: options.accept === undefined ? null : parseRun(options.accept),
    rebuild: options.rebuild === true,
    full: options.full === true,
  });
  const seconds = (outside.now() - began) / 1000;
  for (const { text, isNew } of result.problems) if (isNew || !isQuiet) outside.printError(`runinfo: ${text}\n`);
  const failed = result.trouble !== null;
  if (!failed && !(isQuiet && !isJson)) {
    context.answer(toDocument(result, isDry), () => (isDry ? printPlan(result) : printTick(result, seconds)));
  }
  return result.trouble;
}

function toDocument({ commits, pages, tables, placed, messages, open }: TickResult, isDry: boolean): object {
  const said = messages.map(({ id, channel, runs, body }) => ({ id, channel, runs, text: toPlain(body) }));
  const subjects = isDry ? commits : commits.map(({ subject }) => ({ subject }));
  const planned = isDry ? { pages, tables } : { pages: placed };
  return { dryRun: isDry, commits: subjects, ...planned, messages: said, open };
}

function parseJobs(text: string): JobName[] {
  return text.split(',').map((name) => {
    const job = JOBS.find((known) => known === name.trim());
    if (job === undefined)
      throw new RunInfoError('usage', `--only ${text}: ${name} is no job; there are ${JOBS.join(', ')}`);
    return job;
  });
}

function parseRange(text: string): RunRange {
  const [from = '', to = from, ...more] = text.split('..');
  const range = { from: parseRun(from), to: parseRun(to) };
  if (more.length === 0 && range.from <= range.to) return range;
  throw new RunInfoError('usage', `--runs ${text}: give A..B with A not above B`);
}
