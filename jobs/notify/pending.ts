import { sha256 } from '../../archive/documents/canonical.ts';
import { changesSchema } from '../../archive/documents/schema.ts';
import type { CommitSteps, Git } from '../../archive/store/git.ts';
import type { Change, ChangeEntry, ChangeSet } from '../../model/change.ts';
import { RunInfoError } from '../../model/errors.ts';
import { ungroupChanges } from '../../model/group.ts';
import { groupBy } from '../../model/group-by.ts';
import { identityOf } from '../../model/reading.ts';
import type { EntryReport } from '../../queries/entry-report.ts';
import type { InclusionMove } from '../../queries/inclusion-moves.ts';
import type { RunReport } from '../../queries/run-report.ts';
import type { Channel } from '../config/channels.ts';
import type { Announced } from '../state.ts';

/**
 * What has to be said about one run: changes not announced yet, announced ones that a later reading withdrew, and who
 * came in or went out.
 */
export interface PendingRun {
  readonly run: number;
  readonly fresh: readonly Change[];
  readonly withdrawn: readonly Change[];
  readonly moved: readonly InclusionMove[];
}

/** What is pending on one channel. */
export interface Pending {
  /** What a message that may or may not have arrived says: it is repeated as it was. */
  readonly inFlight: readonly PendingRun[];
  readonly rest: readonly PendingRun[];
  /** The last commit that has a part in it: what is sent counts as announced up to there. */
  readonly upTo: string;
}

/** One commit's effect on one change set; null: the run had none, or has none any more. */
export interface ChangeSetStep {
  readonly run: number;
  readonly before: ChangeSet | null;
  readonly after: ChangeSet | null;
}

/** What one commit did that may have to be announced. */
interface Effect {
  readonly commit: string;
  readonly steps: readonly ChangeSetStep[];
  /** The runs that it archived for the first time. */
  readonly archived: readonly number[];
}

/** What of an entry's report a message says. */
export type SaidEntry = ChangeEntry & Pick<EntryReport, 'explainedBy' | 'history'>;

/** The part of a run's report that messages are written from. */
export interface MessageReport extends Pick<
  RunReport,
  'run' | 'line' | 'archived' | 'isNewest' | 'headline' | 'partitions' | 'notCompared' | 'moves' | 'changeSet'
> {
  readonly entries: readonly SaidEntry[];
  readonly comment: string | null;
  readonly error: string | null;
  readonly longRun: RunReport['longRun'];
}

/** Gives the report of a run. */
export type ReportOf = (run: number) => MessageReport;

/** A channel, and what was announced on it. */
export interface ChannelState {
  readonly channel: Channel;
  readonly announced: Announced;
}

/**
 * Works out what is pending on some channels from what the archive gained since the last announcement (rule 11).
 * @param upTo the archive's commit up to which pages are in place; null: none
 * @returns each channel as it was given, with what is pending on it
 */
export async function readPending<State extends ChannelState>(
  git: Git,
  channels: readonly State[],
  upTo: string | null,
  reportOf: ReportOf,
): Promise<(State & Pending)[]> {
  const folders = channels.some(({ channel }) => channel.inclusion) ? ['changes', 'runs'] : ['changes'];
  const effects = new Map<string | null, readonly Effect[]>();
  for (const from of new Set(channels.map(({ announced }) => announced.commit))) {
    effects.set(from, upTo === null || from === upTo ? [] : await readEffects(git, from, upTo, folders));
  }
  return channels.map((state) => {
    const since = effects.get(state.announced.commit) ?? [];
    return { ...state, ...dividePending(state, since, reportOf), upTo: since.at(-1)?.commit ?? upTo ?? '' };
  });
}

/** What would be said of a run if nothing of it had been said: its changes as they stand, else who came in or went out. */
export function currentPending({ run, changeSet, moves }: MessageReport): PendingRun {
  const fresh = ungroupChanges(changeSet?.changes ?? []);
  return { run, fresh, withdrawn: [], moved: fresh.length > 0 ? [] : moves };
}

/**
 * Works out what is pending from the steps since the last announcement, in commit order (rule 11): what came and stayed is
 * fresh, what was announced before and went is withdrawn, what came and went again is nothing.
 * @returns by run, ascending
 */
