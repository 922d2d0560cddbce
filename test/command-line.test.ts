import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { simpleGit } from 'simple-git';
import stringWidth from 'fast-string-width';
import { describe, expect, inject, it } from 'vitest';
import { generateSample } from '../data/sample/generate.ts';
import { takeLock } from '../archive/store/lock.ts';
import { runCommand } from '../cli/run-command.ts';
import { packageRoot } from '../jobs/package-root.ts';
import { emptyState, writeState } from '../jobs/state.ts';
import type { ChangesAnswer } from '../queries/schema.ts';
import { makeRowsFile } from './support/rows-file.ts';
import { rowsOf } from './support/run-rows.ts';
import { readTruth } from './support/truth.ts';
import { digestFolder, makeWorkplace, workplaceIn } from './support/workplace.ts';

const sample = inject('sample');
const truth = readTruth(sample.truth);
const whole = workplaceIn(sample.folder, sample.file);
const archived = truth.filter(({ kind }) => kind === 'archived').map(({ run }) => run);
const [first = 0, last = 0] = [archived[0], archived.at(-1)];
const local = truth.find(({ kind, run }) => kind === 'local' && run > first)?.run ?? 0;

/** One line on stderr that begins with the program's name, and nothing on stdout. */
const oneLine = (text: string) => expect.stringMatching(new RegExp(`^runinfo: .*${text}.*\\n$`));

