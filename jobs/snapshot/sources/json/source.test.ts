import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readPreset } from '../../../config/preset.ts';
import { inclusionsOf } from '../../../../model/snapshot.ts';
import type { Rules } from '../../../../model/rules.ts';
import { writeRunFile } from '../../../../test/support/run-files.ts';
import { interpret } from '../../../../test/support/sources.ts';
import { RULES } from '../../../../test/support/tiny-archive.ts';
import { makeWorkplace } from '../../../../test/support/workplace.ts';
import type { RunFile } from './run-file.ts';
import { openJsonSource } from './source.ts';

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'runinfo-json-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

const run = (number: number, more: Partial<RunFile> = {}): RunFile => ({
  run: number,
  start: '2026-01-01T10:00:00Z',
  stop: null,
  state: 'Running',
  sequence: 'GLOBAL-RUN',
  partitions: { HCAL_HF: { in: true, values: { A: 'a', B: null } } },
  ...more,
});

const open = (folder: string) => openJsonSource(folder, { rules: RULES });

it('reads a run as RunInfo would have it', async () => {
  const folder = makeFolder();
  writeRunFile(
    folder,
    run(7, {
      stop: '2026-01-01 12:00:00+02:00',
      partitions: {
        HCAL_HF: { in: true, values: { A: 'a', B: null, C: '\ud800' }, end: { A: 'b' } },
        HCAL_HO: { in: false, values: {} },
        HCAL_LEVEL_1: { values: { FM_ROLE: 'HCAL' } },
        LVL0: { values: { HCAL: 'In' } },
      },
    }),
  );
  const result = await interpret(open(folder), 7);
  expect(result).toMatchObject({
    snapshot: {
      start: '2026-01-01T10:00:00Z',
      stop: '2026-01-01T10:00:00Z',
      sequence: 'GLOBAL-RUN',
      hcal: 'In',
      emptyFms: ['HCAL_HO'],
      readings: {
        'HCAL_HF:A': { value: 'a', end: { value: 'b' } },
        'HCAL_HF:B': { kind: 'absent' },
        'HCAL_HF:C': { kind: 'unreadable' },
        'HCAL_LEVEL_1:FM_ROLE': { value: 'HCAL' },
      },
    },
  });
  const inclusion = result.kind === 'archived' ? inclusionsOf(result.snapshot, RULES) : null;
  expect(inclusion).toMatchObject({ HCAL_HF: 'in', HCAL_HO: 'out', HCAL_HBHE: 'not-there' });
});

it('reads a parameter of any name, and checks its value', async () => {
  const folder = makeFolder();
  const names = ['__proto__', '__proto___', '__proto____', '_proto__', 'constructor', 'toString', ''];
  const values = Object.fromEntries(names.map((name) => [name, `of ${name}`]));
  writeRunFile(folder, run(7, { partitions: { HCAL_HF: { values, end: values }, ['__proto__']: { values } } }));
  const rows = await open(folder).readRun(7);
  for (const partition of ['HCAL_HF', 'HCAL_HF', '__proto__'])
    for (const name of names) {
      const row = rows.findIndex((each) => each.name === `CMS.${partition}:${name}`);
      expect(rows.splice(row, 1)).toMatchObject([{ value: { kind: 'text', text: `of ${name}` } }]);
    }
  writeFileSync(join(folder, '8.json'), JSON.stringify(run(8)).replace('"A":"a"', '"__proto__":1'));
  await expect(open(folder).readRun(8)).rejects.toThrow('run 8 could not be read: 8.json: partitions.HCAL_HF.values.');
});

it('takes the same name in other objects, and in values', async () => {
  const folder = makeFolder();
  const values = { A: '{"A": 1, "A": 2}', '{': 'A', '"A': '"A": ', '\\': '\\\\"', '\\\\': '"A"' };
  writeRunFile(folder, run(7, { partitions: { HCAL_HF: { values, end: values }, HCAL_HO: { values } } }));
  expect(await open(folder).readRun(7)).toHaveLength(18);
});

it('says why a file is none in no more than some words, however long the names in it', async () => {
  const folder = makeFolder();
  const name = 'N'.repeat(100_000);
  writeFileSync(join(folder, '7.json'), JSON.stringify({ ...run(7), partitions: { [name]: 1 } }));
  writeFileSync(join(folder, '8.json'), JSON.stringify({ ...run(8), [name]: 1 }));
  for (const number of [7, 8]) {
    const error: unknown = await open(folder)
      .readRun(number)
      .catch((thrown: unknown) => thrown);
    expect(String(error).length).toBeLessThan(500);
  }
});

