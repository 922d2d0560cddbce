import { describe, expect, it } from 'vitest';
import type { RunReport } from '../queries/run-report.ts';
import { openTestArchive, RULES, type TestArchive } from './support/site-archive.ts';
import { readSurfaces } from './support/surfaces.ts';

const RUN_NUMBER = 362_700;
const TEXTS = {
  'HCAL_HBHE:CFGDOC_TXT': 'a\nb',
  'HCAL_HBHE:FM_ROLE': 'Level2_HBHE',
  'HCAL_HF:HCAL_TAG': 'v1',
  'HCAL_HF:FM_ROLE': 'Level2_HF',
};
/** Enough of HO for it to be missed where it is not there. */
const HO = { 'HCAL_HO:HCAL_TAG': 'v1', 'HCAL_HO:HCAL_DOC': 'd', 'HCAL_HO:FM_ROLE': 'Level2_HO' };

/** What every surface says of the second of two runs. */
async function readSecond(
  second: Parameters<TestArchive['take']>[1],
  part: Parameters<TestArchive['take']>[2],
  firstPart: Parameters<TestArchive['take']>[2] = {},
) {
  const test = await openTestArchive();
  await test.take(RUN_NUMBER, { ...TEXTS, ...HO }, firstPart);
  await test.take(RUN_NUMBER + 1, second, part);
  const { report, surfaces } = await readSurfaces(test, RUN_NUMBER + 1);
  return { report, surfaces, page: surfaces.page, home: surfaces.home };
}

function findMute(report: RunReport, surfaces: Readonly<Record<string, string>>): string[] {
  return Object.keys(surfaces).filter((name) => surfaces[name]?.includes(report.headline) !== true);
}

describe('what was not compared is said by page, home page, preview, feed, terminal, JSON and message alike', () => {
  it('where one partition was held back and of another a reading is unreadable', async () => {
    const raw = { 'HCAL_HF:HCAL_TAG': { kind: 'unreadable', why: 'cut off' } } as const;
    const { report, page, home, surfaces } = await readSecond({ ...TEXTS, 'HCAL_HO:FM_ROLE': 'Level2_HO' }, { raw });
    expect(report.headline).toBe(
      'no changes in HBHE; not compared: HO held back: too few readings; HF HCAL_TAG unreadable',
    );
    expect(findMute(report, surfaces)).toEqual([]);
    expect(page).toContain('HCAL_TAG unreadable: not compared');
    expect(home).toContain('in: HCAL_TAG unreadable</span>');
    const since = /the same since|last known change in|first read in/g;
    // The first run of a partition is no change.
    expect(home.match(since)).toEqual(['the same since', 'first read in', 'first read in']);
    const changed = { ...TEXTS, 'HCAL_HF:FM_ROLE': 'Level3_HF', 'HCAL_HO:FM_ROLE': 'Level2_HO' };
    const { home: later } = await readSecond(changed, { raw });
    expect(later.match(since)).toEqual(['the same since', 'last known change in', 'first read in']);
    expect(page).not.toContain('Every watched parameter is the same');
    // HBHE alone was compared in whole.
    expect(page.match(/>no changes</g)).toHaveLength(1);
  });

  it('where a later run is not archived: nothing is called the same since, and no partition in of which nobody knows', async () => {
    const test = await openTestArchive();
    for (const run of [RUN_NUMBER, RUN_NUMBER + 1]) await test.take(run, { ...TEXTS, ...HO });
    const states = async () => {
      const { home } = (await readSurfaces(test, RUN_NUMBER + 1)).surfaces;
      const words = [...home.matchAll(/<span class="state [\w-]+">([^<]+)<\/span>/g)].map(([, said]) => said);
      return [words[0], home.includes('the same since')];
    };
    await test.line(RUN_NUMBER + 2, 'never-ran', 'no stop time');
    expect(await states()).toEqual(['in', true]);
    await test.line(RUN_NUMBER + 3, 'gap', 'the bytes are broken');
    expect(await states()).toEqual([`in as of run ${RUN_NUMBER + 1}`, false]);
    await test.line(RUN_NUMBER + 4, 'hcal-out', 'CMS.LVL0:HCAL says Out');
    expect(await states()).toEqual(['HCAL out', false]);
  });

  it('where nobody knows which partitions took part', async () => {
    const { report, page, surfaces } = await readSecond({ ...TEXTS, ...HO }, { emptyFms: null });
    expect(report.headline).toBe('not compared: HBHE, HF, HO, Laser inclusion unknown');
    expect(findMute(report, surfaces)).toEqual([]);
    expect(page).not.toContain('Every watched parameter is the same');
    expect(page).not.toContain('no changes');
  });

  it('and where all was compared and nothing differs, it says so', async () => {
    const { report, page, surfaces } = await readSecond({ ...TEXTS, ...HO }, {});
    expect(report.headline).toBe('no changes');
    expect(findMute(report, surfaces)).toEqual([]);
    expect(page).toContain('Every watched parameter is the same');
  });
});

