import { join } from 'node:path';
import { toCanonicalLine } from '../../archive/documents/canonical.ts';
import { readLine } from '../../archive/documents/run-index.ts';
import { DOCUMENT_SCHEMAS } from '../../model/schema.ts';
import { readTextFile } from '../../archive/store/files.ts';
import type { CommitSteps, Git } from '../../archive/store/git.ts';
import type { ArchiveWriter } from '../../archive/store/writer.ts';
import { groupBy } from '../../model/lists.ts';
import { isAccepted, type IndexLine } from '../../model/run.ts';
import { CHANGES, explainFile, INDEX, parseObject, SNAPSHOT, VALUE } from './files.ts';

/** A file under `runs/` that somebody else committed as it is, and what this program had committed there. */
export interface ForeignFile {
  readonly path: string;
  /** The commit that brought it, or took it away. */
  readonly by: string;
  /** The newest commit of this program's that had it; null: none had. */
  readonly own: string | null;
}

/**
 * The files under `runs/`, snapshots and indexes, that are as a commit of somebody else left them.
 * @param others the commits of others in the history of `head`
 */
export async function findForeign(git: Git, head: string, others: ReadonlySet<string>): Promise<ForeignFile[]> {
  if (others.size === 0) return [];
  const newest = [...stepsByPath(await git.stepsSince(null, head, ['runs']))].flatMap(([path, steps]) => {
    const last = steps.at(-1);
    return last === undefined || !others.has(last.commit) ? [] : [{ path, last }];
  });
  if (newest.length === 0) return [];
  // What this program committed may have come by a merge of somebody's.
  const whole = stepsByPath(await git.stepsSince(null, head, ['runs'], true));
  return newest.flatMap(({ path, last }): ForeignFile[] => {
    const steps = (whole.get(path) ?? []).filter(({ commit }) => !others.has(commit));
    const own = steps.findLast(({ after }) => after !== null);
    const isOwn = steps.some(({ after }) => after === last.after);
    return isOwn ? [] : [{ path, by: last.commit, own: own?.commit ?? null }];
  });
}

/**
 * The lines of indexes that are as a commit of somebody else left them, though nothing derives them: those of runs without a
 * snapshot, and whether somebody took a run in (rule 12). This program's own commits carry them on.
 * @param lost indexes that cannot be read
 * @returns by run, the line as it was before; null: there was none
 */
export async function findForeignLines(
  archive: ArchiveWriter,
  others: ReadonlySet<string>,
  lost: readonly string[],
): Promise<Map<number, IndexLine | null>> {
  const { git, headId } = archive;
  if (headId === null || others.size === 0) return new Map();
  const commits = (await git.stepsSince(null, headId, ['runs'], true)).filter(({ id }) => others.has(id));
  const steps = commits
    .flatMap((commit) => commit.steps)
    .filter(({ path }) => INDEX.test(path) && !lost.includes(path));
  const was = new Map<number, IndexLine | null>();
  const left = new Map<number, string>();
  for (const { before, after } of steps) {
    const [older, newer] = [readLines(git, before), readLines(git, after)];
    for (const run of new Set([...older.keys(), ...newer.keys()])) {
      if (sayRead(older.get(run)) === sayRead(newer.get(run))) continue;
      if (!was.has(run)) was.set(run, older.get(run) ?? null);
      left.set(run, sayRead(newer.get(run)));
    }
  }
  const foreign = [...was].flatMap(([run, line]): [number, IndexLine | null][] => {
    const now = readLine(archive, run);
    return sayRead(now) === left.get(run) ? [[run, restoreLine(now, line)]] : [];
  });
  return new Map(foreign);
}

/** A line as it was read before. What follows from the snapshot of an archived run stays for who derives it. */
function restoreLine(now: IndexLine | null, before: IndexLine | null): IndexLine | null {
  if (now?.kind !== 'archived') return before;
  const { accepted: _, ...derived } = now;
  return isAccepted(before) ? { ...derived, accepted: true } : derived;
}

function readLines(git: Git, blob: string | null): Map<number, IndexLine> {
  const [text = null] = blob === null ? [] : git.readObjects([blob]);
  const { data } = DOCUMENT_SCHEMAS.index.safeParse(parseObject(text ?? ''));
  return new Map(Object.entries(data?.runs ?? {}).map(([run, line]) => [Number(run), line]));
}

/** What of a line was read or said, and does not follow from a snapshot. */
function sayRead(line: IndexLine | null | undefined): string {
  if (!line) return '';
  return line.kind === 'archived' ? String(isAccepted(line)) : toCanonicalLine(line);
}

/**
 * Of some values that nothing names, those that nothing ever named when they came: a run that was read again may have
 * another value since.
 */
export async function neverOwned(git: Git, head: string, paths: readonly string[]): Promise<string[]> {
  if (paths.length === 0) return [];
  const wanted = new Set(paths);
  for (const { steps } of await git.stepsSince(null, head, ['runs', 'changes', ...paths])) {
    const came = steps.filter(({ path, before }) => wanted.has(path) && before === null);
    if (came.length === 0) continue;
    const isOwner = (path: string) => SNAPSHOT.test(path) || CHANGES.test(path);
    const owners = steps.flatMap(({ path, after }) => (isOwner(path) && after !== null ? [after] : []));
    const texts = git.readObjects(owners);
    for (const { path } of came) {
      const [, ref = ''] = VALUE.exec(path) ?? [];
      if (texts.some((text) => text?.includes(ref) === true)) wanted.delete(path);
    }
  }
  return [...wanted];
}

/**
 * Brings files back as the newest commit of this program's has them that is sound; of a value, whatever has it, the work
 * tree included. Snapshots are left alone.
 * @param others the commits of others in the history of HEAD
 * @returns those that are to be found nowhere
 */
export async function restoreFromHistory(
  archive: ArchiveWriter,
  others: ReadonlySet<string>,
  paths: readonly string[],
): Promise<string[]> {
  const { git, headId } = archive;
  if (headId === null || paths.length === 0) return [];
  const byPath = stepsByPath(await git.stepsSince(null, headId, paths));
  const lost: string[] = [];
  for (const path of paths) {
    const ids = (byPath.get(path) ?? []).flatMap(({ commit, after }) => (others.has(commit) ? [] : (after ?? [])));
    const texts = [...git.readObjects(ids.reverse()), readTextFile(join(archive.folder, path))];
    const sound = texts.find((text, index) => {
      const isHistory = index < ids.length || VALUE.test(path);
      return text !== null && isHistory && explainFile(path, text) === null;
    });
    if (typeof sound === 'string') archive.write(path, sound);
    else lost.push(path);
  }
  return lost;
}

/** By path, what each commit did to it, oldest first. */
function stepsByPath(commits: readonly CommitSteps[]) {
  const all = commits.flatMap(({ id, steps }) => steps.map((step) => ({ ...step, commit: id })));
  return groupBy(all, ({ path }) => path);
}
