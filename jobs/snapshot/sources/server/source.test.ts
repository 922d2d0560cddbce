import { expect, it } from 'vitest';
import { RULES } from '../../../../test/support/tiny-archive.ts';
import type { SurveyDialect } from '../survey.ts';
import { SessionPool } from './pool.ts';
import { openServerSource } from './source.ts';

const STATEMENT = { action: 'asking', sql: '', binds: {} };
const SURVEY: SurveyDialect = {
  parameters: '',
  strings: '',
  newestRun: '',
  plain: '',
  newest: '',
  isLobOf: '',
  isOfRun: '',
  version: '',
};

/**
 * A source on a server whose only table holds run numbers.
 * @param order that of its column: its first number beyond a range is the one that it says comes next
 * @param deliver how its driver gives a number
 * @returns the source, and the ranges that it was asked for
 */
function openNumbers(order: readonly number[], deliver: (run: number) => unknown) {
  const ranges: (readonly [number, number])[] = [];
  const pool = new SessionPool({
    kind: 'Test',
    label: 'here',
    timeout: 60,
    timeoutKey: '',
    account: { password: '' },
    open: async () => ({
      query: async (_, binds) => {
        const [first, last] = [Number(binds['firstRun']), Number(binds['lastRun'])];
        ranges.push([first, last]);
        const beyond = order.find((run) => run > last);
        const next = beyond === undefined ? null : deliver(beyond);
        const runs = order.filter((run) => run >= first && run <= last);
        return runs.length === 0 ? [[next, null]] : runs.map((run) => [next, deliver(run), 1, null, 0, null, null, 0]);
      },
      close: async () => undefined,
      destroy: () => undefined,
    }),
    explain: () => null,
    adviseOnName: () => null,
  });
  const source = openServerSource(
    pool,
    { rules: RULES, recent: 0 },
    {
      find: STATEMENT,
      read: STATEMENT,
      indexes: STATEMENT,
      survey: SURVEY,
      describe: String,
      account: '',
      adviseOnIndex: () => '',
      readRun: async () => [],
    },
  );
  return { source, ranges };
}

it('goes from one block of numbers to the next that has a run', async () => {
  const { source, ranges } = openNumbers([5, 300_181, 301_181], (run) => run);
  expect((await source.findRuns(1)).map(({ run }) => run)).toEqual([5, 300_181, 301_181]);
  expect(ranges).toEqual([
    [1, 1000],
    [300_181, 301_180],
    [301_181, 302_180],
  ]);
});

it('finds every run where RUNNUMBER is text, which is not in the order of the numbers', async () => {
  const { source, ranges } = openNumbers([1_000_027, 300_181, 301_999, 99_999], String);
  expect((await source.findRuns(1)).map(({ run }) => run)).toEqual([99_999, 300_181, 301_999, 1_000_027]);
  expect((await source.findRuns(1, 301_998)).map(({ run }) => run)).toEqual([99_999, 300_181]);
  expect(ranges).toEqual([
    [1, 1000],
    [1001, Number.MAX_SAFE_INTEGER],
    [1, 1000],
    [1001, 301_998],
  ]);
});