it('the page does not call the same what was not tracked in the run or in its base run (rule 9)', async () => {
  const test = await openTestArchive();
  const [narrow, run] = ['3333333333333333', RUN_NUMBER];
  const { 'HCAL_HF:HCAL_TAG': _, ...without } = TEXTS;
  await test.take(run, TEXTS);
  test.archive.keepSettings({ ...RULES, tracked: ['FM_ROLE', 'CFGDOC_TXT'] }, narrow);
  await test.take(run + 1, without, { settings: narrow });
  await test.take(run + 2, { ...TEXTS, 'HCAL_HF:HCAL_TAG': 'v2' });
  await test.take(run + 3, { ...TEXTS, 'HCAL_HF:HCAL_TAG': 'v2' });
  for (const each of [run + 1, run + 2]) {
    const { page } = (await readSurfaces(test, each)).surfaces;
    expect(page).toContain('Not tracked when this run or its base run was read: HCAL_TAG.');
    expect(page).not.toContain('Every watched parameter is the same');
  }
  expect((await readSurfaces(test, run + 3)).surfaces.page).toContain('Every watched parameter is the same');
});

describe('a value that differs at the end of a run (rule 6)', () => {
  const ends = { ends: { 'HCAL_HF:HCAL_TAG': 'v9' } };

  it('is said of the run by page, terminal, JSON and message, and is no change of it', async () => {
    const { report, surfaces } = await readSecond({ ...TEXTS, ...HO }, ends);
    expect(report.headline).toBe('no changes');
    expect(surfaces.page).toContain('Changed during the run');
    expect(surfaces.terminal).toMatch(/Changed during the run:\n\nHCAL_TAG \(HF\) .*\n {2}− v1\n {2}\+ v9/);
    expect(JSON.parse(surfaces.json)).toMatchObject({ during: { changes: [{ before: 'v1', after: 'v9' }] } });
    expect(surfaces.message).toContain('Changed during the run, after its start:\n• HCAL_TAG (HF): v1 → v9');
  });

  it('explains the change of the next run to the same value, and no other', async () => {
    const run = RUN_NUMBER;
    const same = await readSecond({ ...TEXTS, ...HO, 'HCAL_HF:HCAL_TAG': 'v9' }, {}, ends);
    expect(same.surfaces.page.replaceAll(/<[^>]*>/g, '')).toContain(`As already changed during run ${run}.`);
    expect(same.surfaces.terminal).toContain(`+1 −1, HF as already changed during run ${run}`);
    expect(same.surfaces.message).toContain(`• HCAL_TAG (HF): v1 → v9, as already changed during run ${run}`);
    const other = await readSecond({ ...TEXTS, ...HO, 'HCAL_HF:HCAL_TAG': 'v3' }, {}, ends);
    expect(Object.values(other.surfaces).join('\n')).not.toContain('already changed during');
  });
});
