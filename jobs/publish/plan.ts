import { blockOf, FORMAT_PATH, timelinePath } from '../../archive/documents/layout.ts';
import type { ArchiveReader } from '../../archive/documents/reader.ts';
import { listBlocks, runsAfter, runsBefore, runsOfBlock, type KnownRun } from '../../archive/documents/run-index.ts';
import { startsBetween, timelinePaths } from '../../archive/documents/documents.ts';
import { least } from '../../model/lists.ts';
import type { Rules } from '../../model/rules.ts';
import { isAccepted } from '../../model/run.ts';
import { weekOf } from '../../model/week.ts';
import { weeksOf } from '../../queries/period.ts';
import type { Settings } from '../config/load.ts';
import type { Revisions } from '../state.ts';
import { NO_REVISIONS } from './revisions.ts';

/** The folders of the archive that the site serves byte for byte under `/api`. */
const API_FOLDERS = ['settings', 'values', 'runs', 'changes', 'parameters'] as const;

/** Which parts of the site have to be made again: plain JSON, printed by `--dry-run`. */
export interface PagePlan {
  /** Everything, with assets and pages that say the same for every archive; then files that nothing leads to are removed. */
  readonly full: boolean;
  /** Runs whose page is rendered; the page of a run that the archive does not know is removed. */
  readonly runs: readonly number[];
  /** Blocks whose list is rendered. */
  readonly blocks: readonly number[];
  /** Weeks whose page is rendered, newest first: each links to those beside it. */
  readonly weeks: readonly string[];
  /** Timelines, by path, whose page is rendered; where the timeline is gone, its page is removed. */
  readonly parameters: readonly string[];
  /** The home page, the list of runs and the feeds, which begin with the newest run. */
  readonly newest: boolean;
  /** The list of parameters. */
  readonly parameterList: boolean;
  /** Archive files to bring to `/api`; one that is gone from the archive is removed there. */
  readonly api: readonly string[];
}

/** A run, and when it began as it was last published; null: it was not known, or nobody knew. */
export interface StartBefore {
  readonly run: number;
  readonly start: string | null;
}

/**
 * Decides what is stale; pure but for reading the archive. Each kind of page tells from the plan which of its pages it
 * renders (`pages/`).
 *
 * A run page depends on the archive up to its run, and on the number of the next one. So from the lowest run that
 * changed all later pages are made again, which is one page and its neighbour when runs arrive in order.
 * @param settings the zone is the one that weeks are of
 * @param changedPaths archive paths that moved since the last publish; null: everything is stale
 * @param notes people's notes that moved, as paths in their folder
 * @param startsBefore runs that began otherwise as they were last published: a week that one has left may be empty now, and weeks
 *   with later runs lead to the one that it has come to
 * @param revisions what became of change sets: a feed that tells what was withdrawn of a run dates it by when the run was last
 *   touched, whatever moved in it
 */
export function planPages(
  archive: ArchiveReader,
  settings: Pick<Settings, 'rules' | 'zone'>,
  changedPaths: readonly string[] | null,
  notes: readonly string[] = [],
  startsBefore: readonly StartBefore[] = [],
  revisions: Pick<Revisions, 'runs'> = NO_REVISIONS,
): PagePlan {
  const { rules, zone } = settings;
  // Everything derived stands under the settings, so that nothing can be told from paths once they move (rule 9).
  if (changedPaths === null || changedPaths.includes(FORMAT_PATH)) return planEverything(archive, zone);
  const changedRuns = runsOfPaths(changedPaths);
  const changedBlocks = blocksOfPaths(changedPaths);
  const timelines = changedPaths.filter((path) => /^parameters\/[^/]+\/[^/]+\.json$/.test(path));
  const later = timelinesFrom(archive, changedRuns[0] ?? null);
  const moved = changedRuns.length > 0 || changedBlocks.length > 0;
  const runs = [...pagesFrom(archive, changedRuns), ...pagesOfLines(archive, rules, changedBlocks)];
  return {
    full: false,
    runs: unique([...runs, ...numbersIn(notes, /^(\d{1,15})\.md$/)]),
    weeks: [
      ...new Set([
        ...weeksOf(archive, zone, unique([...runs, ...runsFrom(archive, least(startsBefore.map(({ run }) => run)))])),
        ...startsBefore.flatMap(({ start }) => (start === null ? [] : weekOf(start, zone))),
      ]),
    ]
      .sort()
      .reverse(),
    blocks: withNeighbours(archive, unique([...changedBlocks, ...runs.map(blockOf)])),
    parameters: [
      ...new Set([
        ...timelines,
        ...later,
        ...changedRuns.flatMap((run) => timelinesWithdrawn(revisions, run)),
        ...notes.flatMap(timelineOfNote),
      ]),
    ].sort(),
    newest: moved || timelines.length > 0,
    // How often a parameter changed depends on whether it was read before its first value, too.
    parameterList: timelines.length > 0 || later.length > 0,
    api: [...new Set(changedPaths.filter(isApiPath))].sort(),
  };
}

/** Whether a plan has nothing to do. */
export function isEmptyPlan(plan: PagePlan): boolean {
  const lists = [plan.runs, plan.blocks, plan.weeks, plan.parameters, plan.api];
  return !plan.full && !plan.newest && !plan.parameterList && lists.every((list) => list.length === 0);
}

