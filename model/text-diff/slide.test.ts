import { describe, expect, it } from 'vitest';
import { alignLines } from './align.ts';
import { diffLines } from './index.ts';

/** The lines that came, each run of them apart. */
function runs(before: readonly string[], after: readonly string[]): string[] {
  const ops = diffLines(before, after).hunks.flatMap(({ lines }) =>
    lines.map(({ op, text }) => (op === ' ' ? '|' : `${op}${text.trim()}`)),
  );
  return ops
    .join(' ')
    .split('|')
    .map((run) => run.trim())
    .filter((run) => run !== '');
}

const block = (name: string, value: number) => [`${name} {`, '  on = true', `  low = ${value}`, '}'];
const element = (value: number) => ['  <item>', `    <low>${value}</low>`, '  </item>'];

/** A text without and with some lines: as a block they are one run, whichever of them equal those around. */
const CASES: readonly { what: string; without: readonly string[]; put: readonly string[]; at: number }[] = [
  { what: 'braces, between', without: [...block('a', 1), ...block('a', 2)], put: block('a', 3), at: 4 },
  { what: 'braces, first', without: block('a', 1), put: block('a', 0), at: 0 },
  { what: 'braces, last', without: block('a', 1), put: block('b', 2), at: 4 },
  { what: 'a brace by itself', without: ['a', '{', '  x', '}'], put: ['b', '{', '  y', '}'], at: 4 },
  { what: 'a blank line after', without: ['a', '', 'c', ''], put: ['b', ''], at: 2 },
  {
    what: 'sections',
    without: ['[a]', 'x = 1', 'y = 2', '[c]', 'x = 1', 'y = 2'],
    put: ['[b]', 'x = 1', 'y = 2'],
    at: 3,
  },
  {
    what: 'sections with blank lines',
    without: ['[a]', 'x = 1', '', '[c]', 'x = 1'],
    put: ['[b]', 'x = 1', ''],
    at: 3,
  },
  { what: 'indentation only', without: ['a:', '  x: 1', 'c:', '  x: 1'], put: ['b:', '  x: 1'], at: 2 },
  { what: 'XML', without: ['<list>', ...element(1), ...element(2), '</list>'], put: element(3), at: 4 },
  {
    what: 'below a comment that all have',
    without: ['# rbx', ...block('a', 1), '# rbx', ...block('c', 1)],
    put: ['# rbx', ...block('b', 1)],
    at: 5,
  },
  {
    what: 'below a comment between rules',
    without: ['####', '# a', '####', 'x = 1', '####', '# c', '####', 'x = 1'],
    put: ['####', '# b', '####', 'x = 1'],
    at: 4,
  },
  {
    what: 'below a comment of XML',
    without: ['<r>', '  <!-- crate -->', '  <c id="1"/>', '  <!-- crate -->', '  <c id="3"/>', '</r>'],
    put: ['  <!-- crate -->', '  <c id="2"/>'],
    at: 3,
  },
  { what: 'included files', without: ['# BEGIN a', 'x', '# END a'], put: ['# BEGIN b', 'x', '# END a'], at: 3 },
];

describe('a block that came or went', () => {
  it.each(CASES)('$what', ({ without, put, at }) => {
    const whole = without.toSpliced(at, 0, ...put);
    expect(runs(without, whole)).toEqual([
      put
        .map((line) => `+${line.trim()}`)
        .join(' ')
        .trim(),
    ]);
    expect(runs(whole, without)).toEqual([
      put
        .map((line) => `-${line.trim()}`)
        .join(' ')
        .trim(),
    ]);
  });

  it('stands apart from a line that changed before it, or after it', () => {
    expect(runs(['x = 1', '}'], ['x = 2', '}', 'b {', '  y', '}'])).toEqual(['-x = 1 +x = 2', '+b { +y +}']);
    expect(runs(['b {', 'x = 1', '}'], ['b {', 'y', '}', 'b {', 'x = 2', '}'])).toHaveLength(2);
  });

  it('that was wrapped takes its own last line along', () => {
    const inner = ['a {', '  b {', '    x = 1', '  }', '}'];
    const outer = ['if {', ...inner.map((line) => `  ${line}`), '}'];
    expect(diffLines(inner, outer)).toMatchObject({ added: 7, removed: 5, indented: 5 });
    expect(diffLines(['a {', '  b {', '    y', '}'], ['a {', '  b {', '    y', '  }', '}'])).toMatchObject({
      added: 1,
      removed: 0,
    });
  });
});

