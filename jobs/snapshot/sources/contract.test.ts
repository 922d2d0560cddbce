import { describe, expect, it } from 'vitest';
import { HAS_MARIADB } from '../../../test/support/mariadb.ts';
import { makeRowsFile, type FileRow } from '../../../test/support/rows-file.ts';
import {
  global,
  interpret,
  lob,
  openMysql,
  openOracle,
  openSqlite,
  readBigValues,
  readingsOf,
  running,
  type Open,
} from '../../../test/support/sources.ts';
import { RULES } from '../../../test/support/tiny-archive.ts';

const value = (text: string) => ({ kind: 'value', value: text });

const SOURCES: readonly (readonly [string, Open])[] = [
  ['SQLite', openSqlite],
  ['Oracle', openOracle],
  ...(HAS_MARIADB ? ([['MySQL', openMysql]] as const) : []),
];

describe.each(SOURCES)('the %s source', (_, open) => {
  it('finds global runs, when they ran and stopped, and how many names they have', async () => {
    const source = await open(
      makeRowsFile([
        global(7, { time: '2026-01-01 10:00:00.5' }),
        running(7, { plain: 'Configured', time: '2026-01-01 10:00:01' }),
        running(7, { time: '2026-01-01 10:00:02.999999' }),
        running(7, { time: '2026-01-01 10:00:09' }),
        global(8, { plain: '/hcalpro/Local/P5' }),
        { run: 7, name: 'CMS.HCAL_HF:FM_URL', plain: 'u', time: '2026-01-01 10:00:03' },
        { run: 7, name: 'CMS.HCAL_HF:FM_URL', plain: 'u', time: '2026-01-01 10:03:03' },
        global(9, { time: null }),
        { run: 9, name: 'CMS.LVL0:STOP_TIME_T', time: '2026-01-01 12:00:00' },
        { run: 9, name: 'CMS.LVL0:STOP_TIME_T', time: '2026-01-01 11:00:00' },
      ]),
    );
    const seven = { run: 7, isRunning: true, runningAt: '2026-01-01T10:00:02Z', isStopped: false, stoppedAt: null };
    expect(await source.findRuns(1)).toEqual([
      { ...seven, newestAt: '2026-01-01T10:03:03Z', names: 2 },
      {
        run: 9,
        isRunning: false,
        runningAt: null,
        isStopped: true,
        stoppedAt: '2026-01-01T12:00:00Z',
        newestAt: '2026-01-01T12:00:00Z',
        names: 1,
      },
    ]);
    expect(await source.findRuns(10)).toEqual([]);
  });

  it('finds runs whatever their numbers, in order, and passes over what is none', async () => {
    const numbers = [2_147_484_000, 5, 1_000_027_333, -3, 0, 5000, 2_147_483_648, 362_695];
    const source = await open(makeRowsFile([...numbers.map((run) => global(run)), global(2n ** 60n)]));
    const found = [5, 5000, 362_695, 1_000_027_333, 2_147_483_648, 2_147_484_000];
    expect((await source.findRuns(1)).map(({ run }) => run)).toEqual(found);
    expect((await source.findRuns(362_696)).map(({ run }) => run)).toEqual(found.slice(3));
  });

  it('finds the runs of a range, whatever lies above it', async () => {
    const numbers = [5, 6, 900, 1005, 1006, 5000, 362_695];
    const source = await open(makeRowsFile(numbers.map((run) => global(run))));
    const found = async (from: number, to?: number) => (await source.findRuns(from, to)).map(({ run }) => run);
    expect(await found(6, 6)).toEqual([6]);
    expect(await found(7, 899)).toEqual([]);
    expect(await found(5, 1005)).toEqual([5, 6, 900, 1005]);
    expect(await found(5, 362_694)).toEqual(numbers.slice(0, -1));
    expect(await found(1006)).toEqual([1006, 5000, 362_695]);
  });

  it('takes a TIME with a zone for the moment that it is', async () => {
    const rows = [
      global(7, { time: '2026-01-01 11:59:00+02:00' }),
      running(7, { time: '2026-01-01 12:00:00.5 +02:00' }),
      running(7, { time: '2026-01-01 12:00:01+02:00' }),
      { run: 7, name: 'CMS.HCAL_HF:A', plain: 'at start', time: '2026-01-01 05:30:00-05:00' },
      { run: 7, name: 'CMS.HCAL_HF:A', plain: 'in time', time: '2026-01-01 16:40:00+05:30' },
      { run: 7, name: 'CMS.HCAL_HF:A', plain: 'late', time: '2026-01-01 12:10:01+01:00' },
      { run: 7, name: 'CMS.LVL0:STOP_TIME_T', time: '2026-01-01 13:00:00+02:00' },
    ];
    const source = await open(makeRowsFile(rows));
    expect(await source.findRuns(1)).toMatchObject([
      { runningAt: '2026-01-01T10:00:00Z', stoppedAt: '2026-01-01T11:00:00Z' },
    ]);
    expect(await interpret(source, 7)).toMatchObject({
      snapshot: {
        start: '2026-01-01T10:00:00Z',
        stop: '2026-01-01T11:00:00Z',
        readings: { 'HCAL_HF:A': { value: 'at start', end: { value: 'in time' } } },
      },
    });
  });

  it('finds runs and states whose value stands in the LOB only', async () => {
    const rows = [
      global(7, { plain: null, ...lob('/hcalpro/Global/') }),
      running(7, { plain: null, ...lob('Running') }),
    ];
    const local = global(8, { plain: null, ...lob('/hcalpro/Local/') });
    const source = await open(makeRowsFile([...rows, local, running(7, { plain: null, ...lob(null) })]));
    expect(await source.findRuns(1)).toMatchObject([{ run: 7, isRunning: true }]);
  });

  it('finds a state whatever white space is around it, in either table', async () => {
    const texts = ['Running\r\n', '\tRunning', ' \u000b\f\nRunning\r \t', 'Run\nning', 'Running\nOff'];
    const rows = texts.flatMap((text, index) => [
      global(index + 1),
      running(index + 1, { plain: text }),
      global(index + 101),
      running(index + 101, { plain: null, ...lob(text) }),
    ]);
    const found = await (await open(makeRowsFile(rows))).findRuns(1);
    expect(found.filter(({ isRunning }) => isRunning).map(({ run }) => run)).toEqual([1, 2, 3, 101, 102, 103]);
  });

  it('reads a run above 2^31, and nothing of a run that is not there', async () => {
    const source = await open(makeRowsFile([global(2_147_484_000), running(2_147_484_000)]));
    expect(await interpret(source, 2_147_484_000)).toMatchObject({
      kind: 'archived',
      snapshot: { run: 2_147_484_000 },
    });
    expect(await source.readRun(2_147_484_001)).toEqual([]);
  });

  it('takes values from the LOB table first, joined in order of VALUE_INDEX, with gaps or without one (rule 6)', async () => {
    const readings = await readingsOf(open, [
      {
        name: 'A',
        plain: 'cut',
        lobs: [
          [9, 'third'],
          [0, 'first'],
          [3, 'second'],
        ],
      },
      { name: 'B', plain: 'short' },
      { name: 'C', plain: 'cut', lobs: [[null, 'only']] },
      {
        name: 'D',
        lobs: [
          [1, 'end'],
          [0, null],
        ],
      },
    ]);
    expect(readings).toEqual({
      A: value('first\nsecond\nthird'),
      B: value('short'),
      C: value('only'),
      D: value('\nend'),
    });
  });

  it('takes two parts that each stand for no value for a text of two lines', async () => {
    const spellings: FileRow['lobs'] = [
      [0, 'not set'],
      [1, 'empty string'],
    ];
    expect(await readingsOf(open, [{ lobs: spellings }, { plain: 'next' }])).toEqual({
      A: value('not set\nempty string'),
    });
  });

  it('takes NULL, NULL LOBs, empty LOBs and spellings of absence for absent (rule 7)', async () => {
    const readings = await readingsOf(open, [
      { name: 'NULL', plain: null },
      { name: 'NULL_LOB', plain: 'cut', ...lob(null) },
      { name: 'EMPTY', ...lob('') },
      { name: 'BLANK', ...lob(' \t\r\n ') },
      { name: 'SPELT', ...lob(' not set\n') },
      { name: 'LONG_BLANK', ...lob(' '.repeat(5000)) },
      { name: 'OTHER_BLANK', ...lob('\u2003\uFEFF\u00A0') },
      {
        name: 'TWO_BLANKS',
        lobs: [
          [0, ' '],
          [1, '\n'],
        ],
      },
    ]);
    expect(Object.values(readings).map(({ kind }) => kind)).toEqual(Array.from({ length: 8 }, () => 'absent'));
    expect(readings['SPELT']).toEqual({ kind: 'absent', spelling: ' not set\n' });
    expect(readings['NULL_LOB']).toEqual({ kind: 'absent', spelling: null });
  });

  it('gives the first value that is not absent, and the last, whatever stands before, between and behind (rule 6)', async () => {
    const texts = (name: string, ...all: readonly (string | null)[]) => all.map((text) => ({ name, ...lob(text) }));
    const stop = { run: 7, name: 'CMS.LVL0:STOP_TIME_T', time: '2026-01-01 11:00:00' };
    const readings = await readingsOf(
      open,
      [
        ...texts('PLACEHOLDER', 'not set', null, ' ', 'first', 'empty string', 'last', null),
        ...texts('LONG_BLANK_FIRST', ' '.repeat(2000), '\u2003', 'one', 'one'),
        ...texts('LONG_BLANK_LAST', 'one', 'two', ' '.repeat(2000)),
        ...texts('NEVER', null, 'not set', 'empty string'),
        ...texts('SAME', 'same', 'not set', 'same'),
      ],
      [stop],
    );
    expect(readings).toEqual({
      PLACEHOLDER: { ...value('first'), end: value('last') },
      LONG_BLANK_FIRST: value('one'),
      LONG_BLANK_LAST: { ...value('one'), end: value('two') },
      NEVER: { kind: 'absent', spelling: null },
      SAME: value('same'),
    });
  });

  it('keeps to the rows of the run: those up to ten minutes after its stop (rule 11)', async () => {
    const stop = { run: 7, name: 'CMS.LVL0:STOP_TIME_T', time: '2026-01-01 11:00:00.9' };
    const readings = await readingsOf(
      open,
      [
        { name: 'A', plain: 'at start' },
        { name: 'A', plain: 'in time', time: '2026-01-01 11:10:00.999' },
        { name: 'A', plain: 'late', time: '2026-01-01 11:10:01' },
        { name: 'A', plain: 'in time after all', time: null },
        { name: 'A', plain: 'late again', time: '2026-01-02 00:00:00' },
        { name: 'B', plain: 'late', time: '2026-01-01 11:10:01' },
      ],
      [stop],
    );
    expect(readings).toEqual({ A: { ...value('at start'), end: value('in time after all') } });
  });

  it('takes the earliest EMPTY_FMS row that is whole (rule 5)', async () => {
    const empty = (text: string, partition = 'HCAL_HF'): FileRow => ({
      run: 7,
      name: `CMS.${partition}:EMPTY_FMS`,
      ...lob(text),
    });
    const rows = [
      empty('[HCAL_Laser]', 'HCAL_LEVEL_1'),
      empty('not set'),
      empty('[HCAL_HO, HC'),
      empty('[HCAL_HO]'),
      empty('[]'),
    ];
    const source = await open(makeRowsFile([global(7), running(7), ...rows]));
    expect(await interpret(source, 7)).toMatchObject({ snapshot: { emptyFms: ['HCAL_HO'] } });
  });

  it('tells when a run began where nobody says it, and that it never ran (rules 2 and 15)', async () => {
    const times = ['2026-01-01 10:00:05', null, '2026-01-01 10:00:03.5', '2026-01-01 10:00:04'];
    const rows = times.map((time, index): FileRow => ({ run: 7, name: `CMS.HCAL_HF:A`, plain: `${index}`, time }));
    const source = await open(makeRowsFile([...rows, running(7, { plain: 'Error', time: '2026-01-01 10:00:09' })]));
    expect(await interpret(source, 7)).toMatchObject({ kind: 'never-ran', start: '2026-01-01T10:00:03Z' });
  });

  it('finds a Running row that is later than the run', async () => {
    const late = '2026-01-01 13:00:00';
    const rows = [
      running(7, { plain: 'Ready' }),
      running(7, { time: late }),
      running(7, { plain: 'Halted', time: late }),
    ];
    const stop = { run: 7, name: 'CMS.LVL0:STOP_TIME_T', time: '2026-01-01 11:00:00' };
    expect((await interpret(await open(makeRowsFile([...rows, stop])), 7)).kind).toBe('archived');
  });

  it('reads names with blanks behind them and names that are not ASCII as they are', async () => {
    const rows = [
      { name: 'A', plain: 'a' },
      { name: 'A  ', plain: 'b' },
      { name: 'Größe_日本', plain: 'c' },
      { name: 'a', plain: 'd' },
    ];
    const more: FileRow[] = [
      { run: 7, name: 'CMS.LVL0:HCAL ', plain: 'Out' },
      { run: 7, name: 'CMS.HCAL_HFX:A', plain: 'x' },
    ];
    expect(await readingsOf(open, rows, more)).toEqual({
      A: value('a'),
      'A  ': value('b'),
      Größe_日本: value('c'),
      a: value('d'),
    });
  });

  it('reads values of 2 MB, not only of ASCII', async () => {
    expect(await readBigValues(open, 2_000_000)).toEqual([true, true]);
  });

  it('takes rows of the same TIME by their ID', async () => {
    const rows = [
      { name: 'A', plain: 'second', id: 12 },
      { name: 'A', plain: 'first', id: 11 },
      { name: 'A', plain: 'first', id: 13 },
    ];
    expect(await readingsOf(open, rows)).toEqual({ A: value('first') });
  });

  it('keeps rows apart whose IDs are neighbours beyond 2^53, each with its LOB, in the order of the IDs', async () => {
    const id = 2n ** 60n;
    expect(
      await readingsOf(open, [
        { name: 'A', id: id + 3n, ...lob('second') },
        { name: 'A', id: id + 1n, ...lob('first') },
        { name: 'B', id: id + 2n, plain: 'between' },
        { name: 'A', id: id + 4n, ...lob('first') },
        { name: 'B', id: 99n, plain: 'small' },
      ]),
    ).toEqual({ A: value('first'), B: value('small') });
  });

  it('reads the gates and the tracked names that the settings name', async () => {
    const rules = { ...RULES, gates: { HCAL_HF: 'CMS.LVL0:HF' }, tracked: ['FM_*', 'HCAL_HF:a_%*'] };
    const names = ['FM_URL', 'CFGDOC_TXT', 'a_%b', 'aXY'].map((name): FileRow => ({
      run: 7,
      name: `CMS.HCAL_HF:${name}`,
      plain: name,
    }));
    const gate = { run: 7, name: 'CMS.LVL0:HF', plain: 'Out' };
    const source = await open(makeRowsFile([global(7), running(7), ...names, gate]), rules);
    const result = await interpret(source, 7, rules);
    expect(result).toMatchObject({ snapshot: { gates: { HCAL_HF: 'Out' } } });
    const readings = result.kind === 'archived' ? Object.keys(result.snapshot.readings) : [];
    expect(readings.filter((key) => key.startsWith('HCAL_HF'))).toEqual(['HCAL_HF:FM_URL', 'HCAL_HF:a_%b']);
  });
});
