import { describe, expect, it } from 'vitest';
import type { ChangeEntry, ChangeSet } from '../../model/change.ts';
import { describeLine, describeReadRun, describeRun } from './describe.ts';
import { setLines } from '../../archive/documents/run-index.ts';
import { makeChange as change } from '../../test/support/change-entry.ts';
import { addRun, openTiny, RULES, tinySnapshot } from '../../test/support/tiny-archive.ts';

function say(
  changes: readonly ChangeEntry[],
  partitions: ChangeSet['partitions'],
  recomputed: readonly number[] = [],
  notCompared: ChangeSet['notCompared'] = [],
) {
  const changeSet: ChangeSet = { format: 1, run: 9, partitions, changes, notCompared };
  const causes = changes.map((entry) => ({ entry, follows: [] }));
  return describeRun({ changeSet, recomputed }, causes, String, null);
}

const TAG = 'HCAL_uHTRManager_TPG_TAG';
const HF = { partition: 'HCAL_HF', inclusion: 'in', base: 8 } as const;
const NEW = { partition: 'HCAL_HBHE', inclusion: 'in', base: null } as const;
const HO = { partition: 'HCAL_HO', inclusion: 'in', base: 5 } as const;

/** What is said where a parameter of a partition could not be read. */
function sayUnread(parameter: string) {
  return say([], [HF], [], [{ parameter, partitions: ['HCAL_HF'], side: 'after', why: 'no text' }]);
}

describe('the text of a commit', () => {
  it('ends in trailers: the run, each base run, each partition that changed', () => {
    expect(say([change('TAG', 'new', 'HCAL_HF')], [HF, HO])).toEqual({
      subject: 'Run 9: 1 change (HF 1)',
      body: ['TAG (HF): old → new', '', 'Run: 9', 'Base: 5', 'Base: 8', 'Partition: HCAL_HF'],
    });
  });

  it('stays as it ever was: it has no run that was compared with in place of the base run', () => {
    const entry = { ...change('TAG', 'new', 'HCAL_HF'), from: { HCAL_HF: 6 } };
    expect(say([entry], [HF]).body[0]).toBe('TAG (HF): old → new');
  });

  it('has its trailers where nothing changed, and where a run left an index line only', () => {
    expect(say([], [HF]).body).toEqual(['Run: 9', 'Base: 8']);
    const line = { kind: 'gap', why: 'no rows', start: null, stop: null } as const;
    expect(describeLine(9, line)).toEqual({ subject: 'Run 9: gap', body: ['no rows', '', 'Run: 9'] });
  });

  it('says that a run was read again, and which runs were worked out again', () => {
    const changeSet: ChangeSet = { format: 1, run: 9, partitions: [HF, NEW], changes: [], notCompared: [] };
    const { subject, body } = describeRun({ changeSet, recomputed: [10, 12] }, [], String, 'read again');
    expect(subject).toMatch(/^Run 9: read again, \S/);
    expect(body.slice(1)).toEqual(['Worked out again: run 10, 12', '', 'Run: 9', 'Base: 8']);
    expect(say([], [HF]).subject).not.toContain('again');
  });

  it('of a run that is no longer in the index, or is archived after all, says that and nothing else', () => {
    const archived = { kind: 'archived', start: null, stop: null, sequence: null, changes: 0, partitions: {} } as const;
    for (const line of [null, archived]) {
      expect(describeLine(9, line)).toEqual({ subject: 'Run 9: no longer known', body: ['Run: 9'] });
    }
  });

  it.each([
    ['a line break in a name', 'TAG\nPartition: HCAL_HO'],
    ['two in a row', 'TAG\n\nRun: 1'],
    ['a carriage return', 'TAG\rRun: 1'],
    ['a NUL', 'TAG\0Run: 1'],
    ['an escape', 'TAG\u001b[2J'],
    ['a line separator', 'TAG\u2028Run: 1'],
  ])('is not forged by %s', (_, parameter) => {
    const { body } = say([change(parameter, 'new', 'HCAL_HF')], [HF]);
    expect(body.slice(1)).toEqual(['', 'Run: 9', 'Base: 8', 'Partition: HCAL_HF']);
    expect(body[0]).not.toMatch(/[\p{Cc}\u2028]/u);
    const { subject } = sayUnread(parameter);
    expect(subject).toMatch(/^Run 9: not compared: HF TAG.* unreadable$/u);
    expect(subject).not.toMatch(/[\p{Cc}\u2028]/u);
  });

  it('keeps no line of 100 kB', () => {
    const line = { kind: 'hcal-out', why: 'x'.repeat(100_000), start: null, stop: null } as const;
    expect(describeLine(9, line).body[0]?.length).toBeLessThan(1100);
    expect(sayUnread(line.why).subject.length).toBeLessThan(1100);
  });

  it('has no more than 500 lines of changes, and says how many it leaves out', () => {
    const some = (length: number) =>
      say(
        Array.from({ length }, (_, index) => change(`TAG_${index}`, 'new', 'HCAL_HF')),
        [HF],
      ).body;
    expect(some(2500)).toHaveLength(505);
    expect(some(2500)[500]).toBe('and 2000 more lines: changes/ has them all');
    expect(some(500).slice(499, 501)).toEqual(['TAG_499 (HF): old → new', '']);
  });
});

describe('the commit of a run that was just read', () => {
  it('says what follows from the reading, whether the run was read before, or why it left an index line only', async () => {
    const archive = await openTiny();
    const describeRead = describeReadRun(archive, { rules: RULES });
    const take = (run: number, tag: string, recorded: 'first' | 'again') => {
      const others = ['FM_URL', 'FM_URI', 'FM_ROLE'].map((name) => [`HCAL_HF:${name}`, 'x']);
      const readings = { ...Object.fromEntries(others), 'HCAL_HF:CFGDOC_TXT': '<a/>', [`HCAL_HF:${TAG}`]: tag };
      addRun(archive, tinySnapshot(run, readings));
      const { subject, body } = describeRead(run, recorded);
      return [subject, body[0]];
    };
    take(7, 'v1', 'first');
    expect(take(8, 'v2', 'first')).toEqual(['Run 8: 1 change (HF 1)', `${TAG} (HF): v1 → v2`]);
    expect(take(8, 'v3', 'again')).toEqual(['Run 8: read again, 1 change (HF 1)', `${TAG} (HF): v1 → v3`]);
    setLines(archive, new Map([[9, { kind: 'gap', why: 'no rows', start: null, stop: null }]]));
    expect(describeRead(9, 'line')).toEqual({ subject: 'Run 9: gap', body: ['no rows', '', 'Run: 9'] });
  });
});
