import { parseChangeSet } from '../../archive/documents/documents.ts';
import type { CommitSteps, FileStep, Git } from '../../archive/store/git.ts';
import type { ChangeEntry } from '../../model/change.ts';
import { groupChanges, ungroupChanges } from '../../model/entries.ts';
import type { Revisions, State } from '../state.ts';

/** Of how many runs it is kept what became of their change sets: of the newest ones, which feeds are about. */
const MOST_RUNS = 1000;

/** Nothing was touched after it was made. */
export const NO_REVISIONS: Revisions = { clock: 0, recomputed: 0, runs: {} };

/**
 * Works out from the commits what became of change sets after they were made: when each was last touched, and what of it was
 * withdrawn by which reading. The documents cannot say it, since they are the same however runs came. A commit bears the date
 * of its run, also where that was read again, so that here its moment is at least a second after the commit before. It is kept of
 * the newest 1,000 runs: a feed then dates an older one by its start, and no longer says what was withdrawn of it.
 * @param published what was worked out up to a commit that git has, to go on from; null: begins with the first commit
 * @throws RunInfoError `archive` where git fails or an object is no change set
 */
export async function readRevisions(
  git: Pick<Git, 'stepsSince' | 'readObjects'>,
  published: Pick<NonNullable<State['published']>, 'commit' | 'revisions'> | null,
  head: string | null,
): Promise<Revisions> {
  const { commit = null, revisions = null } = published ?? {};
  if (head === null) return NO_REVISIONS;
  if (commit === head && revisions !== null) return revisions;
  const begin = revisions ?? NO_REVISIONS;
  const commits = await git.stepsSince(revisions === null ? null : commit, head, ['changes']);
  const steps = commits.flatMap(({ steps: ofCommit }) => ofCommit);
  const revised = new Set(steps.flatMap(({ path, before }) => (before === null ? [] : runOf(path))));
  const touched = steps.filter(({ path }) => revised.has(runOf(path)) || Object.hasOwn(begin.runs, runOf(path)));
  const blobs = [...new Set(touched.flatMap(({ before, after }) => [before ?? [], after ?? []].flat()))];
  const texts = git.readObjects(blobs);
  const entries = new Map(blobs.map((blob, index) => [blob, readEntries(blob, texts[index] ?? '')]));
  let { clock, recomputed } = begin;
  const runs = { ...begin.runs };
  for (const { subject, seconds, steps: ofCommit } of commits) {
    clock = Math.max(clock + 1, seconds);
    // One that recomputes everything is no reading: it dates all entries, and nothing is called withdrawn (rule 9).
    if (subject.startsWith('Settings:')) recomputed = clock;
    else for (const step of ofCommit) addStep(runs, { subject, at: clock, seconds }, step, entries);
  }
  return { clock, recomputed, runs: keepNewest(runs) };
}

/** One that falls out never comes back, since newer ones only join: it is the same whether this is done at every step or once. */
function keepNewest(runs: Revisions['runs']): Revisions['runs'] {
  const newestFirst = Object.entries(runs).sort(([a], [b]) => Number(b) - Number(a));
  return Object.fromEntries(newestFirst.slice(0, MOST_RUNS));
}

function addStep(
  runs: Revisions['runs'],
  { subject, at, seconds }: Pick<CommitSteps, 'subject' | 'seconds'> & { readonly at: number },
  { path, before, after }: FileStep,
  entries: ReadonlyMap<string, readonly ChangeEntry[]>,
): void {
  const [, own = '', again] = /^Run (\d+): (read again|accepted)?/.exec(subject) ?? [];
  const run = runOf(path);
  // What a run changed when it was first read, in its turn, is dated by its start.
  if (before === null && run === own && at === seconds) return;
  const by = sayReading(own, again);
  const gone = (entries.get(before ?? '') ?? []).map((entry) => ({ entry, by }));
  const holds = new Set((entries.get(after ?? '') ?? []).map(keyOf));
  const withdrawn = new Map([...(runs[run]?.withdrawn ?? []), ...gone].map((item) => [keyOf(item.entry), item]));
  runs[run] = { at, withdrawn: [...withdrawn.values()].filter(({ entry }) => !holds.has(keyOf(entry))) };
}

/** The run whose change set a file holds. */
function runOf(path: string): string {
  return /(\d+)\.json$/.exec(path)?.[1] ?? '';
}

function sayReading(run: string, again: string | undefined): string {
  if (again === 'read again') return `a later reading of run ${run}`;
  return again === 'accepted' ? `taking run ${run} by hand` : `run ${run}, which was read later`;
}

/** Equal for the same parameter of the same partition: each entry here has one. */
function keyOf({ partitions, parameter }: ChangeEntry): string {
  return JSON.stringify([partitions, parameter]);
}

/** The changes of a change set, one entry for each partition and parameter. */
function readEntries(blob: string, text: string): readonly ChangeEntry[] {
  const { changes } = parseChangeSet(`git object ${blob}`, text);
  return ungroupChanges(changes).flatMap((change) => groupChanges([change]));
}