describe('bad input', () => {
  it.each([
    ['an SQLite file that is not there', 'gone.sqlite', '', 75, 'cannot read the SQLite file'],
    ['a file that is no SQLite', 'odd.sqlite', 'no database'.repeat(100), 2, 'cannot be read as SQLite'],
    ['an SQLite file without the tables', 'empty.sqlite', '', 2, 'is not shaped like RunInfo'],
  ])('%s: one line, exit code, no archive', async (_, name, content, code, message) => {
    const place = makeWorkplace(name);
    if (name !== 'gone.sqlite') writeFileSync(join(place.folder, name), content);
    const ran = await place.run(['tick'], { RUNINFO_SOURCE: `sqlite:${join(place.folder, name)}` });
    expect(ran).toEqual({ code, out: '', err: oneLine(message) });
    expect(digestFolder(place.archive)).toEqual({});
  });

  it.each([
    [['\u001b[31mx']],
    [['runs', '--\u001b[31mx']],
    [['compare', '\u001b[31m1', '2']],
    [['history', 'HCAL_HF', '\u001b[31mX']],
  ])('%j does not reach the terminal as it is', async (words) => {
    const ran = await whole.run(words);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain('␛[31m');
    expect(ran.out + ran.err).not.toContain('\u001b');
  });

  it('a file that is not permitted is named in one line, wherever it is met', async () => {
    const cause = Object.assign(new Error('EACCES'), { code: 'EACCES', syscall: 'scandir', path: '/some/folder' });
    const said: string[] = [];
    const code = await runCommand(['runs'], {
      isTerminal: false,
      width: 80,
      variables: {},
      folder: whole.folder,
      now: Date.now,
      wait: async () => undefined,
      print: () => {
        throw cause;
      },
      printError: (text) => void said.push(text),
    });
    expect([code, ...said]).toEqual([
      1,
      'runinfo: cannot use /some/folder: not permitted: let this account write there\n',
    ]);
  });

  it('a tick that ended later than the clock says now is told so by status, without a negative age', async () => {
    const place = makeWorkplace(sample.file, () => Date.parse('2026-01-03T00:00:00Z'));
    mkdirSync(place.state, { recursive: true });
    const lastTick = {
      finished: '2026-01-05T00:00:00.000Z',
      ok: true,
      message: 'all jobs done',
      newestRun: null,
      failures: 0,
    };
    writeState(place.state, { ...emptyState(), lastTick });
    const { code, out } = await place.run(['status']);
    expect(code).toBe(1);
    expect(out).toContain('later than the clock says now: ok\nIs the clock of this machine right?');
  });

  it('a state in which a run has no number is damaged', async () => {
    const place = makeWorkplace(sample.file);
    mkdirSync(place.state, { recursive: true });
    const text = JSON.stringify(emptyState());
    const run = { kind: 'waiting', why: 'x', names: 0, isStopped: false, readAt: null };
    writeFileSync(join(place.state, 'state.json'), text.replace('"open":{}', `"open":{"10q":${JSON.stringify(run)}}`));
    expect(await place.run(['tick'])).toEqual({ code: 1, out: '', err: oneLine('state.json is damaged: remove it') });
  });

  it('an archive folder that is something else is refused and left as it is', async () => {
    const place = makeWorkplace(sample.file);
    mkdirSync(place.archive);
    writeFileSync(join(place.archive, 'precious.txt'), 'mine');
    expect(await place.run(['tick'])).toEqual({ code: 1, out: '', err: oneLine('is not an archive of this program') });
    await simpleGit(place.archive).raw(['init', '--quiet', '--initial-branch=main']);
    await simpleGit(place.archive).raw(['add', '.']);
    await simpleGit(place.archive).raw(['-c', 'user.name=a', '-c', 'user.email=b', 'commit', '-qm', 'mine']);
    const before = digestFolder(place.archive);
    expect(await place.run(['tick'])).toEqual({ code: 1, out: '', err: oneLine('is not an archive of this program') });
    expect(digestFolder(place.archive)).toEqual(before);
  });

  it('a site folder that is something else is refused, and what was archived stands', async () => {
    const place = makeWorkplace('source.sqlite');
    const out = join(place.folder, 'source.sqlite');
    generateSample({ out, runs: 60, seed: 3, lines: 60 });
    mkdirSync(place.site);
    writeFileSync(join(place.site, 'precious.html'), 'mine');
    expect(await place.run(['tick'], { RUNINFO_SOURCE: `sqlite:${out}` })).toEqual({
      code: 1,
      out: '',
      err: oneLine('holds files that this program did not make'),
    });
    expect(await place.run(['status'])).toMatchObject({ code: 1, out: expect.stringContaining('did not make') });
    expect(Object.keys(digestFolder(place.site))).toEqual(['precious.html']);
    expect(await place.git('rev-list', '--count', 'HEAD')).not.toBe('0');
  });

  it('a second tick at the same time says who is at work', async () => {
    const place = makeWorkplace(sample.file);
    const lock = takeLock('state', place.state, Date.now());
    expect(await place.run(['tick'])).toEqual({
      code: 75,
      out: '',
      err: oneLine('another tick is at work \\(process'),
    });
    lock.release();
  });

  it.each([
    [['nonsense'], /unknown command/],
    [['blame', '1', 'HF'], /HF names no parameter: give PARTITION PARAMETER or PARTITION:PARAMETER/],
    [['tick', '--only', 'everything'], /unknown job everything; give some of snapshot, diff, publish, notify/],
    [['snapshot', '--runs', '9..3'], /give a run, or A\.\.B with A not above B/],
    [['tick', '--config', 'gone.yaml'], /there is no settings file/],
    [['changes', 'abc'], /invalid run number abc/],
    [['changes', '0'], /invalid run number 0/],
    [['changes', '-5'], /invalid run number -5/],
    [['runs', '--last', 'x'], /--last x: give how many runs/],
  ])('%j is wrong usage', async (words, message) => {
    const ran = await makeWorkplace(sample.file).run(words);
    expect(ran).toMatchObject({ code: 2, out: '', err: expect.stringMatching(message) });
    expect(ran.err.trim().split('\n')).toHaveLength(1);
  });

  it('unknown runs, partitions and parameters are named with what comes near', async () => {
    expect(await makeWorkplace(sample.file).run(['changes', '5'])).toMatchObject({
      code: 2,
      err: oneLine('holds no run yet'),
    });
    const place = whole;
    expect(await place.run(['changes', '5'])).toEqual({
      code: 2,
      out: '',
      err: oneLine(`the nearest known run is ${first}`),
    });
    expect(await place.run(['compare', String(first), String(local)])).toMatchObject({
      code: 2,
      err: oneLine('the nearest known runs are'),
    });
    const words = ['compare', String(first), String(last), '--partition', 'HCAL_XX'];
    expect(await place.run(words)).toEqual({
      code: 2,
      out: '',
      err: oneLine('there are HCAL_HBHE, HCAL_HF, HCAL_HO, HCAL_Laser'),
    });
    expect(await place.run(['history', 'hf', 'TPG'])).toEqual({
      code: 2,
      out: '',
      err: oneLine('did you mean HCAL_uHTRManager_TPG_TAG?'),
    });
    expect(await place.run(['history', 'hf', 'CFGDOC_TEXT'])).toEqual({
      code: 2,
      out: '',
      err: 'runinfo: HCAL_HF has no parameter CFGDOC_TEXT: did you mean CFGDOC_TXT?\n',
    });
    expect(await place.run(['blame', String(last), 'hf', 'no such thing'])).toEqual({
      code: 2,
      out: '',
      err: expect.stringMatching(/: none of its \d+ archived names is like it; .*\n$/),
    });
    expect(await place.run(['snapshot', '--runs', `${local}..${local}`])).toMatchObject({
      code: 2,
      err: oneLine('no global run in'),
    });
    expect(await place.ask(['status'])).toMatchObject({ lastTick: { ok: true, failures: 0 } });
    const out = truth.find(({ kind }) => kind === 'hcal-out')?.run ?? 0;
    const answer = await place.run(['changes', String(out), '--json']);
    expect(answer.code).toBe(1);
    expect(JSON.parse(answer.out)).toMatchObject({ run: out, changes: null, notArchived: { kind: 'hcal-out' } });
    expect(await place.run(['blame', String(out), 'hf', 'CFGDOC_TXT'])).toEqual({
      code: 1,
      out: '',
      err: oneLine(`run ${out} is known but not archived: `),
    });
  });
});

