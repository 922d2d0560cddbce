import { beginChannel } from '../state.ts';
import type { Announced } from '../state.ts';
import type { Message } from './compose.ts';
import type { Post } from './post.ts';

/** A longer wait that a webhook asks for is left to a later tick, in milliseconds. */
const PATIENCE = 20_000;
/** A later moment than this away was not asked for: the clock was set back; milliseconds. */
const LONGEST_PAUSE = 3_600_000;

/** What delivering needs from outside. `now` gives milliseconds since 1970, `wait` waits so many. */
export interface DeliverTools {
  readonly post: Post;
  /** Milliseconds from one message to the next. */
  readonly pace: number;
  readonly now: () => number;
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Keeps what is announced; called before and after every message. */
  readonly save: (announced: Announced) => void;
}

/** Messages in a row, and the commit up to which each counts as announced. */
export interface Batch {
  readonly messages: readonly Message[];
  readonly upTo: string;
}

/** Something that a person should be told, for the first time or again. */
export interface Problem {
  readonly text: string;
  readonly isNew: boolean;
}

/** What became of the messages of one channel; those in none of the lists wait. */
export interface Delivery {
  /** Whether none waits. */
  readonly isDone: boolean;
  /** What is announced now. */
  readonly announced: Announced;
  readonly sent: readonly Message[];
  readonly refused: readonly Message[];
  readonly problems: readonly Problem[];
}

/**
 * Sends messages in order and records each as soon as it is accepted. Before a message is sent it is noted as under way,
 * so that after a crash or a lost answer the same one is repeated, under the same id. One that does not get through
 * stops the channel until the next tick; one that is refused is put aside.
 */
export async function deliver(batches: readonly Batch[], announced: Announced, tools: DeliverTools): Promise<Delivery> {
  return new Delivering(announced, tools).run(batches);
}

/** What is announced once every message up to a commit is out: the exceptions above the watermark are below it. */
export function moveWatermark(
  { rejected, rejectedSince, notBefore, failing }: Announced,
  commit: string | null,
): Announced {
  return { ...beginChannel(commit), rejected, rejectedSince, notBefore, failing };
}

class Delivering {
  private announced: Announced;
  private readonly tools: DeliverTools;
  private readonly sent: Message[] = [];
  private readonly refused: Message[] = [];
  private readonly problems: Problem[] = [];
  private patience = PATIENCE;

  constructor(announced: Announced, tools: DeliverTools) {
    this.announced = announced;
    this.tools = tools;
  }

  async run(batches: readonly Batch[]): Promise<Delivery> {
    for (const { messages, upTo } of batches) {
      for (const message of messages) if (!(await this.send(message, upTo))) return this.result(false);
    }
    return this.result(true);
  }

  private result(isDone: boolean): Delivery {
    const { announced, sent, refused, problems } = this;
    return { isDone, announced, sent, refused, problems };
  }

  /** Sends one message; false: the channel has to wait. */
  private async send(message: Message, upTo: string): Promise<boolean> {
    const { post, pace, now, wait } = this.tools;
    const runs = [...message.runs];
    for (;;) {
      const pause = this.announced.notBefore - now();
      if (pause > this.patience && pause <= LONGEST_PAUSE) return false;
      if (pause > 0 && pause <= LONGEST_PAUSE) await wait(pause);
      if (runs.length > 0) this.keep({ sending: { runs, upTo } });
      const outcome = await post(message);
      if (outcome.kind === 'later') {
        this.patience -= Math.max(outcome.wait, pace);
        this.keep({ notBefore: now() + Math.max(outcome.wait, pace) });
        if (this.patience < 0) return false;
        continue;
      }
      if (outcome.kind === 'failed') this.noteFailure(message, outcome.why);
      else this.settle(message, upTo, outcome.kind === 'refused' ? outcome.why : null);
      return outcome.kind !== 'failed';
    }
  }

  private noteFailure({ id }: Message, why: string): void {
    const { failing } = this.announced;
    const text = `message ${id} was not accepted (${why}): the next tick sends it again`;
    this.problems.push({ text, isNew: failing === null });
    this.keep({ failing: failing ?? { since: new Date(this.tools.now()).toISOString(), why } });
  }

  private settle(message: Message, upTo: string, refusal: string | null): void {
    const { runs, rejected, rejectedSince, failing } = this.announced;
    const others = Object.entries(rejected).filter(([run]) => !message.runs.includes(Number(run)));
    const put = refusal === null ? [] : message.runs.map((run) => [String(run), refusal] as const);
    const since = put.length > 0 ? (rejectedSince ?? new Date(this.tools.now()).toISOString()) : rejectedSince;
    (refusal === null ? this.sent : this.refused).push(message);
    if (refusal !== null) this.problems.push({ text: sayRefusal(message, refusal), isNew: true });
    this.keep({
      runs: { ...runs, ...Object.fromEntries(message.runs.map((run) => [run, upTo])) },
      sending: null,
      rejected: Object.fromEntries([...others, ...put]),
      rejectedSince: others.length + put.length === 0 ? null : since,
      notBefore: this.tools.now() + this.tools.pace,
      failing: refusal === null ? null : failing,
    });
  }

  private keep(part: Partial<Announced>): void {
    this.announced = { ...this.announced, ...part };
    this.tools.save(this.announced);
  }
}

function sayRefusal({ id, runs }: Message, why: string): string {
  const which = runs.length === 1 ? runs[0] : 'rejected';
  const again = runs.length === 0 ? '' : `: once the webhook is put right, runinfo notify --resend ${which} sends it`;
  return `message ${id} was refused (${why}) and is put aside${again}`;
}
