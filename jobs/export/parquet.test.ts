import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { openTestArchive, STORY, type TestArchive } from '../../test/support/site-archive.ts';
import { digestFolder } from '../../test/support/workplace.ts';
import { OwnFolder } from '../own-folder.ts';
import { exportParquet, planParts } from './parquet.ts';

const folders: string[] = [];

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'parts-'));
  folders.push(folder);
  return join(folder, 'tables');
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

async function exportInto(path: string, { archive }: TestArchive, from: number | null) {
  const folder = new OwnFolder(path, 'export');
  await exportParquet({ archive, onProgress: () => undefined }, folder, from);
  return folder.placed;
}

/** The lowest block that is stale; Infinity: none is. */
function staleFrom(paths: readonly string[]): number | null {
  const plan = planParts(paths);
  return plan === null ? Infinity : plan.from;
}

const long = (word: string) => `${word}\n`.repeat(20);

/** A run taken, or taken again, with one value at its start and maybe another at its end; or an index line only. */
interface Step {
  readonly run: number;
  readonly text: string;
  readonly end: string | null;
  readonly isOut: boolean;
  readonly isLine: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  run: fc.integer({ min: 1, max: 9 }).map((place) => 361_000 + place * 400),
  text: fc.constantFrom('short', 'other', long('a'), long('b'), long('c')),
  end: fc.constantFrom(null, long('a'), long('d')),
  isOut: fc.boolean(),
  isLine: fc.constantFrom(false, false, false, true),
});

async function take(test: TestArchive, { run, text, end, isOut, isLine }: Step): Promise<string[]> {
  if (isLine) return test.line(run, 'never-ran', 'no RC_STATE row says Running');
  const ends = end === null ? {} : { 'HCAL_HF:HCAL_TAG': end };
  return test.take(
    run,
    { 'HCAL_HF:HCAL_TAG': text, 'HCAL_HBHE:HCAL_TAG': 'same', 'HCAL_LEVEL_1:HCAL_COMMENT': text },
    { emptyFms: isOut ? ['HCAL_HF'] : [], ends },
  );
}

describe('parts made again where paths moved', () => {
  it('are those of a whole export after every step of a story', async () => {
    const [steps, test] = [makeFolder(), await openTestArchive()];
    for (const [place, tell] of STORY.entries()) {
      const paths = await tell(test);
      await exportInto(steps, test, place === 0 ? null : staleFrom(paths));
      const once = makeFolder();
      await exportInto(once, test, null);
      expect(digestFolder(steps)).toEqual(digestFolder(once));
    }
  });

  it('are those of a whole export whatever came, and in which order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 7 }), async (all) => {
        const [steps, once, test] = [makeFolder(), makeFolder(), await openTestArchive()];
        for (const [place, one] of all.entries()) {
          const paths = await take(test, one);
          await exportInto(steps, test, place === 0 ? null : staleFrom(paths));
        }
        await exportInto(once, test, null);
        expect(digestFolder(steps)).toEqual(digestFolder(once));
      }),
      { numRuns: 20 },
    );
  });

  it('leave those of earlier blocks alone, and need what is noted of them', async () => {
    const [into, test] = [makeFolder(), await openTestArchive()];
    for (const tell of STORY) await tell(test);
    await exportInto(into, test, null);
    const before = digestFolder(into);
    const { written, unchanged } = await exportInto(into, test, 363);
    expect(written).toEqual([]);
    expect(unchanged.filter((path) => path.includes('=362/'))).toEqual(['intervals/thousand=362/part.parquet']);
    for (const harm of ['', '{"digests": [', '{"digests": [], "runsIn": {"HCAL_HF": 1}}']) {
      if (harm === '') unlinkSync(join(into, 'notes/362.json'));
      else writeFileSync(join(into, 'notes/362.json'), harm);
      unlinkSync(join(into, 'values/thousand=362/part.parquet'));
      const { written: mended } = await exportInto(into, test, 363);
      expect(mended).toEqual(['values/thousand=362/part.parquet', 'notes/362.json']);
      expect(digestFolder(into)).toEqual(before);
    }
  });

  it('go with the blocks that go', async () => {
    const [into, test] = [makeFolder(), await openTestArchive()];
    for (const tell of STORY) await tell(test);
    await exportInto(into, test, null);
    const other = await openTestArchive();
    for (const tell of STORY.slice(0, 5)) await tell(other);
    const { removed } = await exportInto(into, other, null);
    expect(removed).toHaveLength(7);
    const once = makeFolder();
    await exportInto(once, other, null);
    expect(digestFolder(into)).toEqual(digestFolder(once));
  });

  it('of an archive without runs are none, and the list says so', async () => {
    const [into, test] = [makeFolder(), await openTestArchive()];
    const { written } = await exportInto(into, test, null);
    expect(written).toEqual(['files.txt', 'meta/part.parquet']);
  });
});

describe('the plan of stale parts', () => {
  it.each([
    [null, { from: null }],
    [['format.json', 'runs/362/362001.json'], { from: null }],
    [['runs/363/363001.json', 'runs/363/index.json', 'changes/362/362001.json', 'values/3f/3f.txt'], { from: 362 }],
    [['README.md'], null],
  ])('%j: %j', (paths, plan) => {
    expect(planParts(paths)).toEqual(plan);
  });
});
