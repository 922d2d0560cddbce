/** What every message says. What comes from RunInfo stands in `mono` or `code`: whatever it holds, it is shown as it is. */
import type { ChangeEntry } from '../../model/change.ts';
import { isShort } from '../../model/excerpt.ts';
import { followsFrom } from '../../model/explain.ts';
import { countByPartition, groupChanges } from '../../model/entries.ts';
import { chunk, groupBy } from '../../model/lists.ts';
import { countOf, INCLUSION_LABELS, labels, runKeyLabel, shortPartition, shortPartitions } from '../../model/labels.ts';
import type { Value } from '../../model/reading.ts';
import { shortPair } from '../../model/short-value.ts';
import {
  countWords,
  describeCounts,
  describeEntry,
  describeFollowing,
  describeFurtherWithdrawn,
  describeNamed,
  describeNotes,
  headline,
  isSecretChange,
  listBases,
  withdrawnHeadline,
} from '../../model/summary.ts';
import { toDuration, toTimeView } from '../../model/time.ts';
import { describeUncompared } from '../../model/headline.ts';
import { cutText, joinLines } from '../../model/visible.ts';
import type { RunCounts } from '../../queries/report.ts';
import { code, item, line, link, links, mono, title, type Block, type Part, type Piece } from './body.ts';
import type { MessageReport, PendingRun, ReportOf, SaidEntry } from './pending.ts';
import type { InclusionMove } from '../../queries/look-back.ts';
import { flappingOf, type Selection, type ShownEntry } from './select.ts';

/** So many parameters of which a later reading withdrew a change are named. */
const MOST_WITHDRAWN = 15;
/** So many parameters that changed during the run are named. */
const MOST_DURING = 5;
/** So many names stand in a line that folds many. */
const MOST_NAMES = 12;
/** Up to so many runs have a line each in a digest; more are named by their numbers, so many in a paragraph. */
const DIGEST = { lines: 25, numbers: 200 } as const;
/** So many parameters are named in a line of a digest. */
const MOST_DIGEST_NAMES = 3;
/** What people or programs wrote is told up to this length. */
const LONGEST_TEXT = 200;

/** What messages link to, and the zone in which they tell the time. */
export interface MessageContext {
  /** Where the site is served, with a slash at its end; null: nowhere. */
  readonly siteUrl: string | null;
  /** Links elsewhere; `{run}` in an address stands for the run. */
  readonly links: readonly { readonly name: string; readonly url: string }[];
  readonly zone: string;
  /** Seconds that make a run long. */
  readonly longRun: number;
  readonly reportOf: ReportOf;
}

/** The lines of a message; null: one that there is no need for. */
type Lines = readonly (Block | null)[];

