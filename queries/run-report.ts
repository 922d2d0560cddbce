import { readChanges, loadRun } from '../archive/documents/documents.ts';
import { readLine, runsAfter, runsBefore } from '../archive/documents/run-index.ts';
import type { ArchiveReader } from '../archive/documents/reader.ts';
import type { ChangeEntry, ChangeSet, NotCompared } from '../model/change.ts';
import { narrowCauses, type Cause } from '../model/explain.ts';
import { excerptLines } from '../model/excerpt.ts';
import { ungroupChanges, narrowEntries } from '../model/entries.ts';
import { explainNotCompared, explainUnread, runHeadline } from '../model/headline.ts';
import { kindLabel, labels } from '../model/labels.ts';
import { readingKey } from '../model/names.ts';
import type { Reading } from '../model/reading.ts';
import type { IndexLine, LoadedRun, PartitionLine, RunReading, Snapshot } from '../model/run.ts';
import type { Rules } from '../model/rules.ts';
import { summaryLines, type SummaryFacts } from '../model/summary.ts';
import { changedIn, findSuppressed, type Suppressed } from '../model/pair.ts';
import { toDuration } from '../model/time.ts';
import { reportDuring, type During } from './during.ts';
import { findCauses, reportCauses, type EntryReport } from './entry-report.ts';
import {
  findInReach,
  findMoves,
  findLongRun,
  findSkipped,
  type InclusionMove,
  type LongRun,
  type SkippedRun,
} from './look-back.ts';
import type { ArchivedLine } from './known-run.ts';
import {
  listMovedOthers,
  listUntracked,
  reportReadings,
  reportUnread,
  type ReportedReading,
} from './report-readings.ts';
import { digestOf, findEarlierTwins, findFirstAlike, type EarlierTwins } from './same-configuration.ts';
import type { Timelines } from './timelines.ts';

/** What a report is made from. */
export interface ReportSource {
  readonly archive: ArchiveReader;
  readonly rules: Rules;
  readonly timelines: Timelines;
}

/** How one partition took part in a run, and what it was compared with. */
export type PartitionReport = PartitionLine & { readonly partition: string };

/** What became of a run, or of one partition in it. */
export interface RunSummary {
  readonly headline: string;
  /** What changed, who was not in, and what was not compared, a line each. */
  readonly lines: readonly string[];
}

/**
 * Everything that can be said of one run, put together once: command line, JSON, pages, feeds and messages are written from
 * it and ask nothing else. A member is worked out when it is first asked for, since a feed needs a few of them and a page
 * needs all; the same run gives the same report whoever asks.
 *
 * Members that look into a snapshot throw RunInfoError `archive` where a file of the archive is missing or damaged.
 */
export class RunReport {
  readonly run: number;
  readonly line: IndexLine;
  private readonly source: ReportSource;
  private readonly worked = new Map<string, unknown>();

  constructor(source: ReportSource, run: number, line: IndexLine) {
    this.source = source;
    this.run = run;
    this.line = line;
  }

  /** The index line where the run is archived; null: only its line is known. */
  get archived(): ArchivedLine | null {
    return this.line.kind === 'archived' ? this.line : null;
  }

  /** What became of the run: `no changes`, `3 changes (HBHE 2, HF 1); not compared: HO held back`, `gap`. */
  get headline(): string {
    return this.headlineOf(this.partitions);
  }

  /** The headline, and below it what changed, who was not in and what was not compared, a line each. */
  get summary(): RunSummary {
    return this.summarise(this.partitions);
  }

  /** The same of some partitions alone. */
  summaryOf(...names: readonly string[]): RunSummary {
    return this.summarise(this.partitions.filter(({ partition }) => names.includes(partition)));
  }

  /**
   * The same for who follows what changes: with the first lines that differ in a text, and without who was not in. It stays
   * as it is whatever becomes of other runs.
   */
  newsOf(...names: readonly string[]): RunSummary {
    const partitions = this.partitions.filter(({ partition }) => names.includes(partition));
    const excerptOf = (entry: ChangeEntry) => excerptLines(entry, this.source.archive.readValue);
    return this.summarise(partitions, { inclusion: [], excerptOf });
  }

  /** How many changes it has; null: it has no snapshot, or no partition was in. */
  get changes(): number | null {
    return this.partitions.some(({ inclusion }) => inclusion === 'in') ? (this.archived?.changes ?? null) : null;
  }

  /** Why a run without a snapshot has none; null: it has one. */
  get why(): string | null {
    return this.line.kind === 'archived' ? null : this.line.why;
  }

  /** What is known of a stop that was not recorded; null: it was. Only the newest known run may still go on. */
  get noStop(): string | null {
    if (this.line.stop !== null) return null;
    return this.next === null ? 'not recorded when last read' : 'not recorded';
  }

  /** How the run ended, as far as is known: `ended after 3 h 05 min`, `stop not recorded when last read`. */
  get ending(): string {
    if (this.noStop !== null) return `stop ${this.noStop}`;
    const duration = toDuration(this.line.start, this.line.stop);
    return duration === null ? 'ended' : `ended after ${duration}`;
  }

