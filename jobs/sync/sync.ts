import { sha256, toCanonicalJson } from '../../archive/documents/canonical.ts';
import { BRANCH } from '../../archive/store/git.ts';
import { Remote } from '../../archive/store/remote.ts';
import type { Refs } from '../../archive/store/remote.ts';
import type { ArchiveWriter } from '../../archive/store/writer.ts';
import { RunInfoError } from '../../model/errors.ts';
import type { Settings } from '../config/load.ts';
import { NO_SOURCE } from '../config/schema.ts';
import type { Memory } from '../job.ts';
import type { Problem } from '../notify/deliver.ts';
import { parseCollector, parseState } from '../state.ts';
import type { CollectorFile, State } from '../state.ts';
import { COLLECTOR_FILE, COLLECTOR_REF, planPull, planPush, STATES } from './plan.ts';
import type { Heads } from './plan.ts';

const STATE_FILE = 'state.json';

/** How a machine takes part: what it exchanges with a remote before and after its jobs, and around each message. */
export interface Sync {
  /**
   * Brings the archive, what the collector says, and the state up to date.
   * @throws RunInfoError `source-unreachable` where a publisher can go on with what it has, else `remote`, `archive` or `state`
   */
  readonly pull: () => Promise<void>;
  /** Refuses to send where another machine sends to the same webhook. Throws RunInfoError `config`. */
  readonly refuseDouble: () => void;
  /** Makes the state last in the remote, where it is kept there: before and after each message. @returns why not; null: it is */
  readonly secure: () => Promise<string | null>;
  /** Pushes what the tick came to. @throws RunInfoError where the state is kept in the remote, since all is lost with it */
  readonly push: (collector: CollectorFile | null) => Promise<readonly Problem[]>;
  readonly close: () => void;
}

/** Of an archive and a state that are on one machine only. */
export const NO_SYNC: Sync = {
  pull: async () => undefined,
  refuseDouble: () => undefined,
  secure: async () => null,
  push: async () => [],
  close: () => undefined,
};

/** The webhooks that a machine sends messages to, as others are told: they cannot be read from it. */
export function announcesOf({ channels }: Pick<Settings, 'channels'>): string[] {
  return channels.flatMap(({ webhook }) => (webhook === null ? [] : [digestOf(webhook)])).sort();
}

/** @param variables the environment of this program, of which git gets what it needs to reach the remote */
export function openSync(
  settings: Settings,
  archive: ArchiveWriter,
  memory: Memory,
  variables: NodeJS.ProcessEnv,
  now: () => number,
): Sync {
  const address = settings.sync.push ?? settings.sync.pull;
  if (address === null) return NO_SYNC;
  return new Exchange(settings, archive, memory, new Remote(archive.git, address, variables), now);
}

class Exchange implements Sync {
  private readonly settings: Settings;
  private readonly archive: ArchiveWriter;
  private readonly memory: Memory;
  private readonly remote: Remote;
  private readonly now: () => number;
  /** What the remote had last; null: it has to be asked. */
  private refs: Refs | null = null;
  /** Why it could not be asked at the beginning, or holds what is not ours: it is not asked again by this tick. */
  private refusal: RunInfoError | null = null;
  /** The state as it was pushed last. */
  private pushed = '';

  constructor(settings: Settings, archive: ArchiveWriter, memory: Memory, remote: Remote, now: () => number) {
    this.settings = settings;
    this.archive = archive;
    this.memory = memory;
    this.remote = remote;
    this.now = now;
  }

  readonly pull = async (): Promise<void> => {
    const { pull, state } = this.settings.sync;
    if (pull === null && state === null) return;
    try {
      this.refs = await this.remote.fetch();
      if (pull !== null) await this.pullArchive(this.refs);
      if (state !== null) this.pullState(this.refs, STATES + state);
    } catch (error) {
      if (!(error instanceof RunInfoError)) throw error;
      this.refusal = error;
      const canGoOn = error.code === 'remote' && state === null && this.archive.headId !== null;
      throw canGoOn ? new RunInfoError('source-unreachable', error.message, { cause: error }) : error;
    }
  };

  private async pullArchive(refs: Refs): Promise<void> {
    const isPublisher = this.settings.source === NO_SOURCE;
    const commit = planPull(this.heads(refs), isPublisher);
    if (commit !== null) {
      await this.remote.bringBranch();
      await this.archive.fastForward(commit);
    }
    if (!isPublisher) return;
    const said = this.readFile(refs, COLLECTOR_REF, COLLECTOR_FILE);
    this.memory.replace({ ...this.memory.state, collector: said === null ? null : parseCollector(said) });
  }

  /** The state of the remote counts where the one that is here does not go on from it. */
  private pullState(refs: Refs, ref: string): void {
    const commit = refs.get(ref) ?? null;
    const text = this.readFile(refs, ref, STATE_FILE);
    if (commit === this.memory.state.synced) return;
    const state =
      text === null ? this.memory.state : parseState(text, `${STATE_FILE} of ${ref} in ${this.remote.address}`);
    this.memory.replace({ ...state, synced: commit });
  }

