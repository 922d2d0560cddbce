import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findHeadings, indentOf, levelOf } from './headings.ts';

/** The path of the line that holds `@`. */
function pathAt(...lines: string[]): readonly string[] {
  const index = lines.findIndex((line) => line.includes('@'));
  return findHeadings(lines, [{ index, indent: levelOf(lines[index] ?? '') }])[0] ?? [];
}

function pathsOf(lines: readonly string[]): readonly (readonly string[])[] {
  return findHeadings(
    lines,
    lines.map((line, index) => ({ index, indent: levelOf(line) })),
  );
}

describe('blocks as people write them', () => {
  it.each([
    { what: 'no block', lines: ['a', '@'], path: [] },
    { what: 'the heading is trimmed', lines: ['  top  {  ', '   @'], path: ['top  {'] },
    {
      what: 'no blank before the brace',
      lines: ['ngRBX{', '  if (RBX=="HB1")  {', '    x', '    @'],
      path: ['ngRBX{', 'if (RBX=="HB1")  {'],
    },
    { what: 'opened and closed on one line', lines: ['name{ x }', '@'], path: [] },
    { what: 'a block that was closed', lines: ['o {', '  a {', '    b', '  }', '  @'], path: ['o {'] },
    { what: 'the closing line stands beside its block', lines: ['a {', '  b', '} @'], path: [] },
    { what: 'so does the opening line', lines: ['a {', '  b { @'], path: ['a {'] },
    { what: 'the branch that holds it', lines: ['if (a) {', '  b', '} else {', '  @', '}'], path: ['} else {'] },
    { what: 'a brace by itself', lines: ['top', '{', '  @'], path: ['top'] },
    {
      what: 'with blank lines and comments between',
      lines: ['top', '', '# about {', '{ # now', '  @'],
      path: ['top'],
    },
    { what: 'with nothing before', lines: ['{', '  @'], path: [] },
    { what: 'a section whose name has signs', lines: ['[HB=1]', '@'], path: ['[HB=1]'] },
    { what: 'indented no further', lines: ['a {', '@'], path: ['a {'] },
    { what: 'so, and closed', lines: ['a {', 'x', '}', '@'], path: [] },
    { what: 'so, within one that is', lines: ['top {', '  a {', '  @'], path: ['top {', 'a {'] },
    { what: 'so, with a brace by itself', lines: ['HB1', '{', 'x', '}', 'HB2', '{', '@'], path: ['HB2'] },
    { what: 'a line deeper than its neighbours', lines: ['a {', '  b', '}', '    @'], path: [] },
    { what: 'a setting heads nothing', lines: ['a {', '  b', 'Crate[3]::Expected = 4', '  @'], path: ['a {'] },
    { what: 'a comment at the margin is no heading', lines: ['a {', '  b', '# was {', '// {', '  @'], path: ['a {'] },
    { what: 'no braces at all', lines: ['top:', '  inner:', '    a: 1', '    @'], path: ['top:', 'inner:'] },
    { what: 'tabs', lines: ['a {', '\tb {', '\t\t@'], path: ['a {', 'b {'] },
    { what: 'a block that was closed with a comment', lines: ['a {', '  b', '} # of a', '  @'], path: [] },
    {
      what: 'an end within a line closes nothing',
      lines: ['a {', '  see </b> and }', '    @'],
      path: ['a {', 'see </b> and }'],
    },
    { what: 'braces in strings and comments', lines: ['a {', '  b = "}"', '  c = 1 # }', '  @'], path: ['a {'] },
  ])('$what', ({ lines, path }) => {
    expect(pathAt(...lines)).toEqual(path);
  });
});

describe('included files', () => {
  it('the stray bracket is no part of the heading', () => {
    const lines = ['# BEGIN /AMC13/DTC_common.cfg:pro]', 'Global {', '  @', '}', '# END /AMC13/DTC_common.cfg:pro'];
    expect(pathAt(...lines)).toEqual(['# BEGIN /AMC13/DTC_common.cfg:pro', 'Global {']);
  });

  it.each([
    ['# BEGIN crate[1]', ['# BEGIN crate[1]']],
    ['# BEGIN a]b ]', ['# BEGIN a]b']],
    ['##BEGIN a', ['##BEGIN a']],
    ['mode # BEGIN a', []],
  ])('%s: a bracket with a partner is, and a line that begins otherwise begins no file', (line, path) => {
    expect(pathAt(line, '@')).toEqual(path);
  });

  it('nest, and stand where they were included', () => {
    const lines = ['# BEGIN a', 'Global {', '  # BEGIN b]', 'x {', '  y', '  # END b', '  @'];
    expect(pathAt(...lines)).toEqual(['# BEGIN a', 'Global {']);
    expect(pathAt(...lines.slice(0, 4), '  @')).toEqual(['# BEGIN a', 'Global {', '# BEGIN b', 'x {']);
  });

  it('a block left open in one does not last beyond it', () => {
    expect(pathAt('# BEGIN a', 'x {', '# END a', '  @')).toEqual([]);
  });

  it('an end without a beginning ends nothing', () => {
    expect(pathAt('top {', '# END x', '  @')).toEqual(['top {']);
  });
});

