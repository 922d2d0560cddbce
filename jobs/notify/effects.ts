import { parseChangeSet } from '../../archive/documents/documents.ts';
import type { CommitSteps, FileStep, Git } from '../../archive/store/git.ts';
import type { ArchiveWriter } from '../../archive/store/writer.ts';
import type { ChangeSet } from '../../model/change.ts';
import type { IndexLine } from '../../model/run.ts';
import { uncomparedOf, type Uncompared } from '../../model/headline.ts';

/** What commits did to something of a run. */
interface RunStep<Side> {
  readonly run: number;
  readonly before: Side;
  readonly after: Side;
}

/** One commit's effect on one change set; null: the run had none, or has none any more. */
export type ChangeSetStep = RunStep<ChangeSet | null>;

/** What commits did to what was not compared of one run. */
export type LineStep = RunStep<readonly Uncompared[]>;

/** What one commit did that may have to be announced. */
export interface Effect {
  readonly commit: string;
  readonly steps: readonly ChangeSetStep[];
  /** What it and the commits before it did, back to the last one that says so, too. */
  readonly lines: readonly LineStep[];
  /** The runs that it archived for the first time. */
  readonly archived: readonly number[];
}

/** Stands for the id of commits that are only planned. */
export const PLANNED = 'planned';

const CHANGES = /^changes\/\d+\/(\d+)\.json$/;
const SNAPSHOT = /^runs\/\d+\/(\d+)\.json$/;
const INDEX = /^runs\/\d+\/index\.json$/;

/**
 * Reads what the commits after `from` did. Those that follow moved settings announce nothing: the detector did not move (rule 9).
 * @param marks commits up to which something was announced
 */
export async function readEffects(
  git: Git,
  from: string | null,
  to: string,
  marks: ReadonlySet<string>,
): Promise<readonly Effect[]> {
  const commits = await git.stepsSince(from, to, ['changes', 'runs']);
  const stretches = findStretches(commits, marks);
  const touched = commits.filter(isLoud).map(({ id, steps }) => ({
    id,
    archived: steps.filter(({ path }) => SNAPSHOT.test(path)),
    read: [...steps.filter(({ path }) => CHANGES.test(path)), ...(stretches.get(id) ?? [])],
  }));
  const blobs = [
    ...new Set(touched.flatMap(({ read }) => read.flatMap(({ before, after }) => [before ?? [], after ?? []].flat()))),
  ];
  const texts = new Map(git.readObjects(blobs).map((text, index) => [blobs[index], text ?? '']));
  const textOf = (blob: string | null) => (blob === null ? null : (texts.get(blob) ?? ''));
  return touched.map(({ id, archived, read }) =>
    makeEffect(id, [
      ...archived,
      ...read.map(({ path, before, after }) => ({ path, before: textOf(before), after: textOf(after) })),
    ]),
  );
}

/**
 * What the commits of a dry run, which are only planned, do to the archive's newest commit: all in one.
 * @returns empty where none is planned, or none that is announced
 */
export async function readPlannedEffects(archive: ArchiveWriter): Promise<Effect[]> {
  const { git, headId, commits } = archive;
  const paths = [...new Set(commits.filter(isLoud).flatMap((commit) => commit.paths))];
  const names = paths.filter((path) => CHANGES.test(path) || INDEX.test(path) || SNAPSHOT.test(path));
  if (names.length === 0) return [];
  const texts = headId === null ? [] : git.readObjects(names.map((path) => `${headId}:${path}`));
  const steps = names.map((path, index) => ({ path, before: texts[index] ?? null, after: archive.readText(path) }));
  return [makeEffect(PLANNED, steps)];
}

/** @param steps with texts in place of blobs; of snapshots only whether they were there matters */
function makeEffect(commit: string, steps: readonly FileStep[]): Effect {
  const ofRuns = (pattern: RegExp) =>
    steps.flatMap((step) => {
      const run = pattern.exec(step.path)?.[1];
      return run === undefined ? [] : [{ ...step, run: Number(run) }];
    });
  const setOf = (path: string, text: string | null) => (text === null ? null : parseChangeSet(path, text));
  return {
    commit,
    steps: ofRuns(CHANGES).map(({ run, path, before, after }) => ({
      run,
      before: setOf(path, before),
      after: setOf(path, after),
    })),
    lines: steps.flatMap(({ path, before, after }) => (INDEX.test(path) ? compareIndexes(before, after) : [])),
    archived: ofRuns(SNAPSHOT).flatMap(({ run, before }) => (before === null ? [run] : [])),
  };
}

/** The runs that effects archived for the first time, and those that became gaps, each once. */
export function gainedRuns(effects: readonly Effect[]): number[] {
  const isGap = (side: LineStep['before']) => side.some(({ why }) => why === 'gap');
  const gained = effects.flatMap(({ archived, lines }) => [
    ...archived,
    ...lines.filter(({ before, after }) => isGap(after) && !isGap(before)).map(({ run }) => run),
  ]);
  return [...new Set(gained)];
}

/** Commits of settings announce nothing, and what somebody committed by hand nobody read. */
function isLoud({ subject }: { readonly subject: string }): boolean {
  return subject.startsWith('Run ');
}

/**
 * By the last commit of a stretch of commits: what the stretch did to each index. An index has all runs of its block, so
 * that reading it commit by commit would cost as much as the whole history; stretches end only where something was
 * announced, where settings moved, and at the end.
 */
function findStretches(
  commits: readonly CommitSteps[],
  marks: ReadonlySet<string>,
): ReadonlyMap<string, readonly FileStep[]> {
  const stretches = new Map<string, readonly FileStep[]>();
  let byPath = new Map<string, FileStep>();
  commits.forEach((commit, index) => {
    if (!isLoud(commit)) return;
    for (const step of commit.steps.filter(({ path }) => INDEX.test(path))) {
      byPath.set(step.path, { ...step, before: (byPath.get(step.path) ?? step).before });
    }
    const next = commits[index + 1];
    if (next !== undefined && isLoud(next) && !marks.has(commit.id)) return;
    stretches.set(commit.id, [...byPath.values()]);
    byPath = new Map();
  });
  return stretches;
}

/** What differs between two texts of an index in what was not compared. Canonical JSON has each run on a line of its own. */
function compareIndexes(before: string | null, after: string | null): LineStep[] {
  const [old, now] = [before, after].map((text) => new Set(text?.split('\n').map((line) => line.replace(/,$/, ''))));
  const parse = (lines: Iterable<string>, others: ReadonlySet<string> | undefined) =>
    new Map(
      [...lines].flatMap((line): [number, Uncompared[]][] => {
        const [, run, text] = (others?.has(line) ?? false) ? [] : (/^ {4}"(\d+)": (.*)$/.exec(line) ?? []);
        return text === undefined ? [] : [[Number(run), uncomparedOf(JSON.parse(text) as IndexLine)]];
      }),
    );
  const [earlier, later] = [parse(old ?? [], now), parse(now ?? [], old)];
  const runs = new Set([...earlier.keys(), ...later.keys()]);
  return [...runs].map((run) => ({ run, before: earlier.get(run) ?? [], after: later.get(run) ?? [] }));
}
