import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { expect, inject, it } from 'vitest';
import type { ProbeAnswer } from '../jobs/probe/probe.ts';
import { COLLECT } from './oracle/small-sample.ts';
import { oracleEnvironment, serveOracle } from './support/oracle.ts';
import { makeRowsFile, type FileRow } from './support/rows-file.ts';
import { rowsOf } from './support/run-rows.ts';
import { lob } from './support/sources.ts';
import { makeWorkplace, type Workplace } from './support/workplace.ts';

const NOW = Date.parse('2026-01-02T00:00:00Z');

/** Two runs, in the later of which HF has another value and HO is out. */
const PLAIN: readonly FileRow[] = [7, 8].flatMap((run) =>
  rowsOf({
    run,
    start: `2026-01-01 1${run}:00:00`,
    stop: `2026-01-01 1${run}:30:00`,
    empty: run === 8 ? '[HCAL_HO]' : '[]',
    values: {
      'HCAL_HBHE:FM_URL': 'u',
      'HCAL_HF:FM_URL': 'u',
      'HCAL_HO:FM_URL': 'u',
      'HCAL_HF:CFGDOC_TXT': `password=sesame${run}\nx=${run}`,
    },
  }),
);

async function probeRows(rows: readonly FileRow[]): Promise<{
  readonly place: Workplace;
  readonly environment: Record<string, string>;
  readonly answer: ProbeAnswer;
  readonly of: (rule: number) => ProbeAnswer['verdicts'][number] | undefined;
}> {
  const server = await serveOracle(makeRowsFile(rows));
  const environment = oracleEnvironment(server);
  const place = makeWorkplace('none', () => NOW);
  const answer = JSON.parse((await place.run(['probe', '--json'], environment)).out) as ProbeAnswer;
  return { place, environment, answer, of: (rule) => answer.verdicts.find((each) => each.rule === rule) };
}

/** What a tick commits, newest first, with a proposal in force. */
async function subjectsWith(
  { key, value }: ProbeAnswer['proposals'][number],
  place: Workplace,
  environment: Record<string, string>,
) {
  const variable = `RUNINFO_${key
    .replaceAll(/[A-Z]/g, (letter) => `_${letter}`)
    .replaceAll('.', '_')
    .toUpperCase()}`;
  expect(
    await place.run(COLLECT, { ...environment, [variable]: typeof value === 'string' ? value : JSON.stringify(value) }),
  ).toMatchObject({ code: 0 });
  return (await place.git('log', '--format=%s')).split('\n');
}

it('finds that every rule holds of the sample, from SQLite and from Oracle, in six statements at most', async () => {
  const { file } = inject('sample');
  const sqlite = makeWorkplace(file);
  const server = await serveOracle(file);
  const run = ['probe', '393027', '--json'];
  const [ofFile, ofServer] = [await sqlite.run(run), await sqlite.run(run, oracleEnvironment(server))];
  const [first, second] = [ofFile, ofServer].map(({ out }) => JSON.parse(out) as ProbeAnswer);
  expect(first?.verdicts.filter(({ verdict, rule }) => verdict !== 'holds' && rule !== 9)).toEqual([]);
  expect({ ...second, server: first?.server }).toEqual(first);
  expect(second?.server).toMatch(/^Oracle \d+\.\d+.*, Thin mode, whether the connection is encrypted cannot be read$/);
  const asked = server.statements.filter(({ action }) => action !== 'setting up').map(({ action }) => action);
  expect(asked.length).toBeLessThanOrEqual(6);
  expect(asked).toEqual([
    'looking for the newest run',
    'looking for runs',
    'looking at the names of a run',
    'reading a run',
  ]);
});

it('leaves values out unless they are asked for, and secrets in any case', async () => {
  const place = makeWorkplace(makeRowsFile(PLAIN), () => NOW);
  const without = await place.run(['probe']);
  expect(without.out).not.toMatch(/sesame|x=8/);
  expect(without.out).toContain('Run 8; the newest number is 8\n');
  expect(await place.run(['probe', 'Latest'])).toEqual(without);
  const shown = await place.run(['probe', '7', '--values', '--json']);
  expect(shown.out).toContain('password=[redacted]\\nx=7');
  expect(shown.out).not.toContain('sesame');
});

