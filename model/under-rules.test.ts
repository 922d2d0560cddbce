import { expect, it } from 'vitest';
import { BASE_RULES } from '../test/support/rules.ts';
import type { RunReading, Snapshot } from './run.ts';
import { underRules } from './under-rules.ts';

const text = (value: string) => ({ kind: 'value', value }) as const;
const absent = (spelling: string | null) => ({ kind: 'absent', spelling }) as const;

function snapshot(readings: Readonly<Record<string, RunReading>>): Snapshot {
  const facts = { start: null, stop: null, sequence: null, hcal: null, emptyFms: [], gates: {} };
  return { format: 1, run: 1, ...facts, settings: 'digest', readings };
}

/** A reading of a run that was read while `then` stood for no value, where `now` does. */
function under(reading: RunReading, then: readonly string[], now: readonly string[]): RunReading | undefined {
  const rules = (absentWords: readonly string[]) => ({ ...BASE_RULES, absent: [...absentWords] });
  return underRules(snapshot({ 'HCAL_HF:A': reading }), rules(then), rules(now)).readings['HCAL_HF:A'];
}

it.each<[RunReading, string[], RunReading]>([
  [text(' n/a'), ['n/a'], absent(' n/a')],
  [absent('not set'), ['n/a'], text('not set')],
  [absent('not set'), ['n/a', 'not set'], absent('not set')],
  [text('a'), ['n/a'], text('a')],
  [absent(null), [], absent(null)],
  [absent(' '), [], absent(' ')],
  // What is absent now ends nothing, and a value that followed is the first (rule 6).
  [{ ...absent('not set'), end: text('n/a') }, ['n/a'], text('not set')],
  [{ ...text('n/a'), end: text('17_6') }, ['n/a'], text('17_6')],
  [{ ...text('16_2'), end: text('17_6') }, ['n/a'], { ...text('16_2'), end: text('17_6') }],
  // Both are absent now: nothing moved during the run.
  [{ ...text('n/a'), end: absent(null) }, ['n/a'], absent('n/a')],
])('%j is, where %j stands for no value now, %j', (reading, now, expected) => {
  expect(under(reading, ['not set'], now)).toEqual(expected);
});

it('a long value, and what could not be read, stand whatever stands for no value', () => {
  for (const reading of [
    { kind: 'value', value: { ref: 'a'.repeat(64), lines: 3, length: 900 } },
    { kind: 'unreadable', why: 'n/a' },
  ] as const) {
    expect(under(reading, [], ['n/a'])).toEqual(reading);
  }
});

it('a snapshot is itself where the words are the same, in whatever order', () => {
  const run = snapshot({ 'HCAL_HF:A': text('n/a') });
  const [then, now] = [
    { ...BASE_RULES, absent: ['n/a', 'not set'] },
    { ...BASE_RULES, absent: ['not set', 'n/a'] },
  ];
  expect(underRules(run, then, now)).toBe(run);
});
