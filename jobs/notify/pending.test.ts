import { describe, expect, it } from 'vitest';
import type { ChangeEntry, ChangeSet } from '../../model/change.ts';
import { announcementId, collectPending, restrictPending } from './pending.ts';

/** A change set of run 1: for each parameter its before and after, in HF and where named in HO. */
function setOf(changes: Readonly<Record<string, readonly [string, string]>>, partitions = ['HCAL_HF']): ChangeSet {
  const entries = Object.entries(changes).map(([parameter, [before, after]]): ChangeEntry => ({
    parameter,
    partitions,
    kind: 'changed',
    compared: 'plain',
    before,
    after,
    added: 1,
    removed: 1,
  }));
  return { format: 1, run: 1, partitions: [], changes: entries, notCompared: [] };
}

const names = (changes: readonly { parameter: string; after: unknown }[]) =>
  changes.map(({ parameter, after }) => `${parameter}=${String(after)}`);

describe('collectPending', () => {
  const [a, ab, b] = [setOf({ A: ['0', '1'] }), setOf({ A: ['0', '1'], B: ['0', '1'] }), setOf({ B: ['0', '1'] })];

  it.each([
    ['what came and stayed is fresh', [[null, a]], ['A=1'], []],
    ['what came with a later reading is fresh by itself', [[a, ab]], ['B=1'], []],
    ['what was announced and went is withdrawn', [[ab, b]], [], ['A=1']],
    ['both at once', [[a, b]], ['B=1'], ['A=1']],
    [
      'what came and went again is nothing',
      [
        [b, ab],
        [ab, b],
      ],
      null,
      null,
    ],
    [
      'what went and came again is nothing',
      [
        [ab, b],
        [b, ab],
      ],
      null,
      null,
    ],
    ['a run that lost all it had', [[a, null]], [], ['A=1']],
    ['another value is one withdrawn and one fresh', [[a, setOf({ A: ['0', '2'] })]], ['A=2'], ['A=1']],
  ] as const)('%s', (_, steps, fresh, withdrawn) => {
    const [pending] = collectPending(steps.map(([before, after]) => ({ run: 1, before, after })));
    expect(pending === undefined ? null : names(pending.fresh)).toEqual(fresh);
    expect(pending === undefined ? null : names(pending.withdrawn)).toEqual(withdrawn);
  });

  it('gives runs in order', () => {
    const steps = [5, 3, 4].map((run) => ({ run, before: null, after: a }));
    expect(collectPending(steps).map(({ run }) => run)).toEqual([3, 4, 5]);
  });
});

describe('restrictPending', () => {
  const [pending] = collectPending([{ run: 1, before: null, after: setOf({ A: ['0', '1'] }, ['HCAL_HF', 'HCAL_HO']) }]);

  it('keeps what concerns some partitions, under an id of its own; nothing: null', () => {
    if (pending === undefined) throw new Error('nothing is pending');
    const hf = restrictPending(pending, ['HCAL_HF']);
    expect(hf?.fresh.map(({ partition }) => partition)).toEqual(['HCAL_HF']);
    expect(hf === null ? '' : announcementId(hf)).not.toBe(announcementId(pending));
    expect(announcementId(pending)).toMatch(/^1-[0-9a-f]{8}$/);
    expect(restrictPending(pending, ['HCAL_HBHE'])).toBeNull();
  });
});
