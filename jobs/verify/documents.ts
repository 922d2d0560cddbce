import type { z } from 'zod';
import { sha256, toCanonicalJson } from '../../archive/documents/canonical.ts';
import {
  blockOf,
  changesPath,
  FORMAT_PATH,
  indexPath,
  settingsPath,
  snapshotPath,
  timelinePath,
  valuePath,
} from '../../archive/documents/layout.ts';
import { DOCUMENT_SCHEMAS } from '../../archive/documents/schema.ts';

/** The paths of snapshots, with the run; everything else in the archive can be derived or is named by its content. */
export const SNAPSHOT = /^runs\/\d+\/(\d+)\.json$/;
/** The paths of values, with the digest. */
export const VALUE = /^values\/[0-9a-f]{2}\/([0-9a-f]{64})\.txt$/;

/** Says what is wrong with the text of a file, going by its own path alone; null: nothing. */
type Explain = (path: string, text: string) => string | null;

/**
 * Checks documents of one kind: that they fit the schema, are canonical, and say what belongs at their path.
 * @param pathOf the path that a document belongs at
 */
function checkDocument<Document>(
  schema: z.ZodType<Document>,
  pathOf: (document: Document, path: string) => string,
): Explain {
  return (path, text) => {
    const json = parseObject(text);
    if (json === null) return 'is no JSON document';
    if ('meaning' in json) return 'is of version 0.1.0: the next tick writes it anew';
    const { success, data, error } = schema.safeParse(json);
    if (!success) {
      const [issue] = error.issues;
      return `does not fit its schema: ${[...(issue?.path ?? []), issue?.message].join(' ')}`;
    }
    if (toCanonicalJson(json) !== text) return 'is not in canonical form';
    const rightPath = pathOf(data, path);
    return rightPath === path ? null : `says what belongs at ${rightPath}`;
  };
}

const { format, settings, index, snapshot, changes, timeline } = DOCUMENT_SCHEMAS;

const KINDS: readonly (readonly [RegExp, Explain])[] = [
  [/^format\.json$/, checkDocument(format, () => FORMAT_PATH)],
  [
    /^settings\/[^/]+\.json$/,
    checkDocument(settings, ({ rules }) => settingsPath(sha256(toCanonicalJson(rules)).slice(0, 16))),
  ],
  [
    /^runs\/\d+\/index\.json$/,
    checkDocument(index, ({ runs }, path) => {
      const paths = Object.keys(runs).map((run) => indexPath(blockOf(Number(run))));
      return paths.find((ofRun) => ofRun !== path) ?? path;
    }),
  ],
  [SNAPSHOT, checkDocument(snapshot, ({ run }) => snapshotPath(run))],
  [/^changes\/\d+\/\d+\.json$/, checkDocument(changes, ({ run }) => changesPath(run))],
  [
    /^parameters\/[^/]+\/[^/]+\.json$/,
    checkDocument(timeline, ({ partition, parameter }) => timelinePath(partition, parameter)),
  ],
  [VALUE, checkValue],
];

function checkValue(path: string, text: string): string | null {
  const digest = sha256(text);
  return path === valuePath(digest) ? null : `holds a text of another SHA-256, ${digest}`;
}

/** Says what is wrong with the text of a file of the archive, going by its own path alone; null: nothing, or it is of no kind that is known. */
export const explainFile: Explain = (path, text) =>
  KINDS.find(([pattern]) => pattern.test(path))?.[1](path, text) ?? null;

function parseObject(text: string): object | null {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' ? json : null;
  } catch {
    return null;
  }
}
