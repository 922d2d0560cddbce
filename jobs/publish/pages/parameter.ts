import { timelineFolder, timelinePath } from '../../../archive/documents/layout.ts';
import { readTimelineAt } from '../../../archive/documents/documents.ts';
import type { Timeline } from '../../../model/change.ts';
import { equalityOf, makeFormKey } from '../../../model/compare.ts';
import { findAgreement, findFlapping } from '../../../model/timeline.ts';
import { changesOf, countOf, mainRunKey, shortPartition } from '../../../model/labels.ts';
import { toSpan, toTimeView } from '../../../model/time.ts';
import { toVisible } from '../../../model/visible.ts';
import { lastRuns } from '../../../queries/look-back.ts';
import { toChip } from '../../../templates/components/chip.ts';
import type { Words } from '../../../templates/components/links.ts';
import { toValueView } from '../../../templates/components/value.ts';
import { acrossPath, apiLink, parameterFeedLink, parameterFile, parameterLink } from '../addresses.ts';
import { parameterNotePath, toNoteView } from '../notes.ts';
import { COLOURS, markValues, toBands } from './bands.ts';
import { toBlamedLines } from './blamed-lines.ts';
import { sayFlapping } from './entry-history.ts';
import type { PageKind } from './page.ts';
import { toValueRows } from './parameter-values.ts';
import type { SiteContext } from './site-context.ts';

/** A value of now, cut. */
const LONGEST = 200;
/** So many long values are read to tell which are the same, and since when two partitions have the same. */
const MOST_READ = 50;
/** So many runs are named that brought another run key. */
const NAMED_KEYS = 8;

/**
 * The page of a parameter over all partitions that have it, and one of each: what it is now, its life drawn, and its values,
 * newest first. It is told by the path of a timeline, or by what stands for those of all partitions (`acrossPath`).
 */
export const PARAMETER: PageKind<string> = {
  name: 'parameter',
  section: 'parameters',
  select: ({ parameters }) => [...parameters, ...new Set(parameters.map(acrossPath))],
  file: parameterFile,
  view: (context, path) => {
    const isAcross = path === acrossPath(path);
    const ofPartition = (partition: string) => path.replace('parameters', timelineFolder(partition));
    const paths = isAcross ? context.rules.partitions.map(ofPartition) : [path];
    const timelines = paths.flatMap((timeline) => readTimelineAt(context.archive, timeline) ?? []);
    const lives = timelines.map((timeline) => withAbsence(context, timeline));
    const [first] = lives;
    if (first === undefined) return null;
    // Of the newest value, beside which it stands. While it was absent it had no lines.
    const blamed = isAcross || timelines[0] === undefined ? null : toBlamedLines(context, timelines[0]);
    return { ...toParameterPage(context, first, lives, isAcross), blamed };
  },
};

/** A timeline that begins where anything is known of its parameter: absent, where it was added. */
function withAbsence({ timelines }: SiteContext, timeline: Timeline): Timeline {
  return { ...timeline, starts: [...timelines.historyOf(timeline.partition, timeline.parameter)] };
}

