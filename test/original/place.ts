import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import { readSnapshot } from '../../archive/documents/documents.ts';
import { ArchiveFolder } from '../../archive/documents/reader.ts';
import { loadSettings } from '../../jobs/config/load.ts';
import { openSource } from '../../jobs/snapshot/sources/index.ts';
import type { RunSource } from '../../jobs/snapshot/sources/types.ts';
import { tick, type TickResult } from '../../jobs/tick.ts';
import { shortPartition } from '../../model/labels.ts';
import type { RunReading } from '../../model/run.ts';
import type { ChangesAnswer, NotArchivedAnswer, EntryAnswer } from '../../queries/schema.ts';
import { QUIET_WORLD, workplaceIn, type Workplace } from '../support/workplace.ts';
import { RunInfoFile, type RunStory } from './run-info.ts';

/** The moment at which the tests' clocks begin. */
export const NOON = Date.UTC(2026, 5, 1, 12);

/** A workplace with a source that rows are added to, and a clock that the test sets. */
export interface Place extends Workplace {
  readonly file: RunInfoFile;
  readonly clock: { now: number };
}

/** A place of one test, removed when it ends. */
export function makePlace(encoding?: string): Place {
  const folder = mkdtempSync(join(tmpdir(), 'runinfo-original-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return placeIn(folder, encoding);
}

/** Another place with all that one has, for a test that alters them; removed when it ends. */
export function copyPlace(original: Place): Place {
  const folder = mkdtempSync(join(tmpdir(), 'runinfo-original-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(original.folder, folder, { recursive: true, preserveTimestamps: true });
  return placeIn(folder);
}

/**
 * A place that the tests of a file share: its runs are told while the tests are collected, then taken by one tick.
 * @param first the number of the first run
 */
export function sharePlace(first: number, words = ['tick', '--quiet']): { place: Place; tell: Tell } {
  const folder = mkdtempSync(join(tmpdir(), 'runinfo-original-'));
  const place = placeIn(folder);
  let next = first;
  beforeAll(async () => {
    expect(await place.run(words)).toMatchObject({ code: 0, err: '' });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const tell: Tell = (...stories) => {
    const numbers = stories.map((story, index) => {
      if (story !== null) place.file.add(next + index, story);
      return next + index;
    });
    next += stories.length;
    return numbers as { [Index in keyof typeof stories]: number };
  };
  return { place, tell };
}

/** Adds runs with the next numbers, and gives these; null leaves a number out. */
export type Tell = <const Stories extends readonly (RunStory | null)[]>(
  ...stories: Stories
) => { [Index in keyof Stories]: number };

function placeIn(folder: string, encoding?: string): Place {
  const clock = { now: NOON };
  const file = new RunInfoFile(folder, encoding);
  return { ...workplaceIn(folder, file.path, () => clock.now), file, clock };
}

/** What a tick of `snapshot` and `notify` did. */
export interface Ticked {
  readonly commits: readonly { readonly subject: string }[];
  readonly messages: readonly { readonly runs: readonly number[]; readonly text: string }[];
}

/** One tick without pages. */
export async function collect(place: Place): Promise<Ticked> {
  return (await place.ask(['tick', '--only', 'snapshot,notify'])) as Ticked;
}

/** One tick without pages that reads through a source of the test's own. */
export async function collectFrom(place: Place, change: (source: RunSource) => RunSource): Promise<TickResult> {
  const environment = { RUNINFO_SOURCE: `sqlite:${place.file.path}`, RUNINFO_ARCHIVE: place.archive };
  return tick({
    settings: loadSettings({ file: undefined, environment, folder: place.folder }),
    jobs: new Set(['snapshot', 'diff', 'notify']),
    now: () => place.clock.now,
    onProgress: () => undefined,
    openSource: (setting, options) => change(openSource(setting, options)),
    ...QUIET_WORLD,
    warn: () => undefined,
    isDry: false,
    range: null,
    accept: null,
    rebuild: false,
    full: false,
  });
}

/** Why a run is not archived. */
export async function missing(place: Place, run: number): Promise<string | undefined> {
  const ran = await place.run(['changes', String(run), '--json']);
  expect(ran.code).toBe(1);
  return (JSON.parse(ran.out) as NotArchivedAnswer).notArchived.kind;
}

/** Every entry that a run changed. */
export async function entriesOf(place: Place, run: number): Promise<readonly EntryAnswer[]> {
  return ((await place.ask(['changes', String(run)])) as ChangesAnswer).changes;
}

/** What a run changed, an entry a line: `HF,HO TAG: v1 → v2`. */
export async function changesOf(place: Place, run: number): Promise<string[]> {
  return (await entriesOf(place, run)).map(lineOf);
}

/** What differs between two runs, an entry a line. */
export async function compared(place: Place, from: number, to: number, ...more: string[]): Promise<string[]> {
  return ((await place.ask(['compare', String(from), String(to), ...more])) as ChangesAnswer).changes.map(lineOf);
}

/** By partition: the base run in a run, or how it took part where it has none. */
export async function basesOf(place: Place, run: number): Promise<Record<string, number | string>> {
  const { partitions } = (await place.ask(['changes', String(run)])) as ChangesAnswer;
  return Object.fromEntries(
    partitions.map(({ partition, base, inclusion }) => [shortPartition(partition), base ?? inclusion]),
  );
}

/** What the archive keeps of a parameter in a run; undefined: no row. */
export function readingIn(place: Place, run: number, key: string): RunReading | undefined {
  return readSnapshot(new ArchiveFolder(place.archive), run)?.readings[key];
}

/** A file of the built site, without the marks within its lines. */
export function siteFile(place: Place, path: string): string {
  return readFileSync(join(place.site, path), 'utf8').replaceAll(/<\/?mark>/g, '');
}

function lineOf({ partitions, parameter, before, after }: EntryAnswer): string {
  const say = (value: string | null) => (value === null ? '(absent)' : JSON.stringify(value).slice(1, -1));
  return `${partitions.map(shortPartition).join(',')} ${parameter}: ${say(before)} → ${say(after)}`;
}
