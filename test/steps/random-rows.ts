import fc from 'fast-check';
import { NOON } from '../original/place.ts';

/** One row as it is put into the file, whatever it is. */
export interface OddRow {
  readonly id: number | string | null;
  readonly run: number | string | null;
  readonly name: string;
  readonly plain: string | number | Buffer | null;
  readonly lobs: readonly (string | Buffer | null)[];
  readonly time: string | null;
}

/** What comes into the database before one tick. */
export type Instalment = readonly OddRow[];

const PARTITIONS = ['HBHE', 'HF', 'HO', 'Laser'] as const;
/** The first run; the others follow. */
const FIRST = 101;
/** How many ticks a database grows over. */
const TICKS = 4;
/** How long the longest values are. */
const HUGE = 16_000_000;

const hostile = fc.constantFrom(
  '',
  ' ',
  'not set',
  '[]',
  '[a, b;c]',
  '<script>alert(1)</script>{{7*7}}',
  'a\0b',
  'a\r\nb\rc\n',
  '\u001b[2J',
  '../../x',
  '__proto__',
  'constructor',
  'password=geheim',
  '\ud83d half',
  '\u202eback',
  '<a x="1"><b/></a>',
  '<a x="2"><b/></a>',
  '=cmd|x',
  'Run: 1',
  'x'.repeat(5000),
);
const value = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('v1', 'v2', 'v3') },
  hostile,
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.array(fc.constantFrom('a', 'b', '  c', 'd=1', '}'), { maxLength: 12 }).map((lines) => lines.join('\n')),
);
const lob = fc.oneof(
  { weight: 8, arbitrary: value },
  fc.constant(null),
  fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
);
const parameter = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom('FM_URL', 'FM_ROLE', 'HCAL_LPMCONTROL', 'MASKED_RESOURCES', 'W1', 'W2', 'OTHER'),
  },
  fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty'),
  hostile.map((text) => `W${text}`),
  fc.string({ unit: 'binary', maxLength: 300 }).map((text) => `W${text}`),
);
const time = fc.oneof(
  { weight: 6, arbitrary: fc.nat(40 * 86_400).map((seconds) => toTime(NOON - seconds * 1000)) },
  fc.constantFrom(
    null,
    '',
    'yesterday',
    '2026-02-30 10:00:00',
    '1970-01-01 00:00:00',
    '9999-12-31 23:59:59',
    '2026-01-01 10:00:00+02:00',
  ),
);
const name = fc.oneof(
  {
    weight: 15,
    arbitrary: fc.tuple(fc.constantFrom(...PARTITIONS), parameter).map(([of, own]) => `CMS.HCAL_${of}:${own}`),
  },
  fc.constantFrom(
    'CMS.LVL0:RC_STATE',
    'CMS.LVL0:HCAL',
    'CMS.LVL0:SEQ_NAME',
    'CMS.LVL0:STOP_TIME_T',
    'CMS.HCAL_HF:EMPTY_FMS',
  ),
  fc.string({ unit: 'binary', maxLength: 60 }).map((own) => `CMS.${own}`),
);
const strangeRun = fc.constantFrom(-1, 0, 1.5, '103', '104.0', 'abc', null, 2 ** 31, 2 ** 53, 3_620_033);

/**
 * What a database comes to hold, in parts: a frame that makes most runs global ones, rows of any kind, of which some come late, and
 * now and then two values of 16 MB.
 * @param count how many runs there are
 */
export function instalments(count: number): fc.Arbitrary<readonly Instalment[]> {
  const runs = Array.from({ length: count }, (_, index) => FIRST + index);
  const row = fc.record<OddRow>({
    id: fc.oneof({ weight: 60, arbitrary: fc.integer({ min: -5, max: 1_000_000_000 }) }, fc.constantFrom(null, 7, 'x')),
    run: fc.oneof({ weight: 30, arbitrary: fc.constantFrom(...runs) }, strangeRun),
    name,
    plain: fc.oneof({ weight: 9, arbitrary: lob }, fc.integer()),
    lobs: fc.array(lob, { maxLength: 2 }),
    time,
  });
  const huge = fc.record({
    run: fc.constantFrom(...runs),
    line: fc.constantFrom('x', 'x\n', ' ', 'ab = 1\r\n', '<a>'),
  });
  return fc
    .record({
      global: fc.subarray(runs, { minLength: Math.ceil(count * 0.8) }),
      running: fc.subarray(runs, { minLength: Math.ceil(count * 0.8) }),
      out: fc.array(fc.constantFrom(...PARTITIONS), { maxLength: 2 }),
      early: fc.array(row, { minLength: count * 3, maxLength: count * 11, size: 'max' }),
      late: fc.array(row, { maxLength: count, size: 'max' }),
      huge: fc.oneof({ weight: 15, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: huge }),
    })
    .map(({ early, late, ...frame }) => {
      const rows = [...runs.flatMap((of) => frameOf(of, frame)), ...early, ...(frame.huge ? hugeRows(frame.huge) : [])];
      const partOf = ({ run }: OddRow, index: number) =>
        typeof run === 'number' && runs.includes(run) ? Math.floor(((run - FIRST) * TICKS) / count) : index % TICKS;
      return Array.from({ length: TICKS }, (_, tick) => [
        ...rows.filter((each, index) => partOf(each, index) === tick),
        ...late.filter((__, index) => index % TICKS === tick),
      ]);
    });
}

/** Rows without which no run is anything. */
function frameOf(
  of: number,
  { global, running, out }: { global: readonly number[]; running: readonly number[]; out: readonly string[] },
): OddRow[] {
  const say = (index: number, name_: string, plain: string): OddRow => ({
    id: 2_000_000_000 + of * 100 + index,
    run: of,
    name: name_,
    plain,
    lobs: [],
    time: toTime(NOON - 30 * 86_400_000 + (of - FIRST) * 60_000),
  });
  return [
    say(0, 'CMS.HCAL_LEVEL_1:FM_FULLPATH', global.includes(of) ? '/hcalpro/Global/P5' : '/hcalpro/Local/P5'),
    say(1, 'CMS.LVL0:RC_STATE', running.includes(of) ? 'Running' : 'Configured'),
    say(2, 'CMS.HCAL_LEVEL_1:EMPTY_FMS', `[${out.map((each) => `HCAL_${each}`).join(', ')}]`),
    ...PARTITIONS.map((each, index) => say(3 + index, `CMS.HCAL_${each}:FM_URI`, `/fm/${each}`)),
  ];
}

/** A value of 16 MB in two runs, not quite the same. */
function hugeRows({ run, line }: { readonly run: number; readonly line: string }): OddRow[] {
  return [run, run + 1].map((of) => ({
    id: 3_000_000_000 + of,
    run: of,
    name: 'CMS.HCAL_HF:W1',
    plain: null,
    lobs: [`${line.repeat(HUGE / line.length)}${of}`],
    time: toTime(NOON - 86_400_000),
  }));
}

function toTime(moment: number): string {
  return new Date(moment).toISOString().replace('T', ' ').slice(0, 19);
}
