import { findIndexLine, listBlocks, runsOfBlock } from '../../../archive/documents/run-index.ts';
import { readTimelineAt } from '../../../archive/documents/timelines.ts';
import type { KnownRun } from '../../../archive/documents/run-index.ts';
import { blockOf, timelineFolder } from '../../../archive/documents/layout.ts';
import type { ArchiveReader } from '../../../archive/documents/reader.ts';
import type { Timeline } from '../../../model/change.ts';
import { compareText } from '../../../model/group.ts';
import type { Rules } from '../../../model/rules.ts';
import type { IndexLine } from '../../../model/run.ts';
import type { SiteSettings } from '../../config/schema.ts';
import { Memo } from '../memo.ts';
import type { NoteHtml } from '../notes.ts';
import type { Chip } from './chip.ts';
import type { ValueView } from './value.ts';

/**
 * What the view models are made from: the archive and the settings, nothing else, so that the same run makes the same
 * page whenever it is rendered (promise 7). Timelines and listings are kept, since every run page asks for them.
 */
export class Facts {
  readonly archive: ArchiveReader;
  readonly rules: Rules;
  readonly settings: SiteSettings;
  readonly notes: NoteHtml;
  /** Pieces that stand on page after page. */
  readonly chips = new Memo<Chip>();
  readonly timelineChips = new Memo<Chip>();
  readonly values = new Memo<ValueView>();
  private changed: number[] | null = null;
  private readonly lines = new Map<number, IndexLine | null>();
  private readonly indexTexts = new Map<string, string | null>();
  private readonly changedRunsOf = new Map<number, readonly number[]>();
  private readonly timelines = new Map<string, ReadonlyMap<string, Timeline>>();

  /** @param notes people's notes as HTML; left out: there are none */
  constructor(archive: ArchiveReader, rules: Rules, settings: SiteSettings, notes: NoteHtml = () => null) {
    this.archive = archive;
    this.rules = rules;
    this.settings = settings;
    this.notes = notes;
  }

  get title(): string {
    return 'HCAL run configuration';
  }

  /** The timelines of one partition by parameter, in the order of their names. */
  timelinesOf(partition: string): ReadonlyMap<string, Timeline> {
    const known = this.timelines.get(partition);
    if (known !== undefined) return known;
    const folder = timelineFolder(partition);
    const found = this.archive
      .list(folder)
      .map((name) => readTimelineAt(this.archive, `${folder}/${name}`))
      .filter((timeline) => timeline !== null)
      .sort((a, b) => compareText(a.parameter, b.parameter));
    const byName = new Map(found.map((timeline) => [timeline.parameter, timeline]));
    this.timelines.set(partition, byName);
    return byName;
  }

  /** The index line of a run; null: it is not known. Looked up alone, for runs that lie in many blocks. */
  lineOf(run: number): IndexLine | null {
    const known = this.lines.get(run);
    if (known !== undefined) return known;
    const line = findIndexLine(this.archive, run, (path) => this.readIndexText(path));
    this.lines.set(run, line);
    return line;
  }

  /** When a run began; null: unknown. */
  startOf(run: number): string | null {
    return this.lineOf(run)?.start ?? null;
  }

  private readIndexText(path: string): string | null {
    const known = this.indexTexts.get(path) ?? this.archive.readText(path);
    this.indexTexts.set(path, known);
    return known;
  }

  /** The newest runs that the archive knows, newest first. */
  newestRuns(count: number): KnownRun[] {
    const found: KnownRun[] = [];
    for (const block of listBlocks(this.archive).reverse()) {
      found.push(...runsOfBlock(this.archive, block).toReversed());
      if (found.length >= count) break;
    }
    return found.slice(0, count);
  }

  /**
   * Runs that have a change set, newest first, block by block as far as the caller goes on asking.
   * @param before only runs before this one
   */
  *changedRuns(before = Infinity): Generator<number> {
    this.changed ??= this.archive.list('changes').map(Number);
    for (const block of this.changed.sort((a, b) => b - a)) {
      if (block <= blockOf(before)) yield* this.changedIn(block).filter((run) => run < before);
    }
  }

  /** The runs of a block that have a change set, newest first. */
  private changedIn(block: number): readonly number[] {
    const known = this.changedRunsOf.get(block);
    if (known !== undefined) return known;
    const runs = this.archive.list(`changes/${block}`).map((name) => Number.parseInt(name, 10));
    this.changedRunsOf.set(
      block,
      runs.sort((a, b) => b - a),
    );
    return runs;
  }
}
