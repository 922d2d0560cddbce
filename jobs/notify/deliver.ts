import { listSome } from '../../model/labels.ts';
import { beginChannel, type Announced } from '../state.ts';
import { digestOf, type Channel } from '../config/channels.ts';
import { makePost, type Post, type PostTools } from './channels/index.ts';
import type { Outcome } from './channels/webhook.ts';
import type { Message } from './compose.ts';

/** From one message to the next on a webhook, in milliseconds: Slack takes one a second. Whoever asks for more means it. */
const PACE = 1000;
/** A longer wait that a webhook asks for is left to a later tick, in milliseconds. */
const PATIENCE = 20_000;
/** A later moment than this away was not asked for: the clock was set back; milliseconds. */
const LONGEST_PAUSE = 3_600_000;

/** So many runs are named in a line. */
const MOST_NAMED = 10;

/** What announcing needs from outside. `now` gives milliseconds since 1970, `wait` waits so many. */
export interface NotifyTools extends PostTools {
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** The same within a tick. */
export interface SendTools extends NotifyTools {
  /** Makes what the state says last beyond this machine, where it is kept elsewhere. @returns why not; null: it does */
  readonly secure: () => Promise<string | null>;
}

/** What delivering on one channel needs. */
export interface DeliverTools extends Pick<SendTools, 'now' | 'wait' | 'secure'> {
  readonly post: Post;
  /** The webhook, by its digest (`digestOf`); null: messages are printed. */
  readonly webhook: string | null;
  /** The environment variable that it comes from. */
  readonly variable: string;
  /** Milliseconds from one message to the next. */
  readonly pace: number;
  /** Whether a message says all there is of its runs: then what was rejected of them is out, too. @default false */
  readonly isWhole?: boolean;
  /** Keeps what is announced; called before and after every message. */
  readonly save: (announced: Announced) => void;
}

/** A message, and the commit up to which its runs count as announced once it is sent. */
export interface Outgoing extends Message {
  readonly upTo: string;
}

/** Something that a person should be told, for the first time or again. */
export interface Problem {
  readonly text: string;
  readonly isNew: boolean;
}

/** How many messages were sent, were rejected, and wait for a later tick. */
export interface DeliveryCounts {
  readonly sent: number;
  readonly rejected: number;
  readonly waiting: number;
}

/** What became of the messages of one channel. */
export interface Delivery {
  /** Whether none waits. */
  readonly isDone: boolean;
  /** What is announced now. */
  readonly announced: Announced;
  /** The ids of those that were sent or rejected, and are not tried again. */
  readonly settled: readonly string[];
  readonly counts: DeliveryCounts;
  readonly problems: readonly Problem[];
}

/**
 * Sends messages in order and records each as soon as it is accepted. Before a message is sent it is noted as in
 * flight, so that after a crash or a lost answer the same one is repeated, under the same id. One that does not get
 * through stops the channel until the next tick; one that is rejected is kept from being tried again.
 */
export async function deliver(
  messages: readonly Outgoing[],
  announced: Announced,
  tools: DeliverTools,
): Promise<Delivery> {
  return new Delivering(announced, tools).run(messages);
}

/** What delivering on a channel needs. */
export function deliverTools(
  channel: Channel,
  tools: SendTools,
  save: DeliverTools['save'],
  isWhole = false,
): DeliverTools {
  const { now, wait, secure } = tools;
  const webhook = channel.webhook === null ? null : digestOf(channel.webhook);
  const pace = channel.webhook === null ? 0 : PACE;
  const { variable } = channel;
  return { post: makePost(channel, tools), webhook, variable, pace, now, wait, secure, isWhole, save };
}

/** Whether messages are printed that would go to a webhook if the environment named it as it did before. */
export function lacksWebhook({ askedBy }: Announced, webhook: string | null): boolean {
  return webhook === null && askedBy !== null;
}

/** What is announced once every message up to a commit is out: the exceptions above the watermark are below it. */
export function moveWatermark(
  { rejected, rejectedSince, refused, notBefore, askedBy, failing }: Announced,
  commit: string | null,
): Announced {
  return { ...beginChannel(commit), rejected, rejectedSince, refused, notBefore, askedBy, failing };
}

/**
 * How long to wait before the next message on a webhook, in milliseconds. What another webhook asked for does not count.
 * @param webhook by its digest; null: messages are printed
 */
function pauseOf({ notBefore, askedBy }: Announced, webhook: string | null, now: number): number {
  const pause = notBefore - now;
  return askedBy === webhook && pause <= LONGEST_PAUSE ? Math.max(0, pause) : 0;
}

/** Until when a webhook asks to be left alone, ISO 8601; null: it does not. @param now milliseconds since 1970 */
export function pausedUntil(announced: Announced, { webhook }: Pick<Channel, 'webhook'>, now: number): string | null {
  const pause = webhook === null ? 0 : pauseOf(announced, digestOf(webhook), now);
  return pause > PACE ? new Date(now + pause).toISOString() : null;
}

class Delivering {
  private announced: Announced;
  private readonly tools: DeliverTools;
  private readonly settled: string[] = [];
  private readonly problems: Problem[] = [];
  private rejections = 0;
  private patience = PATIENCE;

