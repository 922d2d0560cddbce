import { beforeEach, expect, it, vi } from 'vitest';
import { readTimeline } from '../../archive/documents/documents.ts';
import { currentPath, timelinePath } from '../../archive/documents/layout.ts';
import type { ArchiveWriter } from '../../archive/store/writer.ts';
import type { Value } from '../../model/reading.ts';
import { openTiny } from '../../test/support/tiny-archive.ts';
import { updateTimelines } from './timelines.ts';

const HF = 'HCAL_HF';
let archive: ArchiveWriter;

beforeEach(async () => {
  archive = await openTiny();
});

/** Compares some runs: by run, the parameters that it brings and their values. */
function compared(runs: Record<number, Record<string, Value | null>>, isNewest = false): void {
  const diffs = Object.entries(runs).map(([run, values]) => {
    const from = Number(run);
    const starts = new Map(Object.entries(values).map(([name, value]) => [name, { from, value }]));
    return [from, { inclusion: 'in', base: null, changes: [], notCompared: [], isUnchanged: false, starts }] as const;
  });
  updateTimelines(archive, HF, new Map(diffs), isNewest);
}

const startsOf = (parameter: string) => readTimeline(archive, HF, parameter)?.starts;
const current = (parameter: string) => archive.readText(currentPath(HF, parameter));

it('a new value is added to the timeline, and is the current one', () => {
  compared({ 1: { A: 'a', B: 'b' } }, true);
  compared({ 2: { A: 'c' } }, true);
  expect(readTimeline(archive, HF, 'A')).toEqual({
    format: 1,
    partition: HF,
    parameter: 'A',
    starts: [
      { from: 1, value: 'a' },
      { from: 2, value: 'c' },
    ],
  });
  expect([current('A'), current('B')]).toEqual(['c', 'b']);
});

it('a long value is current as its whole text; one that is absent has no file, but a place in the timeline', () => {
  const text = 'a line\n'.repeat(100);
  compared({ 1: { A: archive.storeValue(text) } }, true);
  expect(current('A')).toBe(text);
  compared({ 2: { A: null } }, true);
  expect(current('A')).toBeNull();
  expect(startsOf('A')?.at(-1)).toEqual({ from: 2, value: null });
});

it('what a run brought and does not bring any more goes; a parameter that no run brings has no files', () => {
  compared({ 1: { A: 'a' }, 2: { A: 'b', B: 'b' } });
  compared({ 2: {} });
  expect(startsOf('A')).toEqual([{ from: 1, value: 'a' }]);
  expect(current('A')).toBe('a');
  expect([timelinePath(HF, 'B'), currentPath(HF, 'B')].map((path) => archive.readText(path))).toEqual([null, null]);
});

it('the newest run costs what it changes: the timelines of other parameters are not read', () => {
  compared({ 1: { A: 'a', B: 'b' } });
  const read = vi.spyOn(archive, 'readDocument');
  compared({ 2: { A: 'c' } }, true);
  expect(new Set(read.mock.calls.flat())).toEqual(new Set([timelinePath(HF, 'A')]));
});
