import { RunInfoError } from '../../../model/errors.ts';

/**
 * A file of the site that this program wrote earlier, and goes on from.
 * @throws RunInfoError `site` where it is no JSON any more
 */
export function parseStanding<T>(file: string, text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw new RunInfoError('site', `${file} in the site is damaged: make the site anew with publish --full`, { cause });
  }
}
