import { expect, it } from 'vitest';
import { findIndexLine } from '../archive/documents/run-index.ts';
import { openTestArchive, RULES } from '../test/support/site-archive.ts';
import { findInReach } from './look-back.ts';
import { reportRun } from './run-report.ts';
import { configurationOf, digestOf, findEarlierTwins } from './same-configuration.ts';
import { Timelines } from './timelines.ts';

const texts = (hf: string, ho = 'o') => ({ 'HCAL_HF:HCAL_TAG': hf, 'HCAL_HO:HCAL_TAG': ho });

it('the earlier runs with the same configuration of all partitions are counted, the last is named', async () => {
  const test = await openTestArchive();
  await test.take(100, texts('a'));
  await test.take(101, texts('b'));
  await test.line(102, 'gap', 'ORA-01013');
  await test.take(103, texts('a'));
  await test.take(104, texts('a'), { emptyFms: ['HCAL_HO'] });
  await test.take(105, texts('a', 'p'));
  await test.take(106, texts('a'), { emptyFms: null });
  await test.take(107, texts('a'), { raw: { 'HCAL_HO:HCAL_TAG': { kind: 'unreadable', why: 'ORA-1' } } });
  await test.take(108, texts(' a '));
  const source = { archive: test.archive, rules: RULES, timelines: new Timelines(test.archive) };
  const twinsOf = (run: number) => {
    const { runs, last, among } = reportRun(source, run)?.twins ?? { runs: null, last: null, among: null };
    return [runs, last, among];
  };
  const none = [0, null, null];
  const unknown = [null, null, null];
  expect([100, 101, 102, 103, 104, 105, 106, 107, 108].map((run) => [run, ...twinsOf(run)])).toEqual([
    [100, ...none],
    [101, ...none],
    [102, ...unknown],
    [103, 1, 100, null],
    [104, ...none],
    [105, ...none],
    [106, ...unknown],
    [107, ...unknown],
    [108, 2, 103, null],
  ]);
  const newest = findIndexLine(test.archive, 108);
  expect(
    newest &&
      configurationOf(newest)
        ?.split('\n')
        .map((own) => own.split(' ')[0]),
  ).toEqual(['HCAL_HF', 'HCAL_HO']);
});

it('no more than 1,000 runs are looked through, also where the partition was in none of them', async () => {
  const test = await openTestArchive();
  await test.take(1, texts('a'));
  await test.take(2000, texts('a'));
  const line = findIndexLine(test.archive, 2000);
  const runs = Array.from({ length: 1000 }, (_, index) => ({
    run: 1000 + index,
    line: { kind: 'gap' as const, start: null, stop: null, why: '' },
  }));
  test.archive.writeIndex(1, runs.slice(1));
  const digest = digestOf(line, 'HCAL_HF') ?? '';
  const same = () => findInReach(test.archive, 2000, (own) => digestOf(own, 'HCAL_HF') === digest);
  expect([line && findEarlierTwins(test.archive, 2000, line), same()]).toEqual([{ runs: 1, last: 1, among: 1000 }, 1]);
  test.archive.writeIndex(1, runs);
  expect([line && findEarlierTwins(test.archive, 2000, line), same()]).toEqual([
    { runs: 0, last: null, among: 1000 },
    null,
  ]);
});
