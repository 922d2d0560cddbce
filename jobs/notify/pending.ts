import { sha256 } from '../../archive/documents/canonical.ts';
import { BRANCH, type Git } from '../../archive/store/git.ts';
import type { Change, ChangeEntry } from '../../model/change.ts';
import { RunInfoError } from '../../model/errors.ts';
import { ungroupChanges } from '../../model/entries.ts';
import { groupBy } from '../../model/lists.ts';
import { identityOf } from '../../model/reading.ts';
import { uncomparedOf, type Uncompared } from '../../model/headline.ts';
import type { EntryReport } from '../../queries/entry-report.ts';
import type { InclusionMove } from '../../queries/look-back.ts';
import type { RunReport } from '../../queries/run-report.ts';
import type { Channel } from '../config/channels.ts';
import type { Announced } from '../state.ts';
import { readEffects, type ChangeSetStep, type Effect, type LineStep } from './effects.ts';

/**
 * What has to be said about one run: changes not announced yet, announced ones that a later reading withdrew, who came in
 * or went out, what was not compared, and what was not and is settled now.
 */
export interface PendingRun {
  readonly run: number;
  readonly fresh: readonly Change[];
  readonly withdrawn: readonly Change[];
  readonly moved: readonly InclusionMove[];
  readonly uncompared: readonly Uncompared[];
  readonly taken: readonly Uncompared[];
}

/** What is pending on one channel. */
export interface Pending {
  /** What a message that may or may not have arrived says: it is repeated as it was. */
  readonly inFlight: readonly PendingRun[];
  readonly rest: readonly PendingRun[];
  /** The last commit that has a part in it: what is sent counts as announced up to there. */
  readonly upTo: string;
}

/** What of an entry's report a message says. */
export type SaidEntry = ChangeEntry & Pick<EntryReport, 'explainedBy' | 'history' | 'changedDuring'>;

/** The part of a run's report that messages are written from. */
export type MessageReport = { readonly entries: readonly SaidEntry[] } & Pick<
  RunReport,
  | 'run'
  | 'line'
  | 'archived'
  | 'ending'
  | 'headline'
  | 'why'
  | 'partitions'
  | 'notCompared'
  | 'moves'
  | 'changeSet'
  | 'during'
  | 'comment'
  | 'error'
  | 'longRun'
>;

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
 * @param planned under `--dry-run` what the commits that are only planned do, which come after that one
 * @returns each channel as it was given, with what is pending on it
 * @throws RunInfoError `state` where the archive does not have what was announced
 */
export async function readPending<State extends ChannelState>(
  git: Git,
  channels: readonly State[],
  upTo: string | null,
  reportOf: ReportOf,
  planned: readonly Effect[] = [],
): Promise<(State & Pending)[]> {
  const marks = new Set(channels.flatMap(marksOf));
  if (upTo !== null) refuseUnknown(git, channels, marks, upTo);
  const effects = new Map<string | null, readonly Effect[]>();
  for (const from of new Set(channels.map(({ announced }) => announced.commit))) {
    const made = upTo === null || from === upTo ? [] : await readEffects(git, from, upTo, marks);
    effects.set(from, [...made, ...planned]);
  }
  return channels.map((state) => {
    const since = effects.get(state.announced.commit) ?? [];
    return { ...state, ...dividePending(state, since, reportOf), upTo: since.at(-1)?.commit ?? upTo ?? '' };
  });
}

/** The commits up to which something was announced on a channel. */
function marksOf({ announced: { commit, runs, sending } }: ChannelState): string[] {
  return [commit ?? [], sending?.upTo ?? [], Object.values(runs)].flat();
}

/**
 * Refuses a state whose commits the archive does not have: it is another archive, or an older one that was restored. To
 * take what it does not have for nothing would announce everything again.
 */
function refuseUnknown(git: Git, channels: readonly ChannelState[], marks: ReadonlySet<string>, upTo: string): void {
  const unknown = new Set(
    git.notIn(
      BRANCH,
      [...marks].filter((mark) => mark !== upTo),
    ),
  );
  for (const state of channels) {
    const missing = marksOf(state).find((mark) => unknown.has(mark));
    if (missing === undefined) continue;
    throw new RunInfoError(
      'state',
      `channel ${state.channel.name} was announced up to commit ${missing.slice(0, 12)}, which ${git.folder} does not have: ` +
        'nothing is sent, since all of it might be sent again. Restore the archive or the state that belongs to the ' +
        'other one; or remove state.json, and everything archived by now counts as announced',
    );
  }
}

/** Of a run nothing of which is pending. */
export const NOTHING_PENDING = { fresh: [], withdrawn: [], moved: [], uncompared: [], taken: [] } as const;

/**
 * What would be said of a run if nothing of it had been said: its changes as they stand and what was not compared, else who
 * came in or went out.
 */
export function currentPending({ run, line, changeSet, moves }: MessageReport): PendingRun {
  const fresh = ungroupChanges(changeSet?.changes ?? []);
  const uncompared = uncomparedOf(line);
  return { ...NOTHING_PENDING, run, fresh, moved: fresh.length + uncompared.length > 0 ? [] : moves, uncompared };
}

/**
 * Works out what is pending from the steps since the last announcement, in commit order (rule 11): what came and stayed is
 * fresh, what was announced before and went is withdrawn, what came and went again is nothing. So it is with what was not
 * compared.
 * @returns by run, ascending
 */