/** The message about one run: what is pending of it, and how the run goes. */
export function sayRun(
  pending: PendingRun,
  { shown, more, explained, flapping, expected }: Selection,
  context: MessageContext,
): Lines {
  const report = context.reportOf(pending.run);
  const { run, why, comment, error, notCompared, during } = report;
  const withdrawn = groupChanges(pending.withdrawn);
  const further = describeFurtherWithdrawn(withdrawn.slice(MOST_WITHDRAWN));
  const unshown = explained.filter((own) => !shown.some(({ entry }) => followsFrom(entry, own)));
  return [
    title(`Run ${run}: ${sayHeadline(pending, report)}`),
    why !== null && report.line.start === null
      ? null
      : line(
          [...saySequence(report), sayStart(report, context.zone), report.ending, ...sayBases(report, pending)].join(
            ' · ',
          ),
        ),
    why === null ? null : line('not archived: ', mono(quote(why))),
    ...shown.flatMap((entry) => sayEntry(entry, explained)),
    more === 0 ? null : item(`… and ${countOf(more, 'more parameter')}`),
    ...[...groupBy(unshown, ({ explainedBy }) => explainedBy)].map(([key, of]) => line(key ?? '', ...sayFollowing(of))),
    flapping.length === 0 ? null : line('Flapping: ', listNames(flapping.flatMap(sayFlapping))),
    ...expected.map(({ entries, expectation: { reason, owner, expires } }) =>
      line(`Expected: ${listNames(entries.map(nameEntry))} (${reason}; ${owner}, until ${expires})`),
    ),
    ...withdrawn.slice(0, MOST_WITHDRAWN).map((entry) => line(`withdrawn by a later reading: ${describeNamed(entry)}`)),
    further === null ? null : line(further),
    ...(during.changes.length === 0 ? [] : [line('Changed during the run, after its start:')]),
    ...during.changes.slice(0, MOST_DURING).flatMap((entry) => item(...sayEntryLine(entry))),
    during.changes.length <= MOST_DURING
      ? null
      : item(`… and ${countOf(during.changes.length - MOST_DURING, 'more parameter')}`),
    error === null ? null : line(`${labels().name}'s error: `, mono(quote(error))),
    comment === null ? null : line(`${labels().name}'s comment: `, mono(quote(comment))),
    notCompared.length === 0 ? null : line(`not compared: ${notCompared.join('; ')}`),
    pending.taken.length === 0 ? null : line(`until now: ${describeUncompared(pending.taken)}`),
    line(sayMoves(report).join('; ')),
    links(...runLinks(report, context)),
  ];
}

/** One message for many runs, after the collector or the webhook was away. It names every run that it covers. */
export function sayDigest(pending: readonly PendingRun[], { siteUrl, reportOf }: MessageContext): Lines {
  return [
    title(`${sayRuns(pending)}, ${pending[0]?.run} to ${pending.at(-1)?.run}`),
    line(
      ['Said in one message, since they came at once', ...sayTotal(pending)].join(': '),
      '.',
      sayUncomparedRuns(pending),
    ),
    ...(pending.length > DIGEST.lines
      ? chunk(pending, DIGEST.numbers).map((some) => line(some.map(({ run }) => run).join(', ')))
      : pending.map((ofRun) => {
          const { run, fresh, withdrawn } = ofRun;
          // Behind what changed stands nothing that did not: the headline counts either.
          const named = fresh.length > 0 ? fresh : withdrawn;
          const names = [...new Set(named.map(({ parameter }) => parameter))];
          const listed = names.length === 0 ? '' : `: ${listNames(names, MOST_DIGEST_NAMES)}`;
          const gone =
            named === withdrawn || withdrawn.length === 0 ? '' : `; ${withdrawnHeadline(groupChanges(withdrawn))}`;
          return item(runLink(run, siteUrl), `: ${sayHeadline(ofRun, reportOf(run))}${listed}${gone}`);
        })),
    siteLink('All runs', 'runs/', siteUrl),
  ];
}

/** The first message of all, where a long history was read at once. */
export function sayFirst(pending: readonly PendingRun[], siteUrl: string | null): Lines {
  return [
    title(`The archive begins: ${sayRuns(pending)}`),
    line(
      `${[`Runs ${pending[0]?.run} to ${pending.at(-1)?.run}`, ...sayTotal(pending)].join(', ')}. `,
      'From now on a run that changes something has a message of its own.',
      sayUncomparedRuns(pending),
    ),
    siteLink('All runs', 'runs/', siteUrl),
  ];
}

/**
 * Once a day, where a time is set for it: that nothing happened is worth saying.
 * @param since the moment from which on it counts, in words
 * @param unread `was last read 2026-06-01 22:00 (UTC)`: since when runs may be missing; null: none are
 */
