/** The rows of each table. */
import { readFormat, readTimelineAt, timelinePaths } from '../../archive/documents/documents.ts';
import type { ArchiveReader } from '../../archive/documents/reader.ts';
import { ungroupChanges } from '../../model/entries.ts';
import { compareText } from '../../model/lists.ts';
import { parseKey } from '../../model/names.ts';
import type { LongValue, Reading, Value } from '../../model/reading.ts';
import { isAccepted, type PartitionLine } from '../../model/run.ts';
import { toIntervals } from '../../model/timeline.ts';
import { Timelines } from '../../queries/timelines.ts';
import type { BlockRun, EarlierBlocks } from './blocks.ts';
import type { CHANGES, INCLUSION, INTERVALS, META, READINGS, RowOf, RUNS, VALUES } from './tables.ts';

/** The runs of a block. Nothing is counted of what was not compared, and no partition where it is unknown which were in. */
export function* runRows(runs: readonly BlockRun[]): Generator<RowOf<typeof RUNS>> {
  for (const { run, line, archived } of runs) {
    const { start, stop, kind } = line;
    const snapshot = archived?.snapshot;
    const isArchived = line.kind === 'archived';
    const partitions = isArchived ? Object.values(line.partitions) : [];
    const isKnown = isArchived && partitions.every(({ inclusion }) => inclusion !== 'unknown');
    yield {
      run,
      start,
      stop,
      kind,
      why: isArchived ? null : line.why,
      sequence: isArchived ? line.sequence : null,
      hcal: snapshot?.hcal ?? null,
      settings: snapshot?.settings ?? null,
      accepted: isAccepted(line),
      partitions_in: isKnown ? partitions.filter(({ inclusion }) => inclusion === 'in').length : null,
      changes: isArchived && partitions.some(isCompared) ? line.changes : null,
      readings: snapshot === undefined ? null : Object.keys(snapshot.readings).length,
    };
  }
}

/** How each partition took part in the runs of a block. */
export function* inclusionRows(runs: readonly BlockRun[]): Generator<RowOf<typeof INCLUSION>> {
  for (const { run, line } of runs) {
    for (const [partition, own] of line.kind === 'archived' ? Object.entries(line.partitions) : []) {
      const { inclusion, base, digest } = own;
      const changes = isCompared(own) ? own.changes : null;
      yield { run, partition, inclusion, base_run: base, changes, configuration: digest };
    }
  }
}

function isCompared({ inclusion, base }: PartitionLine): boolean {
  return inclusion === 'in' && base !== null;
}

/**
 * The readings of a block, one parameter after another and each run by run: equal values stand together, which halves
 * the file, and whoever asks for one parameter reads little of it.
 */
export function* readingRows(runs: readonly BlockRun[]): Generator<RowOf<typeof READINGS>> {
  const snapshots = runs.flatMap(({ archived }) => (archived === null ? [] : [archived.snapshot]));
  const keys = new Set(snapshots.flatMap(({ readings }) => Object.keys(readings)));
  for (const key of [...keys].sort(compareText)) {
    const { partition, parameter } = parseKey(key);
    for (const { run, readings } of snapshots) {
      const reading = readings[key];
      if (reading === undefined) continue;
      yield { run, partition, parameter, moment: 'start', ...toReadingCells(reading) };
      if (reading.end !== undefined) yield { run, partition, parameter, moment: 'end', ...toReadingCells(reading.end) };
    }
  }
}

/** What the runs of a block changed. */
export function* changeRows(runs: readonly BlockRun[]): Generator<RowOf<typeof CHANGES>> {
  for (const { run, archived } of runs) {
    const changeSet = archived?.changes;
    const bases = new Map(changeSet?.partitions.map(({ partition, base }) => [partition, base]));
    for (const change of ungroupChanges(changeSet?.changes ?? [])) {
      const { partition, parameter, kind, compared, added, removed } = change;
      const [before, after] = [toValueCells(change.before), toValueCells(change.after)];
      const base = bases.get(partition) ?? null;
      yield {
        run,
        partition,
        parameter,
        kind,
        compared,
        before: before.value,
        before_digest: before.digest,
        after: after.value,
        after_digest: after.digest,
        added,
        removed,
        base_run: base,
        before_run: change.from ?? base,
      };
    }
  }
}

/**
 * The intervals of every timeline, by partition and parameter, oldest first, as `history` tells them: where a parameter was
 * added, that it was absent comes first.
 * @param blocks every block, for the runs in which each was read
 */
export function* intervalRows(archive: ArchiveReader, blocks: EarlierBlocks): Generator<RowOf<typeof INTERVALS>> {
  const timelines = new Timelines(archive);
  for (const path of timelinePaths(archive)) {
    const timeline = readTimelineAt(archive, path);
    if (timeline === null) continue;
    const { partition, parameter } = timeline;
    const starts = timelines.historyOf(partition, parameter);
    for (const { value, from, to, runs } of toIntervals({ starts }, blocks.readIn(partition, parameter))) {
      yield { partition, parameter, ...toValueCells(value), from_run: from, to_run: to, runs };
    }
  }
}

/** The texts of some long values. */
export function* valueRows(archive: ArchiveReader, values: Iterable<LongValue>): Generator<RowOf<typeof VALUES>> {
  for (const value of values) {
    yield { digest: value.ref, text: archive.readValue(value), lines: value.lines, length: value.length };
  }
}

/** What an export is made from: the archive's commit, the version of its layout, and the settings in force. */
export function metaRow(archive: ArchiveReader): RowOf<typeof META> {
  const { format, settings } = readFormat(archive) ?? { format: 1, settings: null };
  return { commit_id: archive.headId, format, settings };
}

/** A value in four cells: a short one in place, a long one as its digest with its lines and length; absent: all null. */
function toValueCells(value: Value | null) {
  const isLong = value !== null && typeof value !== 'string';
  return {
    value: isLong ? null : value,
    digest: isLong ? value.ref : null,
    lines: isLong ? value.lines : null,
    length: isLong ? value.length : null,
  };
}

function toReadingCells(reading: Reading) {
  return {
    status: reading.kind,
    ...toValueCells(reading.kind === 'value' ? reading.value : null),
    spelling: reading.kind === 'absent' ? reading.spelling : null,
    why: reading.kind === 'unreadable' ? reading.why : null,
  };
}
