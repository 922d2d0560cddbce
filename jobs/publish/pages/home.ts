import { listBlocks, runsOfBlock } from '../../../archive/documents/run-index.ts';
import { readChanges } from '../../../archive/documents/documents.ts';
import type { KnownRun } from '../../../archive/documents/run-index.ts';
import type { PartitionBase } from '../../../model/change.ts';
import { countChanges } from '../../../model/group.ts';
import { headline, inclusionLines } from '../../../model/summary.ts';
import { feedLink, runLink } from '../addresses.ts';
import { toChip } from './chip.ts';
import type { Chip } from './chip.ts';
import { toBriefEntry } from './entry.ts';
import type { BriefEntry } from './entry.ts';
import type { Facts } from './facts.ts';
import { pageView } from './page.ts';
import type { PageView } from './page.ts';
import type { RunLink } from './run-partitions.ts';
import { INCLUSION_WORDS, toRunRow } from './run-row.ts';
import type { RunRow } from './run-row.ts';
import { toStrip } from './strip.ts';
import type { Strip } from './strip.ts';
import { toVisible } from '../../../model/visible.ts';
import { toTimeView } from '../../../model/time.ts';
import type { TimeView } from '../../../model/time.ts';
import { toValueView } from './value.ts';
import type { ValueView } from './value.ts';

/** How many runs that changed something the home page shows, and how many entries of each. */
const NEWEST_CHANGES = 15;
const MOST_ENTRIES = 8;
/** How many runs a strip shows. */
const STRIP_RUNS = 60;

/** A run that changed something. */
export interface ChangedRun {
  readonly run: number;
  readonly link: string;
  readonly start: TimeView | null;
  readonly sequence: string;
  readonly headline: string;
  /** Who was not compared: `HO out`. */
  readonly notes: readonly string[];
  readonly entries: readonly BriefEntry[];
  readonly more: number;
}

/** What a partition runs with now. */
export interface PartitionNow {
  readonly chip: Chip;
  readonly feed: string;
  /** How it took part in the newest archived run. */
  readonly words: string;
  /** The newest run that had it in. */
  readonly lastIn: RunLink | null;
  /** The run that brought its newest value: the configuration is the same since then. */
  readonly since: (RunLink & { readonly start: TimeView | null }) | null;
  readonly runKey: ValueView | null;
  readonly parameters: number;
  /** The last runs, drawn. */
  readonly strip: Strip;
}

/** The home page. */
export interface HomePage extends PageView {
  readonly newest: RunRow | null;
  readonly changed: readonly ChangedRun[];
  readonly partitions: readonly PartitionNow[];
  /** How many runs are drawn. */
  readonly drawn: number;
  readonly oldest: RunLink | null;
}

/** The home page: newest changes first, what runs now, the last runs drawn. */
export function toHomePage(facts: Facts): HomePage {
  const recent = facts.newestRuns(STRIP_RUNS);
  const [block] = listBlocks(facts.archive);
  const oldest = block === undefined ? undefined : runsOfBlock(facts.archive, block)[0];
  return {
    ...pageView(facts, 'index.html', 'home', facts.title),
    newest: recent[0] === undefined ? null : toRunRow(facts, recent[0]),
    changed: newestChanges(facts, NEWEST_CHANGES).map((run) => toChangedRun(facts, run)),
    partitions: facts.rules.partitions.map((partition) => toPartitionNow(facts, partition, recent)),
    drawn: recent.length,
    oldest: oldest === undefined ? null : { run: oldest.run, link: runLink(oldest.run) },
  };
}

/** The newest runs that changed something, newest first. */
export function newestChanges(facts: Facts, count: number): number[] {
  const found: number[] = [];
  for (const run of facts.changedRuns()) {
    if (countChanges(readChanges(facts.archive, run)?.changes ?? []) > 0) found.push(run);
    if (found.length === count) break;
  }
  return found;
}

function toChangedRun(facts: Facts, run: number): ChangedRun {
  const changes = readChanges(facts.archive, run);
  const line = facts.lineOf(run);
  const entries = changes?.changes ?? [];
  return {
    run,
    link: runLink(run),
    start: toTimeView(line?.start ?? null, facts.settings.zone),
    sequence: line?.kind === 'archived' ? toVisible(line.sequence ?? '') : '',
    headline: toVisible(headline(entries)),
    notes:
      changes === null ? [] : inclusionLines({ partitions: changes.partitions.filter(isWorthSaying) }).map(toVisible),
    entries: entries.slice(0, MOST_ENTRIES).map((entry) => toBriefEntry(facts, run, entry)),
    more: Math.max(0, entries.length - MOST_ENTRIES),
  };
}

/** A partition that is not there is so for years; the page of the run says it. */
function isWorthSaying({ inclusion }: PartitionBase): boolean {
  return inclusion !== 'not-there';
}

function toPartitionNow(facts: Facts, partition: string, recent: readonly KnownRun[]): PartitionNow {
  const inclusion = (known: KnownRun) =>
    known.line.kind === 'archived' ? (known.line.partitions[partition]?.inclusion ?? 'not-there') : null;
  const newest = recent.find(({ line }) => line.kind === 'archived');
  const state = newest === undefined ? null : inclusion(newest);
  const lastIn = recent.find((known) => inclusion(known) === 'in');
  const timelines = facts.timelinesOf(partition);
  const since = Math.max(-1, ...[...timelines.values()].map((timeline) => timeline.starts.at(-1)?.from ?? -1));
  const line = since < 0 ? null : facts.lineOf(since);
  const runKey = timelines.get('LOCAL_RUNKEY_SELECTED')?.starts.at(-1)?.value ?? null;
  return {
    chip: toChip(facts, partition, `parameters/#p${toChip(facts, partition).slot}`),
    feed: feedLink(partition),
    words: state === null ? 'no run yet' : INCLUSION_WORDS[state],
    lastIn: lastIn === undefined ? null : { run: lastIn.run, link: runLink(lastIn.run) },
    since:
      since < 0
        ? null
        : { run: since, link: runLink(since), start: toTimeView(line?.start ?? null, facts.settings.zone) },
    runKey: runKey === null ? null : toValueView(facts, runKey),
    parameters: timelines.size,
    strip: toStrip(facts, partition, recent),
  };
}