  constructor(announced: Announced, tools: DeliverTools) {
    this.announced = announced;
    this.tools = tools;
  }

  async run(messages: readonly Outgoing[]): Promise<Delivery> {
    const { webhook, variable } = this.tools;
    const runs = messages.flatMap((message) => message.runs);
    if (runs.length > 0 && lacksWebhook(this.announced, webhook)) {
      const named = `messages about run ${listSome(runs.map(String), MOST_NAMED)} are printed alone, and count as announced`;
      const text = `${variable} is not set here, and earlier messages went to a webhook: ${named}; with it set, runinfo notify --resend RUN sends one`;
      this.problems.push({ text, isNew: true });
    }
    for (const message of messages) if (!(await this.send(message))) break;
    const { announced, settled, problems, rejections: rejected } = this;
    const waiting = messages.length - settled.length;
    const counts = { sent: settled.length - rejected, rejected, waiting };
    return { isDone: waiting === 0, announced, settled, counts, problems };
  }

  /** Sends one message; false: the channel has to wait. */
  private async send(message: Outgoing): Promise<boolean> {
    const { post, webhook, pace, now, wait, secure } = this.tools;
    const runs = [...message.runs];
    let isSecure = runs.length === 0;
    // Of an earlier tick: what this one was asked for is counted below.
    if (pauseOf(this.announced, webhook, now()) > PATIENCE) return false;
    for (;;) {
      const pause = pauseOf(this.announced, webhook, now());
      if (pause > 0) await wait(pause);
      if (runs.length > 0) this.keep({ sending: { runs, upTo: message.upTo } });
      const why = isSecure ? null : await secure();
      if (why !== null) {
        this.problems.push({ text: `message ${message.id} is not sent: ${why}`, isNew: true });
        return false;
      }
      isSecure = true;
      const outcome = await post(message.body);
      if (outcome.kind === 'later') {
        const asked = Math.max(outcome.wait, pace);
        this.patience -= asked;
        this.keep({ notBefore: now() + asked, askedBy: webhook });
        if (this.patience >= 0) continue;
      }
      if (outcome.kind === 'failed' || outcome.kind === 'later') this.noteFailure(message, outcome);
      else this.settle(message, outcome.kind === 'rejected' ? outcome.why : null);
      // Where this fails, so does what comes before the next message, and the end of the tick says so.
      await secure();
      return outcome.kind === 'accepted' || outcome.kind === 'rejected';
    }
  }

  /** Keeps since when and why nothing gets through. People are told once, of a webhook that asks to wait when it asks again. */
  private noteFailure({ id }: Message, { kind, why }: Extract<Outcome, { kind: 'failed' | 'later' }>): void {
    const { failing, notBefore } = this.announced;
    const isTold = failing !== null && failing.isUntold !== true;
    const isUntold = failing === null && kind === 'later';
    const then =
      kind === 'failed'
        ? 'the next tick sends it again'
        : `the webhook asks to wait until ${new Date(notBefore).toISOString()}`;
    this.problems.push({ text: `message ${id} was not accepted (${why}): ${then}`, isNew: !isTold && !isUntold });
    const since = failing?.since ?? new Date(this.tools.now()).toISOString();
    this.keep({ failing: { since, why, ...(isUntold && { isUntold }) } });
  }

  /** Keeps that a message is sent, or why it was rejected. */
  private settle(message: Outgoing, why: string | null): void {
    const { runs, sending, rejected, rejectedSince, failing, refused } = this.announced;
    const isDone = ([run]: [string, string]) =>
      why === null && this.tools.isWhole === true && message.runs.includes(Number(run));
    const others = Object.entries(rejected).filter((rejection) => !isDone(rejection));
    const added = why === null ? [] : message.runs.map((run) => [String(run), why] as const);
    const since = added.length > 0 ? (rejectedSince ?? new Date(this.tools.now()).toISOString()) : rejectedSince;
    this.settled.push(message.id);
    if (why !== null) {
      this.rejections += 1;
      this.problems.push({ text: sayRejection(message, why), isNew: true });
    }
    this.keep({
      runs: { ...runs, ...Object.fromEntries(message.runs.map((run) => [run, message.upTo])) },
      // A message about no run, the collector's own trouble say, leaves in flight what is.
      sending: message.runs.length > 0 ? null : sending,
      rejected: Object.fromEntries([...others, ...added]),
      refused: why === null ? null : message.runs.length === 0 ? { id: message.id, why } : refused,
      rejectedSince: others.length + added.length === 0 ? null : since,
      notBefore: this.tools.now() + this.tools.pace,
      askedBy: this.tools.webhook,
      failing: why === null ? null : failing,
    });
  }

  private keep(part: Partial<Announced>): void {
    this.announced = { ...this.announced, ...part };
    this.tools.save(this.announced);
  }
}

function sayRejection({ id, runs }: Message, why: string): string {
  const which = runs.length === 1 ? runs[0] : 'rejected';
  const again = runs.length === 0 ? '' : `: once the webhook is put right, runinfo notify --resend ${which} sends it`;
  return `message ${id} was rejected (${why})${again}`;
}
