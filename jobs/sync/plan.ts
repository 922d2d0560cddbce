import { BRANCH } from '../../archive/store/git.ts';
import { SHARED, type RefUpdate } from '../../archive/store/remote.ts';
import { RunInfoError } from '../../model/errors.ts';

/** Where the collector says how it does. */
export const COLLECTOR_REF = `${SHARED}collector`;
export const COLLECTOR_FILE = 'collector.json';
/** Where machines that keep nothing have their state, each under its name. */
export const STATES = `${SHARED}state/`;

/** How the archive's branch and the one of the remote are to each other; null: there is none. */
export interface Heads {
  readonly folder: string;
  readonly address: string;
  readonly ours: string | null;
  readonly theirs: string | null;
  /** Whether all commits of the remote are here. */
  readonly hasTheirs: boolean;
  /** Whether all commits that are here are in the remote. */
  readonly hasOurs: boolean;
}

/**
 * What is pulled: the branch of the remote, where it only goes on from ours.
 * @param isPublisher whether this machine commits nothing itself
 * @returns the commit to go on to; null: none
 * @throws RunInfoError `archive` where each has commits that the other has not, `remote` where a publisher finds none
 */
export function planPull(heads: Heads, isPublisher: boolean): string | null {
  const { folder, address, ours, theirs, hasTheirs, hasOurs } = heads;
  if (theirs === null) {
    if (isPublisher)
      throw new RunInfoError('remote', `${address} has no archive: the first tick of the collector pushes it`);
    return null;
  }
  if (ours === theirs || (hasTheirs && !isPublisher)) return null;
  if (hasOurs) return theirs;
  throw new RunInfoError(
    'archive',
    `${folder} has commits of its own that ${address} does not have (git -C ${folder} log): let only one ` +
      `machine collect. Once ${folder} is removed, the next tick fetches it again`,
  );
}

/** What is to stand in a ref beside the branch; null: it is left alone. */
export interface Beside {
  readonly commit: string;
  /** Where it is now; null: nowhere. */
  readonly now: string | null;
}

/**
 * What is pushed, in one step: the branch where it went on, how the collector does, the state.
 * @param heads null: this machine commits nothing
 * @param state `from`: where it was when it was read, or pushed last
 * @throws RunInfoError `archive` or `state` where somebody else has moved what is ours: never over it
 */
export function planPush(
  heads: Heads | null,
  collector: Beside | null,
  state: (Beside & { readonly name: string; readonly from: string | null }) | null,
): RefUpdate[] {
  const updates: RefUpdate[] = [];
  if (heads !== null && heads.ours !== null && heads.ours !== heads.theirs) {
    if (!heads.hasTheirs) throw refuseDiverged(heads);
    updates.push({ ref: BRANCH, commit: heads.ours });
  }
  if (collector !== null && collector.commit !== collector.now)
    updates.push({ ref: COLLECTOR_REF, commit: collector.commit, from: collector.now });
  if (state !== null && state.commit !== state.now) {
    if (state.now !== state.from) throw refuseShared(state.name);
    updates.push({ ref: STATES + state.name, commit: state.commit, from: state.from });
  }
  return updates;
}

function refuseDiverged({ folder, address }: Heads): RunInfoError {
  return new RunInfoError(
    'archive',
    `${address} has commits that ${folder} does not have, and is left as it is: let only one machine collect, and push an ` +
      'archive to a repository of its own',
  );
}

function refuseShared(name: string): RunInfoError {
  return new RunInfoError(
    'state',
    `another machine keeps its state under the same name ${name}, or a second tick ran meanwhile: give each machine a ` +
      'name of its own (sync.state); nothing more is sent by this tick',
  );
}
