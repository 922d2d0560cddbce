import { afterAll, beforeAll, expect, it } from 'vitest';
import { cutFiles, flipBits, Subject } from '../steps/damage.ts';
import { noteRow } from './row.ts';

const PLACES = ['work tree', 'commit'] as const;
let subject: Subject;
beforeAll(async () => {
  subject = await Subject.make(60);
});
afterAll(() => subject.remove());

it.for(PLACES)(
  '200 bit flips over all kinds of file are found, and healed or said to stay, in the %s',
  async (where, context) => {
    const report = await flipBits(subject, 200, Date.now() % 1_000_000, where);
    noteRow(context, { row: 7, cases: 200, seed: report.seed }, [...report.unnoticed, ...report.unsaid]);
    process.stdout.write(`${JSON.stringify(report)}\n`);
    expect(report).toMatchObject({ unnoticed: [], unsaid: [] });
    const stay = where === 'commit' ? ['snapshot'] : ['pack', 'index of a pack', 'branch'];
    expect(Object.keys(report.unhealed).filter((kind) => !stay.includes(kind))).toEqual([]);
  },
);

it.for(PLACES)(
  'files cut off at every kilobyte are found, and healed or said to stay, in the %s',
  async (where, context) => {
    const report = await cutFiles(subject, Infinity, where);
    const cases = Object.values(report.damaged).reduce((sum, count) => sum + count, 0);
    noteRow(context, { row: 7, cases }, [...report.unnoticed, ...report.unsaid]);
    process.stdout.write(`${JSON.stringify(report)}\n`);
    expect(report).toMatchObject({ unnoticed: [], unsaid: [] });
    expect(Object.keys(report.unhealed)).toEqual(where === 'commit' ? ['snapshot'] : []);
  },
);
