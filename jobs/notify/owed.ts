import type { CommitSteps } from '../../archive/git.ts';
import type { Change, ChangeSet } from '../../model/change.ts';
import { groupChanges, ungroupChanges } from '../../model/group.ts';

/** What has to be said about one run: changes not announced yet, and announced ones that a later reading withdrew. */
export interface OwedRun {
  readonly run: number;
  readonly changes: ChangeSet;
  readonly fresh: readonly Change[];
  readonly withdrawn: readonly Change[];
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

/** Whether a commit announces nothing: the settings moved, not the detector (rule 9). */
export function isSilent(commit: CommitSteps): boolean {
  return commit.subject.startsWith('Settings:');
}

/**
 * Works out what is owed from the steps since the last announcement, in commit order (rule 11): what came and stayed is
 * fresh, what was announced before and went is withdrawn, what came and went again is nothing.
 */
export function collectOwed(steps: readonly ChangeSetStep[]): OwedRun[] {
  const owed = new Map<number, OwedRun>();
  for (const { run, before, after } of steps) {
    const known = owed.get(run) ?? { run, changes: after ?? before, fresh: [], withdrawn: [] };
    const [old, now] = [before, after].map((set) => byKey(ungroupChanges(set?.changes ?? [])));
    const came = [...(now ?? [])].filter(([key]) => old?.has(key) !== true);
    const went = [...(old ?? [])].filter(([key]) => now?.has(key) !== true);
    const fresh = byKey(known.fresh);
    const withdrawn = byKey(known.withdrawn);
    for (const [key, change] of went) if (!fresh.delete(key)) withdrawn.set(key, change);
    for (const [key, change] of came) if (!withdrawn.delete(key)) fresh.set(key, change);
    const changes = after ?? known.changes;
    if (changes !== null)
      owed.set(run, { run, changes, fresh: [...fresh.values()], withdrawn: [...withdrawn.values()] });
  }
  return [...owed.values()]
    .filter(({ fresh, withdrawn }) => fresh.length + withdrawn.length > 0)
    .sort((a, b) => a.run - b.run);
}

function byKey(changes: readonly Change[]): Map<string, Change> {
  return new Map(
    changes.map((change) => [
      JSON.stringify([change.partition, change.parameter, change.before, change.after]),
      change,
    ]),
  );
}

/** The change set with only some of its changes, grouped. */
export function withChanges(set: ChangeSet, changes: readonly Change[]): ChangeSet {
  return { ...set, changes: groupChanges(changes) };
}
