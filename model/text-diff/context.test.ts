import { describe, expect, it } from 'vitest';
import { diffLines } from './index.ts';

/** Every hunk as its path and its changed lines. */
function told(before: readonly string[], after: readonly string[]): (readonly [readonly string[], ...string[]])[] {
  return diffLines(before, after).hunks.map(({ path, lines }) => [
    path,
    ...lines.filter((line) => line.op !== ' ').map((line) => `${line.op} ${line.text.trim()}`),
  ]);
}

function change(lines: readonly string[], from: string, to: string): ReturnType<typeof told> {
  return told(
    lines,
    lines.map((line) => (line === from ? to : line)),
  );
}

const FAR = ['x1', 'x2', 'x3', 'x4', 'x5', 'x6', 'x7'];
const FAR_INSIDE = FAR.map((line) => `  ${line}`);

describe('the cases of the original tool: what stands above a change', () => {
  it('inside a block: the block', () => {
    expect(change(['top {', '  a = 1', '  b = 2', '}'], '  b = 2', '  b = 3')).toEqual([
      [['top {'], '- b = 2', '+ b = 3'],
    ]);
  });

  it('after the block was closed: nothing (the original named the closed block)', () => {
    expect(change(['top {', '  a = 1', '}', 'after = 1'], 'after = 1', 'after = 2')).toEqual([
      [[], '- after = 1', '+ after = 2'],
    ]);
  });

  it('nested: both blocks, outermost first (the original named the inner one only)', () => {
    expect(change(['outer {', '  inner {', '    a = 1', '  }', '}'], '    a = 1', '    a = 2')).toEqual([
      [['outer {', 'inner {'], '- a = 1', '+ a = 2'],
    ]);
  });

  it('inner closed, change in outer: the outer block (the original named the inner one)', () => {
    const lines = ['outer {', '  inner {', '    a = 1', '  }', '  b = 1', '}'];
    expect(change(lines, '  b = 1', '  b = 2')).toEqual([[['outer {'], '- b = 1', '+ b = 2']]);
  });

  it('brace line has #: the block with its comment (the original gave no context at all)', () => {
    expect(change(['outer {', '  inner {  # note', '    a = 1', '  }', '}'], '    a = 1', '    a = 2')).toEqual([
      [['outer {', 'inner {  # note'], '- a = 1', '+ a = 2'],
    ]);
  });

  it('`one { x }` on one line before: nothing', () => {
    expect(change(['one { x }', 'a = 1'], 'a = 1', 'a = 2')).toEqual([[[], '- a = 1', '+ a = 2']]);
  });

  it('`} else {` before: that branch (the original named the other one)', () => {
    expect(change(['if {', '  a = 1', '} else {', '  a = 2', '}'], '  a = 2', '  a = 3')).toEqual([
      [['} else {'], '- a = 2', '+ a = 3'],
    ]);
  });

  it('two changes in one block: the block once, both changes', () => {
    const before = ['top {', '  a = 1', '  b = 1', '  c = 1', '}'];
    expect(told(before, before.with(1, '  a = 2').with(3, '  c = 2'))).toEqual([
      [['top {'], '- a = 1', '+ a = 2', '- c = 1', '+ c = 2'],
    ]);
  });

  it('brace line itself changes: it is no context of its own', () => {
    expect(change(['top 1 {', '  a = 1', '}'], 'top 1 {', 'top 2 {')).toEqual([[[], '- top 1 {', '+ top 2 {']]);
  });

  it('`top` newline `{`: the line that names the block (the original showed the brace)', () => {
    expect(change(['top', '{', '  a = 1', '}'], '  a = 1', '  a = 2')).toEqual([[['top'], '- a = 1', '+ a = 2']]);
  });

  it('two blocks with changes: each with its own', () => {
    const before = ['p {', '  a = 1', '}', ...FAR, 'q {', '  b = 1', '}'];
    expect(told(before, before.with(1, '  a = 2').with(11, '  b = 2'))).toEqual([
      [['p {'], '- a = 1', '+ a = 2'],
      [['q {'], '- b = 1', '+ b = 2'],
    ]);
  });

  it('moved line: gone here, new there, and called moved, since nothing else changed', () => {
    const diff = diffLines(['a', 'b', 'c', 'd'], ['b', 'c', 'd', 'a']);
    expect(diff.moved).toBe(1);
    expect(told(['a', 'b', 'c', 'd'], ['b', 'c', 'd', 'a'])).toEqual([[[], '- a', '+ a']]);
  });
});

describe('on which side the path is looked up', () => {
  it('a hunk that only removes: in the older text', () => {
    const before = ['top {', ...FAR_INSIDE, '  a = 1', '}'];
    expect(told(before, before.toSpliced(8, 1))).toEqual([[['top {'], '- a = 1']]);
    expect(told(before, [])).toEqual([[[], ...before.map((line) => `- ${line.trim()}`)]]);
    const after = ['new {', ...FAR_INSIDE, '}'];
    expect(told(before, after).map(([path]) => path)).toEqual([[], ['top {']]);
  });

  it('however many lines came before it', () => {
    const [before, after] = ['1', '2'].map((value) => ['top {', ...FAR_INSIDE, `  a = ${value}`, '}']) as [
      string[],
      string[],
    ];
    const first = told(before, [...FAR, ...FAR, ...after]);
    expect(first.map(([path]) => path)).toEqual([[], ['top {']]);
    expect(told([...FAR, ...FAR, ...before], after).map(([path]) => path)).toEqual([[], ['top {']]);
  });

  it('each side by its own line numbers', () => {
    const before = ['a', ...FAR, 'top {', '  a = 1', '}', 'next {', ...FAR, '}'];
    const after = ['a', ...FAR.map((line) => `${line} new`), ...before.slice(1).filter((line) => line !== '  a = 1')];
    expect(told(before, after).map(([path]) => path)).toEqual([[], ['top {']]);
  });

  it('any other: in the newer text', () => {
    const before = ['old {', ...FAR_INSIDE, '  a = 1', '}'];
    const after = ['new {', ...FAR_INSIDE, '  a = 2', '}'];
    expect(told(before, after).map(([path]) => path)).toEqual([[], ['new {']]);
  });

  it('a line that stands under less in the newer text: under that', () => {
    const before = ['a:', '  b:', '    c: 1', '    d: 2', 'e: 3'];
    expect(told(before, before.with(3, '  d: 3'))).toEqual([[['a:'], '- d: 2', '+ d: 3']]);
  });

  it('a line removed before others are added stands where it was in the newer text', () => {
    const before = ['top {', '  y', '  y', '  a = 1', '}', 'b = 1'];
    expect(told(before, ['top {', '  y', '  y', '}', 'b = 2'])).toEqual([[['top {'], '- a = 1', '- b = 1', '+ b = 2']]);
  });

  it('a blank line stands where the lines after it do', () => {
    const before = ['top {', '  a = 1', ...FAR_INSIDE, '  b = 1', '}', ...FAR];
    expect(told(before, before.toSpliced(9, 0, ''))).toEqual([[['top {'], '+ ']]);
    expect(told(before, before.toSpliced(11, 0, ''))).toEqual([[[], '+ ']]);
  });
});
