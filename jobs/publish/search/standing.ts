import type { ZodType } from 'zod';
import { RunInfoError } from '../../../model/errors.ts';

/**
 * A file of the site that this program wrote earlier, and goes on from.
 * @throws RunInfoError `site` where it is no longer what its schema says
 */
export function parseExisting<T>(file: string, text: string, schema: ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new RunInfoError('site', `${file} in the site is damaged: make the site anew with publish --full`, { cause });
  }
}