it.each([
  ['  x', 2],
  ['\tx', 8],
  ['   \tx', 8],
  ['        \t x', 17],
  ['  [a]', 1.5],
  ['[[a b.c:d/e-f]]', -0.5],
  ['[crate "HB 1"]', -0.5],
  ['[HB2 (top)] # two', -0.5],
  ['[HB=1] ; a', -0.5],
  ['[HB*]', -0.5],
  ['[1, 2]', 0],
  ['["a"]', 0],
  ['[a] {', 0],
  ['x [a]', 0],
  ['[a] x', 0],
  ['[]', 0],
  ['[(a)]', 0],
])('%j is indented by %f columns', (line, columns) => {
  expect(indentOf(line)).toBe(columns);
});

describe('XML', () => {
  it.each([
    { lines: ['<a b="c">', '  @', '</a>'], path: ['<a b="c">'] },
    { lines: ['<?xml version="1.0"?>', '<a>', "  <b x='>'>", '    @'], path: ['<a>', "<b x='>'>"] },
    { lines: ['<a>', '  <b/>', '  <e>text # {1}</e>', '  @'], path: ['<a>'] },
    { lines: ['<a>', '  <b>', '    c', '  </b>', '  @'], path: ['<a>'] },
    { lines: ['<a>', '  <b>', '</a>', '@'], path: [] },
    { lines: ['<a', '   b="c"', "   d='e'>", '  @'], path: ['<a'] },
    { lines: ['<Script>', '  Global {', '    @', '  }', '</Script>'], path: ['<Script>', 'Global {'] },
    { lines: ['<a>', '<!-- about b -->', '  @'], path: ['<a>'] },
  ])('$lines', ({ lines, path }) => {
    expect(pathAt(...lines)).toEqual(path);
  });
});

describe('any text', () => {
  it('a path and its headings have a bound', () => {
    const deep = Array.from({ length: 500 }, (_, place) => `${' '.repeat(place)}b${place} {`);
    const path = pathAt(...deep, `${' '.repeat(500)}@`);
    expect([path.length, path.at(-1)]).toEqual([20, 'b499 {']);
    expect(pathAt(`${'😀'.repeat(200)} {`, ' @')).toEqual([`${'😀'.repeat(100)}…`]);
  });

  it('has for each line the headings that a look at all lines above it finds', () => {
    const word = fc.constantFrom('a {', 'b:', '<c>', '}', '</c>', '} else {', '', '# note', '{');
    const line = fc.tuple(fc.nat(4), word).map(([indent, text]) => `${' '.repeat(indent)}${text}`);
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        expect(pathsOf(lines)).toEqual(lines.map((text, index) => lookAbove(lines.slice(0, index), levelOf(text))));
      }),
      { numRuns: 1000 },
    );
  });
});

/** The headings above a line, innermost last, by going upwards from it. */
function lookAbove(above: readonly string[], indent: number): string[] {
  const says = above.map((line) => !['', '# note', '{'].includes(line.trim()));
  const index = above.findLastIndex((_, at) => says[at] === true && levelAt(above, at) < indent);
  const line = above[index];
  if (line === undefined) return [];
  const outer = lookAbove(above.slice(0, index), levelOf(line));
  return ['}', '</c>'].includes(line.trim()) ? outer : [...outer, line.trim()];
}

/** How far in a line stands; one that names what an opening brace by itself begins as far as that brace. */
function levelAt(lines: readonly string[], index: number): number {
  const [line = '', next = ''] = lines.slice(index).filter((text) => !['', '# note'].includes(text.trim()));
  const isNamed = next.trim() === '{' && indentOf(next) === indentOf(line) && /^\s*(?:b:|<c>)/.test(line);
  return levelOf(isNamed ? next : line);
}