export function sayDaily(
  { runs, changes, gaps, notCompared, newest }: RunCounts,
  since: string,
  unread: string | null,
  siteUrl: string | null,
): Lines {
  const lacking = [
    ...(notCompared === 0 ? [] : [`${notCompared} not compared, or not all of it`]),
    ...(gaps === 0 ? [] : [`${gaps} could not be read`]),
    ...(unread === null ? [] : ['newer runs may be missing']),
  ];
  return [
    title([`${countOf(runs, 'run')}, ${countOf(changes, 'change')}`, ...lacking].join('; ')),
    line(
      `Since ${since}`,
      notCompared === 0 ? '' : `; ${countOf(notCompared, 'run was', 'runs were')} not compared, or not all of it`,
      gaps === 0 ? '' : `; ${gaps} could not be read and ${gaps === 1 ? 'is' : 'are'} tried again`,
      '.',
      newest === null ? '' : ` Newest run ${newest}.`,
      unread === null ? '' : ` The source ${unread}.`,
    ),
    siteLink('The newest runs', '', siteUrl),
  ];
}

/** What people are told of the collector's own trouble: it begins, it goes on, it is over. */
export type TroubleStep = 'broken' | 'still' | 'works';

/**
 * The collector's own trouble.
 * @param why what kept the last tick from finishing
 * @param lasted how long it has gone on, in words
 */
export function sayTrouble(step: TroubleStep, why: string, lasted: string, siteUrl: string | null): Lines {
  const told =
    step === 'works'
      ? [
          title('The collector works again'),
          line(`It could not do its work for ${lasted}. What it missed is read now and said in its place.`),
        ]
      : [
          title(`The collector ${step === 'still' ? 'still ' : ''}cannot do its work`),
          line(`It has failed for ${lasted}: `, mono(why)),
          line('It tries again by itself at every tick; changes are not lost, they are said later.'),
        ];
  return [...told, siteLink('Status', 'status/', siteUrl)];
}

/**
 * `3 runs changed something, 2 runs had changes withdrawn`: what `sayTotal` counts. Of others it is said that they were not
 * compared, or who came back.
 */
function sayRuns(pending: readonly PendingRun[]): string {
  const changed = pending.filter(({ fresh }) => fresh.length > 0).length;
  const revised = pending.filter(({ withdrawn }) => withdrawn.length > 0).length;
  const uncompared = listUncomparedRuns(pending).length;
  // That none changed something is known only where all were compared.
  if (changed + revised === 0 && uncompared > 0) return `${countOf(uncompared, 'run')} not compared, or not all of it`;
  return [
    changed === 0 && revised > 0 ? [] : `${countOf(changed, 'run')} changed something`,
    revised === 0 ? [] : `${countOf(revised, 'run')} had changes withdrawn`,
  ]
    .flat()
    .join(', ');
}

/** ` Not compared, or not all of it: run 362690, 362695.`; nothing where all were. */
function sayUncomparedRuns(pending: readonly PendingRun[]): string {
  const runs = listUncomparedRuns(pending);
  return runs.length === 0 ? '' : ` Not compared, or not all of it: run ${listNames(runs)}.`;
}

function listUncomparedRuns(pending: readonly PendingRun[]): string[] {
  return pending.filter(({ uncompared }) => uncompared.length > 0).map(({ run }) => String(run));
}

/** What is pending of a run, in a few words: `3 parameters changed (HBHE 2, HF 1)`; else what became of the run. */
function sayHeadline({ fresh, withdrawn, moved, uncompared, taken }: PendingRun, report: MessageReport): string {
  if (fresh.length > 0)
    return countWords(countByPartition(groupChanges(fresh)), 'parameter changed', 'parameters changed');
  if (withdrawn.length > 0) return withdrawnHeadline(groupChanges(withdrawn));
  if (uncompared.length === 0 && taken.length > 0) return `taken: ${report.headline}`;
  if (moved.length === 0) return report.headline;
  return moved.map((move) => `${shortPartition(move.partition)} ${move.isIn ? sayIn(move) : 'out'}`).join(', ');
}

/**
 * How many changes some runs have in all, and how many were withdrawn: `3 changes (HF 3), 2 changes withdrawn (HO 2)`;
 * nothing where there is none, and not all was compared.
 */