  /** The known run after; null: none. */
  get next(): number | null {
    return this.once('next', () => runsAfter(this.source.archive, this.run).next().value?.run ?? null);
  }

  /** The known run before; null: none. */
  get previous(): number | null {
    return this.once('previous', () => runsBefore(this.source.archive, this.run).next().value?.run ?? null);
  }

  /** Every partition of the rules, in their order. */
  get partitions(): readonly PartitionReport[] {
    return this.once('partitions', () =>
      this.archived === null
        ? []
        : this.source.rules.partitions.map((partition) => {
            const line = this.archived?.partitions[partition];
            const { inclusion, base, changes, digest } = line ?? NOT_THERE;
            return { partition, inclusion, base, changes, digest };
          }),
    );
  }

  /** The change set; null: the run changed nothing. */
  get changeSet(): ChangeSet | null {
    return this.once('changeSet', () => (this.archived === null ? null : readChanges(this.source.archive, this.run)));
  }

  /** The entries of the change set by what explains them: run keys first, each with what follows from it as it did before. */
  get causes(): readonly Cause[] {
    return this.once('causes', () => (this.changeSet === null ? [] : findCauses(this.source, this.changeSet)));
  }

  /** The same with what is known about each entry: its history, and who has it, too. */
  get reportedCauses(): readonly Cause<EntryReport>[] {
    return this.once('reportedCauses', () =>
      this.changeSet === null ? [] : reportCauses(this.source, this.changeSet, this.causes),
    );
  }

  /** The same in a row: run keys and what nothing explains, then what follows from run keys. */
  get entries(): readonly EntryReport[] {
    const causes = this.reportedCauses;
    return [...causes.map(({ entry }) => entry), ...causes.flatMap(({ follows }) => follows)];
  }

  /** What could not be compared, by parameter: a reading that cannot be read, in this run or in its base. */
  get unread(): readonly NotCompared[] {
    return this.once('unread', () => reportUnread(this.source, this.run, this.partitions, () => this.changeSet));
  }

  /**
   * What was not compared and why, in words, by reason: held back, inclusion unknown, unreadable (rule 7). While there is
   * any, nothing may be called unchanged.
   */
  get notCompared(): readonly string[] {
    return this.once('notCompared', () => explainNotCompared(this.partitions, this.unread));
  }

  /** What could not be read of one partition: `CFGDOC_TXT unreadable`; empty: nothing. */
  unreadOf({ partition }: PartitionReport): string {
    return explainUnread(this.unread, partition);
  }

  /** Whether any partition was compared with a base run. Where none was, the headline says why and nothing else is to be said. */
  get isCompared(): boolean {
    return this.compared().length > 0;
  }

  /** Whether some partition took part, all that did were compared, and nothing differs from their base runs. */
  get isUnchanged(): boolean {
    return this.archived?.changes === 0 && this.isCompared && this.notCompared.length === 0;
  }

  /** The watched parameters of which nothing is said, since they were not tracked in this run or in the base run (rule 9). */
  get untracked(): readonly string[] {
    return this.once('untracked', () => listUntracked(this.source, this.run, this.compared()));
  }

  /** Differences from the base runs that are no changes: white space, order, names that are not watched. */
  get ignored(): readonly Suppressed[] {
    return this.once('ignored', () => {
      const changes = ungroupChanges(this.changeSet?.changes ?? []);
      return this.compared().flatMap(({ partition, base }) =>
        findSuppressed(
          this.source.rules,
          partition,
          loadRun(this.source.archive, base),
          this.loaded(),
          changedIn(changes, partition),
          this.source.archive.readValue,
        ),
      );
    });
  }

  /** Who came in or went out with this run. */
  get moves(): readonly InclusionMove[] {
    return this.once('moves', () => findMoves(this.source.archive, this.run));
  }

  /** The runs between a partition's base run and this one that were passed over, oldest first, and why (rule 10). */
  skippedOf({ partition, base }: PartitionReport): readonly SkippedRun[] {
    return this.once(`skipped ${partition}`, () => findSkipped(this.source.archive, partition, base, this.run));
  }

  /** The last earlier run with the same configuration of a partition; null: none in reach, or it has none. */
  sameAs({ partition, inclusion, digest }: PartitionReport): number | null {
    return inclusion === 'in' && digest !== null
      ? findInReach(this.source.archive, this.run, (line) => digestOf(line, partition) === digest)
      : null;
  }

  /** The last earlier run with another configuration of a partition; null: none in reach, or it has none. */
  lastDiffering({ partition, inclusion, digest }: PartitionReport): number | null {
    return inclusion === 'in' && digest !== null
      ? findInReach(this.source.archive, this.run, (line) => ![null, digest].includes(digestOf(line, partition)))
      : null;
  }

  /** The earlier runs in which the same partitions were in, with the same configuration each; null: it is not known in whole. */
  get twins(): EarlierTwins | null {
    return this.once('twins', () => findEarlierTwins(this.source.archive, this.run, this.line));
  }

  /** The run that has the same watched readings and begins the row of those that do; null: this one does. */
  get firstAlike(): number | null {
    return this.once('first alike', () => findFirstAlike(this.source.archive, this.run, this.line));
  }

