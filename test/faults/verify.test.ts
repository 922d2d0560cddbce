import { afterAll, beforeAll, expect, it } from 'vitest';
import { cutFiles, flipBits, Subject } from '../steps/damage.ts';

const PLACES = ['work tree', 'commit'] as const;
let subject: Subject;
beforeAll(async () => {
  subject = await Subject.make(60);
});
afterAll(() => subject.remove());

it.each(PLACES)(
  '200 bit flips over all kinds of file are found, and healed or said to stay, in the %s',
  async (where) => {
    const report = await flipBits(subject, 200, Date.now() % 1_000_000, where);
    process.stdout.write(`${JSON.stringify(report)}\n`);
    expect(report).toMatchObject({ unnoticed: [], unsaid: [] });
    const stay = where === 'commit' ? ['snapshot'] : ['pack', 'index of a pack', 'branch'];
    expect(Object.keys(report.unhealed).filter((kind) => !stay.includes(kind))).toEqual([]);
  },
);

it.each(PLACES)('files cut off at every kilobyte are found, and healed or said to stay, in the %s', async (where) => {
  const report = await cutFiles(subject, Infinity, where);
  process.stdout.write(`${JSON.stringify(report)}\n`);
  expect(report).toMatchObject({ unnoticed: [], unsaid: [] });
  expect(Object.keys(report.unhealed)).toEqual(where === 'commit' ? ['snapshot'] : []);
});