function toParameterPage(context: SiteContext, first: Timeline, timelines: readonly Timeline[], isAcross: boolean) {
  const { partition, parameter } = first;
  const all = timelines.flatMap(({ starts }) => starts).sort((a, b) => a.from - b.from);
  const changes = timelines.reduce((sum, { starts }) => sum + starts.length - 1, 0);
  const [begin, end] = [all[0]?.from ?? 0, all.at(-1)?.from ?? 0];
  // What comes after the last value makes no page stale that it is on.
  const keyRuns = findKeyRuns(context, timelines).filter((run) => run > begin && run <= end);
  const keyOf = makeFormKey(context.rules, partition, parameter, context.readValue, MOST_READ);
  const markOf = markValues(all, keyOf);
  const bands = toBands(timelines, markOf, keyRuns, (run) => context.startOf(run), context.settings.zone);
  const name = toVisible(parameter);
  const title = isAcross ? name : `${name} in ${toVisible(shortPartition(partition))}`;
  return {
    title,
    description: `${title}: ${changes === 0 ? 'no change known' : changesOf(changes)} since run ${begin}`,
    ...(!isAcross && { feed: parameterFeedLink(partition, parameter) }),
    parameter: name,
    // Whose page it is; null: of all.
    chip: isAcross ? null : toChip(context, partition),
    across: parameterLink(null, parameter),
    now: timelines.map((timeline) => toNow(context, timeline, timelines[0], isAcross)),
    isAcross,
    changes,
    distinct: countOf(new Set(all.map(({ value }) => keyOf(value))).size, 'value'),
    first: begin,
    bands,
    keyRuns: { name: mainRunKey()?.name, named: keyRuns.slice(-NAMED_KEYS), all: keyRuns.length },
    // How many of them have a colour, the newest ones; null: all.
    coloured: bands.scale === null && all.some(({ value }) => markOf(value) === 'plain') ? COLOURS : null,
    ...toValueRows(context, timelines, bands.scale === null ? markOf : () => 'plain'),
    zone: context.settings.zone,
  };
}

/** What a partition has now, since when, and what it had before. */
function toNow(context: SiteContext, timeline: Timeline, first: Timeline | undefined, isAcross: boolean) {
  const { partition, parameter, starts } = timeline;
  const [newest, before] = [starts.at(-1), starts.at(-2)];
  const startOf = (run: number | undefined) => (run === undefined ? null : context.startOf(run));
  return {
    chip: toChip(context, partition, isAcross ? parameterLink(partition, parameter) : null),
    value: toValueView(context, newest?.value ?? null, LONGEST),
    since: newest?.from ?? 0,
    time: toTimeView(startOf(newest?.from), context.settings.zone),
    before: before === undefined ? null : toValueView(context, before.value),
    lasted: toSpan(startOf(before?.from), startOf(newest?.from)),
    against: first === undefined || first === timeline ? [] : sayAgreement(context, first, timeline),
    flapping: toFlapping(context, timeline),
    notes: toNoteView(context, parameterNotePath(partition, parameter)),
    json: apiLink(timelinePath(partition, parameter)),
    feed: parameterFeedLink(partition, parameter),
  };
}

/** `the same as HBHE since run 392600` */
function sayAgreement({ rules, readValue }: SiteContext, first: Timeline, own: Timeline): Words {
  const isEqual = equalityOf(rules, first.partition, first.parameter, readValue, MOST_READ);
  const agreement = findAgreement(first.starts, own.starts, isEqual);
  if (agreement === null) return [];
  const { isSame, isAlways, isAtLeast, since } = agreement;
  const words = `${isSame ? 'the same as' : 'differs from'} ${toVisible(shortPartition(first.partition))}`;
  if (isAtLeast) return [`${words} at least since run `, since];
  return isAlways ? [`${words}, as ever since run `, since] : [`${words} since run `, since];
}

/** The runs that brought another run key to one of the partitions, ascending; none on the page of the run key itself. */
function findKeyRuns({ timelines }: SiteContext, own: readonly Timeline[]): number[] {
  const key = mainRunKey()?.parameter;
  if (key === undefined || key === own[0]?.parameter) return [];
  const runs = own.flatMap(({ partition }) => timelines.historyOf(partition, key).slice(1));
  return [...new Set(runs.map(({ from }) => from))].sort((a, b) => a - b);
}

/** Whether a timeline flaps is told by the runs up to its last change. */
function toFlapping({ archive, rules }: SiteContext, { partition, parameter, starts }: Timeline): Words | null {
  const last = starts.at(-1)?.from ?? 0;
  const isEqual = equalityOf(rules, partition, parameter, archive.readValue);
  const flapping = findFlapping(starts, isEqual, () => lastRuns(archive, partition, parameter, last));
  return flapping === null ? null : [...sayFlapping(flapping), ', until its last change.'];
}