it('says nothing of who took part where the file does not, or a value EMPTY_FMS does', async () => {
  const folder = makeFolder();
  writeRunFile(folder, run(7, { partitions: { HCAL_HF: { values: { A: 'a' } } } }));
  const values = { A: 'a', EMPTY_FMS: '[HCAL_Laser]' };
  writeRunFile(folder, run(8, { partitions: { HCAL_HF: { in: false, values } } }));
  expect(await interpret(open(folder), 7)).toMatchObject({ snapshot: { emptyFms: null } });
  expect(await interpret(open(folder), 8)).toMatchObject({ snapshot: { emptyFms: ['HCAL_Laser'] } });
});

it.each([null, '', 'not set'])(
  'says who took part where the file does, though it has an EMPTY_FMS of %j',
  async (list) => {
    const folder = makeFolder();
    const values = { A: 'a', EMPTY_FMS: list };
    const partitions = {
      HCAL_HF: { in: true, values },
      HCAL_HO: { in: false, values: {} },
      HCAL_LEVEL_1: { values: { EMPTY_FMS: list } },
    };
    writeRunFile(folder, run(7, { partitions }));
    expect(await interpret(open(folder), 7)).toMatchObject({ snapshot: { emptyFms: ['HCAL_HO'] } });
  },
);

it('says who took part by gates where the rules have no list, and takes a start for a state where they have none', async () => {
  const { rules } = readPreset('ecal');
  const folder = makeFolder();
  const partitions = { ECAL: { in: true, values: { A: 'a' } }, ES: { in: false, values: { A: 'a' } } };
  writeRunFile(folder, run(7, { partitions }));
  writeRunFile(folder, run(8, { partitions: { ECAL: { values: { A: 'a' } } } }));
  writeRunFile(folder, run(9, { state: 'Configured' }));
  const read = async (number: number, more: Rules = rules) =>
    interpret(openJsonSource(folder, { rules: more }), number, more);
  const inclusionIn = async (number: number) => {
    const result = await read(number);
    return result.kind === 'archived' ? inclusionsOf(result.snapshot, rules) : result.kind;
  };
  expect(await inclusionIn(7)).toEqual({ ECAL: 'in', ES: 'out' });
  expect(await inclusionIn(8)).toEqual({ ECAL: 'unknown', ES: 'unknown' });
  const stateless = { ...rules, central: { ...rules.central, state: null } };
  expect(await read(7, stateless)).toMatchObject({ kind: 'archived', snapshot: { start: '2026-01-01T10:00:00Z' } });
  expect(await read(9, stateless)).toMatchObject({ kind: 'never-ran', why: 'no START_TIME_T row' });
});

it('finds the runs of a range, global ones only, and what may still move of them', async () => {
  const folder = makeFolder();
  writeRunFile(folder, run(362_695));
  writeRunFile(folder, run(9, { state: null, start: null }));
  writeRunFile(folder, run(10, { partitions: { HCAL_LEVEL_1: { values: { FM_FULLPATH: '/hcalpro/Local/' } } } }));
  writeRunFile(join(folder, '362'), run(362_700, { stop: '2026-01-01T11:00:00Z' }));
  for (const name of ['notes.txt', '07.json', '11.json.tmp']) writeFileSync(join(folder, name), '');
  const at = '2026-01-01T10:00:00Z';
  const running = {
    isRunning: true,
    runningAt: at,
    isStopped: false,
    stoppedAt: null,
    newestAt: at,
    names: expect.any(Number) as number,
  };
  const stop = '2026-01-01T11:00:00Z';
  expect(await open(folder).findRuns(1)).toEqual([
    {
      run: 9,
      isRunning: false,
      runningAt: null,
      isStopped: false,
      stoppedAt: null,
      newestAt: null,
      names: expect.any(Number) as number,
    },
    { run: 362_695, ...running },
    { run: 362_700, ...running, isStopped: true, stoppedAt: stop, newestAt: stop },
  ]);
  expect((await open(folder).findRuns(362_696)).map((found) => found.run)).toEqual([362_700]);
  expect((await open(folder).findRuns(1, 362_695)).map((found) => found.run)).toEqual([9, 362_695]);
  expect(await open(folder).readRun(11)).toEqual([]);
  expect((await open(folder).examine()).map(({ says }) => says)).toEqual([
    `${folder} has 4 runs, the newest is 362700`,
    'passed over, since the name is no run number: 07.json',
  ]);
});

