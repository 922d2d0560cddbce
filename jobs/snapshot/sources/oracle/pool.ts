import pRetry from 'p-retry';
import { RunInfoError } from '../../../../model/errors.ts';
import { REDACTED } from '../../../../model/placeholder.ts';
import { Deadline, DeadlineExceeded } from './deadline.ts';
import type { Binds } from '../tables.ts';
import type { OracleStatement } from './statements.ts';
import { OracleSession } from './session.ts';
import type { OracleServer } from './session.ts';
import { adviseOnAlias } from './names.ts';
import { explainOracle } from './troubles.ts';

/** The first pause before another try, and the longest, in milliseconds; each is up to twice as long, at random. */
const PAUSES = { minTimeout: 200, maxTimeout: 5000, factor: 2, randomize: true };

/** A question to the server: what is asked, and about which run. */
export interface Question {
  readonly statement: OracleStatement;
  readonly binds: Binds;
  /** The run that is read; null: the question is about no single one. */
  readonly run: number | null;
}

/**
 * Asks the server, by as many sessions as questions are asked at once; a session that answered serves the next one. What
 * is worth another try is tried again, after longer and longer pauses, as long as the time of the question lasts.
 */
export class SessionPool {
  private readonly server: OracleServer;
  private readonly idle: OracleSession[] = [];
  private readonly closing = new AbortController();

  constructor(server: OracleServer) {
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
        shouldRetry: ({ error }) => explainOracle(error)?.isWorthRetrying === true,
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
    await Promise.all(this.idle.splice(0).map(async (session) => session.close()));
  }

  private async askOnce({ statement, binds }: Question, deadline: Deadline): Promise<unknown[][]> {
    const session = this.idle.pop() ?? (await OracleSession.open(this.server, deadline));
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
    const { label, timeout, account } = this.server;
    const fail = (code: RunInfoError['code'], message: string) => new RunInfoError(code, message, { cause: error });
    const doing = run === null ? statement.action : `reading run ${run}`;
    if (error instanceof DeadlineExceeded) {
      return fail(
        'source-unreachable',
        `Oracle at ${label} did not answer within ${timeout} s (oracle.timeout), ${doing}: try again later`,
      );
    }
    const trouble = explainOracle(error);
    const advice = adviseOnAlias(error, this.server);
    if (trouble === null) return advice === null ? error : fail('config', `cannot find ${label}: ${advice}`);
    const { kind, code, remedy } = trouble;
    const says = withoutSecret(trouble.says, account.password);
    // The reason of a gap is archived: it names no machine.
    if (kind === 'reading' && run !== null) return fail('run-unreadable', `run ${run} could not be read: ${says}`);
    const often = tries > 1 ? `, tried ${tries} times` : '';
    return fail(code, `cannot read from Oracle at ${label} (${doing}): ${says}${often}; ${advice ?? remedy}`);
  }
}

/** A text without the password, should a server ever repeat it; one of a letter or two stands in any text. */
function withoutSecret(text: string, secret: string): string {
  return secret.length < 3 ? text : text.replaceAll(secret, REDACTED);
}
