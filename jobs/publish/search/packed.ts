import { gunzipSync, gzipSync } from 'node:zlib';
import { damagedFile } from './schema.ts';

/** A document as JSON, compressed: what a browser loads whole. */
export function pack(document: object): Uint8Array {
  return gzipSync(JSON.stringify(document));
}

/**
 * The JSON of a packed file of the site that this program wrote earlier, and goes on from.
 * @throws RunInfoError `site` where it is damaged
 */
export function unpackExisting(file: string, packed: Uint8Array): string {
  try {
    return gunzipSync(packed).toString('utf8');
  } catch (cause) {
    throw damagedFile(file, cause);
  }
}