it('opens only the files of the runs that are asked for, and lists only their blocks', async () => {
  const folder = makeFolder();
  // Opening this block, or this file, would fail.
  symlinkSync('361', join(folder, '361'));
  mkdirSync(join(folder, '361999.json'));
  writeRunFile(join(folder, '362'), run(362_001));
  expect((await open(folder).findRuns(362_000)).map((found) => found.run)).toEqual([362_001]);
  await expect(open(folder).findRuns(361_000)).rejects.toThrow('cannot read the folder');
});

it('passes over a file named like a block, and runs in the folder of another block', async () => {
  const folder = makeFolder();
  writeFileSync(join(folder, '362'), 'no folder');
  writeRunFile(folder, run(7));
  for (const name of ['0361', '360', '0']) writeRunFile(join(folder, name), run(361_001));
  const sevenOnly = [expect.objectContaining({ run: 7, isRunning: true })];
  expect(await open(folder).findRuns(1)).toEqual(sevenOnly);
  expect((await open(folder).examine())[0]).toEqual({
    health: 'ok',
    says: `${folder} has 1 runs, the newest is 7`,
  });
});

it.each([
  ['{"run": 7', 'it is not valid JSON'],
  [JSON.stringify({ ...run(7), sequences: 'sesame' }), 'Unrecognized key: "sequences"'],
  [JSON.stringify({ ...run(7), stop: 'sesame' }), 'stop: not a time such as 2018-06-21T13:40:22Z'],
  [JSON.stringify({ ...run(7), partitions: { HCAL_HF: { values: { A: 1 } } } }), 'partitions.HCAL_HF.values.A: '],
  [JSON.stringify(run(8)), 'it says that it is run 8'],
  [JSON.stringify(run(7)).replace('"A":', String.raw`"A": "\"sesame\": {", "\u0041" :`), 'an object has "A" twice'],
  [Buffer.from('"\xff"', 'latin1'), 'it is not in UTF-8'],
])('a damaged file is a gap that names it, until it is mended: %s', async (content, why) => {
  const place = makeWorkplace('none', () => Date.parse('2026-02-01T00:00:00Z'));
  const folder = join(place.folder, 'runs');
  const environment = { RUNINFO_SOURCE: 'json:runs' };
  writeRunFile(folder, run(6));
  writeFileSync(join(folder, '7.json'), content);
  writeRunFile(folder, run(8));
  const tick = async () => place.run(['tick', '--only', 'snapshot', '--quiet'], environment);
  expect(await tick()).toMatchObject({ code: 0 });
  const runs = JSON.parse((await place.run(['runs', '--json'], environment)).out) as unknown[];
  expect(runs).toMatchObject([{ kind: 'archived' }, { kind: 'gap' }, { kind: 'archived' }]);
  const { out } = await place.run(['changes', '7', '--json'], environment);
  expect(out).toContain(JSON.stringify(`run 7 could not be read: 7.json: ${why}`).slice(1, -1));
  expect(out).not.toContain('sesame');
  writeRunFile(folder, run(7));
  expect(await tick()).toMatchObject({ code: 0 });
  expect(await place.git('log', '-1', '--format=%s')).toMatch(/^Run 7: /);
  expect(readdirSync(folder)).toHaveLength(3);
});

it('reads millions of escapes in a value', async () => {
  const folder = makeFolder();
  const text = '"\n'.repeat(2_000_000);
  writeRunFile(folder, run(7, { partitions: { HCAL_HF: { values: { A: text } } } }));
  expect((await open(folder).readRun(7)).map(({ value }) => value)).toContainEqual({ kind: 'text', text });
});

it('a run of which there are two files is a gap that names both, and is read when one is gone', async () => {
  const folder = makeFolder();
  writeRunFile(folder, run(362_695));
  writeRunFile(join(folder, '362'), run(362_695, { sequence: 'OTHER' }));
  expect(await open(folder).findRuns(1)).toMatchObject([{ run: 362_695, isRunning: true }]);
  const why = 'run 362695 could not be read: 362695.json: there is 362/362695.json, too';
  await expect(open(folder).readRun(362_695)).rejects.toThrow(why);
  rmSync(join(folder, '362695.json'));
  expect((await open(folder).readRun(362_695)).map(({ value }) => value)).toContainEqual({
    kind: 'text',
    text: 'OTHER',
  });
});

