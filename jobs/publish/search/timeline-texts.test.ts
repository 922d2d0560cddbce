import { describe, expect, it } from 'vitest';
import type { Timeline } from '../../../model/change.ts';
import type { Value } from '../../../model/reading.ts';
import type { FoundText } from './format/values.ts';
import { textsOfTimeline } from './timeline-texts.ts';

const ID = 'HCAL_HF/TAG';
const texts = new Map<string, string>();

/** A long value, kept apart. */
function long(text: string): Value {
  texts.set(text, text);
  return { ref: text, lines: text.split('\n').length, length: text.length };
}

function find(values: readonly (Value | null)[]): FoundText[] {
  const starts = values.map((value, index) => ({ from: 100 + index, value }));
  const timeline: Timeline = { format: 1, partition: 'HCAL_HF', parameter: 'TAG', starts };
  return textsOfTimeline(ID, timeline, (value) => (typeof value === 'string' ? value : (texts.get(value.ref) ?? '')));
}

/** What is found, in short: text, since, until, and whether it may be older. */
function brief(values: readonly (Value | null)[]): (readonly [string, number, number | null, ...true[]])[] {
  return find(values).map(({ text, since, until, older }) =>
    older ? [text, since, until, true] : [text, since, until],
  );
}

describe('textsOfTimeline', () => {
  it('takes up each value with the newest stretch of runs that had it, newest first', () => {
    expect(brief(['v1', 'v2', 'v1', null, 'v2', 'v3'])).toEqual([
      ['v3', 105, null],
      ['v2', 104, 105],
      ['v1', 102, 103],
    ]);
    expect(find([' v1\u202E '])).toEqual([
      { id: ID, kind: 'value', text: 'v1⟨U+202E⟩', since: 100, until: null, older: false },
    ]);
  });

  it('takes up the words of long values, each as long as it stayed', () => {
    expect(
      brief([
        long('Crate 20 { a=1 }\nsame'),
        long('Crate 20 { a=2 }\nsame'),
        'short',
        long('Crate 20 { a=3 }\nsame'),
        long('Crate 20 { a=1 b=3 }\nsame'),
      ]).sort((a, b) => (a[0] < b[0] ? -1 : 1)),
    ).toEqual([
      ['1', 104, null],
      ['2', 101, 102],
      ['20', 103, null],
      ['3', 103, null],
      ['Crate', 103, null],
      ['a', 103, null],
      ['b', 104, null],
      ['same', 103, null],
      ['short', 102, 103],
    ]);
  });

  it('says where a word may be older than the values that are looked at', () => {
    const versions = Array.from({ length: 103 }, (_, version) => long(`same\nv${version}`));
    const found = find(versions);
    const of = (text: string) => found.find((one) => one.text === text);
    expect(of('same')).toMatchObject({ since: 103, until: null, older: true });
    expect(of('v3')).toMatchObject({ since: 103, until: 104, older: true });
    expect(of('v4')).toMatchObject({ since: 104, until: 105, older: false });
    expect(of('v2')).toBeUndefined();
    expect(find([...versions.slice(0, 3), null, ...versions.slice(3)]).some(({ older }) => older)).toBe(false);
  });

  it('does not grow without end', () => {
    const many = Array.from({ length: 600 }, (_, version) => `value ${version}`);
    const found = find(many);
    expect(found).toHaveLength(500);
    expect(found[0]?.text).toBe('value 599');
    expect(find([long(`${Array.from({ length: 9000 }, (_, word) => `w${word}`).join(' ')}\n`)])).toHaveLength(5000);
  });
});