export function collectPending(steps: readonly ChangeSetStep[], lines: readonly LineStep[] = []): PendingRun[] {
  const runs = new Set([...steps, ...lines].map(({ run }) => run));
  const [stepsOf, linesOf] = [groupBy(steps, ({ run }) => run), groupBy(lines, ({ run }) => run)];
  return [...runs]
    .map((run) => {
      const changes = foldSteps(stepsOf.get(run) ?? [], (set) => ungroupChanges(set?.changes ?? []), changeKey);
      const parts = foldSteps(linesOf.get(run) ?? [], (uncompared) => uncompared, JSON.stringify);
      return {
        run,
        fresh: changes.came,
        withdrawn: changes.went,
        moved: [],
        uncompared: parts.came,
        taken: parts.went,
      };
    })
    .filter(isPending)
    .sort((a, b) => a.run - b.run);
}

/** What steps added and took away, all in all. */
function foldSteps<Side, Item>(
  steps: readonly { readonly before: Side; readonly after: Side }[],
  itemsOf: (side: Side) => readonly Item[],
  keyOf: (item: Item) => string,
): { came: Item[]; went: Item[] } {
  const [came, went] = [new Map<string, Item>(), new Map<string, Item>()];
  const byKey = (side: Side) => new Map(itemsOf(side).map((item) => [keyOf(item), item]));
  for (const { before, after } of steps) {
    const [old, now] = [byKey(before), byKey(after)];
    for (const [key, item] of old) if (!now.has(key) && !came.delete(key)) went.set(key, item);
    for (const [key, item] of now) if (!old.has(key) && !went.delete(key)) came.set(key, item);
  }
  return { came: [...came.values()], went: [...went.values()] };
}

/** Whether two changes of a parameter are one: their values may be spelled differently (rule 8). */
export type SameChange = (a: Change, b: Change) => boolean;

/** What is pending without what was announced already with values that mean the same: neither is it fresh, nor withdrawn. */
export function withoutEqual(pending: readonly PendingRun[], isSame: SameChange): PendingRun[] {
  const keyOf = ({ partition, parameter }: Change) => JSON.stringify([partition, parameter]);
  const without = (changes: readonly Change[], others: readonly Change[]) => {
    const byKey = groupBy(others, keyOf);
    return changes.filter((change) => !(byKey.get(keyOf(change)) ?? []).some((other) => isSame(change, other)));
  };
  return pending
    .map((ofRun) => ({
      ...ofRun,
      fresh: without(ofRun.fresh, ofRun.withdrawn),
      withdrawn: without(ofRun.withdrawn, ofRun.fresh),
    }))
    .filter(isPending);
}

/** The part of what is pending that concerns some partitions; null: nothing of it does. */
export function restrictPending(pending: PendingRun, partitions: readonly string[]): PendingRun | null {
  const of = <T extends { readonly partition: string | null }>(items: readonly T[]) =>
    items.filter(({ partition }) => partition === null || partitions.includes(partition));
  const part = {
    run: pending.run,
    fresh: of(pending.fresh),
    withdrawn: of(pending.withdrawn),
    moved: of(pending.moved),
    uncompared: of(pending.uncompared),
    taken: of(pending.taken),
  };
  return isPending(part) ? part : null;
}

/** Names what is announced of a run: the run and a digest of what is said, the same whenever it is worked out. */
export function announcementId({ run, fresh, withdrawn, moved, uncompared, taken }: PendingRun): string {
  const said = [
    fresh,
    withdrawn,
    ...(moved.length === 0 ? [] : [moved]),
    ...(uncompared.length + taken.length === 0 ? [] : [uncompared, taken]),
  ];
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
  const indexOf = new Map<string | undefined, number>(effects.map((effect, index) => [effect.commit, index]));
  const announcedTo = (run: number) => indexOf.get(runs[run]) ?? -1;
  const inFlightTo = (run: number) =>
    sending?.runs.includes(run) === true ? (indexOf.get(sending.upTo) ?? -1) : announcedTo(run);
  const between = (after: (run: number) => number, to: (run: number) => number) => {
    const isWithin = (run: number, index: number) => index > after(run) && index <= to(run);
    const steps = effects.flatMap((effect, index) => effect.steps.filter(({ run }) => isWithin(run, index)));
    const archived = effects.flatMap((effect, index) => effect.archived.filter((run) => isWithin(run, index)));
    const lines = effects.flatMap((effect, index) => effect.lines.filter(({ run }) => isWithin(run, index)));
    const changed = collectPending(steps, lines).flatMap(
      (pending) => restrictPending(pending, channel.partitions) ?? [],
    );
    // A channel that begins is not told of everybody who ever came in or went out.
    if (!channel.inclusion || commit === null) return changed;
    const isSaid = new Set(changed.map(({ run }) => run));
    const moved = archived
      .filter((run) => !isSaid.has(run))
      .flatMap(
        (run) => restrictPending({ ...NOTHING_PENDING, run, moved: reportOf(run).moves }, channel.partitions) ?? [],
      );
    return [...changed, ...moved].sort((a, b) => a.run - b.run);
  };
  return { inFlight: between(announcedTo, inFlightTo), rest: between(inFlightTo, () => Infinity) };
}

function isPending({ fresh, withdrawn, moved, uncompared, taken }: PendingRun): boolean {
  return fresh.length + withdrawn.length + moved.length + uncompared.length + taken.length > 0;
}
