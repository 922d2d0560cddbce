import { expect, it } from 'vitest';
import { runsAfter } from '../archive/documents/run-index.ts';
import { addRun, openTiny, RULES, tinySnapshot, type TinyReadings } from '../test/support/tiny-archive.ts';
import { isTelling, makeMatrix } from './matrix.ts';
import { RunReport } from './run-report.ts';
import { Timelines } from './timelines.ts';

const [TAG, ROLE] = ['HCAL_HF:HCAL_uHTRManager_TPG_TAG', 'HCAL_HF:FM_ROLE'];
const read = (tag: string | null | undefined): TinyReadings => ({
  [TAG]: tag,
  [ROLE]: 'Level2',
  'HCAL_HBHE:HCAL_uHTRManager_TPG_TAG': 'T1',
});

it('has the runs that changed something, were not compared in whole or moved who is in, and parameters by what changed last', async () => {
  const archive = await openTiny();
  addRun(archive, tinySnapshot(401, read('T1')));
  addRun(archive, tinySnapshot(402, read('T1')));
  addRun(archive, tinySnapshot(403, read('T2')));
  addRun(archive, tinySnapshot(404, { ...read('T2'), [ROLE]: 'Level3' }));
  addRun(archive, tinySnapshot(405, { ...read(undefined), [ROLE]: undefined }));
  addRun(archive, tinySnapshot(406, { ...read('T2'), [ROLE]: 'Level3' }, ['HCAL_HF']));
  addRun(archive, tinySnapshot(407, { ...read('T2'), [ROLE]: 'Level3' }, ['HCAL_HF']));
  addRun(archive, tinySnapshot(408, { ...read('T2'), [ROLE]: 'Level3' }));
  addRun(archive, tinySnapshot(409, { ...read('T2'), [ROLE]: 'Level3' }, null));
  const source = { archive, rules: RULES, timelines: new Timelines(archive) };
  const reports = [...runsAfter(archive, 0)].map(({ run, line }) => new RunReport(source, run, line)).filter(isTelling);
  const { columns, rows } = makeMatrix(reports);

  // The first run has nothing to compare with; of who is out the runs tell in which it went and came.
  expect(columns.map(({ run }) => run)).toEqual([403, 404, 405, 406, 408, 409]);
  expect(columns.map(({ states }) => [states?.get('HCAL_HBHE'), states?.get('HCAL_HF')])).toEqual([
    ['compared', 'compared'],
    ['compared', 'compared'],
    ['compared', 'compared'],
    ['compared', 'out'],
    ['compared', 'compared'],
    ['uncompared', 'uncompared'],
  ]);
  const unread = [{ column: 2, partitions: ['HCAL_HF'] }];
  expect(
    rows.map((row) => ({ parameter: row.parameter, cells: row.cells.map(({ column }) => column), unread: row.unread })),
  ).toEqual([
    { parameter: 'FM_ROLE', cells: [1], unread },
    { parameter: 'HCAL_uHTRManager_TPG_TAG', cells: [0], unread },
  ]);
  expect(rows[1]?.cells[0]?.entries).toMatchObject([{ partitions: ['HCAL_HF'], before: 'T1', after: 'T2' }]);
});
