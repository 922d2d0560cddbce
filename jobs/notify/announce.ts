import type { Git } from '../../archive/git.ts';
import type { ChangeSet } from '../../model/change.ts';
import type { State } from '../state.ts';
import { announcementId, planMessages } from './messages.ts';
import type { Message, MessageOptions } from './messages.ts';
import { collectOwed, isSilent, touchedRuns } from './owed.ts';
import type { ChangeSetStep } from './owed.ts';
import type { Send } from './send.ts';

type Announced = State['announced'];

/**
 * The messages that are owed: everything the archive gained since the commit up to which all was announced.
 * @param head the archive's newest commit; null: nothing is archived
 */
export async function planOwed(
  git: Git,
  head: string | null,
  announced: Announced,
  options: Omit<MessageOptions, 'isFirst'>,
): Promise<Message[]> {
  if (head === null || head === announced.commit) return [];
  const isKnown = announced.commit !== null && (await git.hasCommit(announced.commit));
  const commits = await git.stepsSince(isKnown ? announced.commit : null, head, 'changes');
  const touched = commits.filter((commit) => !isSilent(commit)).flatMap(touchedRuns);
  const blobs = [...new Set(touched.flatMap(({ before, after }) => [before, after]))].filter((blob) => blob !== null);
  const texts = await git.readObjects(blobs);
  const sets = new Map(blobs.map((blob, index) => [blob, JSON.parse(texts[index] ?? 'null') as ChangeSet | null]));
  const setOf = (blob: string | null) => (blob === null ? null : (sets.get(blob) ?? null));
  const steps = touched.map(({ run, before, after }): ChangeSetStep => ({
    run,
    before: setOf(before),
    after: setOf(after),
  }));
  const owed = collectOwed(steps).filter((one) => !announced.sent.includes(announcementId(one)));
  return planMessages(owed, { ...options, isFirst: announced.commit === null });
}

/**
 * Sends messages in order and records each as soon as it is accepted, so that a crash repeats one at most. When all are
 * out, everything up to `head` is announced.
 * @param save keeps what is announced; called after every message
 * @throws RunInfoError `message` where one is not accepted; those before it are recorded
 */
export async function announce(
  messages: readonly Message[],
  head: string | null,
  announced: Announced,
  send: Send,
  save: (announced: Announced) => void,
): Promise<void> {
  let sent = announced.sent;
  for (const message of messages) {
    await send(message);
    sent = [...sent, ...message.covers];
    save({ commit: announced.commit, sent });
  }
  if (head !== announced.commit) save({ commit: head, sent: [] });
}