  readonly refuseDouble = (): void => {
    const { settings, memory, refs } = this;
    if (settings.source !== NO_SOURCE) return;
    const own = settings.sync.state === null ? null : STATES + settings.sync.state;
    const others = [...(refs?.keys() ?? [])].filter((ref) => ref.startsWith(STATES) && ref !== own);
    const machines = [
      { who: 'the collector', announces: memory.state.collector?.announces ?? [], advice: '' },
      ...others.map((ref) => ({
        who: `the machine whose state is in ${ref}`,
        announces: this.readState(ref)?.announces ?? [],
        advice: ` (or, if there is no such machine any more: git push ${this.remote.address} :${ref})`,
      })),
    ];
    for (const { name, webhook, variable } of settings.channels) {
      const digest = webhook === null ? null : digestOf(webhook);
      const other = machines.find(({ announces }) => digest !== null && announces.includes(digest));
      if (other === undefined) continue;
      throw new RunInfoError(
        'config',
        `channel ${name}: ${other.who} sends to the same webhook, and everything would be announced twice: ` +
          `unset ${variable} here or there${other.advice}`,
      );
    }
  };

  readonly secure = async (): Promise<string | null> => {
    if (this.settings.sync.state === null) return null;
    try {
      await this.exchange(null);
      return null;
    } catch (error) {
      if (error instanceof RunInfoError) return error.message;
      throw error;
    }
  };

  readonly push = async (collector: CollectorFile | null): Promise<readonly Problem[]> => {
    const { memory, settings } = this;
    if (settings.sync.push === null && settings.sync.state === null) return [];
    const { pushFailing } = memory.state;
    try {
      if (pushFailing !== null) memory.save({ pushFailing: null });
      await this.exchange(settings.sync.push === null ? null : collector);
      return pushFailing === null ? [] : [{ text: `pushed to ${this.remote.address} again`, isNew: true }];
    } catch (error) {
      if (!(error instanceof RunInfoError)) throw error;
      this.refusal = error;
      const why = error.message;
      memory.save({ pushFailing: pushFailing ?? { since: new Date(this.now()).toISOString(), why } });
      if (settings.sync.state !== null) throw error;
      return [{ text: `${why}; the next tick tries again`, isNew: pushFailing === null }];
    }
  };

  readonly close = (): void => this.remote.close();

  /** Pushes what has moved. What somebody else pushed meanwhile is looked at once. */
  private async exchange(collector: CollectorFile | null): Promise<void> {
    if (this.refusal !== null) throw this.refusal;
    for (let isFirst = true; ; isFirst = false) {
      this.refs ??= await this.remote.fetch();
      const state = await this.makeState(this.refs);
      const heads = this.settings.sync.push === null ? null : this.heads(this.refs);
      const updates = planPush(heads, await this.makeCollector(this.refs, collector), state);
      try {
        if (updates.length > 0) await this.remote.push(updates);
      } catch (error) {
        this.refs = null;
        if (isFirst) continue;
        throw error;
      }
      this.refs = new Map([...this.refs, ...updates.map(({ ref, commit }) => [ref, commit] as const)]);
      if (state !== null) {
        this.memory.save({ synced: state.commit });
        this.pushed = this.stateText();
      }
      return;
    }
  }

  private async makeCollector(refs: Refs, collector: CollectorFile | null) {
    if (collector === null) return null;
    const seconds = Math.max(0, Math.floor(Date.parse(collector.finished) / 1000));
    const subject = `Collector: ${collector.ok ? 'ok' : 'in trouble'}, newest run ${collector.newestRun ?? 'none'}`;
    const commit = await this.remote.makeCommit(subject, seconds, COLLECTOR_FILE, toCanonicalJson(collector));
    return { commit, now: refs.get(COLLECTOR_REF) ?? null };
  }

  private async makeState(refs: Refs) {
    const { state: name } = this.settings.sync;
    const text = this.stateText();
    if (name === null || text === this.pushed) return null;
    const seconds = Math.max(0, Math.floor(this.now() / 1000));
    const commit = await this.remote.makeCommit(`State of ${name}`, seconds, STATE_FILE, text);
    return { name, commit, now: refs.get(STATES + name) ?? null, from: this.memory.state.synced };
  }

  private stateText(): string {
    return toCanonicalJson(this.memory.state);
  }

  private heads(refs: Refs): Heads {
    return compareHeads(this.remote, this.archive.folder, this.archive.headId, refs);
  }

  private readState(ref: string): State | null {
    const text = this.refs === null ? null : this.readFile(this.refs, ref, STATE_FILE);
    return text === null ? null : parseState(text, ref);
  }

  private readFile(refs: Refs, ref: string, path: string): string | null {
    return readShared(this.remote, refs, ref, path);
  }
}

/** How the branch of an archive and that of a remote, which was fetched, are to each other. */
export function compareHeads({ git, address }: Remote, folder: string, ours: string | null, refs: Refs): Heads {
  const theirs = refs.get(BRANCH) ?? null;
  const has = (head: string | null, commit: string | null) =>
    commit === null || (head !== null && (head === commit || git.notIn(head, [commit]).length === 0));
  return { folder, address, ours, theirs, hasTheirs: has(ours, theirs), hasOurs: has(theirs, ours) };
}

/** A file of a ref of a remote, which was fetched; null: there is none. */
export function readShared({ git }: Remote, refs: Refs, ref: string, path: string): string | null {
  const commit = refs.get(ref);
  return commit === undefined ? null : (git.readObjects([`${commit}:${path}`])[0] ?? null);
}

function digestOf(webhook: string): string {
  return sha256(webhook).slice(0, 8);
}
