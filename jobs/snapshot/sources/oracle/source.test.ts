import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeRowsFile, type FileRow } from '../../../../test/support/rows-file.ts';
import { AT, global, interpret, lob, openOracle, openSqlite, running } from '../../../../test/support/sources.ts';
import type { Interpretation } from '../../../../model/interpret.ts';

describe('the Oracle source', () => {
  it('delivers two rows of a name that has 240, and none that is later than the run', async () => {
    const names = ['FM_URL', 'STATE_ON_EXIT', 'EMPTY_FMS'];
    const publish = (index: number, time: string) =>
      names.map((name): FileRow => {
        const text = name === 'EMPTY_FMS' ? '[]' : `v${index}`;
        return { run: 7, name: `CMS.HCAL_HF:${name}`, time, ...lob(text) };
      });
    const during = Array.from({ length: 240 }, (_, index) => publish(index, AT));
    const stop = { run: 7, name: 'CMS.LVL0:STOP_TIME_T', time: AT };
    const file = makeRowsFile([global(7), running(7), ...during.flat(), stop, ...publish(-1, '2026-01-01 11:00:00')]);
    expect(await (await openSqlite(file)).readRun(7)).toHaveLength(726);
    expect(await (await openOracle(file)).readRun(7)).toHaveLength(9);
  });

  it('reads every run as the rules read all of its rows, whatever they hold and in whatever order', async () => {
    const texts = [
      'a',
      'b',
      ' ',
      'not set',
      ' empty string ',
      ' '.repeat(1200),
      '\u2003',
      'x'.repeat(1200),
      '',
      null,
      '[HCAL_HO]',
      '[HCAL_H',
    ];
    const inLob = texts.filter((text) => text !== '');
    const lobs = fc.array(fc.tuple(fc.constantFrom(null, 0, 1, 2), fc.constantFrom(...inLob)), { maxLength: 2 });
    const row = fc.record({
      name: fc.constantFrom(
        'HCAL_HF:A',
        'HCAL_HF:B',
        'HCAL_HO:A',
        'HCAL_HF:EMPTY_FMS',
        'LVL0:HCAL',
        'LVL0:START_TIME_T',
        'LVL0:STOP_TIME_T',
      ),
      plain: fc.constantFrom(...texts),
      lobs,
      time: fc.constantFrom(
        null,
        '2026-01-01 10:00:00.5',
        '2026-01-01 10:00:01',
        '2026-01-01 10:09:59.9',
        '2026-01-01 10:20:00',
      ),
    });
    const state = fc.record({
      name: fc.constant('LVL0:RC_STATE'),
      plain: fc.constantFrom('Running', ' Running', 'RunningDegraded', null),
      lobs: fc.constant([]),
      time: fc.constantFrom(null, '2026-01-01 10:00:00', '2026-01-01 10:20:00'),
    });
    const runs = fc.sample(fc.array(fc.oneof({ arbitrary: row, weight: 6 }, state), { maxLength: 16 }), {
      numRuns: 500,
      seed: 4,
    });
    const distinct = (all: readonly (readonly [number | null, string | null])[]) => [...new Map(all).entries()];
    const rows = runs.flatMap((of, run) =>
      of.map(({ name, ...rest }): FileRow => ({
        ...rest,
        run: run + 1,
        name: `CMS.${name}`,
        lobs: distinct(rest.lobs),
      })),
    );
    const file = makeRowsFile(rows);
    const [sqlite, oracle] = [await openSqlite(file), await openOracle(file)];
    for (const run of runs.keys()) {
      expect({ run, is: withoutEmpty(await interpret(oracle, run + 1)) }).toEqual({
        run,
        is: withoutEmpty(await interpret(sqlite, run + 1)),
      });
    }
  });
});

/** Oracle knows no text without characters: it is NULL. */
function withoutEmpty(result: Interpretation): unknown {
  return JSON.parse(JSON.stringify(result).replaceAll('"spelling":""', '"spelling":null'));
}
