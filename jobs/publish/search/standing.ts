import { RunInfoError } from '../../../model/errors.ts';

/**
 * A file of the site that this program wrote earlier, and goes on from.
 * @throws RunInfoError `site` where it is no JSON any more
 */
export function parseExisting(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new RunInfoError('site', `${file} in the site is damaged: make the site anew with publish --full`, { cause });
  }
}
