import { withoutSecrets } from './redact.ts';

/** What kind of thing failed: the exit code follows from it, and what a job does about it. docs/operate.md describes each. */
export type ErrorCode =
  | 'usage'
  | 'config'
  | 'not-found'
  | 'not-archived'
  | 'source-wrong'
  | 'source-unreachable'
  | 'run-unreadable'
  | 'locked'
  | 'archive'
  | 'state'
  | 'site'
  | 'deploy'
  | 'remote'
  | 'message'
  | 'disk';

/**
 * The one error that this program throws on purpose. The message says what failed, on which run or path, and what to
 * do, and holds no secret that the program knows by itself; `cause` keeps what lies beneath. Only the command line turns a code into an exit code.
 */
export class RunInfoError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(withoutSecrets(message), options);
    this.name = 'RunInfoError';
    this.code = code;
  }
}
