import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ArchiveWriter } from '../../archive/store/writer.ts';
import { loadSettings } from '../config/load.ts';
import { describeReadRun } from '../diff/describe.ts';
import { recordRun } from '../snapshot/job.ts';
import type { RunReading } from '../../model/run.ts';
import { CHANGES_FEED, PARAMETER_FEED } from './pages/feed.ts';
import { toPageView } from './pages/page.ts';
import { SiteContext } from './pages/site-context.ts';
import { NO_REVISIONS, readRevisions } from './revisions.ts';
import type { Revisions } from '../state.ts';

const TAG = 'HCAL_uHTRManager_TPG_TAG';
const HOUR = 3_600_000;

/** A reading of a run: values by `PARTITION:NAME`; a partition that has none is not there. */
interface Step {
  readonly run: number;
  readonly values: Readonly<Record<string, string>>;
  /** @default an hour for each run number; null: unknown */
  readonly start?: string | null;
  /** @default nobody is out */
  readonly empty?: readonly string[] | null;
}

interface Entry {
  readonly id: string;
  readonly title: string;
  readonly updated: string;
  readonly content: string;
}

interface Feed {
  readonly updated: string;
  readonly entries: readonly Entry[];
}

const tag = (hf: string, hbhe = 'v1') => ({
  [`HCAL_HF:${TAG}`]: hf,
  'HCAL_HF:FM_ROLE': 'Level2',
  [`HCAL_HBHE:${TAG}`]: hbhe,
  'HCAL_HBHE:FM_ROLE': 'Level2',
});

