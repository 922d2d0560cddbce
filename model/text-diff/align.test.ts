import { describe, expect, it } from 'vitest';
import { alignLines, MOST_LINES } from './align.ts';
import { countLines, diffLines } from './index.ts';

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
    expect(stretches(['a {', '\ta {'], ['  a {', 'a {'])).toEqual([
      [
        ['a {', '\ta {'],
        ['  a {', 'a {'],
        ['a {', '\ta {'],
      ],
    ]);
  });

  it('are not where equal lines leave no more over: those are kept', () => {
    expect(stretches(['  x'], ['x', '  x'])).toEqual([[[], ['x'], []]]);
    expect(stretches(['[a]', '    x', '  x', '  x'], ['[a]', '  x', '  x'])).toEqual([[['    x'], [], []]]);
  });

  it('are matched rather than a bracket, which says nothing', () => {
    expect(stretches(['}', 'a'], ['  a', '}'])).toEqual([[['}', 'a'], ['  a', '}'], ['a']]]);
  });

  it('are not where fewer lines that say something would stay as they are', () => {
    expect(stretches(['a', '}'], ['  a', '  }', 'a'])).toEqual([
      [[], ['  a', '  }'], []],
      [['}'], [], []],
    ]);
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
    expect(stretches(['a', '  a', 'b'], ['b', '  a', 'a'])).toEqual([
      [['a', '  a'], [], []],
      [[], ['  a', 'a'], []],
    ]);
    expect(stretches(['a', '  a', 'b'], ['b', '  a', 'a', 'c'])[0]).toEqual([
      ['a', '  a', 'b'],
      ['b', '  a', 'a', 'c'],
      ['a', '  a'],
    ]);
  });
});

describe('of texts of a million lines', () => {
  const lines = (text: string, count: number) => Array.from({ length: count }, () => text);
  const block = ['a block', 'that stays', 'as it is'];
  const half = MOST_LINES / 2;
  const textOf = (line: string, count: number) => ['head', ...lines(line, count), ...block, ...lines(line, 7)];

  it('that many are matched', () => {
    const { stretches: found, coarse } = alignLines(textOf('a', half - 10), textOf('b', half - 10));
    expect([found.length, coarse]).toEqual([2, false]);
  });

  it('more all count as replaced, which is said; the first 20,000 are listed and the others counted', () => {
    const { hunks, ...counts } = diffLines(textOf('a', half - 9), textOf('b', half - 10));
    expect(counts).toEqual({ added: half, removed: half + 1, coarse: true });
    const listed = hunks.flatMap((hunk) => hunk.lines.filter(({ op }) => op !== ' '));
    expect(listed).toHaveLength(40_002);
    expect(listed.filter(({ text }) => text.startsWith('…'))).toEqual([
      { op: '-', text: '… 480001 more lines are not listed' },
      { op: '+', text: '… 480000 more lines are not listed' },
    ]);
  });
});
