import type { ChangeSet, Timeline } from '../../model/change.ts';
import { RunInfoError } from '../../model/errors.ts';
import { lowerBound } from '../../model/lists.ts';
import type { LongValue, Reading } from '../../model/reading.ts';
import type { LoadedRun, Snapshot } from '../../model/run.ts';
import type { ArchivedRules } from '../../model/rules.ts';
import { changesSchema, type formatSchema, type Infer, type settingsFileSchema } from '../../model/schema.ts';
import { underRules } from '../../model/under-rules.ts';
import { changesPath, FORMAT_PATH, settingsPath, snapshotPath, timelineFolder, timelinePath } from './layout.ts';
import { ADVICE, damaged, type ArchiveDocument, type ArchiveReader } from './reader.ts';

/** `format.json`: the layout's version and the interpretation rules that everything derived was made under. */
export type FormatFile = Infer<typeof formatSchema>;

/** `settings/<digest>.json`. */
export type SettingsFile = Infer<typeof settingsFileSchema>;

/** The same as version 0.1.0 wrote it. */
export interface OldSettingsFile {
  readonly format: 1;
  readonly meaning: ArchivedRules;
}

/**
 * A document of one kind; null: there is none. All kinds but the index, which is read by `run-index.ts`, are read this way.
 * @param isKind finds the member that no other kind has
 * @throws RunInfoError `archive` naming the path of one that is damaged or of another kind
 */
export function readKind<Kind extends ArchiveDocument>(
  archive: ArchiveReader,
  path: string,
  isKind: (document: ArchiveDocument) => document is Kind,
): Kind | null {
  const document = archive.readDocument(path);
  if (document === null || isKind(document)) return document;
  throw damaged(path);
}

/** The layout and the rules in force; null: nothing is archived yet. */
export function readFormat(archive: ArchiveReader): FormatFile | null {
  return readKind(
    archive,
    FORMAT_PATH,
    (document): document is FormatFile => 'settings' in document && !('run' in document),
  );
}

/** The interpretation rules of a digest; null: the archive does not have them. */
export function readSettings(archive: ArchiveReader, digest: string): ArchivedRules | null {
  const document = archive.readDocument(settingsPath(digest));
  if (document === null) return null;
  if ('rules' in document) return document.rules;
  if ('meaning' in document) return document.meaning;
  throw damaged(settingsPath(digest));
}

/** The rules that stand there as version 0.1.0 wrote them, by digest: the next tick writes them anew. */
export function readOldSettings(archive: ArchiveReader): Map<string, ArchivedRules> {
  return new Map(
    settingsDigests(archive).flatMap((digest): [string, ArchivedRules][] => {
      const document = archive.readDocument(settingsPath(digest));
      return document && 'meaning' in document ? [[digest, document.meaning]] : [];
    }),
  );
}

/** All interpretation rules under which anything was read. */
export function readAllSettings(archive: ArchiveReader): ArchivedRules[] {
  return settingsDigests(archive).flatMap((digest) => readSettings(archive, digest) ?? []);
}

function settingsDigests(archive: ArchiveReader): string[] {
  return archive.list('settings').map((name) => name.replace('.json', ''));
}

/** The snapshot of a run; null: it has none. */
export function readSnapshot(archive: ArchiveReader, run: number): Snapshot | null {
  return readKind(archive, snapshotPath(run), (document) => 'readings' in document);
}

/** The long values of a snapshot, at start and at end. */
export function longValuesOf({ readings }: Snapshot): LongValue[] {
  return Object.values(readings)
    .flatMap((reading): Reading[] => (reading.end === undefined ? [reading] : [reading, reading.end]))
    .flatMap((reading) => (reading.kind === 'value' && typeof reading.value !== 'string' ? [reading.value] : []));
}

/** The long values that a run's change set names: some are in no snapshot, where a secret was taken out of one to compare it. */
export function longValuesOfChanges(changeSet: ChangeSet | null): LongValue[] {
  return (changeSet?.changes ?? [])
    .flatMap(({ before, after }) => [before, after])
    .filter((value) => value !== null && typeof value !== 'string');
}

