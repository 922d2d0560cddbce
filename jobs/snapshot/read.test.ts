import { describe, expect, it } from 'vitest';
import { makeRowsFile } from '../../test/support/rows-file.ts';
import { global, lob, running } from '../../test/support/sources.ts';
import { RULES } from '../../test/support/tiny-archive.ts';
import { makeWorkplace } from '../../test/support/workplace.ts';
import type { ParameterRow } from '../../model/row.ts';
import { readRuns } from './read.ts';
import type { RunOutcome } from './read.ts';
import type { RunSource } from './sources/types.ts';

const row = (name: string, text: string): ParameterRow => ({ id: 1, name, time: null, value: { kind: 'text', text } });

/** What a run is read as that delivers these rows. */
async function outcomeOf(isRunning: boolean, rows: ParameterRow[]): Promise<RunOutcome['result']> {
  const source: RunSource = {
    findRuns: async () => [],
    readRun: async () => rows,
    examine: async () => [],
    close: async () => undefined,
  };
  for await (const { result } of readRuns(source, [{ run: 7, isRunning }], {
    rules: RULES,
    rulesDigest: 'digest',
    concurrency: 1,
  })) {
    return result;
  }
  throw new Error('nothing was read');
}

describe('a reading that contradicts what the source says of the run (rule 7)', () => {
  it('is a gap where no row is delivered, or none that says Running', async () => {
    const noRow = { kind: 'gap', why: 'the source shows the run, but delivers no row of it' };
    expect(await outcomeOf(true, [])).toEqual(noRow);
    expect(await outcomeOf(false, [])).toEqual(noRow);
    const halted = [row('CMS.LVL0:RC_STATE', 'Halted')];
    expect(await outcomeOf(true, halted)).toEqual({
      kind: 'gap',
      why: 'the source shows the run as Running, but delivers no RC_STATE row that says so',
    });
    expect(await outcomeOf(false, halted)).toMatchObject({ kind: 'never-ran' });
    expect(await outcomeOf(true, [row('CMS.LVL0:RC_STATE', 'Running')])).toMatchObject({ kind: 'archived' });
  });

  it('stays a gap until the source delivers what it shows, however long that takes', async () => {
    // The source looks for Running in each LOB row; the value of a parameter is all of them.
    const inTwo = { lobs: [[0, 'Ready'] as const, [1, 'Running'] as const] };
    const later = [global(407), running(407)];
    const place = makeWorkplace(makeRowsFile([global(7), running(7, inTwo), ...later]));
    const kindOf = async () => (await place.ask(['runs', '--last', '9'])) as { run: number; kind: string }[];
    for (let tick = 0; tick < 3; tick += 1) {
      await place.run(['tick', '--quiet', '--only', 'snapshot']);
      expect((await kindOf()).find(({ run }) => run === 7)).toMatchObject({ kind: 'gap' });
    }
    const whole = makeRowsFile([global(7), running(7, lob('Running')), ...later]);
    await place.run(['tick', '--quiet', '--only', 'snapshot'], { RUNINFO_SOURCE: `sqlite:${whole}` });
    expect((await kindOf()).find(({ run }) => run === 7)).toMatchObject({ kind: 'archived' });
  });
});

it('an open run that the source no longer shows is said, and closed after giveUpAfter (rule 11)', async () => {
  const begin = Date.parse('2026-01-01T10:05:00Z');
  const clock = { now: begin };
  const place = makeWorkplace(makeRowsFile([global(7), running(7), global(8)]), () => clock.now);
  const without = { RUNINFO_SOURCE: `sqlite:${makeRowsFile([])}` };
  const openRuns = async () => ((await place.ask(['status'])) as { open: { run: number; why: string }[] }).open;
  await place.run(['tick', '--quiet', '--only', 'snapshot']);
  expect(await openRuns()).toMatchObject([{ run: 7 }, { run: 8, why: 'not Running yet' }]);
  await place.run(['tick', '--quiet', '--only', 'snapshot'], without);
  const why = 'the source no longer shows it';
  expect(await openRuns()).toEqual([7, 8].map((run) => ({ run, why })));
  clock.now = begin + 25 * 3_600_000;
  await place.run(['tick', '--quiet', '--only', 'snapshot'], without);
  expect(await openRuns()).toEqual([]);
});