export function collectPending(steps: readonly ChangeSetStep[]): PendingRun[] {
  return [...groupBy(steps, ({ run }) => run)]
    .map(([run, ofRun]) => {
      const fresh = new Map<string, Change>();
      const withdrawn = new Map<string, Change>();
      for (const { before, after } of ofRun) {
        const [old, now] = [changesByKey(before), changesByKey(after)];
        for (const [key, change] of old) if (!now.has(key) && !fresh.delete(key)) withdrawn.set(key, change);
        for (const [key, change] of now) if (!old.has(key) && !withdrawn.delete(key)) fresh.set(key, change);
      }
      return { run, fresh: [...fresh.values()], withdrawn: [...withdrawn.values()], moved: [] };
    })
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

/** Equal for the same change of the same parameter in the same partition. */
export function changeKey({
  partition,
  parameter,
  before,
  after,
}: Pick<Change, 'partition' | 'parameter' | 'before' | 'after'>): string {
  return JSON.stringify([partition, parameter, identityOf(before), identityOf(after)]);
}

/** Divides what commits did by what was announced of each run: not yet, perhaps (in flight), or all of it. */
function dividePending(
  { channel, announced: { commit, runs, sending } }: ChannelState,
  effects: readonly Effect[],
  reportOf: ReportOf,
): Omit<Pending, 'upTo'> {
  const indexOf = new Map(effects.map((effect, index) => [effect.commit, index]));
  const announcedTo = (run: number) => indexOf.get(runs[run] ?? '') ?? -1;
  const inFlightTo = (run: number) =>
    sending?.runs.includes(run) === true ? (indexOf.get(sending.upTo) ?? -1) : announcedTo(run);
  const between = (after: (run: number) => number, to: (run: number) => number) => {
    const isWithin = (run: number, index: number) => index > after(run) && index <= to(run);
    const steps = effects.flatMap((effect, index) => effect.steps.filter(({ run }) => isWithin(run, index)));
    const archived = effects.flatMap((effect, index) => effect.archived.filter((run) => isWithin(run, index)));
    const changed = collectPending(steps).flatMap((pending) => restrictPending(pending, channel.partitions) ?? []);
    // A channel that begins is not told of everybody who ever came in or went out.
    if (!channel.inclusion || commit === null) return changed;
    const isSaid = new Set(changed.map(({ run }) => run));
    const moved = archived.flatMap((run) => {
      const pending = { run, fresh: [], withdrawn: [], moved: isSaid.has(run) ? [] : reportOf(run).moves };
      return restrictPending(pending, channel.partitions) ?? [];
    });
    return [...changed, ...moved].sort((a, b) => a.run - b.run);
  };
  return { inFlight: between(announcedTo, inFlightTo), rest: between(inFlightTo, () => Infinity) };
}

/** Reads what the commits after `from` did. Those that follow moved settings announce nothing: the detector did not move (rule 9). */
async function readEffects(
  git: Git,
  from: string | null,
  to: string,
  folders: readonly string[],
): Promise<readonly Effect[]> {
  const isKnown = from !== null && (await git.hasCommit(from));
  const commits = await git.stepsSince(isKnown ? from : null, to, folders);
  const loud = commits.filter(({ subject }) => !subject.startsWith('Settings:'));
  const changed = loud.map((commit) => stepsIn(commit, /^changes\/\d+\/(\d+)\.json$/));
  const blobs = new Set(changed.flat().flatMap(({ before, after }) => [before ?? [], after ?? []].flat()));
  const texts = await git.readObjects([...blobs]);
  const sets = new Map([...blobs].map((blob, index) => [blob, parseChanges(blob, texts[index] ?? '')]));
  const setOf = (blob: string | null) => (blob === null ? null : (sets.get(blob) ?? null));
  return loud.map((commit, index) => ({
    commit: commit.id,
    steps: (changed[index] ?? []).map(({ run, before, after }) => ({
      run,
      before: setOf(before),
      after: setOf(after),
    })),
    archived: stepsIn(commit, /^runs\/\d+\/(\d+)\.json$/).flatMap(({ run, before }) => (before === null ? [run] : [])),
  }));
}

/** What a commit did to the files of runs whose path matches. */
function stepsIn({ steps }: CommitSteps, path: RegExp): { run: number; before: string | null; after: string | null }[] {
  return steps.flatMap((step) => {
    const run = path.exec(step.path)?.[1];
    return run === undefined ? [] : [{ run: Number(run), before: step.before, after: step.after }];
  });
}

function parseChanges(blob: string, text: string): ChangeSet {
  try {
    const document: unknown = JSON.parse(text);
    if (isChangeSet(document)) return document;
  } catch {
    // Said below, as what is not a change set.
  }
  throw new RunInfoError('archive', `git object ${blob} of the archive is no change set: run git fsck in its folder`);
}

function isChangeSet(document: unknown): document is ChangeSet {
  return changesSchema.safeParse(document).success;
}

function isPending({ fresh, withdrawn, moved }: PendingRun): boolean {
  return fresh.length + withdrawn.length + moved.length > 0;
}

function changesByKey(set: ChangeSet | null): Map<string, Change> {
  return new Map(ungroupChanges(set?.changes ?? []).map((change) => [changeKey(change), change]));
}