function sayTotal(pending: readonly PendingRun[]): string[] {
  const fresh = groupChanges(pending.flatMap((ofRun) => ofRun.fresh));
  const withdrawn = groupChanges(pending.flatMap((ofRun) => ofRun.withdrawn));
  if (withdrawn.length > 0)
    return [[fresh.length === 0 ? [] : headline(fresh), withdrawnHeadline(withdrawn)].flat().join(', ')];
  return fresh.length === 0 && listUncomparedRuns(pending).length > 0 ? [] : [headline(fresh)];
}

function saySequence({ archived }: MessageReport): string[] {
  return archived === null || archived.sequence === null ? [] : [cutText(archived.sequence, 40)];
}

/** `started 2026-06-01 14:22 CEST (12:22 UTC)`. */
function sayStart({ line: { start } }: MessageReport, zone: string): string {
  const began = toTimeView(start, zone);
  const toMinute = (clock: string) => clock.replace(/:\d\d$/, '');
  return began === null
    ? 'start unknown'
    : `started ${toMinute(began.local)} ${began.zone} (${toMinute(began.utc)} UTC)`;
}

/** `against run 362691`, or which partitions against which run. */
function sayBases({ partitions }: MessageReport, { fresh }: PendingRun): string[] {
  return listBases(fresh, partitions).map(({ base, names }) => `${names} against run ${base}`.trimStart());
}

/** One parameter: before and after where they are short, else in words, and the lines that differ. */
function sayEntry({ entry, alike, lines }: ShownEntry, explained: Selection['explained']): Lines {
  const during = [...groupBy(entry.changedDuring, ({ run }) => run)].map(([run, of]) => {
    const names = of.length === entry.partitions.length ? '' : ` in ${shortPartitions(of.map((own) => own.partition))}`;
    return `, as already changed${names} during run ${run}`;
  });
  const following = sayFollowing(explained.filter((own) => followsFrom(entry, own)));
  const same = alike.length === 0 ? [] : [`; the same in ${listNames(alike)}`];
  const held = sayHeld(entry);
  return [item(...sayEntryLine(entry), ...held, ...same, ...during, ...following), lines === null ? null : code(lines)];
}

/** `; previous value held 25 days`, or how long in which partitions; nothing where it held for less than a day. */
function sayHeld({ kind, partitions, history }: SaidEntry): readonly Part[] {
  const own = history.filter(({ partition }) => kind !== 'added' && partitions.includes(partition));
  const spans = [...groupBy(own, ({ previous }) => daysBetween(previous.start, previous.seen))].filter(
    ([days]) => days > 0,
  );
  if (spans.length === 0) return [];
  const said = spans.map(([days, of]) => {
    const names = of.length === partitions.length ? '' : ` (${shortPartitions(of.map(({ partition }) => partition))})`;
    return `${countOf(days, 'day')}${names}`;
  });
  return [`; previous value held ${said.join(', ')}`];
}

/** Whole days between two moments; 0: none, or nobody knows. */
function daysBetween(from: string | null, to: string | null): number {
  return Math.floor((Date.parse(to ?? '') - Date.parse(from ?? '')) / 86_400_000) || 0;
}

/** `; 3 more follow from it, as last time: HCAL_TAG (HF), …`. */
function sayFollowing(entries: readonly SaidEntry[]): readonly Part[] {
  return entries.length === 0 ? [] : [`${describeFollowing(entries.length)}: `, listNames(entries.map(nameEntry))];
}

/** `HCAL_TAG (HF): v1 → v2`, `Run key LED → pp (HBHE)`. */
function sayEntryLine(entry: ChangeEntry): readonly Part[] {
  const names = `(${shortPartitions(entry.partitions)})`;
  const label = runKeyLabel(entry.parameter);
  if (label !== undefined) return [`${label} `, ...sayChange(entry), ` ${names}${describeNotes({ from: entry.from })}`];
  return [mono(entry.parameter), ` ${names}: `, ...sayChange(entry), describeNotes(entry)];
}