describe('answers', () => {
  it('compare two runs in either order, and partitions that were not in when asked for', async () => {
    const place = whole;
    const [a, b] = [String(first), String(last)];
    const forth = (await place.ask(['compare', a, b])) as ChangesAnswer;
    const back = (await place.ask(['compare', b, a])) as ChangesAnswer;
    const ends = (answer: ChangesAnswer) =>
      answer.changes.map(({ parameter, partitions, before, after }) => [parameter, partitions, before, after]);
    expect(ends(forth).length).toBeGreaterThan(5);
    expect(ends(back)).toEqual(
      ends(forth).map(([parameter, partitions, before, after]) => [parameter, partitions, after, before]),
    );
    expect(((await place.ask(['compare', a, a])) as ChangesAnswer).changes).toEqual([]);
    const laser = (await place.ask(['compare', a, b, '--partition', 'laser'])) as ChangesAnswer;
    expect(laser.partitions).toMatchObject([{ partition: 'HCAL_Laser', to: { inclusion: 'not-there' } }]);
    expect(laser.changes.every(({ kind }) => kind === 'removed')).toBe(true);
    expect((await place.run(['compare', a, b])).out).toContain(`Laser was not compared: not there in run ${b}`);
  });

  it('take a parameter and a run as they are written elsewhere', async () => {
    const [partition, parameter] = ['HCAL_HF', 'HCAL_uHTRManager_TPG_TAG'];
    const [history, blame] = [
      await whole.ask(['history', partition, parameter]),
      await whole.ask(['blame', String(last), partition, parameter]),
    ];
    for (const name of [`CMS.${partition}:${parameter}`, `${partition}:${parameter}`, `${partition}/${parameter}`]) {
      expect(await whole.ask(['history', name])).toEqual(history);
      expect(await whole.ask(['blame', `Run ${last}`, name])).toEqual(blame);
    }
  });

  it('tell the history of a parameter in intervals that cover its runs', async () => {
    const place = whole;
    const answer = await place.ask(['history', 'HCAL_HF', 'HCAL_uHTRManager_TPG_TAG']);
    const { intervals } = answer as { intervals: { from: number; to: number; runs: number }[] };
    const changed = truth.filter(({ changes }) =>
      changes?.some(({ partition, parameter }) => partition === 'HCAL_HF' && parameter === 'HCAL_uHTRManager_TPG_TAG'),
    );
    expect(intervals.slice(1).map(({ from }) => from)).toEqual(changed.map(({ run }) => run));
    const included = truth.filter(({ partitions }) => partitions?.['HCAL_HF'] === 'in').length;
    expect(intervals.reduce((sum, { runs }) => sum + runs, 0)).toBe(included);
  });

  it('call the collector well only where the source was asked', async () => {
    const clock = { now: Date.now() };
    const place = makeWorkplace('source.sqlite', () => clock.now);
    const out = join(place.folder, 'source.sqlite');
    generateSample({ out, runs: 12, seed: 3, lines: 60 });
    const source = { RUNINFO_SOURCE: `sqlite:${out}` };
    await place.run(['tick', '--quiet'], source);
    expect(await place.ask(['status'])).toMatchObject({ ok: true, ageSeconds: 0, lastTick: { failures: 0 } });
    const gone = { RUNINFO_SOURCE: `sqlite:${out}.gone` };
    clock.now += 60_000;
    expect((await place.run(['snapshot'], gone)).code).toBe(75);
    clock.now += 60_000;
    for (const words of [['publish'], ['tick', '--only', 'publish,notify'], ['notify']]) {
      expect((await place.run(words, gone)).code).toBe(0);
      expect(await place.ask(['status'])).toMatchObject({ ok: false, ageSeconds: 60, lastTick: { failures: 1 } });
    }
    const file = JSON.parse(readFileSync(join(place.site, 'status.json'), 'utf8')) as object;
    expect(file).toMatchObject({ ok: false, failures: 1 });
    await place.run(['snapshot'], source);
    expect(await place.ask(['status'])).toMatchObject({ ok: true, ageSeconds: 0, lastTick: { failures: 0 } });
  });

  it('say how the last tick went, and that it is too long ago', async () => {
    const clock = { now: Date.now() };
    const place = makeWorkplace('source.sqlite', () => clock.now);
    const out = join(place.folder, 'source.sqlite');
    generateSample({ out, runs: 12, seed: 3, lines: 60 });
    expect(await place.run(['status'])).toMatchObject({
      code: 1,
      out: expect.stringContaining('No tick has ended yet'),
    });
    await place.run(['tick', '--quiet'], { RUNINFO_SOURCE: `sqlite:${out}` });
    expect(await place.run(['status'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/Newest run \d+, 0 open, 0 to be/),
    });
    clock.now += 3_600_000;
    expect(await place.run(['status'])).toMatchObject({ code: 1, out: expect.stringContaining('too long ago') });
  });
});