/** The change set of a run; null: it changed nothing. */
export function readChanges(archive: ArchiveReader, run: number): ChangeSet | null {
  return readKind(archive, changesPath(run), (document) => 'changes' in document);
}

/**
 * The change set that a text holds: one of git's objects, say.
 * @param name what holds it, for the error
 * @throws RunInfoError `archive` where it is none
 */
export function parseChangeSet(name: string, text: string): ChangeSet {
  try {
    const document: unknown = JSON.parse(text);
    if (isChangeSet(document)) return document;
  } catch {
    // Said below, as what is not a change set.
  }
  throw new RunInfoError('archive', `${name} of the archive is no change set: run git fsck in its folder`);
}

/** What was read stays as it is: the schema would put its keys into another order. */
function isChangeSet(document: unknown): document is ChangeSet {
  return changesSchema.safeParse(document).success;
}

/**
 * Loads an archived run, as the rules in force have it.
 * @throws RunInfoError `archive` where its snapshot or the settings it names are missing
 */
export function loadRun(archive: ArchiveReader, run: number): LoadedRun {
  const snapshot = readSnapshot(archive, run);
  const rulesAtReading = snapshot && readSettings(archive, snapshot.settings);
  if (snapshot && rulesAtReading) {
    const digest = readFormat(archive)?.settings ?? snapshot.settings;
    const rules = digest === snapshot.settings ? rulesAtReading : readSettings(archive, digest);
    return { run, snapshot: underRules(snapshot, rulesAtReading, rules ?? rulesAtReading), rulesAtReading };
  }
  throw new RunInfoError('archive', `the archive lacks the snapshot of run ${run} or its settings: ${ADVICE}`);
}

/** How the line of a start begins in the text of a timeline; no value holds a line break, since JSON escapes it. */
const START = '\n    {"from":';
/** How many characters of a timeline are gone through start by start. */
const PIECE = 1000;

/** The timeline of a parameter; null: there is none. */
export function readTimeline(archive: ArchiveReader, partition: string, parameter: string): Timeline | null {
  return readTimelineAt(archive, timelinePath(partition, parameter));
}

/** A timeline by its path; null: there is none. */
export function readTimelineAt(archive: ArchiveReader, path: string): Timeline | null {
  return readKind(archive, path, (document) => 'starts' in document);
}

/** The timelines of a partition, in the order of their files. */
export function readTimelines(archive: ArchiveReader, partition: string): Timeline[] {
  const folder = timelineFolder(partition);
  return archive.list(folder).flatMap((name) => readTimelineAt(archive, `${folder}/${name}`) ?? []);
}

/** The timelines of the archive, as sorted paths. */
export function timelinePaths(archive: ArchiveReader): string[] {
  return archive
    .list('parameters')
    .flatMap((partition) => archive.list(`parameters/${partition}`).map((name) => `parameters/${partition}/${name}`))
    .filter((path) => path.endsWith('.json'));
}

/**
 * The runs at which a timeline has a new value, after one run and up to another, ascending. They are found in its text,
 * where each start has a line of its own in the order of runs (docs/format.md), by binary search among pieces of it, so
 * that a history of decades costs no more than one of weeks.
 * @param text the file of a timeline
 */
export function startsBetween(text: string, after: number, upTo: number): number[] {
  const firstIn = (piece: number) => runAt(text, text.indexOf(START, piece * PIECE));
  const piece = lowerBound(Math.ceil(text.length / PIECE), firstIn, after);
  const runs: number[] = [];
  for (let offset = text.indexOf(START, (piece - 1) * PIECE); offset >= 0; offset = text.indexOf(START, offset + 1)) {
    const run = runAt(text, offset);
    if (run > upTo) break;
    if (run > after) runs.push(run);
  }
  return runs;
}

/** The parameter that a timeline is of, found in its text; null: the text is no timeline. */
export function parameterOf(text: string): string | null {
  const name = /"parameter": ("[^\n]*"),/.exec(text)?.[1];
  return name === undefined ? null : (JSON.parse(name) as string);
}

/** The run of the start at an offset; Infinity: there is none. */
function runAt(text: string, offset: number): number {
  return offset < 0 ? Infinity : Number.parseInt(text.slice(offset + START.length), 10);
}