function sayChange(entry: ChangeEntry): readonly Part[] {
  const { kind, compared, before, after, added, removed } = entry;
  if (compared === 'list' || isSecretChange(entry)) return [describeEntry(entry)];
  if (entry.xml !== undefined) return [mono(describeEntry(entry))];
  const isWhole = isShort(before) && isShort(after);
  if (kind === 'added') return isWhole ? ['added: ', value(after)] : [`added, ${countOf(added, 'line')}`];
  if (kind === 'removed')
    return isWhole ? ['removed, was: ', value(before)] : [`removed, was ${countOf(removed, 'line')}`];
  const pair = shortPair(before, after);
  return pair === null ? [describeCounts(entry)] : [mono(pair.before), ' → ', mono(pair.after), pair.step];
}

function value(whole: Value | null): Piece {
  return mono(typeof whole === 'string' ? whole.trim() : '');
}

/** `HCAL_TAG (HF, back 4 times since run 362600)`, for each partition. */
function sayFlapping(entry: SaidEntry): string[] {
  return entry.partitions.flatMap((partition) => {
    const flapping = flappingOf(entry, partition);
    if (flapping === null) return [];
    const { returns, since } = flapping;
    return [`${entry.parameter} (${shortPartition(partition)}, back ${returns} times since run ${since})`];
  });
}

/** `HO out since this run`, `HF back, was out in run 362690`; who is out or not there as ever is not said. */
function sayMoves({ partitions, moves }: MessageReport): string[] {
  const said = partitions.flatMap(({ partition, inclusion }) => {
    const move = moves.find((candidate) => candidate.partition === partition);
    if (move === undefined) return [];
    const { before, was, isSure } = move;
    const then = `was ${INCLUSION_LABELS[was]} in run ${before}`;
    const now = INCLUSION_LABELS[inclusion];
    const words = move.isIn ? `${sayIn(move)}, ${then}` : isSure ? `${now} since this run` : `${now}, ${then}`;
    return [{ partition, words }];
  });
  return [...groupBy(said, ({ words }) => words)].map(
    ([words, of]) => `${shortPartitions(of.map(({ partition }) => partition))} ${words}`,
  );
}

/** A partition that was not there need not ever have been in. */
function sayIn({ was }: InclusionMove): string {
  return was === 'out' ? 'back' : 'in';
}

function runLinks(report: MessageReport, { siteUrl, links: elsewhere, longRun }: MessageContext): Piece[] {
  const { run } = report;
  const long = report.longRun(longRun);
  const compare = (url: string) =>
    long === null
      ? []
      : [
          link(
            `Compare with run ${long.run}, the last long one (${toDuration(long.start, long.stop)})`,
            `${url}compare/?from=${long.run}&to=${run}`,
          ),
        ];
  return [
    ...(siteUrl === null ? [] : [link(`Run ${run}`, `${siteUrl}runs/${run}/`), ...compare(siteUrl)]),
    ...elsewhere.map(({ name, url }) => link(name, url.replaceAll('{run}', String(run)))),
  ];
}

function runLink(run: number, siteUrl: string | null): Part {
  return siteUrl === null ? `Run ${run}` : link(`Run ${run}`, `${siteUrl}runs/${run}/`);
}

function siteLink(name: string, path: string, siteUrl: string | null): Block | null {
  return siteUrl === null ? null : links(link(name, `${siteUrl}${path}`));
}

/** What somebody wrote, on one line. */
function quote(text: string): string {
  return cutText(joinLines(text), LONGEST_TEXT);
}

/** `HCAL_LPMCONTROL (HBHE, HF)`. */
function nameEntry({ parameter, partitions }: ChangeEntry): string {
  return `${parameter} (${shortPartitions(partitions)})`;
}

function listNames(names: readonly string[], most = MOST_NAMES): string {
  const left = names.length - most;
  return [...names.slice(0, most), ...(left > 0 ? [`${left} more`] : [])].join(', ');
}