it.each([80, 40])(
  'what commands say fits into a terminal of %i columns, but for words that are longer',
  async (columns) => {
    const held = truth.find(({ partitions }) => Object.values(partitions ?? {}).includes('held'))?.run ?? last;
    const commands = [
      ['runs', '--last', '400'],
      ['status'],
      ['doctor'],
      ['changes', String(held)],
      ['history', 'hf', 'CFGDOC_TXT'],
      ['blame', String(last), 'hf', 'CFGDOC_TXT'],
      ['report', '--since', String(first)],
      ['expect'],
    ];
    const now = Date.now();
    const place = workplaceIn(sample.folder, sample.file, () => now);
    for (const words of commands) {
      const { out } = await place.run(words, { COLUMNS: String(columns) });
      const tooLong = out.split('\n').filter((line) => stringWidth(line) > columns && /\S\s+\S/.test(line));
      expect(tooLong.filter((line) => !/^ *[-−+~] /.test(line))).toEqual([]);
      // Whatever the width, the same is said.
      const wide = await place.run(words, { COLUMNS: '1000' });
      expect(out.split(/\s+/)).toEqual(wide.out.split(/\s+/));
    }
  },
);

it('runs shows the newest 30 on a terminal and says of how many, elsewhere all', async () => {
  const known = truth.filter(({ kind }) => kind !== 'local').length;
  expect((await whole.run(['runs'])).out.trim().split('\n')).toHaveLength(known + 1);
  expect((await whole.run(['runs', '--last', '5'])).out.trim().split('\n')).toHaveLength(6);
  const said: string[] = [];
  await runCommand(['runs'], {
    isTerminal: true,
    width: 1000,
    variables: { RUNINFO_SOURCE: `sqlite:${sample.file}`, RUNINFO_ARCHIVE: whole.archive, RUNINFO_SITE: whole.site },
    folder: whole.folder,
    now: Date.now,
    wait: async () => undefined,
    print: (text) => void said.push(text),
    printError: () => undefined,
  });
  expect(said.join('').trim().split('\n')).toHaveLength(32);
  expect(said.join('')).toMatch(new RegExp(`The newest 30 of ${known} runs: --last N shows more.\n$`));
});

it('help fits into a terminal of 80 columns', async () => {
  for (const words of [['--help'], ['notify', '--help'], ['compare', '--help']]) {
    const { out } = await whole.run(words, { COLUMNS: '80' });
    expect(out).toContain('Options:');
    expect(out).not.toContain('[]');
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
  }
});

it('the program itself runs from any folder, and ends with the right code', () => {
  const program = join(packageRoot(), 'runinfo');
  expect(execFileSync(program, ['--help'], { cwd: '/', encoding: 'utf8' })).toContain('tick');
  expect(() => execFileSync(program, ['changes', 'abc'], { cwd: '/', stdio: 'pipe' })).toThrow(
    expect.objectContaining({ status: 2 }),
  );
});

it('the history of a text says where it was there before, also with other white space', async () => {
  const rows = ['a\nb', 'c\nd', 'a\nb ', 'c\ne'].flatMap((text, index) =>
    rowsOf({ run: 400_001 + index, start: `2026-07-0${index + 1} 22:30:00`, values: { 'HCAL_HF:CFGDOC_TXT': text } }),
  );
  const place = makeWorkplace(makeRowsFile(rows));
  await place.run(['snapshot', '--quiet']);
  const { out } = await place.run(['history', 'HF', 'CFGDOC_TXT']);
  expect(out).toContain('3 changes between 3 values');
  expect(out.match(/, as in run \d+/g)).toEqual([', as in run 400001']);
});
