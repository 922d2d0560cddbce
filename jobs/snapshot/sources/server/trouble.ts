import type { ErrorCode } from '../../../../model/errors.ts';

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
export const REPORT: Advice = {
  code: 'source-wrong',
  remedy: 'the server does not take the statement; please report it',
};