function planEverything(archive: ArchiveReader, zone: string): PagePlan {
  const blocks = listBlocks(archive);
  const runs = blocks.flatMap((block) => runsOfBlock(archive, block).map(({ run }) => run));
  return {
    full: true,
    runs,
    weeks: weeksOf(archive, zone, runs).sort().reverse(),
    blocks,
    parameters: timelinePaths(archive),
    newest: true,
    parameterList: true,
    // Leaves before the files that name them.
    api: [...API_FOLDERS.flatMap((folder) => filesBelow(archive, folder)), FORMAT_PATH],
  };
}

/** The runs whose snapshots or change sets are among some paths, ascending. */
export function runsOfPaths(paths: readonly string[]): number[] {
  return numbersIn(paths, /^(?:runs|changes)\/\d+\/(\d+)\.json$/);
}

/** The blocks whose index is among some paths, ascending. */
export function blocksOfPaths(paths: readonly string[]): number[] {
  return numbersIn(paths, /^runs\/(\d+)\/index\.json$/);
}

function timelineOfNote(path: string): string[] {
  return path.includes('/') ? [`parameters/${path.replace(/\.md$/, '.json')}`] : [];
}

/** The numbers that a pattern finds in some paths, ascending. */
function numbersIn(paths: readonly string[], pattern: RegExp): number[] {
  return unique(paths.flatMap((path) => pattern.exec(path)?.[1] ?? []).map(Number));
}

/** Whether a path of the archive is served under `/api`. */
function isApiPath(path: string): boolean {
  return path === FORMAT_PATH || API_FOLDERS.some((folder) => path.startsWith(`${folder}/`));
}

function filesBelow(archive: ArchiveReader, folder: string): string[] {
  return archive.list(folder).flatMap((name) => {
    const path = `${folder}/${name}`;
    return /\.(?:json|txt)$/.test(name) ? [path] : filesBelow(archive, path);
  });
}

/**
 * The timelines that start anew at a run or after it: their pages tell of that run, or of whether they flap, which depends
 * on the runs before their last start.
 * @param run null: none
 */
function timelinesFrom(archive: ArchiveReader, run: number | null): string[] {
  if (run === null) return [];
  const isLater = (path: string) => startsBetween(archive.readText(path) ?? '', run - 1, Infinity).length > 0;
  return timelinePaths(archive).filter(isLater);
}

/** The timelines from which something was withdrawn in a run. */
function timelinesWithdrawn({ runs }: Pick<Revisions, 'runs'>, run: number): string[] {
  const entries = runs[run]?.withdrawn.map(({ entry }) => entry) ?? [];
  return entries.flatMap(({ partitions, parameter }) =>
    partitions.map((partition) => timelinePath(partition, parameter)),
  );
}

function pagesFrom(archive: ArchiveReader, changed: readonly number[]): number[] {
  const lowest = changed[0];
  if (lowest === undefined) return [];
  return [...runBefore(archive, lowest), ...changed, ...runsFrom(archive, lowest)];
}

/** The known runs after a run. */
function runsFrom(archive: ArchiveReader, run: number): number[] {
  return Number.isFinite(run) ? [...runsAfter(archive, run)].map((known) => known.run) : [];
}

/**
 * The pages that speak of runs known by their index line alone (gaps, those that it took no part in, never ran) or held back: their own,
 * their neighbours', and of each partition the next run that had it in, which names what it skipped.
 */
function pagesOfLines(archive: ArchiveReader, rules: Rules, blocks: readonly number[]): number[] {
  return blocks.flatMap((block) =>
    runsOfBlock(archive, block)
      .filter(isKnownByLine)
      .flatMap(({ run }) => [run, ...neighboursAndNextIn(archive, rules, run)]),
  );
}

/** Whether pages tell of a run what its line in the index says. */
export function isKnownByLine({ line }: KnownRun): boolean {
  if (line.kind !== 'archived' || isAccepted(line)) return true;
  return Object.values(line.partitions).some(({ inclusion }) => inclusion === 'held');
}

function neighboursAndNextIn(archive: ArchiveReader, rules: Rules, run: number): number[] {
  const pages = runBefore(archive, run);
  const waiting = new Set(rules.partitions);
  let isNext = true;
  for (const { run: later, line } of runsAfter(archive, run)) {
    const included = [...waiting].filter(
      (partition) => line.kind === 'archived' && line.partitions[partition]?.inclusion === 'in',
    );
    if (isNext || included.length > 0) pages.push(later);
    isNext = false;
    for (const partition of included) waiting.delete(partition);
    if (waiting.size === 0) break;
  }
  return pages;
}

/** A list links to the blocks before and after it. */
function withNeighbours(archive: ArchiveReader, changed: readonly number[]): number[] {
  const all = listBlocks(archive);
  const neighbours = changed.flatMap((block) => {
    const index = all.indexOf(block);
    return index < 0 ? [] : [all[index - 1], all[index + 1]].filter((neighbour) => neighbour !== undefined);
  });
  return unique([...changed, ...neighbours]).filter((block) => archive.readIndex(block) !== null);
}

function unique(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}

/** The known run before a run, if any. */
function runBefore(archive: ArchiveReader, run: number): number[] {
  const before = runsBefore(archive, run).next().value;
  return before === undefined ? [] : [before.run];
}
