import { describe, expect, it } from 'vitest';
import { makeRowsFile, type FileRow } from '../../test/support/rows-file.ts';
import { oracleEnvironment, serveOracle } from '../../test/support/oracle.ts';
import { global, lob, running } from '../../test/support/sources.ts';
import { RULES } from '../../test/support/tiny-archive.ts';
import { makeWorkplace, type Workplace } from '../../test/support/workplace.ts';
import { RunInfoError } from '../../model/errors.ts';
import { kindLabel } from '../../model/labels.ts';
import type { ParameterRow } from '../../model/row.ts';
import { readRuns, type RunOutcome } from './read.ts';
import type { RunSource } from './sources/types.ts';

const row = (name: string, text: string): ParameterRow => ({ id: 1, name, time: null, value: { kind: 'text', text } });

/** What a run is read as that delivers these rows. */
async function outcomeOf(
  isRunning: boolean,
  rows: ParameterRow[],
  change: Partial<RunSource> = {},
): Promise<RunOutcome['result']> {
  const source: RunSource = {
    findRuns: async () => [],
    readRun: async () => rows,
    examine: async () => [],
    close: async () => undefined,
    ...change,
  };
  for await (const { result } of readRuns(source, [{ run: 7, isRunning }], {
    rules: { ...RULES, redact: { ...RULES.redact, values: [String.raw`(?<=pin )\d+`] } },
    rulesDigest: 'digest',
    seal: () => '[redacted]',
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

  it('gives a reason without secrets', async () => {
    const fails = {
      readRun: async () =>
        Promise.reject(new RunInfoError('run-unreadable', 'run 7: pin 1234 of occi://READER/NotSecret@db is wrong')),
    };
    const why = 'run 7: pin [redacted] of occi://READER/[redacted]@db is wrong';
    expect(await outcomeOf(true, [], fails)).toEqual({ kind: 'gap', why });
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

it.each([
  ['close by, and no further', 1000, 2],
  ['close by, then further on', 1001, 8],
])(
  'whether a run that is asked for by hand never ran is seen by the runs after it: %s (rule 2)',
  async (_, next, asked) => {
    const rows = [
      global(7),
      ...[next, 2001, 3001, 4001, 5001].flatMap((above) => [global(7 + above), running(7 + above)]),
    ];
    const server = await serveOracle(makeRowsFile(rows));
    const place = makeWorkplace('none');
    const words = ['snapshot', '--runs', '7', '--quiet'];
    expect(await place.run(words, oracleEnvironment(server))).toEqual({ code: 0, out: '', err: '' });
    expect(await place.ask(['runs'])).toMatchObject([{ run: 7, kind: 'never-ran' }]);
    expect(server.statements.filter(({ action }) => action === 'looking for runs')).toHaveLength(asked);
  },
);

describe('a run that left an index line only', () => {
  const later = [global(9), running(9)];
  const central = (text: string) => ({ run: 7, name: 'CMS.LVL0:HCAL', plain: text, time: '2026-01-01 10:00:00' });
  const kindOf = async (place: Workplace) =>
    ((await place.ask(['runs'])) as { run: number; kind: string }[]).find(({ run }) => run === 7)?.kind;

  it.each([
    ['HCAL was out', [running(7), central('Out')], [running(7), central('In')], 'hcal-out', 'hcal-out'],
    ['HCAL was away', [running(7), central('Away')], [running(7)], 'hcal-out', 'hcal-out'],
    ['it never ran', [running(7, { plain: 'Halted' })], [running(7)], 'never-ran', 'archived'],
    ['it had no state', [], [running(7)], 'never-ran', 'archived'],
  ] as const)(
    '%s: doctor names it where the source says otherwise, and it is read again',
    async (_, then, now, was, next) => {
      const [before, after] = [then, now].map((rows) => makeRowsFile([global(7), ...rows, ...later]));
      const place = makeWorkplace(before ?? '');
      const corrected = { RUNINFO_SOURCE: `sqlite:${after}` };
      const doctor = async (environment = {}) => (await place.run(['doctor', '--json'], environment)).out;
      await place.run(['tick', '--quiet', '--only', 'snapshot']);
      expect(await kindOf(place)).toBe(was);
      expect(await doctor()).not.toContain('run 7');
      expect(await doctor(corrected)).toContain(
        `run 7 counts as ${kindLabel(was)}, but the source says otherwise now: runinfo snapshot --runs 7 reads it again`,
      );
      await place.run(['tick', '--quiet', '--only', 'snapshot'], corrected);
      expect(await kindOf(place)).toBe(next);
      await place.run(['snapshot', '--runs', '7', '--quiet'], corrected);
      expect(await kindOf(place)).toBe('archived');
      expect(await doctor(corrected)).not.toContain('run 7');
    },
  );

  it('is read again by itself while it goes on, HCAL out or not (rule 11)', async () => {
    const clock = { now: Date.parse('2026-01-01T10:05:00Z') };
    const file = (...rows: FileRow[]) => ({
      RUNINFO_SOURCE: `sqlite:${makeRowsFile([global(7), running(7), ...rows])}`,
    });
    const place = makeWorkplace('none', () => clock.now);
    const tick = async (source: NodeJS.ProcessEnv) => place.run(['tick', '--quiet', '--only', 'snapshot'], source);
    await tick(file(central('Out')));
    expect(await kindOf(place)).toBe('hcal-out');
    await tick(file(central('In'), { run: 7, name: 'CMS.HCAL_HF:A', plain: 'a' }));
    expect(await kindOf(place)).toBe('archived');
  });
});
