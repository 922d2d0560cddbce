import { readTextFile } from '../../archive/store/files.ts';
import { RunInfoError } from '../../model/errors.ts';

/**
 * The text of a file that a setting names.
 * @param setting its key, or what gave it
 * @param problems that it is not there, or cannot be read, is added here
 * @returns null: it has none
 */
export function readNamedFile(setting: string, path: string, problems: string[], what = 'file'): string | null {
  try {
    const text = readTextFile(path);
    if (text === null) problems.push(`${setting}: there is no ${what} ${path}: check the path`);
    return text;
  } catch (error) {
    if (!(error instanceof RunInfoError)) throw error;
    problems.push(`${setting}: ${error.message}: check the path`);
    return null;
  }
}
