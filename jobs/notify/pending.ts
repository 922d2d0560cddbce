import { sha256 } from '../../archive/documents/canonical.ts';
import type { CommitSteps } from '../../archive/store/git.ts';
import type { Change, ChangeSet } from '../../model/change.ts';
import { ungroupChanges } from '../../model/group.ts';
import type { InclusionMove } from '../../queries/inclusion-moves.ts';

/** What has to be said about one run: changes not announced yet, announced ones that a later reading withdrew, and who came in or went out. */
export interface PendingRun {
  readonly run: number;
  readonly fresh: readonly Change[];
  readonly withdrawn: readonly Change[];
  readonly moved: readonly InclusionMove[];
}

/** One commit's effect on one change set; null: the run had none, or has none any more. */
export interface ChangeSetStep {
  readonly run: number;
  readonly before: ChangeSet | null;
  readonly after: ChangeSet | null;
}

/** The runs whose change set a commit touches, with the blobs to read. */
export function touchedRuns(commit: CommitSteps): { run: number; before: string | null; after: string | null }[] {
  return commit.steps.flatMap(({ path, before, after }) => {
    const run = /^changes\/\d+\/(\d+)\.json$/.exec(path)?.[1];
    return run === undefined ? [] : [{ run: Number(run), before, after }];
  });
}

/** The runs that a commit archived for the first time. */
export function takenRuns(commit: CommitSteps): number[] {
  return commit.steps.flatMap(({ path, before }) => {
    const run = /^runs\/\d+\/(\d+)\.json$/.exec(path)?.[1];
    return run === undefined || before !== null ? [] : [Number(run)];
  });
}

/** Whether a commit announces nothing: the settings moved, not the detector (rule 9). */
export function isSilent(commit: CommitSteps): boolean {
  return commit.subject.startsWith('Settings:');
}

/**
 * Works out what is pending from the steps since the last announcement, in commit order (rule 11): what came and stayed is
 * fresh, what was announced before and went is withdrawn, what came and went again is nothing.
 * @returns by run, ascending
 */
export function collectPending(steps: readonly ChangeSetStep[]): PendingRun[] {
  const pending = new Map<number, { fresh: Map<string, Change>; withdrawn: Map<string, Change> }>();
  for (const { run, before, after } of steps) {
    const { fresh, withdrawn } = pending.get(run) ?? { fresh: new Map(), withdrawn: new Map() };
    pending.set(run, { fresh, withdrawn });
    const [old, now] = [changesByKey(before), changesByKey(after)];
    for (const [key, change] of old) if (!now.has(key) && !fresh.delete(key)) withdrawn.set(key, change);
    for (const [key, change] of now) if (!old.has(key) && !withdrawn.delete(key)) fresh.set(key, change);
  }
  return [...pending]
    .map(([run, { fresh, withdrawn }]) => ({
      run,
      fresh: [...fresh.values()],
      withdrawn: [...withdrawn.values()],
      moved: [],
    }))
    .filter(isPending)
    .sort((a, b) => a.run - b.run);
}

/** The part of what is pending that concerns some partitions; null: nothing of it does. */
export function restrictPending(pending: PendingRun, partitions: readonly string[]): PendingRun | null {
  const of = <T extends { readonly partition: string }>(items: readonly T[]) =>
    items.filter(({ partition }) => partitions.includes(partition));
  const part = {
    run: pending.run,
    fresh: of(pending.fresh),
    withdrawn: of(pending.withdrawn),
    moved: of(pending.moved),
  };
  return isPending(part) ? part : null;
}

/** Names what is announced of a run: the run and a digest of what is said, the same whenever it is worked out. */
export function announcementId({ run, fresh, withdrawn, moved }: PendingRun): string {
  const said = moved.length === 0 ? [fresh, withdrawn] : [fresh, withdrawn, moved];
  return `${run}-${sha256(JSON.stringify(said)).slice(0, 8)}`;
}

function isPending({ fresh, withdrawn, moved }: PendingRun): boolean {
  return fresh.length + withdrawn.length + moved.length > 0;
}

function changesByKey(set: ChangeSet | null): Map<string, Change> {
  return new Map(
    ungroupChanges(set?.changes ?? []).map((change) => [
      JSON.stringify([change.partition, change.parameter, change.before, change.after]),
      change,
    ]),
  );
}
