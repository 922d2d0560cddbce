import { toCanonicalJson } from '../../archive/documents/canonical.ts';
import { BRANCH } from '../../archive/store/git.ts';
import { Remote, type Refs } from '../../archive/store/remote.ts';
import type { ArchiveWriter } from '../../archive/store/writer.ts';
import { RunInfoError } from '../../model/errors.ts';
import { digestOf } from '../config/channels.ts';
import type { Settings } from '../config/load.ts';
import { NO_SOURCE } from '../config/schema.ts';
import type { Memory } from '../job.ts';
import type { Problem } from '../notify/deliver.ts';
import { parseCollector, parseState, type CollectorFile, type State } from '../state.ts';
import { COLLECTOR_FILE, COLLECTOR_REF, planPull, planPush, STATES, type Heads } from './plan.ts';

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
  return address === null
    ? NO_SYNC
    : exchange(settings, archive, memory, new Remote(archive.git, address, variables), now);
}

function exchange(settings: Settings, archive: ArchiveWriter, memory: Memory, remote: Remote, now: () => number): Sync {
  const { push: pushTo, pull: pullFrom, state: stateName } = settings.sync;
  const isPublisher = settings.source === NO_SOURCE;
  const ownRef = stateName === null ? null : STATES + stateName;
  /** What the remote had last; null: it has to be asked. */
  let refs: Refs | null = null;
  /** Why it could not be asked at the beginning, or holds what is not ours: it is not asked again by this tick. */
  let refusal: RunInfoError | null = null;
  /** Whether the remote answered when it was asked last: what is not pushed then was refused. */
  let isReached = false;
  /** The state as it was pushed last. */
  let pushed = '';

  const ask = async (): Promise<Refs> => {
    isReached = false;
    const known = await remote.fetch();
    isReached = true;
    return known;
  };

  const headsOf = (known: Refs) => compareHeads(remote, archive.folder, archive.headId, known);

  const pullArchive = async (known: Refs): Promise<void> => {
    const commit = planPull(headsOf(known), isPublisher);
    if (commit !== null) {
      await remote.bringBranch();
      await archive.fastForward(commit);
    }
    if (!isPublisher) return;
    const said = readShared(remote, known, COLLECTOR_REF, COLLECTOR_FILE);
    const collector = said === null ? null : parseCollector(said);
    const sourceRead = collector?.ok === true ? collector.finished : memory.state.sourceRead;
    memory.replace({ ...memory.state, collector, sourceRead });
  };

  /** The state of the remote counts where the one that is here does not go on from it. */
  const pullState = (known: Refs, ref: string): void => {
    const commit = known.get(ref) ?? null;
    const text = readShared(remote, known, ref, STATE_FILE);
    if (commit === memory.state.synced) return;
    const state = text === null ? memory.state : parseState(text, `${STATE_FILE} of ${ref} in ${remote.address}`);
    memory.replace({ ...state, synced: commit });
  };

  const makeCollector = async (known: Refs, collector: CollectorFile | null) => {
    if (collector === null) return null;
    const seconds = Math.max(0, Math.floor(Date.parse(collector.finished) / 1000));
    const subject = `Collector: ${collector.ok ? 'ok' : 'in trouble'}, newest run ${collector.newestRun ?? 'none'}`;
    const commit = await remote.makeCommit(subject, seconds, COLLECTOR_FILE, toCanonicalJson(collector));
    return { commit, now: known.get(COLLECTOR_REF) ?? null };
  };

  const makeState = async (known: Refs) => {
    const text = toCanonicalJson(memory.state);
    if (stateName === null || text === pushed) return null;
    const seconds = Math.max(0, Math.floor(now() / 1000));
    const commit = await remote.makeCommit(`State of ${stateName}`, seconds, STATE_FILE, text);
    return { name: stateName, commit, now: known.get(STATES + stateName) ?? null, from: memory.state.synced };
  };

  /** Pushes what has moved. What somebody else pushed meanwhile is looked at once. */
  const pushMoved = async (collector: CollectorFile | null): Promise<void> => {
    if (refusal !== null) throw refusal;
    for (let isFirst = true; ; isFirst = false) {
      const known: Refs = refs ?? (await ask());
      refs = known;
      const state = await makeState(known);
      const heads = pushTo === null ? null : headsOf(known);
      const updates = planPush(heads, await makeCollector(known, collector), state);
      try {
        if (updates.length > 0) await remote.push(updates);
      } catch (error) {
        refs = null;
        if (isFirst) continue;
        throw error;
      }
      refs = new Map([...known, ...updates.map(({ ref, commit }) => [ref, commit] as const)]);
      if (state !== null) {
        memory.save({ synced: state.commit });
        pushed = toCanonicalJson(memory.state);
      }
      return;
    }
  };

  return {
    pull: async () => {
      if (pullFrom === null && ownRef === null) return;
      try {
        refs = await ask();
        if (pullFrom !== null) await pullArchive(refs);
        if (ownRef !== null) pullState(refs, ownRef);
      } catch (error) {
        if (!(error instanceof RunInfoError)) throw error;
        refusal = error;
        const canGoOn = error.code === 'remote' && ownRef === null && archive.headId !== null;
        throw canGoOn ? new RunInfoError('source-unreachable', error.message, { cause: error }) : error;
      }
    },
    refuseDouble: () => {
      if (isPublisher) refuseDouble(settings.channels, memory.state, remote, refs ?? new Map<string, string>(), ownRef);
    },
    secure: async () => {
      if (ownRef === null) return null;
      try {
        await pushMoved(null);
        return null;
      } catch (error) {
        if (error instanceof RunInfoError) return error.message;
        throw error;
      }
    },
    push: async (collector) => {
      if (pushTo === null && ownRef === null) return [];
      const { pushFailing } = memory.state;
      try {
        if (pushFailing !== null) memory.save({ pushFailing: null });
        await pushMoved(pushTo === null ? null : collector);
        return pushFailing === null ? [] : [{ text: `pushed to ${remote.address} again`, isNew: true }];
      } catch (error) {
        if (!(error instanceof RunInfoError)) throw error;
        refusal = error;
        const why = error.message;
        const since = pushFailing?.since ?? new Date(now()).toISOString();
        memory.save({ pushFailing: { since, why, isRefused: isReached } });
        if (ownRef !== null) throw error;
        return [{ text: `${why}; the next tick tries again`, isNew: pushFailing?.isRefused !== isReached }];
      }
    },
    close: () => remote.close(),
  };
}

/** Refuses to send where another machine sends to the same webhook. @param ownRef of this machine's state; null: it has none */
function refuseDouble(
  channels: Settings['channels'],
  { collector }: State,
  remote: Remote,
  refs: Refs,
  ownRef: string | null,
): void {
  const others = [...refs.keys()].filter((ref) => ref.startsWith(STATES) && ref !== ownRef);
  const machines = [
    { who: 'the collector', announces: collector?.announces ?? [], advice: '' },
    ...others.map((ref) => {
      const text = readShared(remote, refs, ref, STATE_FILE);
      return {
        who: `the machine whose state is in ${ref}`,
        announces: text === null ? [] : parseState(text, ref).announces,
        advice: ` (or, if there is no such machine any more: git push ${remote.address} :${ref})`,
      };
    }),
  ];
  for (const { name, webhook, variable } of channels) {
    const digest = webhook === null ? null : digestOf(webhook);
    const other = machines.find(({ announces }) => digest !== null && announces.includes(digest));
    if (other === undefined) continue;
    throw new RunInfoError(
      'config',
      `channel ${name}: ${other.who} sends to the same webhook, and everything would be announced twice: ` +
        `unset ${variable} here or there${other.advice}`,
    );
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
