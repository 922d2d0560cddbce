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
  FOLDERS,
  isArchivePath,
} from '../../archive/documents/layout.ts';
import { DOCUMENT_SCHEMAS } from '../../model/schema.ts';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  longValuesOf,
  longValuesOfChanges,
  readChanges,
  readFormat,
  readSnapshot,
} from '../../archive/documents/documents.ts';
import { listBlocks } from '../../archive/documents/run-index.ts';
import type { CommittedArchive } from '../../archive/store/committed-archive.ts';
import { fileError, isMissing } from '../../archive/store/files.ts';
import { splitLines } from '../../model/lines.ts';
import { RunInfoError } from '../../model/errors.ts';
import type { LongValue } from '../../model/reading.ts';
import { Tally } from './check.ts';

/** The paths of snapshots, with the run; everything else in the archive can be derived or is named by its content. */
export const SNAPSHOT = /^runs\/\d+\/(\d+)\.json$/;
/** The paths of indexes. */
export const INDEX = /^runs\/\d+\/index\.json$/;
/** The paths of change sets, with the run. */
export const CHANGES = /^changes\/\d+\/(\d+)\.json$/;
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

const KINDS: readonly (readonly [RegExp, Explain])[] = [
  [/^format\.json$/, checkDocument(DOCUMENT_SCHEMAS.format, () => FORMAT_PATH)],
  [
    /^settings\/[^/]+\.json$/,
    checkDocument(DOCUMENT_SCHEMAS.settings, ({ rules }) => settingsPath(sha256(toCanonicalJson(rules)).slice(0, 16))),
  ],
  [
    INDEX,
    checkDocument(DOCUMENT_SCHEMAS.index, ({ runs }, path) => {
      const paths = Object.keys(runs).map((run) => indexPath(blockOf(Number(run))));
      return paths.find((ofRun) => ofRun !== path) ?? path;
    }),
  ],
  [SNAPSHOT, checkDocument(DOCUMENT_SCHEMAS.snapshot, ({ run }) => snapshotPath(run))],
  [CHANGES, checkDocument(DOCUMENT_SCHEMAS.changes, ({ run }) => changesPath(run))],
  [
    /^parameters\/[^/]+\/[^/]+\.json$/,
    checkDocument(DOCUMENT_SCHEMAS.timeline, ({ partition, parameter }) => timelinePath(partition, parameter)),
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

/** The JSON object that a text is; null: it is none. */
export function parseObject(text: string): object | null {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' ? json : null;
  } catch {
    return null;
  }
}

/** What reading every file of the archive came to. */
export interface CheckedFiles {
  readonly workTree: Tally;
  readonly documents: Tally;
  readonly values: Tally;
  /** Values that no snapshot or change set names. */
  readonly unowned: readonly string[];
}

/**
 * Reads every file of the archive as its commit has it: whether the work tree shows the same, whether each document is as
 * its schema says, canonical and at its place, and whether values and what names them belong together.
 */
export function checkFiles(archive: CommittedArchive): CheckedFiles {
  const [workTree, documents, values] = [new Tally('work tree'), new Tally('documents'), new Tally('values')];
  const paths = archive.listBelow('').filter(isArchivePath);
  const owners = new Map<string, { readonly value: LongValue; readonly path: string }>();
  const sizes = new Map<string, Omit<LongValue, 'ref'>>();
  const settings = new Map<string, string>();
  for (const path of paths) {
    const tally = VALUE.test(path) ? values : documents;
    workTree.look();
    tally.look();
    const text = readSound(archive, path, tally);
    if (archive.differing.has(path)) workTree.disagree(path, 'is not as committed');
    const [, ref] = VALUE.exec(path) ?? [];
    const [, run] = SNAPSHOT.exec(path) ?? [];
    if (text !== null && ref !== undefined) sizes.set(ref, { lines: splitLines(text).length, length: text.length });
    const [, changed] = CHANGES.exec(path) ?? [];
    const changes = text === null || changed === undefined ? null : readChanges(archive, Number(changed));
    for (const value of longValuesOfChanges(changes)) owners.set(value.ref, { value, path });
    const snapshot = text === null || run === undefined ? null : readSnapshot(archive, Number(run));
    if (snapshot === null) continue;
    settings.set(settingsPath(snapshot.settings), path);
    for (const value of longValuesOf(snapshot)) owners.set(value.ref, { value, path });
  }
  for (const { value, path } of owners.values()) {
    const size = sizes.get(value.ref);
    if (size === undefined) values.disagree(valuePath(value.ref), `is missing or damaged, and ${path} names it`);
    else if (size.lines !== value.lines || size.length !== value.length) {
      documents.disagree(path, `says another size of the value ${value.ref} than it has`);
    }
  }
  const committed = new Set(paths);
  for (const [path, owner] of settings) {
    if (!committed.has(path)) documents.disagree(path, `is missing, and ${owner} names it`);
  }
  const inForce = documents.wrong.has(FORMAT_PATH) ? null : readFormat(archive);
  if (inForce !== null && !committed.has(settingsPath(inForce.settings))) {
    documents.disagree(FORMAT_PATH, `names the settings ${inForce.settings}, which are missing`);
  }
  for (const block of listBlocks(archive)) {
    if (!committed.has(indexPath(block))) documents.disagree(indexPath(block), 'is missing');
  }
  const stray = FOLDERS.flatMap((folder) => filesOnDisk(archive.folder, folder)).filter((path) => !committed.has(path));
  for (const path of stray)
    workTree.disagree(path, 'was never committed: no tick reads it; move it out of the archive');
  const unowned = [...sizes.keys()].filter((ref) => !owners.has(ref)).map(valuePath);
  return { workTree, documents, values, unowned };
}

/** The text of a file; null: it is not what it should be, which is noted. */
function readSound(archive: CommittedArchive, path: string, tally: Tally): string | null {
  try {
    const bytes = archive.readCommitted(path) ?? Buffer.alloc(0);
    const text = bytes.toString('utf8');
    const isUtf8 = !path.endsWith('.json') || Buffer.from(text).equals(bytes);
    const problem = isUtf8 ? explainFile(path, text) : 'is not UTF-8';
    if (problem === null) return text;
    tally.disagree(path, problem);
  } catch (error) {
    if (!(error instanceof RunInfoError)) throw error;
    tally.disagree(path, error.message);
  }
  return null;
}

function filesOnDisk(archive: string, folder: string): string[] {
  try {
    const entries = readdirSync(join(archive, folder), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => !entry.isDirectory());
    return files.map((entry) => join(entry.parentPath, entry.name).slice(join(archive, '/').length)).sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw fileError('read', join(archive, folder), error);
  }
}
