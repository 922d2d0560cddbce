import { blockOf } from '../../../archive/documents/layout.ts';
import type { ArchiveReader } from '../../../archive/documents/reader.ts';
import { findIndexLine, listBlocks, runsOfBlock, type KnownRun } from '../../../archive/documents/run-index.ts';
import type { ChangeEntry } from '../../../model/change.ts';
import { getOrMake } from '../../../model/lists.ts';
import type { ReadValue } from '../../../model/reading.ts';
import type { Rules } from '../../../model/rules.ts';
import type { IndexLine } from '../../../model/run.ts';
import { startedRuns, type StartedRun } from '../../../queries/period.ts';
import { RunReport, type ReportSource } from '../../../queries/run-report.ts';
import { Timelines } from '../../../queries/timelines.ts';
import type { SiteSettings } from '../../config/schema.ts';
import { assetsByName } from '../../package-root.ts';
import type { Revisions } from '../../state.ts';
import type { NoteHtml } from '../notes.ts';
import { NO_REVISIONS } from '../revisions.ts';

/** How many reports are kept: home page and feeds tell of the same runs. */
const KEPT_REPORTS = 200;
/** How many lines of the index: those around a run, and those in which its values began. */
const KEPT_LINES = 5000;

/**
 * What pages are made from: the archive and the settings, nothing else, so that the same run makes the same page whenever
 * it is rendered. What one page after the other asks for is kept.
 */
export class SiteContext implements ReportSource {
  readonly archive: ArchiveReader;
  readonly readValue: ReadValue;
  readonly rules: Rules;
  readonly settings: SiteSettings;
  readonly notes: NoteHtml;
  readonly timelines: Timelines;
  readonly revisions: Revisions;
  /** Where scripts and styles stand in the site, by name. */
  readonly assets = assetsByName();
  private readonly reports = new Map<number, RunReport>();
  private readonly lines = new Map<number, IndexLine | null>();
  private readonly indexTexts = new Map<string, string | null>();
  private readonly changedRunsOfBlock = new Map<number, readonly number[]>();
  private changedBlocks: readonly number[] | null = null;
  private readonly started: StartedRun[] = [];
  private readonly startedLater: Iterator<StartedRun, void>;

  /**
   * @param notes people's notes as HTML; left out: there are none
   * @param revisions what became of change sets, by the archive's commits; left out: nothing
   */
  constructor(
    archive: ArchiveReader,
    rules: Rules,
    settings: SiteSettings,
    notes: NoteHtml = () => null,
    revisions: Revisions = NO_REVISIONS,
  ) {
    this.archive = archive;
    this.readValue = archive.readValue;
    this.rules = rules;
    this.settings = settings;
    this.notes = notes;
    this.revisions = revisions;
    this.timelines = new Timelines(archive);
    this.startedLater = startedRuns(archive);
  }

  /**
   * The report of a run, for whoever says a few words of many runs; null: the archive does not know it. It is kept, so that
   * the page of a run, which asks for everything, makes one of its own.
   */
  report(run: number): RunReport | null {
    const cached = this.reports.get(run);
    if (cached !== undefined) return cached;
    const line = this.lineOf(run);
    if (line === null) return null;
    const report = new RunReport(this, run, line);
    if (this.reports.size >= KEPT_REPORTS) this.reports.clear();
    this.reports.set(run, report);
    return report;
  }

  /** The index line of a run; null: it is not known. Looked up alone, for runs that lie in many blocks. */
  lineOf(run: number): IndexLine | null {
    const cached = this.lines.get(run);
    if (cached !== undefined) return cached;
    const line = findIndexLine(this.archive, run, (path) => this.readIndexText(path));
    if (this.lines.size >= KEPT_LINES) this.lines.clear();
    this.lines.set(run, line);
    return line;
  }

  /** When a run began; null: unknown. */
  startOf(run: number): string | null {
    return this.lineOf(run)?.start ?? null;
  }

  /** The known runs with their starts, newest first, as far as the caller goes on asking: every week looks through them. */
  *startedRuns(): Generator<StartedRun> {
    for (let index = 0; ; index += 1) {
      const run = this.started[index] ?? this.startedLater.next().value;
      if (run === undefined) return;
      this.started[index] = run;
      yield run;
    }
  }

  /** The newest runs that the archive knows, newest first. */
  newestRuns(count: number): KnownRun[] {
    const runs: KnownRun[] = [];
    for (const block of listBlocks(this.archive).reverse()) {
      runs.push(...runsOfBlock(this.archive, block).toReversed());
      if (runs.length >= count) break;
    }
    return runs.slice(0, count);
  }

  /**
   * Runs that have a change set, newest first, block by block as far as the caller goes on asking. Change sets are files
   * of their own, so that no other run is looked at.
   * @param before only runs before this one
   */
  *changedRuns(before = Infinity): Generator<number> {
    this.changedBlocks ??= this.archive
      .list('changes')
      .map(Number)
      .sort((a, b) => b - a);
    for (const block of this.changedBlocks) {
      if (block <= blockOf(before)) yield* this.changedIn(block).filter((run) => run < before);
    }
  }

  /**
   * The reports of those of some runs that changed something, in their order.
   * @param most how many are enough
   * @param isOwn which changes count
   */
  findChanges(runs: Iterable<number>, most: number, isOwn: (entry: ChangeEntry) => boolean = () => true): RunReport[] {
    const reports: RunReport[] = [];
    for (const run of runs) {
      const report = this.report(run);
      if (report?.changeSet?.changes.some(isOwn) === true) reports.push(report);
      if (reports.length === most) break;
    }
    return reports;
  }

  private changedIn(block: number): readonly number[] {
    return getOrMake(this.changedRunsOfBlock, block, () => {
      const runs = this.archive.list(`changes/${block}`).map((name) => Number.parseInt(name, 10));
      return runs.sort((a, b) => b - a);
    });
  }

  private readIndexText(path: string): string | null {
    const text = this.indexTexts.get(path) ?? this.archive.readText(path);
    this.indexTexts.set(path, text);
    return text;
  }
}
