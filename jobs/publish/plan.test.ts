import { describe, expect, it } from 'vitest';
import { RULES, openTestArchive, STORY, type TestArchive } from '../../test/support/site-archive.ts';
import type { Timeline } from '../../model/change.ts';
import { isEmptyPlan, planPages } from './plan.ts';

const SETTINGS = { rules: RULES, zone: 'UTC' };

async function tell(count = STORY.length): Promise<TestArchive> {
  const test = await openTestArchive();
  for (const step of STORY.slice(0, count)) await step(test);
  return test;
}

function timelinesChangedSince(archive: TestArchive['archive'], run: number): string[] {
  return archive.list('parameters').flatMap((partition) =>
    archive
      .list(`parameters/${partition}`)
      .map((name) => `parameters/${partition}/${name}`)
      .filter((path) => (archive.readDocument(path) as Timeline).starts.some(({ from }) => from >= run)),
  );
}

describe('planPages', () => {
  it('plans everything where nothing is known of the last publish, and where the settings moved', async () => {
    const { archive } = await tell();
    const everything = planPages(archive, SETTINGS, null);
    expect(everything.full).toBe(true);
    expect(everything.runs).toEqual([362990, 362993, 362994, 362995, 362998, 362999, 363001, 363004, 363005, 363009]);
    expect(everything.blocks).toEqual([362, 363]);
    expect(everything.weeks).toEqual(['2025-W40']);
    expect(planPages(archive, SETTINGS, ['format.json'])).toEqual(everything);
  });

  it('plans a new run, its neighbour, its parameters and what begins with the newest run', async () => {
    const test = await tell(1);
    const paths = await STORY[1]?.(test);
    const plan = planPages(test.archive, SETTINGS, paths ?? []);
    expect(plan).toMatchObject({ full: false, newest: true, parameterList: true, blocks: [362] });
    expect(plan.runs).toEqual([362990, 362993]);
    expect(plan.parameters).toEqual(['parameters/HCAL_HBHE/HCAL_TAG.json', 'parameters/HCAL_HF/HCAL_TAG.json']);
    expect(plan.api).toContain('changes/362/362993.json');
    expect(plan.api.filter((path) => path.startsWith('current/'))).toEqual([]);
  });

  it('plans every later run where an earlier one moved', async () => {
    const { archive } = await tell();
    const plan = planPages(archive, SETTINGS, ['changes/363/363004.json']);
    expect(plan.runs).toEqual([363001, 363004, 363005, 363009]);
    expect(plan.parameters).toContain('parameters/HCAL_HF/HCAL_DOC.json');
  });

  it('plans the parameters that changed at or after a run that moved: whether they flap depends on it', async () => {
    const { archive } = await tell();
    const later = planPages(archive, SETTINGS, ['runs/362/362994.json']).parameters;
    expect(later).toEqual(timelinesChangedSince(archive, 362994));
    const none = planPages(archive, SETTINGS, ['runs/363/363009.json']).parameters;
    expect(none).toEqual(timelinesChangedSince(archive, 363009));
    expect(later.length).toBeGreaterThan(none.length);
  });

  it('a parameter of which something was withdrawn in a run, whose feeds date that by when the run was last touched', async () => {
    const { archive } = await tell();
    const counts = { kind: 'changed', compared: 'plain', before: 'v1', after: 'v2', added: 1, removed: 1 } as const;
    const entry = { ...counts, parameter: 'HCAL_GONE', partitions: ['HCAL_HF'] };
    const revisions = { runs: { 363009: { at: 1, withdrawn: [{ entry, by: 'Run 363009' }] } } };
    const planOf = (path: string) => planPages(archive, SETTINGS, [path], [], [], revisions).parameters;
    expect(planOf('runs/363/363009.json')).toContain('parameters/HCAL_HF/HCAL_GONE.json');
    expect(planOf('runs/363/363008.json')).not.toContain('parameters/HCAL_HF/HCAL_GONE.json');
  });

  it('plans the runs that are known by their line alone, their neighbours, and who skipped them', async () => {
    const { archive } = await tell();
    const plan = planPages(archive, SETTINGS, ['runs/362/index.json']);
    expect(plan.runs).toEqual([362993, 362994, 362995, 362998, 362999, 363001]);
    expect(plan.blocks).toEqual([362, 363]);
  });

  it('has nothing to do where nothing moved, or only what the site does not show', async () => {
    const { archive } = await tell();
    expect(isEmptyPlan(planPages(archive, SETTINGS, []))).toBe(true);
    expect(isEmptyPlan(planPages(archive, SETTINGS, ['README.md', 'current/HCAL_HF/HCAL_TAG']))).toBe(true);
  });
});