/** Reads runs one by one as ticks do, and gives after each the feeds of all, of HF, and of its tag. */
async function tell(steps: readonly Step[]): Promise<Readonly<Record<string, Feed>>[]> {
  const folder = mkdtempSync(join(tmpdir(), 'runinfo-feed-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const settings = loadSettings({ file: undefined, environment: { RUNINFO_ARCHIVE: join(folder, 'archive') }, folder });
  const told: Readonly<Record<string, Feed>>[] = [];
  let known: { commit: string; revisions: Revisions } | null = null;
  for (const { run, values, start = new Date(Date.UTC(2026, 4, 1) + run * HOUR).toISOString(), empty = [] } of steps) {
    const archive = await ArchiveWriter.open(settings.archive);
    const { rules, rulesDigest } = settings;
    if (archive.derivedSettings === null) archive.adoptSettings(rules, rulesDigest);
    const readings = Object.entries(values).map(([key, value]): [string, RunReading] => [
      key,
      { kind: 'value', value },
    ]);
    const snapshot = {
      format: 1,
      run,
      start: start?.replace('.000', '') ?? null,
      stop: null,
      sequence: null,
      hcal: 'In',
      emptyFms: empty,
      gates: {},
      settings: rulesDigest,
      readings: Object.fromEntries(readings),
    } as const;
    const recorded = recordRun(archive, { run, result: { kind: 'archived', snapshot } });
    const { subject, body } = describeReadRun(archive, settings)(run, recorded);
    await archive.commit(subject, body, snapshot.start);
    await archive.flush();
    const revisions = await readRevisions(archive.git, known, archive.headId);
    // Worked out step by step or at once: the same.
    expect(revisions).toEqual(await readRevisions(archive.git, null, archive.headId));
    known = { commit: archive.headId ?? '', revisions };
    const context = new SiteContext(archive, rules, settings, undefined, revisions);
    const views = {
      all: toPageView(context, CHANGES_FEED, null),
      hf: toPageView(context, CHANGES_FEED, 'HCAL_HF'),
      tag: toPageView(context, PARAMETER_FEED, `parameters/HCAL_HF/${TAG}.json`),
    };
    archive.close();
    told.push(Object.fromEntries(Object.entries(views).map(([name, view]) => [name, view as unknown as Feed])));
  }
  return told;
}

/** What must never happen from one feed to the next. */
function findFaults(before: Feed, after: Feed): string[] {
  const now = new Map(after.entries.map((entry) => [entry.id, entry]));
  return [
    ...(after.updated < before.updated ? [`the feed went back from ${before.updated} to ${after.updated}`] : []),
    ...before.entries.flatMap((entry) => {
      const next = now.get(entry.id);
      if (next === undefined) return before.entries.length < 30 ? [`${entry.title} vanished`] : [];
      if (next.updated < entry.updated) return [`${entry.title} went back`];
      const isReworded = next.title !== entry.title || next.content !== entry.content;
      return isReworded && next.updated === entry.updated ? [`${entry.title} kept its date`] : [];
    }),
    ...after.entries
      .filter(({ updated }) => updated > after.updated)
      .map(({ title }) => `${title} is newer than its feed`),
  ];
}

const FIRST: Step = { run: 1, values: tag('v1') };
const STORIES: Readonly<Record<string, readonly Step[]>> = {
  'runs in their order': [
    FIRST,
    { run: 2, values: tag('v2') },
    { run: 3, values: tag('v2') },
    { run: 4, values: tag('v3') },
  ],
  'read again, reworded': [FIRST, { run: 2, values: tag('v2') }, { run: 2, values: tag('v3') }],
  'read again, withdrawn': [FIRST, { run: 2, values: tag('v2') }, { run: 2, values: tag('v1') }],
  'withdrawn in one partition of two': [
    FIRST,
    { run: 2, values: tag('v2', 'v2') },
    { run: 2, values: tag('v1', 'v2') },
  ],
  'withdrawn, and there again': [
    FIRST,
    { run: 2, values: tag('v2') },
    { run: 2, values: tag('v1') },
    { run: 2, values: tag('v2') },
  ],
  'reworded again and again': [FIRST, ...['v2', 'v3', 'v4', 'v5'].map((value) => ({ run: 2, values: tag(value) }))],
  'withdrawn long after': [
    FIRST,
    { run: 2, values: tag('v2') },
    ...[3, 4, 5].map((run) => ({ run, values: tag('v2') })),
    { run: 2, values: tag('v1') },
  ],
  'a late run takes the change of the next one': [FIRST, { run: 5, values: tag('v2') }, { run: 3, values: tag('v2') }],
  'a late run rewords the next one': [FIRST, { run: 5, values: tag('v2') }, { run: 3, values: tag('v3') }],
  'changes where nothing had changed': [FIRST, { run: 2, values: tag('v1') }, { run: 2, values: tag('v2') }],
  'starts that nobody knows': [
    { ...FIRST, start: null },
    { run: 2, values: tag('v2'), start: null },
    { run: 2, values: tag('v3'), start: null },
    { run: 2, values: tag('v1'), start: null },
  ],
  'out after all': [FIRST, { run: 2, values: tag('v2') }, { run: 2, values: tag('v2'), empty: ['HCAL_HF'] }],
  'nobody knows who was in after all': [
    FIRST,
    { run: 2, values: tag('v2') },
    { run: 2, values: tag('v2'), empty: null },
  ],
  'more runs than a feed tells of': [
    ...Array.from({ length: 33 }, (_, index) => ({ run: index + 1, values: tag(`v${index}`) })),
    { run: 20, values: tag('other') },
    { run: 34, values: tag('last') },
  ],
};

describe('dates of a feed only move forward, and nothing that was told vanishes', () => {
  it.each(Object.entries(STORIES))('%s', async (_, steps) => {
    const told = await tell(steps);
    const faults = told.flatMap((feeds, index) =>
      ['all', 'hf', 'tag'].flatMap((name) => {
        const [before, after] = [told[index - 1]?.[name], feeds[name]];
        return before === undefined || after === undefined
          ? []
          : findFaults(before, after).map((fault) => `${name}: ${fault}`);
      }),
    );
    expect(faults).toEqual([]);
  });

  it('what a later reading withdrew is said in the entry of the run, with the reading', async () => {
    const told = await tell(STORIES['withdrawn in one partition of two'] ?? []);
    const [all, hf, ofTag] = ['all', 'hf', 'tag'].map((name) => told.at(-1)?.[name]?.entries[0]);
    const words = `withdrawn by a later reading of run 2: ${TAG} (HF): v1 → v2`;
    expect([all?.title, hf?.title, ofTag?.title]).toEqual([
      'Run 2: 1 change (HBHE 1); 1 change withdrawn (HF 1)',
      'Run 2: 1 change withdrawn (HF 1)',
      'Run 2: 1 change withdrawn (HF 1)',
    ]);
    expect([all?.content.split('\n').at(-1), hf?.content, ofTag?.content]).toEqual([words, words, words]);
    const late = (await tell(STORIES['a late run takes the change of the next one'] ?? [])).at(-1)?.['all'];
    expect(late?.entries.map(({ title, content }) => [title, content.split('\n').at(-1)])).toEqual([
      ['Run 5: 1 change withdrawn (HF 1)', `withdrawn by run 3, which was read later: ${TAG} (HF): v1 → v2`],
      ['Run 3: 1 change (HF 1)', expect.anything()],
    ]);
  });

  it('of many changes that were withdrawn it lists the first', async () => {
    const many = (value: string) =>
      Object.fromEntries(
        Array.from({ length: 100 }, (_, index) => [`HCAL_HF:uHTRManager_Firmware_Crate${index}`, value]),
      );
    const told = await tell([
      { run: 1, values: many('v1') },
      { run: 2, values: many('v2') },
      { run: 2, values: many('v1') },
    ]);
    const lines = told.at(-1)?.['all']?.entries[0]?.content.split('\n') ?? [];
    expect([lines.length, lines.at(-1)]).toEqual([31, 'and 70 further changes withdrawn']);
  });

  it('a run that is read once, in its turn, is dated by its start', async () => {
    const feeds = (await tell(STORIES['runs in their order'] ?? [])).at(-1);
    expect(feeds?.['all']?.entries.map(({ updated }) => updated)).toEqual([
      '2026-05-01T04:00:00Z',
      '2026-05-01T02:00:00Z',
    ]);
  });
});

describe('what a commit says decides', () => {
  const set = (value: string) => ({
    changes: [
      {
        added: 1,
        removed: 1,
        compared: 'plain',
        kind: 'changed',
        parameter: TAG,
        partitions: ['HCAL_HF'],
        before: 'v1',
        after: value,
      },
    ],
    format: 1,
    notCompared: [],
    partitions: [{ base: 1, inclusion: 'in', partition: 'HCAL_HF' }],
    run: 2,
  });
  const path = 'changes/0/2.json';
  const read = (subject: string, before: string | null, after: string | null) =>
    readRevisions(
      {
        readObjects: (blobs) => blobs.map((blob) => JSON.stringify(set(blob))),
        stepsSince: async () => [{ id: 'b', subject, seconds: 1000, steps: [{ path, before, after }] }],
      },
      { commit: 'a', revisions: { clock: 2000, recomputed: 0, runs: {} } },
      'b',
    );

  it.each([
    ['Run 2: read again, no changes', 'v2', null, [2001, 'a later reading of run 2']],
    ['Run 3: no changes', 'v2', null, [2001, 'run 3, which was read later']],
    ['Run 1: accepted, no changes', 'v2', null, [2001, 'taking run 1 by hand']],
    ['Run 2: read again, 1 change (HF 1)', 'v2', 'v3', [2001]],
    // Made late: the feed has told of newer runs by then.
    ['Run 2: 1 change (HF 1)', null, 'v2', [2001]],
    ['Run 4: 1 change (HF 1)', null, 'v2', [2001]],
  ])('%s', async (subject, before, after, expected) => {
    const { runs, recomputed } = await read(subject, before, after);
    expect([runs['2']?.at, ...(runs['2']?.withdrawn.map(({ by }) => by) ?? [])]).toEqual(expected);
    expect(recomputed).toBe(0);
  });

  it.each(['Settings: 0123 → 4567', 'Settings: recomputed'])('%s dates all, and withdraws nothing', async (subject) => {
    expect(await read(subject, 'v2', null)).toEqual({ clock: 2001, recomputed: 2001, runs: {} });
  });
});

it('knows of the newest 1,000 runs that were read again, the same step by step as at once', async () => {
  const path = (run: number) => `changes/0/${run}.json`;
  const counts = { added: 1, removed: 1, compared: 'plain', kind: 'changed' };
  const change = { ...counts, parameter: TAG, partitions: ['HCAL_HF'], before: 'v1', after: 'v2' };
  const changeSet = { changes: [change], format: 1, notCompared: [], partitions: [] };
  // Newest and oldest in turn, so that runs come that are older than all that are kept.
  const runs = Array.from({ length: 1500 }, (_, index) => (index % 2 === 0 ? 5000 + index : 3000 - index));
  const commits = runs.map((run, index) => ({
    id: String(index),
    subject: `Run ${run}: read again, no changes`,
    seconds: index,
    steps: [{ path: path(run), before: String(run), after: null }],
  }));
  const read = async (from: number, to: number, revisions: Revisions | null) =>
    readRevisions(
      {
        readObjects: (blobs) => blobs.map((run) => JSON.stringify({ ...changeSet, run: Number(run) })),
        stepsSince: async () => commits.slice(from, to),
      },
      { commit: String(from), revisions },
      String(to),
    );
  const atOnce = await read(0, 1500, null);
  let inSteps = NO_REVISIONS;
  for (let from = 0; from < 1500; from += 100) inSteps = await read(from, from + 100, inSteps);
  expect(inSteps).toEqual(atOnce);
  const newest = runs.toSorted((a, b) => b - a).slice(0, 1000);
  expect(
    Object.keys(atOnce.runs)
      .map(Number)
      .sort((a, b) => b - a),
  ).toEqual(newest);
});

it('nothing is known of an archive without a commit', async () => {
  const archive = await ArchiveWriter.openDry('/nowhere/archive');
  expect(await readRevisions(archive.git, null, archive.headId)).toEqual(NO_REVISIONS);
});
