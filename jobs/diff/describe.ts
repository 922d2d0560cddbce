import { readLine } from '../../archive/documents/run-index.ts';
import type { ArchiveWriter } from '../../archive/store/writer.ts';
import type { ChangeEntry } from '../../model/change.ts';
import type { Cause } from '../../model/explain.ts';
import { kindLabel } from '../../model/labels.ts';
import type { ReadValue } from '../../model/reading.ts';
import type { Rules } from '../../model/rules.ts';
import type { IndexLine } from '../../model/run.ts';
import { countByPartition } from '../../model/entries.ts';
import { runHeadline } from '../../model/headline.ts';
import { summaryLines } from '../../model/summary.ts';
import { cutText, joinLines, toVisible } from '../../model/visible.ts';
import { findCauses } from '../../queries/entry-report.ts';
import { Timelines } from '../../queries/timelines.ts';
import type { Settings } from '../config/load.ts';
import { makeDerive, withdrawRun, type Derived } from './derive.ts';

/** A line of a commit's text has at most so many characters. */
const LONGEST = 1000;
/** So many lines of changes a commit's text has. */
const MOST_LINES = 500;

/** What a commit says. */
export interface CommitText {
  readonly subject: string;
  readonly body: readonly string[];
}

/**
 * Derives what follows from a run that was just recorded, and says what its commit says.
 * @param recorded whether there is a snapshot, the run's first or another, or only an index line; or the line that a run
 *   leaves which was archived before
 */
export function describeReadRun(
  archive: ArchiveWriter,
  { rules }: Pick<Settings, 'rules'>,
): (run: number, recorded: 'first' | 'again' | 'line' | IndexLine) => CommitText {
  const derive = makeDerive(archive, rules);
  return (run, recorded) => {
    if (recorded === 'line') return describeLine(run, readLine(archive, run));
    if (typeof recorded === 'string')
      return describeDerived(archive, rules, derive(run), recorded === 'again' ? 'read again' : null);
    return describeLine(run, recorded, withdrawRun(archive, derive, run, recorded).recomputed);
  };
}

/** What the commit of a run says from which everything was just derived. */
export function describeDerived(
  archive: ArchiveWriter,
  rules: Rules,
  derived: Derived,
  how: 'read again' | 'accepted' | null,
): CommitText {
  const causes = findCauses({ archive, rules, timelines: new Timelines(archive) }, derived.changeSet);
  return describeRun(derived, causes, archive.readValue, how);
}

/**
 * The words of an archived run's commit (docs/format.md): subject `Run 362695: 3 changes (HBHE 2, HF 1)`, body the plain
 * summary lines that feeds have, too, but for runs compared with in place of base runs, then trailers.
 * @param causes the entries of its change set by what explains them
 * @param readValue finds long values
 * @param how a word before the result, where the run was archived before; null: it is new
 */
export function describeRun(
  { changeSet, recomputed }: Derived,
  causes: readonly Cause[],
  readValue: ReadValue,
  how: 'read again' | 'accepted' | null,
): CommitText {
  const { run, changes, partitions, notCompared } = changeSet;
  const counts = countByPartition(changes);
  const headline = runHeadline(partitions, counts, notCompared);
  const also = sayRecomputed(recomputed);
  // What commits say stays as it is, so that their ids do: a run compared with in place of the base run is named by all others.
  const withoutFrom = (entry: ChangeEntry): ChangeEntry => ({ ...entry, from: undefined });
  const own = causes.map(({ entry, follows }) => ({ entry: withoutFrom(entry), follows: follows.map(withoutFrom) }));
  const all = summaryLines({ causes: own, partitions, notCompared }, readValue);
  const more = all.length > MOST_LINES ? [`and ${all.length - MOST_LINES} more lines: changes/ has them all`] : [];
  const lines = [...all.slice(0, MOST_LINES), ...more, ...also];
  const bases = new Set(partitions.flatMap(({ base }) => base ?? []));
  const trailers = [
    ...[...bases].sort((a, b) => a - b).map((base) => `Base: ${base}`),
    ...[...counts.keys()].map((partition) => `Partition: ${partition}`),
  ];
  return makeText(run, `${how === null ? '' : `${how}, `}${headline}`, lines, trailers);
}

/**
 * The words of the commit of a run that leaves an index line only: `Run 362690: never ran`, and why.
 * @param recomputed the other runs that were worked out again, where it was archived before
 */
export function describeLine(run: number, line: IndexLine | null, recomputed: readonly number[] = []): CommitText {
  if (line === null || line.kind === 'archived') return makeText(run, 'no longer known', [], []);
  return makeText(run, kindLabel(line.kind), [line.why, ...sayRecomputed(recomputed)], []);
}

function sayRecomputed(recomputed: readonly number[]): string[] {
  return recomputed.length > 0 ? [`Worked out again: run ${recomputed.join(', ')}`] : [];
}

/** Lines hold names and values as they were read: what could end a line, or the text, is made visible. */
function makeText(run: number, result: string, lines: readonly string[], trailers: readonly string[]): CommitText {
  const [subject = '', ...body] = [result, ...lines].map((line) => cutText(toVisible(joinLines(line)), LONGEST));
  return {
    subject: `Run ${run}: ${subject}`,
    body: [...body, ...(body.length > 0 ? [''] : []), `Run: ${run}`, ...trailers],
  };
}
