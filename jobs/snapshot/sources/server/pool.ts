import pRetry from 'p-retry';
import { RunInfoError, type ErrorCode } from '../../../../model/errors.ts';
import { REDACTED } from '../../../../model/placeholder.ts';
import type { Binds, Statement } from '../tables.ts';
import { Deadline, DeadlineExceeded } from './deadline.ts';

/** A statement for a server. */
export interface ServerStatement extends Statement {
  /** What it does, for whoever looks at the sessions of the server. */
  readonly action: string;
}

/** A connection to a server, logged in and set up for reading. */
export interface Session {
  /**
   * Runs a statement.
   * @param binds those of this execution, beside the constant ones
   * @throws DeadlineExceeded, or what the driver throws; the session is of no use then
   */
  query(statement: ServerStatement, binds: Binds, deadline: Deadline): Promise<unknown[][]>;
  /** Logs off; it is destroyed afterwards, whatever becomes of that. */
  close(): Promise<void>;
  /** Ends the connection without logging off. */
  destroy(reason: Error): void;
}

/** A server, as the pool needs to know it. */
export interface Server {
  /** Of which kind it is, for people: Oracle. */
  readonly kind: string;
  /** What errors call it. */
  readonly label: string;
  /** Seconds that a question may take, and the setting that says so. */
  readonly timeout: number;
  readonly timeoutKey: string;
  readonly account: { readonly password: string };
  /** Connects and logs in. Throws DeadlineExceeded, or what the driver throws. */
  readonly open: (deadline: Deadline) => Promise<Session>;
  /** Tells what an error means; null: it is none of the driver's or the server's. */
  readonly explain: (error: unknown) => Trouble | null;
  /** What to do about the name of the server where it does not lead to one; null: the trouble lies elsewhere. */
  readonly adviseOnName: (error: unknown) => string | null;
}

/** The first pause before another try, and the longest, in milliseconds; each is up to twice as long, at random. */
const PAUSES = { minTimeout: 200, maxTimeout: 5000, factor: 2, randomize: true };
/** So long logging off may take, in milliseconds: a server that does not answer is not waited for. */
const LOGGING_OFF = 1000;

/** A question to the server: what is asked, and about which run. */
export interface Question {
  readonly statement: ServerStatement;
  readonly binds: Binds;
  /** The run that is read; null: the question is about no single one. */
  readonly run: number | null;
}

/**
 * Asks the server, by as many sessions as questions are asked at once; a session that answered serves the next one. What
 * is worth another try is tried again, after longer and longer pauses, as long as the time of the question lasts.
 */
export class SessionPool {
  readonly server: Server;
  private readonly idle: Session[] = [];
  private readonly closing = new AbortController();

  constructor(server: Server) {
    this.server = server;
  }

  /**
   * @returns the rows, in the order of the columns
   * @throws RunInfoError `source-unreachable` where asking later may help, `run-unreadable` where only this run cannot be
   * read, `config` or `source-wrong` where somebody has to do something
   */
  async ask(question: Question): Promise<unknown[][]> {
    const deadline = new Deadline(this.server.timeout * 1000, this.closing.signal);
    const failed: unknown[] = [];
    try {
      return await pRetry(async () => this.askOnce(question, deadline), {
        ...PAUSES,
        retries: Infinity,
        maxRetryTime: this.server.timeout * 1000,
        signal: deadline.signal,
        shouldRetry: ({ error }) => this.server.explain(error)?.isWorthRetrying === true,
        onFailedAttempt: ({ error }) => void failed.push(error),
      });
    } catch (error) {
      const cause = failed.findLast((attempt) => !(attempt instanceof DeadlineExceeded)) ?? error;
      throw this.toRunInfoError(cause, question, failed.length);
    } finally {
      deadline.end();
    }
  }

  /** Logs off. Questions that wait for an answer are given up. */
  async close(): Promise<void> {
    this.closing.abort(new Error('the source was closed'));
    const logOff = async (session: Session) => {
      const deadline = new Deadline(LOGGING_OFF, new AbortController().signal);
      // Whatever goes wrong with logging off, all that was asked has been answered.
      await deadline.waitFor(session.close()).catch(() => undefined);
      deadline.end();
      session.destroy(new Error('the session is closed'));
    };
    await Promise.all(this.idle.splice(0).map(logOff));
  }

  private async askOnce({ statement, binds }: Question, deadline: Deadline): Promise<unknown[][]> {
    const session = this.idle.pop() ?? (await this.server.open(deadline));
    try {
      const rows = await session.query(statement, binds, deadline);
      this.closing.signal.throwIfAborted();
      this.idle.push(session);
      return rows;
    } catch (error) {
      session.destroy(new Error('the session was given up'));
      throw error;
    }
  }

  private toRunInfoError(error: unknown, { run, statement }: Question, tries: number): unknown {
    const { kind: server, label, timeout, timeoutKey, account, explain, adviseOnName } = this.server;
    const fail = (code: RunInfoError['code'], message: string) => new RunInfoError(code, message, { cause: error });
    const doing = run === null ? statement.action : `reading run ${run}`;
    if (error instanceof DeadlineExceeded) {
      return fail(
        'source-unreachable',
        `${server} at ${label} did not answer within ${timeout} s (${timeoutKey}), ${doing}: try again later`,
      );
    }
    const trouble = explain(error);
    const advice = adviseOnName(error);
    if (trouble === null) return advice === null ? error : fail('config', `cannot find ${label}: ${advice}`);
    const { kind, code, remedy } = trouble;
    const says = withoutSecret(trouble.says, account.password);
    // The reason of a gap is archived: it names no machine.
    if (kind === 'reading' && run !== null) return fail('run-unreadable', `run ${run} could not be read: ${says}`);
    const often = tries > 1 ? `, tried ${tries} times` : '';
    return fail(code, `cannot read from ${server} at ${label} (${doing}): ${says}${often}; ${advice ?? remedy}`);
  }
}

/** A text without the password, should a server ever repeat it; one of a letter or two stands in any text. */
function withoutSecret(text: string, secret: string): string {
  return secret.length < 3 ? text : text.replaceAll(secret, REDACTED);
}

/** What an error of a server or of its driver means. */
export interface Trouble {
  /** Its own words in one line, without what differs from one time to the next. */
  readonly says: string;
  /**
   * `passing`: the server or the way to it; it may answer a moment later. `reading`: this one statement; perhaps not once
   * more. `lasting`: nothing changes unless somebody does something.
   */
  readonly kind: 'passing' | 'reading' | 'lasting';
  /** Whether trying again is worth while. */
  readonly isWorthRetrying: boolean;
  readonly code: ErrorCode;
  /** What to do. */
  readonly remedy: string;
}

/** What somebody is told to do, and the code of the error that says so. */
export type Advice = Pick<Trouble, 'code' | 'remedy'>;

/** Advice where a setting or the account is wrong. */
export const config = (remedy: string): Advice => ({ code: 'config', remedy });
export const LATER: Advice = { code: 'source-unreachable', remedy: 'try again later' };
/** Where the error is none that this program knows. */
export const UNKNOWN: Advice = {
  code: 'source-unreachable',
  remedy: 'try again later; if that lasts, ask whoever runs the database',
};
export const REPORT: Advice = {
  code: 'source-wrong',
  remedy: 'the server does not take the statement; please report it',
};
