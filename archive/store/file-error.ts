import { RunInfoError } from '../../model/errors.ts';

/** Whether an error of the file system says that there is no such file or folder. */
export function isMissing(error: unknown): boolean {
  return hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR');
}

/** What went wrong with a file, as an error `disk` that names its path and what to do. `verb`: read, write or remove. */
export function fileError(verb: string, path: string, cause: unknown): RunInfoError {
  const advice = hasCode(cause, 'ENOSPC')
    ? 'the disk is full: free some space, then try again; ticks do so by themselves'
    : hasCode(cause, 'EACCES') || hasCode(cause, 'EROFS') || hasCode(cause, 'EPERM')
      ? 'not permitted: let this account write there'
      : cause instanceof Error
        ? cause.message
        : String(cause);
  return new RunInfoError('disk', `cannot ${verb} ${path}: ${advice}`, { cause });
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
