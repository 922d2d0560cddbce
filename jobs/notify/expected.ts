import { Document, isSeq, parseDocument, YAMLSeq } from 'yaml';
import * as z from 'zod';
import { sha256 } from '../../archive/documents/canonical.ts';
import { readTextFile } from '../../archive/store/files.ts';
import { writeNamedFile } from '../../archive/store/write-file.ts';
import type { Change } from '../../model/change.ts';
import { RunInfoError } from '../../model/errors.ts';
import { matchesAny } from '../../model/rules.ts';
import { readClock } from '../../model/time.ts';
import { readYaml } from '../config/yaml.ts';
import type { State } from '../state.ts';
import type { PendingRun } from './pending.ts';

const expectation = z.strictObject({
  pattern: z.union([
    z
      .string()
      .min(1)
      .transform((pattern) => [pattern]),
    z.array(z.string().min(1)).min(1),
  ]),
  reason: z.string().min(1),
  owner: z.string().min(1),
  expires: z.iso.date('is no date such as 2026-08-01'),
  silent: z.boolean().default(false),
});

/** A kind of change that is expected: said in one line of a run's message, or where it is silent not at all. */
export interface Expectation extends z.infer<typeof expectation> {
  /** Names the expectation: the same as long as nothing of it is altered. */
  readonly key: string;
}

/** An entry as it is written into the list. */
export type ExpectedEntry = z.input<typeof expectation>;

/** Stands above a new list. */
const HEADING = ` Changes that are expected: said in one line of a run's message, or where silent is true and everything
 that a run changed is expected so, not at all. The page of the run shows them all the same.
 pattern: PARTITION:NAME or NAME, * stands for any text; expires: the last day on which it holds.`;

/** The list of expected changes, and what is wrong with it: an expectation that cannot be read holds nothing back. */
export interface ExpectedList {
  readonly expectations: readonly Expectation[];
  readonly problems: readonly string[];
}

/** Reads the list of expected changes; no file: an empty list. */
export function readExpected(path: string): ExpectedList {
  const text = readTextFile(path);
  if (text === null) return { expectations: [], problems: [] };
  const { content, broken, repeated } = readYaml(text);
  const faults = [...broken, ...repeated];
  if (faults.length > 0) return { expectations: [], problems: faults.map((fault) => `${path}, ${fault}`) };
  const entries = content ?? [];
  if (!Array.isArray(entries)) return { expectations: [], problems: [`${path} must hold a list of entries`] };
  const read = entries.map((entry: unknown) => expectation.safeParse(entry));
  return {
    expectations: read.flatMap(({ data }) => (data === undefined ? [] : [{ ...data, key: keyOf(data) }])),
    problems: read.flatMap(({ error }, index) =>
      (error?.issues ?? []).map(
        ({ path: keys, message }) => `${path}, entry ${index + 1}: ${[...keys, message].join(': ')}`,
      ),
    ),
  };
}

/**
 * Adds an entry to the list of expected changes; what stands there stays as it is, comments too.
 * @param isDry only say what would be written
 * @returns the entry as it stands in the file
 * @throws RunInfoError `config` where the entry does not fit, or the file holds no list
 */
export function addExpected(path: string, entry: ExpectedEntry, isDry: boolean): string {
  const checked = expectation.safeParse(entry);
  if (!checked.success) {
    const said = checked.error.issues.map((issue) => [...issue.path, issue.message].join(': '));
    throw new RunInfoError('usage', `the entry does not fit: ${said.join('; ')}`);
  }
  const written = readTextFile(path);
  const document = written === null ? new Document() : parseDocument(written);
  if (written === null) document.commentBefore = HEADING;
  if (document.contents === null) document.contents = new YAMLSeq();
  const { contents, errors } = document;
  if (errors.length > 0 || !isSeq(contents)) {
    throw new RunInfoError('config', `${path} holds no list of entries that could be added to: correct it first`);
  }
  contents.flow = false;
  contents.add(document.createNode(entry));
  if (!isDry) {
    writeNamedFile(path, document.toString({ lineWidth: 0 }));
  }
  return new Document([entry]).toString();
}

/**
 * Whether an expectation is over: the day it names has passed in a zone.
 * @param now milliseconds since 1970
 */
export function isExpired({ expires }: Pick<Expectation, 'expires'>, now: number, zone: string): boolean {
  return readClock(new Date(now).toISOString(), zone).day > expires;
}

/** The first expectation that a change matches; null: none. */
export function findExpectation(
  expectations: readonly Expectation[],
  { partition, parameter }: Pick<Change, 'partition' | 'parameter'>,
): Expectation | null {
  return expectations.find(({ pattern }) => matchesAny(pattern, partition, parameter)) ?? null;
}

/** Whether nothing is said of a run: all of it is expected by expectations that are silent. */
export function isKeptSilent(pending: PendingRun, expectations: readonly Expectation[]): boolean {
  const { fresh, withdrawn, moved, uncompared, taken } = pending;
  const changes = [...fresh, ...withdrawn];
  const isSilent = (change: Change) => findExpectation(expectations, change)?.silent === true;
  const others = [moved, uncompared, taken];
  return others.every(({ length }) => length === 0) && changes.length > 0 && changes.every(isSilent);
}

/**
 * Counts in how many runs each expectation was used, whether they were announced or kept silent. Runs up to the last one
 * counted are not counted again, so that planning twice counts once.
 */
export function countUses(
  before: State['expected'],
  pending: readonly PendingRun[],
  expectations: readonly Expectation[],
): State['expected'] {
  const uses = { ...before };
  for (const { run, fresh, withdrawn } of pending) {
    const used = [...fresh, ...withdrawn].flatMap((change) => findExpectation(expectations, change)?.key ?? []);
    for (const key of new Set(used)) {
      const { count, run: last } = uses[key] ?? { count: 0, run: 0 };
      if (run > last) uses[key] = { count: count + 1, run };
    }
  }
  return uses;
}

function keyOf(data: z.infer<typeof expectation>): string {
  return sha256(JSON.stringify(data)).slice(0, 8);
}