describe('of the places that a run of lines can slide to, the one is taken', () => {
  it.each([
    {
      what: 'before which a blank line stands',
      without: ['a', '', 'c'],
      whole: ['a', '', 'b', '', 'c'],
      at: 2,
      run: '+b +',
    },
    { what: 'the last of several alike', without: ['x', 'x', 'y'], whole: ['x', 'x', 'x', 'y'], at: 2, run: '+x' },
    {
      what: 'the last, no farther than its size',
      without: ['', '', ''],
      whole: ['', '', '', '', ''],
      at: 3,
      run: '+ +',
    },
    {
      what: 'within an outer block, where as little is indented',
      without: ['o {', '  a {', '    x', '  }', '}'],
      whole: ['o {', '  a {', '    x', '  }', '  b {', '    x', '  }', '}'],
      at: 4,
      run: '+b { +x +}',
    },
    {
      what: 'where no block is open, though a line further in is indented less',
      without: ['  a {', '  x', '  }'],
      whole: ['  a {', '  x', '  }', '  b {', 'y', '  }'],
      at: 3,
      run: '+b { +y +}',
    },
    {
      what: 'with included files whole',
      without: ['## BEGIN a', '#  END a'],
      whole: ['## BEGIN a', '#  END a', '  ## BEGIN b', '#  END a'],
      at: 2,
      run: '+## BEGIN b +#  END a',
    },
    {
      what: 'with its own heading',
      without: ['[a]', 'x', '[c]', 'x'],
      whole: ['[a]', 'x', '[b]', 'x', '[c]', 'x'],
      at: 2,
      run: '+[b] +x',
    },
    {
      what: 'with its own heading behind blank lines',
      without: ['[a]', '', 'x', ''],
      whole: ['[a]', '', 'x', '', '[b]', '', 'x', ''],
      at: 4,
      run: '+[b] + +x +',
    },
    {
      what: 'behind a blank line',
      without: ['', 'n', 'x', 'end'],
      whole: ['', 'n', 'x', 'n', 'x', 'end'],
      at: 1,
      run: '+n +x',
    },
    {
      what: 'at the very beginning',
      without: ['n', 'x', 'end'],
      whole: ['n', 'x', 'n', 'x', 'end'],
      at: 0,
      run: '+n +x',
    },
  ])('$what', ({ without, whole, run, at }) => {
    expect(runs(without, whole)).toEqual([run]);
    expect(runs(whole, without)).toEqual([run.replaceAll('+', '-')]);
    expect(alignLines(without, whole).stretches).toMatchObject([{ to: at }]);
  });

  it.each([
    { what: 'a line that is kept is equal', before: ['  b', 'b', '\tb'], after: ['b'], expected: ['-b', '-b'] },
    {
      what: 'no farther than the next run',
      before: ['}', '}'],
      after: ['{', '}', '}', '{', '}'],
      expected: ['+{', '+{ +}'],
    },
    { what: 'what is replaced stays, where no block came', before: ['{', ''], after: ['{', '{'], expected: ['- +{'] },
    { what: 'beside the end of the older text', before: ['c'], after: ['\tc', 'c', '  a'], expected: ['+c', '+a'] },
  ])('$what', ({ before, after, expected }) => {
    expect(runs(before, after)).toEqual(expected);
  });

  it('of two runs that meet: as one', () => {
    expect(runs(['}', '{', 'b', '{', '{', '', 'a'], ['{', '{', '', 'a', 'a'])).toEqual(['-} -{ -b', '+a']);
  });

  it('beside a line that is indented by as much as those behind it', () => {
    const { stretches } = alignLines(['mode', '  x'], ['  mode', '  mode', '    x']);
    expect(stretches.flatMap(({ pairs }) => pairs)).toEqual([
      [0, 1],
      [1, 2],
    ]);
  });

  it('where the indentation changes with it, not within what was indented', () => {
    const before = ['a {', '  x', '}', 'b {', '  x', '}'];
    const after = ['if {', '  a {', '    x', '  }', '}', 'b {', '  x', '}'];
    expect(runs(before, after)).toEqual(['-a { -x -} +if { +a { +x +} +}']);
    expect(diffLines(before, after)).toMatchObject({ added: 5, removed: 3, indented: 3 });
    expect(alignLines(before, after).stretches).toHaveLength(1);
  });
});

describe('a block that only came with a change is parted from it', () => {
  it.each([
    {
      what: 'behind it',
      before: ['a {', '  x = 1', '}', 'end'],
      after: ['a {', '  x = 2', '}', 'b {', '  y', '}', 'end'],
      expected: ['-x = 1 +x = 2', '+b { +y +}'],
    },
    {
      what: 'before it',
      before: ['top', 'b {', '  x = 1', '  z', '}'],
      after: ['top', 'b {', '  y', '}', 'b {', '  x = 2', '  z', '}'],
      expected: ['+b { +y +}', '-x = 1 +x = 2'],
    },
    {
      what: 'not where the lines are none',
      before: ['a {', '  x = 1', '}'],
      after: ['a {', '  x = 2', '  y', '}'],
      expected: ['-x = 1 +x = 2 +y'],
    },
    {
      what: 'nor where another line closes it',
      before: ['a {', '  x = 1', '}'],
      after: ['a {', '  x = 2', '} # a', 'b {', '  y', '}'],
      expected: ['-x = 1 +x = 2 +} # a +b { +y'],
    },
  ])('$what', ({ before, after, expected }) => {
    expect(runs(before, after)).toEqual(expected);
    const signsTurned = (run: string) =>
      run.split(' ').map((word) => word.replace(/^[-+]/, (sign) => (sign === '+' ? '-' : '+')));
    expect(runs(after, before).map((run) => run.split(' ').sort())).toEqual(
      expected.map((run) => signsTurned(run).sort()),
    );
  });
});

describe('lines that are only indented', () => {
  it.each([
    { what: 'one brace', before: ['a {', 'x', '}'], after: ['a {', 'x', '  }'], counts: [1, 1, 1] },
    { what: 'tabs', before: ['a {', '\tx', '}'], after: ['a {', '    x', '}'], counts: [1, 1, 1] },
    { what: 'outwards', before: ['  a', '    b'], after: ['a', '  b'], counts: [2, 2, 2] },
    { what: 'and one changed', before: ['a = 1', 'b = 1'], after: ['  a = 1', '  b = 2'], counts: [2, 2, 1] },
    { what: 'none', before: ['a = 1'], after: ['a = 2'], counts: [1, 1, undefined] },
    { what: 'white space within is no indentation', before: ['a = 1'], after: ['a  = 1'], counts: [1, 1, undefined] },
  ])('$what', ({ before, after, counts }) => {
    const { added, removed, indented } = diffLines(before, after);
    expect([added, removed, indented]).toEqual(counts);
  });
});