it('a pipe or a device in place of a file is a gap, and is not waited for', async () => {
  const folder = makeFolder();
  execFileSync('mkfifo', [join(folder, '7.json')]);
  symlinkSync('/dev/zero', join(folder, '8.json'));
  const why = (number: number) => `run ${number} could not be read: ${number}.json: the file cannot be read`;
  expect((await open(folder).findRuns(1)).map((found) => found.run)).toEqual([7, 8]);
  for (const number of [7, 8]) await expect(open(folder).readRun(number)).rejects.toThrow(why(number));
});

it('a folder that is not there is tried again, and named', async () => {
  const { code, err } = await makeWorkplace('none').run(['tick', '--quiet'], { RUNINFO_SOURCE: 'json:/nowhere' });
  expect(code).toBe(75);
  expect(err).toContain('cannot read the folder /nowhere: check the path in the settings (source)');
});

it('reads an open run again whatever moved in its file', async () => {
  const folder = makeFolder();
  const sightingOf = async (more: Partial<RunFile>) => {
    writeRunFile(folder, run(7, more));
    return (await open(folder).findRuns(7))[0]?.names;
  };
  const partitions = (text: string | null, isIn = true) => ({
    partitions: { HCAL_HF: { in: isIn, values: { A: text, B: null } } },
  });
  const seen = [
    await sightingOf(partitions('a')),
    await sightingOf(partitions('b')),
    await sightingOf(partitions('b', false)),
  ];
  expect(new Set(seen).size).toBe(3);
  expect(await sightingOf(partitions('b', false))).toBe(seen[2]);
  for (const names of seen) expect(Number.isSafeInteger(names)).toBe(true);
});

it('a file with a wrong number hides no later run', async () => {
  const folder = makeFolder();
  const place = makeWorkplace('', () => Date.parse('2026-01-01T12:00:00Z'));
  const tick = async () =>
    place.run(['tick', '--only', 'snapshot', '--quiet'], {
      RUNINFO_SOURCE: `json:${folder}`,
      RUNINFO_LOOK_BACK: '100',
    });
  const stopped = { stop: '2026-01-01T10:30:00Z' };
  writeRunFile(folder, run(401, stopped));
  await tick();
  writeFileSync(join(folder, '4020.json'), JSON.stringify({ format: 1, ...run(402, stopped) }));
  await tick();
  rmSync(join(folder, '4020.json'));
  writeRunFile(folder, run(402, stopped));
  await tick();
  expect(await place.ask(['runs', '--last', '5'])).toMatchObject([
    { run: 401, kind: 'archived' },
    { run: 402, kind: 'archived' },
    { run: 4020, kind: 'gap' },
  ]);
});

it('a gap whose file turns out to be that of a local run is not archived', async () => {
  const folder = makeFolder();
  const place = makeWorkplace('', () => Date.parse('2026-01-01T12:00:00Z'));
  const tick = async () =>
    place.run(['tick', '--only', 'snapshot', '--quiet'], { RUNINFO_SOURCE: `json:${folder}`, RUNINFO_LOOK_BACK: '3' });
  const stopped = { stop: '2026-01-01T10:30:00Z' };
  const local = run(401, {
    ...stopped,
    partitions: {
      HCAL_LEVEL_1: { values: { FM_FULLPATH: '/hcalpro/Local/P5' } },
      HCAL_HF: { in: true, values: { A: 'a' } },
    },
  });
  writeRunFile(folder, run(400, stopped));
  writeFileSync(join(folder, '401.json'), '{');
  await tick();
  expect(await place.ask(['runs'])).toMatchObject([
    { run: 400, kind: 'archived' },
    { run: 401, kind: 'gap' },
  ]);
  // Near the newest run and far below it.
  writeRunFile(folder, local);
  await tick();
  writeRunFile(folder, run(410, stopped));
  for (let count = 0; count < 2; count += 1) await tick();
  expect(await place.ask(['runs'])).toMatchObject([
    { run: 400 },
    { run: 401, kind: 'gap' },
    { run: 410, kind: 'archived' },
  ]);
  // Put right as a global one, it is read, wherever it is by then.
  writeRunFile(folder, run(401, stopped));
  await tick();
  expect(await place.ask(['runs'])).toMatchObject([{ run: 400 }, { run: 401, kind: 'archived' }, { run: 410 }]);
});
