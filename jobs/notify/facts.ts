import { readLine, runsAfter } from '../../archive/documents/run-index.ts';
import { loadRun } from '../../archive/documents/documents.ts';
import type { ArchiveReader } from '../../archive/documents/reader.ts';
import type { Change, ChangeEntry } from '../../model/change.ts';
import { diffableLines } from '../../model/compare.ts';
import { explainEntries } from '../../model/explain.ts';
import { findFlapping } from '../../model/flapping.ts';
import type { Flapping } from '../../model/flapping.ts';
import { groupChanges } from '../../model/group.ts';
import { readingKey } from '../../model/names.ts';
import type { Value } from '../../model/reading.ts';
import type { PartitionLine, Snapshot } from '../../model/run.ts';
import { diffLines } from '../../model/text-diff/index.ts';
import type { Hunk } from '../../model/text-diff/index.ts';
import { lastRuns } from '../../queries/look-back.ts';
import { findMoves } from '../../queries/inclusion-moves.ts';
import type { InclusionMove } from '../../queries/inclusion-moves.ts';
import { Timelines } from '../../queries/timelines.ts';
import { findLongRun } from '../../queries/look-back.ts';
import type { LongRun } from '../../queries/look-back.ts';
import type { PendingRun } from './pending.ts';

/** Of so many long values at most the difference is worked out: no message shows more. */
const MOST_TEXTS = 6;
/** A value up to this many characters on one line is said whole. */
const SHORT = 60;

/** An entry, and for long values what differs by line. */
export interface EntryFacts {
  readonly entry: ChangeEntry;
  readonly hunks: readonly Hunk[] | null;
}

/** Everything that a message about one run says, as read from the archive; plain JSON. */
export interface RunFacts {
  readonly run: number;
  readonly start: string | null;
  readonly stop: string | null;
  readonly sequence: string | null;
  /** Whether no later run is known. */
  readonly isNewest: boolean;
  readonly comment: string | null;
  readonly error: string | null;
  /** By partition: how it took part, and its base run. */
  readonly partitions: Readonly<Record<string, PartitionLine>>;
  readonly moved: readonly InclusionMove[];
  /** What no run key explains, and the run keys that explain others. */
  readonly entries: readonly EntryFacts[];
  /** By run key: what came with it as it did before. */
  readonly explained: readonly { readonly key: string; readonly entries: readonly ChangeEntry[] }[];
  /** By `PARTITION:NAME`: what goes to and fro. */
  readonly flapping: Readonly<Record<string, Flapping>>;
  readonly longRun: LongRun | null;
}

/**
 * Reads what a message about a run says.
 * @param levelOne the function manager whose comment and error are told (rule 16)
 * @param longRun how many seconds make a run long
 */
export function readFacts(
  archive: ArchiveReader,
  levelOne: string,
  { run, fresh }: Pick<PendingRun, 'run' | 'fresh'>,
  longRun: number,
): RunFacts {
  const line = readLine(archive, run);
  const archived = line?.kind === 'archived' ? line : null;
  const snapshot = archived === null ? null : loadRun(archive, run).snapshot;
  const { startsOf } = new Timelines(archive);
  const { unexplained, groups } = explainEntries(run, groupChanges(fresh), startsOf);
  let texts = 0;
  const entryFacts = (entry: ChangeEntry): EntryFacts => {
    const hasText = entry.compared !== 'list' && ![entry.before, entry.after].every(isShort);
    texts += hasText ? 1 : 0;
    return { entry, hunks: hasText && texts <= MOST_TEXTS ? readHunks(archive, entry) : null };
  };
  const flapping = fresh.flatMap(({ partition, parameter }: Change): [string, Flapping][] => {
    const starts = startsOf(partition, parameter).filter(({ from }) => from <= run);
    const found = findFlapping(starts, lastRuns(archive, partition, run));
    return found === null ? [] : [[readingKey(partition, parameter), found]];
  });
  const levelOneText = (parameter: string) => lastText(archive, snapshot, readingKey(levelOne, parameter));
  return {
    run,
    start: line?.start ?? null,
    stop: line?.stop ?? null,
    sequence: archived?.sequence ?? null,
    isNewest: runsAfter(archive, run).next().done === true,
    comment: levelOneText('HCAL_COMMENT'),
    error: levelOneText('SUPERVISOR_ERROR'),
    partitions: archived?.partitions ?? {},
    moved: findMoves(archive, run),
    entries: [...groups.map(({ key }) => key), ...unexplained].map(entryFacts),
    explained: groups.map(({ key, entries }) => ({ key: key.parameter, entries })),
    flapping: Object.fromEntries(flapping),
    longRun: findLongRun(archive, run, longRun),
  };
}

/** Whether a value is said whole: absent, or one short line. */
export function isShort(value: Value | null): boolean {
  return value === null || (typeof value === 'string' && value.trim().length <= SHORT && !/[\r\n]/.test(value.trim()));
}

function readHunks(archive: ArchiveReader, { before, after, compared }: ChangeEntry): readonly Hunk[] {
  const text = (value: Value | null) => (value === null ? null : archive.readValue(value));
  return diffLines(...diffableLines(compared, [text(before), text(after)])).hunks;
}

/** What a parameter said at the end of the run, or says now; null: nothing. */
function lastText(archive: ArchiveReader, snapshot: Snapshot | null, key: string): string | null {
  const readings = snapshot?.readings ?? {};
  const reading = Object.hasOwn(readings, key) ? readings[key] : undefined;
  const last = reading?.end ?? reading;
  return last?.kind === 'value' ? archive.readValue(last.value).trim() : null;
}
