import type { CommitSteps, Git } from '../../archive/store/git.ts';
import type { ArchiveReader } from '../../archive/documents/reader.ts';
import type { ChangeSet } from '../../model/change.ts';
import { findMoves } from '../../queries/inclusion-moves.ts';
import type { Channel } from '../config/channels.ts';
import type { Announced } from '../state.ts';
import { collectPending, isSilent, restrictPending, takenRuns, touchedRuns } from './pending.ts';
import type { ChangeSetStep, PendingRun } from './pending.ts';

/** What is pending on one channel. */
export interface Pending {
  /** What one message was already on its way with when it was last tried: it is repeated as it was. */
  readonly begun: readonly PendingRun[];
  readonly rest: readonly PendingRun[];
  /** The last commit that has a part in it: what is sent counts as announced up to there. */
  readonly upTo: string;
}

/** What one commit did that may have to be announced. */
interface Effect {
  readonly commit: string;
  readonly steps: readonly ChangeSetStep[];
  readonly taken: readonly number[];
}

/** Works out what is pending from what the archive gained (rule 11); channels with the same watermark read it once. */
export class PendingReader {
  private readonly archive: ArchiveReader;
  private readonly git: Git;
  private readonly folders: readonly string[];
  private readonly known = new Map<string, Promise<readonly Effect[]>>();

  /** @param channels all that will be asked about */
  constructor(archive: ArchiveReader, git: Git, channels: readonly Channel[]) {
    this.archive = archive;
    this.git = git;
    this.folders = channels.some(({ inclusion }) => inclusion) ? ['changes', 'runs'] : ['changes'];
  }

  /**
   * What is pending on a channel.
   * @param upTo the archive's commit up to which pages are in place; null: none
   */
  async read(channel: Channel, announced: Announced, upTo: string | null): Promise<Pending> {
    const nothing = { begun: [], rest: [], upTo: upTo ?? '' };
    if (upTo === null || upTo === announced.commit) return nothing;
    const effects = await this.effectsSince(announced.commit, upTo);
    const last = effects.at(-1)?.commit;
    if (last === undefined) return nothing;
    const placeOf = new Map(effects.map(({ commit }, index) => [commit, index]));
    const { sending } = announced;
    const saidUpTo = (run: number) => placeOf.get(announced.runs[run] ?? '') ?? -1;
    const begunUpTo = (run: number) =>
      sending?.runs.includes(run) === true ? (placeOf.get(sending.upTo) ?? -1) : saidUpTo(run);
    const between = (after: (run: number) => number, to: (run: number) => number) => {
      const isWithin = (run: number, place: number) => place > after(run) && place <= to(run);
      const steps = effects.flatMap((effect, place) => effect.steps.filter(({ run }) => isWithin(run, place)));
      const isFirst = announced.commit === null;
      const taken = isFirst ? [] : effects.flatMap((one, place) => one.taken.filter((run) => isWithin(run, place)));
      return this.collect(channel, steps, taken);
    };
    return { begun: between(saidUpTo, begunUpTo), rest: between(begunUpTo, () => Infinity), upTo: last };
  }

  private collect(
    { partitions, inclusion }: Channel,
    steps: readonly ChangeSetStep[],
    taken: readonly number[],
  ): PendingRun[] {
    const changed = collectPending(steps).flatMap((pending) => restrictPending(pending, partitions) ?? []);
    const said = new Set(changed.map(({ run }) => run));
    const others = inclusion ? taken.filter((run) => !said.has(run)) : [];
    const moved = others.flatMap((run) => {
      const moves = { run, fresh: [], withdrawn: [], moved: findMoves(this.archive, run) };
      return restrictPending(moves, partitions) ?? [];
    });
    return [...changed, ...moved].sort((a, b) => a.run - b.run);
  }

  private async effectsSince(from: string | null, to: string): Promise<readonly Effect[]> {
    const key = `${from}..${to}`;
    const effects = this.known.get(key) ?? this.readEffects(from, to);
    this.known.set(key, effects);
    return effects;
  }

  private async readEffects(from: string | null, to: string): Promise<readonly Effect[]> {
    const isKnown = from !== null && (await this.git.hasCommit(from));
    const commits = await this.git.stepsSince(isKnown ? from : null, to, this.folders);
    const spoken = commits.filter((commit) => !isSilent(commit));
    const sets = await this.readSets(spoken);
    return spoken.map((commit) => ({
      commit: commit.id,
      steps: touchedRuns(commit).map(({ run, before, after }) => ({
        run,
        before: before === null ? null : (sets.get(before) ?? null),
        after: after === null ? null : (sets.get(after) ?? null),
      })),
      taken: takenRuns(commit),
    }));
  }

  private async readSets(commits: readonly CommitSteps[]): Promise<Map<string, ChangeSet | null>> {
    const blobs = commits.flatMap(touchedRuns).flatMap(({ before, after }) => [before, after]);
    const named = [...new Set(blobs)].filter((blob) => blob !== null);
    const texts = await this.git.readObjects(named);
    return new Map(named.map((blob, index) => [blob, JSON.parse(texts[index] ?? 'null') as ChangeSet | null]));
  }
}