it('names a path that is another one, and with its proposal the tick is right', async () => {
  const { place, environment, answer, of } = await probeRows(
    PLAIN.map((row) => (row.name.endsWith('FM_FULLPATH') ? { ...row, plain: '/hcal/Run3/GlobalRuns/P5' } : row)),
  );
  expect(of(1)).toMatchObject({
    verdict: 'does not hold',
    evidence: expect.stringContaining('does not contain /hcalpro/Global/'),
  });
  const [proposal] = answer.proposals;
  expect(answer.proposals).toMatchObject([{ key: 'rules.globalPath', value: '/Run3/GlobalRuns/' }]);
  expect(proposal === undefined ? [] : await subjectsWith(proposal, place, environment)).toEqual([
    'Run 8: 1 change (HF 1)',
    'Run 7: first run: nothing to compare with',
  ]);
});

it('proposes nothing by a run of which nobody knows that it is a global one that has run', async () => {
  const local = PLAIN.filter(({ name }) => !name.endsWith(':EMPTY_FMS')).map((row) =>
    row.name.endsWith('FM_FULLPATH') ? { ...row, plain: '/hcalpro/Local/P5' } : row,
  );
  const nothing = { run: 8, name: 'CMS.HCAL_HF:NOTE', plain: 'none', time: '2026-01-01 18:00:00' };
  const { answer, of } = await probeRows([...local, nothing]);
  expect(of(1)).toMatchObject({ verdict: 'cannot tell' });
  expect(of(5)).toMatchObject({ verdict: 'cannot tell', evidence: expect.stringContaining('probe one that is') });
  expect(of(7)).toMatchObject({
    verdict: 'cannot tell',
    evidence: expect.stringContaining('where none stands for none'),
  });
  expect(answer.proposals).toEqual([]);
});

it('looks at the newest run that has run, and prints proposals as they are to be written', async () => {
  const begun = rowsOf({ run: 9, start: '2026-01-01 19:00:00', hasRun: false }).filter(
    ({ name }) => !name.endsWith('EMPTY_FMS'),
  );
  const path = PLAIN.map((row) =>
    row.name.endsWith('FM_FULLPATH') ? { ...row, plain: '/hcal/Run3/GlobalRuns/P5' } : row,
  );
  const place = makeWorkplace(makeRowsFile([...path, ...begun]), () => NOW);
  const { out } = await place.run(['probe']);
  expect(out).toContain('Run 8; the newest number is 9\n');
  expect(out).toContain('\nrules:\n  globalPath: /Run3/GlobalRuns/\n');
});

it('gives init the settings that it proposes', async () => {
  const rows = PLAIN.map((row) =>
    row.name.endsWith('FM_FULLPATH') ? { ...row, plain: '/hcal/Run3/GlobalRuns/P5' } : row,
  );
  const place = makeWorkplace(makeRowsFile(rows), () => NOW);
  writeFileSync(join(place.folder, 'probe.json'), (await place.run(['probe', '--json'])).out);
  const { code, out } = await place.run(['init', '--from-probe', 'probe.json']);
  expect({ code, out }).toEqual({
    code: 0,
    out: expect.stringContaining('rules.globalPath is set: it is in the path of this run.'),
  });
  expect(await place.run(COLLECT)).toMatchObject({ code: 0 });
  expect(await place.git('rev-list', '--count', 'HEAD')).toBe('2');
  for (const [name, text] of [
    ['none.json', null],
    ['other.json', '{}'],
  ] as const) {
    if (text !== null) writeFileSync(join(place.folder, name), text);
    const refused = await place.run(['init', '--out', 'x.yaml', '--from-probe', name]);
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('check --from-probe') });
  }
});

it('names a partition that is called otherwise, and with its proposal the tick is right', async () => {
  const { place, environment, answer, of } = await probeRows(
    PLAIN.map((row) => ({ ...row, name: row.name.replace('HCAL_HF:', 'HCAL_HFx:') })),
  );
  expect(of(5)).toMatchObject({ verdict: 'does not hold' });
  const [proposal] = answer.proposals;
  expect(answer.proposals).toMatchObject([
    { key: 'rules.partitions', value: ['HCAL_HBHE', 'HCAL_HFx', 'HCAL_HO', 'HCAL_Laser'] },
  ]);
  expect(proposal === undefined ? [] : await subjectsWith(proposal, place, environment)).toEqual([
    'Run 8: 1 change (HFx 1)',
    'Run 7: first run: nothing to compare with',
  ]);
});

