import { readSnapshot } from '../../archive/documents/documents.ts';
import { RunInfoError } from '../../model/errors.ts';
import { inclusionOf } from '../../model/inclusion.ts';
import { toSnapshot } from '../../model/interpret.ts';
import type { Layout } from '../print/style.ts';
import { readState } from '../../jobs/state.ts';
import { queryBlame } from '../../queries/blame.ts';
import { runsLike } from '../../queries/same-configuration.ts';
import { queryReport } from '../../queries/report.ts';
import type { Since } from '../../queries/report.ts';
import type { ArchiveReader } from '../../archive/documents/reader.ts';
import { printBlame } from '../print/blame.ts';
import { printReport } from '../print/report.ts';
import { printChanges, printCompare, printHistory, printNotArchived, printRuns } from '../print/answers.ts';
import { queryChanges } from '../../queries/changes.ts';
import type { NotArchivedAnswer } from '../../queries/changes.ts';
import { loadSide, queryCompare } from '../../queries/compare.ts';
import type { PairSide } from '../../model/pair.ts';
import { queryHistory } from '../../queries/history.ts';
import { findLine, findPartition } from '../../queries/known-run.ts';
import { queryRuns } from '../../queries/runs.ts';
import { openForReading, parseRun } from '../context.ts';
import type { Context } from '../context.ts';

/** Runs shown on a terminal without `--last`. */
const SHOWN = 30;

/**
 * What a run changed.
 * @returns whether the run is archived; the command exits with 1 where it is not
 */
export function answerChanges(context: Context, runText: string, options: ShowOptions): boolean {
  const run = parseRun(runText);
  const waiting = readState(context.settings.state)?.open[run];
  const archive = openForReading(context);
  if (waiting?.kind === 'waiting') {
    const answer: NotArchivedAnswer = { run, changes: null, notArchived: { kind: 'open', why: waiting.why } };
    context.answer(answer, () => printNotArchived(answer));
    return false;
  }
  const answer = queryChanges(archive, context.settings.rules, run);
  context.answer(answer, () =>
    answer.changes === null ? printNotArchived(answer) : printChanges(answer, layoutOf(context, options)),
  );
  return answer.changes !== null;
}

/** How a difference is shown. */
export interface ShowOptions {
  readonly full?: boolean;
  readonly sideBySide?: boolean;
}

/** What `compare` can be asked for beside the two runs. */
export interface CompareOptions extends ShowOptions {
  readonly partition: readonly string[];
  readonly markdown?: boolean;
  readonly live?: boolean;
}

/** The difference of any two runs: archived ones, and under `--live` any that the source has. */
export async function answerCompare(
  context: Context,
  fromText: string,
  toText: string,
  options: CompareOptions,
): Promise<void> {
  const archive = openForReading(context);
  const { rules } = context.settings;
  const chosen = options.partition.map((name) => findPartition(archive, rules, name));
  const [from, to] = [parseRun(fromText), parseRun(toText)];
  const load = async (run: number) =>
    options.live === true && readSnapshot(archive, run) === null ? readLive(context, run) : loadSide(archive, run);
  const answer = queryCompare(archive, rules, await load(from), await load(to), [...new Set(chosen)]);
  const markdown = options.markdown === true ? await import('../print/markdown.ts') : null;
  context.answer(
    answer,
    () => markdown?.compareMarkdown(answer, options.full === true) ?? printCompare(answer, layoutOf(context, options)),
  );
}

/** Reads a run that is not archived, a local one say, from the source; nothing is written. */
async function readLive({ settings, outside }: Context, run: number): Promise<PairSide> {
  const { rules, rulesDigest, oracle } = settings;
  const { openSource } = await import('../../jobs/snapshot/sources/index.ts');
  const source = openSource(settings.source, { rules, oracle, recent: outside.now() });
  try {
    const rows = await source.readRun(run);
    if (rows.length === 0)
      throw new RunInfoError('not-found', `the source has nothing of run ${run}: check the number`);
    const snapshot = toSnapshot(run, rows, rules, rulesDigest);
    return { run, snapshot, rulesAtReading: rules, inclusion: inclusionOf(snapshot, rules) };
  } finally {
    await source.close();
  }
}

function layoutOf({ style, outside }: Context, options: ShowOptions): Layout {
  return { style, isFull: options.full === true, isSideBySide: options.sideBySide === true, width: outside.width };
}

/** The values of one parameter and how long each lasted. */
export function answerHistory(context: Context, partitionText: string, parameter: string): void {
  const archive = openForReading(context);
  const partition = findPartition(archive, context.settings.rules, partitionText);
  const answer = queryHistory(archive, partition, parameter);
  context.answer(answer, () => printHistory(answer, context.style));
}

/** Which runs are listed. */
export interface RunsOptions {
  readonly last?: string;
  readonly like?: string;
  readonly partition: readonly string[];
}

/** The known runs, or those with the configuration of one; on a terminal the newest ones. */
export function answerRuns(context: Context, options: RunsOptions): void {
  const { last, like } = options;
  const archive = openForReading(context);
  const state = readState(context.settings.state);
  const waiting = Object.entries(state?.open ?? {}).flatMap(([run, { kind }]) =>
    kind === 'waiting' ? [Number(run)] : [],
  );
  const { rules } = context.settings;
  const chosen = options.partition.map((name) => findPartition(archive, rules, name));
  const same = like === undefined ? null : new Set(runsLike(archive, parseRun(like), chosen));
  const all = queryRuns(archive, rules, waiting).filter(({ run }) => same === null || same.has(run));
  const wanted = last === undefined ? (context.isJson ? all.length : SHOWN) : parseRun(last);
  const runs = wanted >= all.length ? all : all.slice(-wanted);
  context.answer(runs, () => printRuns(runs, context.style));
}

/** Which run brought the value that a parameter had in a run. */
export function answerBlame(context: Context, runText: string, partitionText: string, parameter: string): void {
  const archive = openForReading(context);
  const partition = findPartition(archive, context.settings.rules, partitionText);
  const answer = queryBlame(archive, parseRun(runText), partition, parameter);
  context.answer(answer, () => printBlame(answer, context.style));
}

/** What changed since a run, or since a moment. */
export function answerReport(context: Context, sinceText: string): void {
  const archive = openForReading(context);
  const answer = queryReport(archive, parseSince(archive, sinceText));
  context.answer(answer, () => printReport(answer, context.style));
}

function parseSince(archive: ArchiveReader, text: string): Since {
  if (/^\d+$/.test(text) && text.length !== 4) {
    const run = parseRun(text);
    findLine(archive, run);
    return { run };
  }
  const time = Date.parse(/^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?$/.test(text) ? `${text.replace(' ', 'T')}Z` : text);
  if (!Number.isNaN(time) && /^\d{4}-/.test(text)) return { time, text };
  throw new RunInfoError(
    'usage',
    `--since ${text}: give a run number, or a time in UTC such as 2026-05-01 or 2026-05-01T08:00`,
  );
}