  /** The last run up to this one that brought a value of a partition: it is the same since then. Null: none did. */
  sinceOf({ partition }: PartitionReport): number | null {
    return this.once(`since ${partition}`, () => this.source.timelines.newestStart(partition, this.run));
  }

  /** All readings with the run that brought each, watched ones told apart; and what changed during the run (rule 6). */
  get readings(): readonly ReportedReading[] {
    return this.once('readings', () =>
      this.archived === null ? [] : reportReadings(this.source, this.loaded(), this.archived),
    );
  }

  /** The names of what changed during the run and is not watched: some do in every run. */
  get movedOthers(): readonly string[] {
    return this.archived === null ? [] : listMovedOthers(this.source, this.snapshot, this.archived);
  }

  /** What changed between the start of the run and its end in the partitions that were in (rule 6). */
  get during(): During {
    return this.once('during', () => {
      const included = this.partitions.filter(({ inclusion }) => inclusion === 'in').map(({ partition }) => partition);
      return included.length === 0 ? NOTHING_DURING : reportDuring(this.source, this.snapshot, included);
    });
  }

  /** What level one says under a name, at the end of the run or when it was last read (rule 16); null: nothing. */
  levelOne(parameter: string): Reading | null {
    const { levelOne } = this.source.rules;
    if (levelOne === null) return null;
    const { readings } = this.snapshot;
    const key = readingKey(levelOne, parameter);
    const reading = Object.hasOwn(readings, key) ? readings[key] : undefined;
    return reading === undefined ? null : lastOf(reading);
  }

  /** What people wrote about the run; null: nothing. */
  get comment(): string | null {
    return this.levelOneText(labels().comment);
  }

  /** The error that level one reported; null: none. */
  get error(): string | null {
    return this.levelOneText(labels().error);
  }

  /**
   * The last earlier long run of the same sequence, worth comparing with; null: none in reach.
   * @param least seconds that make a run long (setting `longRun`)
   */
  longRun(least: number): LongRun | null {
    return this.once(`longRun ${least}`, () => findLongRun(this.source.archive, this.run, least));
  }

  /** The snapshot. Throws RunInfoError `archive` where there is none. */
  get snapshot(): Snapshot {
    return this.loaded().snapshot;
  }

  private levelOneText(parameter: string | null): string | null {
    const reading = this.archived === null || parameter === null ? null : this.levelOne(parameter);
    return reading?.kind === 'value' ? this.source.archive.readValue(reading.value).trim() : null;
  }

  private loaded(): LoadedRun {
    return this.once('loaded', () => loadRun(this.source.archive, this.run));
  }

  /** The partitions that have a base run. */
  private compared(): { partition: string; base: number }[] {
    return this.partitions.flatMap(({ partition, base }) => (base === null ? [] : [{ partition, base }]));
  }

  private headlineOf(partitions: readonly PartitionReport[]): string {
    if (this.line.kind === 'gap') return `${kindLabel('gap')}: could not be read`;
    if (this.line.kind !== 'archived') return kindLabel(this.line.kind);
    const changed = partitions.filter(({ changes }) => changes > 0);
    const counts = new Map(changed.map(({ partition, changes }) => [partition, changes]));
    return runHeadline(partitions, counts, pickPartitions(this.unread, partitions));
  }

  private summarise(
    partitions: readonly PartitionReport[],
    how: Pick<SummaryFacts, 'inclusion' | 'excerptOf'> = {},
  ): RunSummary {
    const { readValue } = this.source.archive;
    const narrow = (entries: readonly ChangeEntry[]) =>
      narrowEntries(entries, readValue, (name) => partitions.some(({ partition }) => partition === name));
    const causes = narrowCauses(this.causes, narrow);
    const notCompared = pickPartitions(this.unread, partitions);
    const lines = summaryLines({ causes, partitions, notCompared, ...how }, readValue);
    return { headline: this.headlineOf(partitions), lines };
  }

  private once<Result>(key: string, make: () => Result): Result {
    if (!this.worked.has(key)) this.worked.set(key, make());
    return this.worked.get(key) as Result;
  }
}

/** The report of a run; null: the archive does not know it. */
export function reportRun(source: ReportSource, run: number): RunReport | null {
  const line = readLine(source.archive, run);
  return line === null ? null : new RunReport(source, run, line);
}

/** What of some entries concerns some partitions, with these alone. */
export function pickPartitions<Entry extends { readonly partitions: readonly string[] }>(
  entries: readonly Entry[],
  chosen: readonly PartitionReport[],
): Entry[] {
  return entries.flatMap((entry) => {
    const partitions = entry.partitions.filter((name) => chosen.some(({ partition }) => partition === name));
    return partitions.length === 0 ? [] : [{ ...entry, partitions }];
  });
}

const NOTHING_DURING: During = { changes: [], notCompared: [] };

const NOT_THERE = { inclusion: 'not-there', base: null, changes: 0, digest: null } as const;

function lastOf({ end, ...start }: RunReading): Reading {
  return end ?? start;
}
