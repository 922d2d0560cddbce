import { describe, expect, it } from 'vitest';
import { alignLines, MOST_LINES } from './align.ts';
import { countLines } from './index.ts';

/** What differs: per stretch the lines that went, those that came, and those of the older text that are only indented. */
function stretches(before: readonly string[], after: readonly string[]): string[][][] {
  return alignLines(before, after).stretches.map(({ from, fromEnd, to, toEnd, pairs }) => [
    before.slice(from, fromEnd),
    after.slice(to, toEnd),
    pairs.map(([i]) => before[i] ?? ''),
  ]);
}

describe('lines that are only indented', () => {
  it('are matched where that leaves fewer lines over', () => {
    expect(stretches(['  x', 'y'], ['x', '    y'])).toEqual([
      [
        ['  x', 'y'],
        ['x', '    y'],
        ['  x', 'y'],
      ],
    ]);
    expect(stretches(['{', '\t{'], ['  {', '{'])).toEqual([
      [
        ['{', '\t{'],
        ['  {', '{'],
        ['{', '\t{'],
      ],
    ]);
  });

  it('are not where equal lines leave no more over: those are kept', () => {
    expect(stretches(['  x'], ['x', '  x'])).toEqual([[[], ['x'], []]]);
    expect(stretches(['[a]', '    x', '  x', '  x'], ['[a]', '  x', '  x'])).toEqual([[['    x'], [], []]]);
  });

  it.each([
    [
      ['}', 'x'],
      ['x', '  }'],
      [
        [['}'], [], []],
        [[], ['  }'], []],
      ],
    ],
    [
      ['  }', 'p'],
      ['}', '  }'],
      [
        [[], ['}'], []],
        [['p'], [], []],
      ],
    ],
  ])('are not in one place, though they are in another: %j and %j', (before, after, expected) => {
    const [inner, outer] = [
      ['a {', '}'],
      ['  a {', '  }'],
    ];
    const indented = [inner, outer, inner];
    expect(stretches([...before, 'stays', ...inner], [...after, 'stays', ...outer])).toEqual([...expected, indented]);
    expect(stretches([...inner, 'stays', ...before], [...outer, 'stays', ...after])).toEqual([indented, ...expected]);
  });

  it('make one stretch with what came and went beside them', () => {
    expect(stretches(['\tx', 'stays', 'y'], ['new', 'x', 'stays', '  y'])).toEqual([
      [['\tx'], ['new', 'x'], ['\tx']],
      [['y'], ['  y'], ['y']],
    ]);
  });

  it('are none in a text in another order: its lines moved', () => {
    expect(stretches(['  a = 1', 'a = 1'], ['a = 1', '  a = 1'])).toHaveLength(2);
    expect(countLines(['  a = 1', 'a = 1'], ['a = 1', '  a = 1'])).toEqual({ added: 1, removed: 1, moved: 1 });
  });
});

it('a million lines are matched; of more all count as replaced, which is said', () => {
  const lines = (text: string, count: number) => Array.from({ length: count }, () => text);
  const half = MOST_LINES / 2;
  const align = (gone: number, come: number) =>
    alignLines(
      ['head', ...lines('a', gone), 'x', ...lines('b', 9)],
      ['head', ...lines('c', come), 'x', ...lines('d', 9)],
    );
  expect(align(half - 10, half - 10)).toMatchObject({ coarse: false, stretches: { length: 2 } });
  expect(align(half - 9, half - 10)).toEqual({
    stretches: [{ from: 1, fromEnd: half + 2, to: 1, toEnd: half + 1, pairs: [] }],
    coarse: true,
  });
});