it('names an alias in EMPTY_FMS, and with its proposal the partition is out', async () => {
  const { place, environment, answer, of } = await probeRows(
    PLAIN.map((row) => (row.plain === '[HCAL_HO]' ? { ...row, plain: '[HCAL_HOab]' } : row)),
  );
  expect(of(5)).toMatchObject({ verdict: 'does not hold', evidence: expect.stringContaining('HCAL_HOab') });
  const [proposal] = answer.proposals;
  expect(proposal?.key).toBe('rules.aliases');
  expect(proposal === undefined ? [] : await subjectsWith(proposal, place, environment)).toHaveLength(2);
  expect(await place.ask(['runs'])).toMatchObject([{}, { in: expect.not.arrayContaining(['HCAL_HO']) }]);
});

it.each([
  ['no RC_STATE', 2, 'no run has CMS.LVL0:RC_STATE Running', PLAIN.filter((row) => !row.name.endsWith(':RC_STATE'))],
  ['no EMPTY_FMS', 5, 'run 8 has no EMPTY_FMS', PLAIN.filter((row) => !row.name.endsWith(':EMPTY_FMS'))],
  [
    'EMPTY_FMS cut off',
    5,
    'has EMPTY_FMS of 1 function managers, but no list that is whole',
    PLAIN.map((row) => (row.name.endsWith(':EMPTY_FMS') ? { ...row, plain: '[HCAL_HO, HC' } : row)),
  ],
  [
    'times of a local zone',
    11,
    'It is in the future: TIME may be of a local zone',
    PLAIN.map((row) => (row.run === 8 ? { ...row, time: '2026-01-02 01:00:00' } : row)),
  ],
  [
    'values in STRING_VALUE alone that are cut',
    6,
    'long values may be cut off',
    [...PLAIN, { run: 8, name: 'CMS.HCAL_HF:A', plain: 'x'.repeat(4000) }],
  ],
  [
    'another word for In',
    4,
    'says neither In, Out nor Away',
    PLAIN.map((row) => (row.name === 'CMS.LVL0:HCAL' ? { ...row, plain: 'yes' } : row)),
  ],
] as const)('names %s', async (_, rule, evidence, rows) => {
  const { of, place, environment } = await probeRows(rows);
  expect(of(rule)).toMatchObject({ verdict: 'does not hold', evidence: expect.stringContaining(evidence) });
  expect(await place.run(['probe'], environment)).toMatchObject({ code: 1 });
});

it('finds nothing wrong where values stand in the LOB table alone, and says so', async () => {
  const rows = PLAIN.map(({ plain = null, ...row }) => ({ ...row, plain: null, ...lob(plain) }));
  const { of } = await probeRows(rows);
  expect([1, 2, 4, 5, 6].map((rule) => of(rule)?.verdict)).toEqual(Array.from({ length: 5 }, () => 'holds'));
  expect(of(6)?.evidence).toContain('0 have a STRING_VALUE');
});

it.each([
  ['text', [99_999, 392_990], 392_990],
  ['integer', [7, 8, 'abc'], 8],
])('finds the newest run where numbers are stored as %s, beside what is none', async (type, runs, newest) => {
  const place = makeWorkplace(makeRowsFile([]));
  const file = new Database(join(place.folder, 'runs.sqlite'));
  file.exec(`create table RUNSESSION_PARAMETER (ID integer primary key, RUNNUMBER ${type}, NAME text, STRING_VALUE text);
    create table RUNSESSION_STRING (RUNSESSION_PARAMETER_ID integer, VALUE text)`);
  const add = file.prepare('insert into RUNSESSION_PARAMETER (RUNNUMBER, NAME, STRING_VALUE) values (?, ?, ?)');
  for (const run of runs) add.run(run, 'CMS.HCAL_LEVEL_1:FM_FULLPATH', '/hcalpro/Global/');
  file.close();
  const { out } = await place.run(['probe', '--json'], { RUNINFO_SOURCE: 'sqlite:runs.sqlite' });
  expect(JSON.parse(out)).toMatchObject({ newestRun: newest, run: newest });
});

it('says that there is nothing to probe, or no such run', async () => {
  const place = makeWorkplace(makeRowsFile(PLAIN));
  expect(await place.run(['probe', '9'])).toMatchObject({ code: 2, err: expect.stringContaining('nothing of run 9') });
  expect(await makeWorkplace(makeRowsFile([])).run(['probe'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('no run at all'),
  });
  expect(await place.run(['probe'], { RUNINFO_SOURCE: 'json:.' })).toMatchObject({
    code: 2,
    err: expect.stringContaining('files made for the rules'),
  });
});
