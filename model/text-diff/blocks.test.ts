import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { enclosingPaths } from './blocks.ts';

/** The path of the line that holds `@`. */
function pathAt(...lines: string[]): readonly string[] {
  const place = lines.findIndex((line) => line.includes('@'));
  return enclosingPaths(lines, [place])[0] ?? [];
}

function pathsOf(lines: readonly string[]): readonly (readonly string[])[] {
  return enclosingPaths(
    lines,
    lines.map((_, place) => place),
  );
}

describe('braces', () => {
  it.each([
    { what: 'no block', lines: ['a', '@'], path: [] },
    { what: 'the heading is trimmed', lines: ['  top  {  ', '@'], path: ['top  {'] },
    {
      what: 'no blank before the brace',
      lines: ['ngRBX{', '  if (RBX=="HB1")  {', '@'],
      path: ['ngRBX{', 'if (RBX=="HB1")  {'],
    },
    { what: 'opened and closed on one line', lines: ['name{ x }', '@'], path: [] },
    { what: 'two opened on one line are named once', lines: ['a { b {', '@'], path: ['a { b {'] },
    { what: 'and both closed', lines: ['o {', 'a { b {', '} }', '@'], path: ['o {'] },
    { what: 'the closing line stands in its block', lines: ['a {', '} @'], path: ['a {'] },
    { what: 'the opening line does not', lines: ['a {', 'b { @'], path: ['a {'] },
    { what: 'the branch that holds it', lines: ['if (a) {', '} else {', '@', '}'], path: ['} else {'] },
    { what: 'a brace by itself', lines: ['top', '{', '@'], path: ['top'] },
    { what: 'with blank lines and comments between', lines: ['top', '', '# about {', '{ # now', '@'], path: ['top'] },
    { what: 'with nothing before', lines: ['{', '@'], path: ['{'] },
    { what: 'with only the end of a block before', lines: ['a {', '}', '{', '@'], path: ['{'] },
  ])('$what', ({ lines, path }) => {
    expect(pathAt(...lines)).toEqual(path);
  });
});

describe('strings and comments', () => {
  it.each([
    ['in a string', 'a = "x {"'],
    ['after an escaped quote', String.raw`a = "x \" {"`],
    ['after an escaped backslash, closed', String.raw`a = "\\" # {`],
    ['between apostrophes', "a = 'x {'"],
    ['after #', 'a = 1 # was { 0x2e }{'],
    ['in a line of comment', '  # old block: HB {'],
    ['after //', 'a = 1 // {'],
    ['between /* and */', 'a /* { */ = 1'],
    ['in an XML comment', '<!-- { -->'],
  ])('a brace does not count: %s', (_, line) => {
    expect(pathAt('top {', line, '@')).toEqual(['top {']);
  });

  it.each([
    ['after an apostrophe in a word', "don't {"],
    ['after a lone quote', 'a 5" pipe {'],
    ['after a path', 'include(/AMC13/x.cfg) {'],
    ['after a path with a star', 'include(/uTCA/*.cfg) {'],
    ['after a word and a star that nothing ends', 'dir /*.cfg {'],
    ['after an address', 'url=http://host:16001 {'],
    ['before #', 'inner {  # note'],
    ['after a string', 'if (RBX=="HB1") {'],
    ['after a comparison', 'if (a <b) {'],
  ])('a brace counts: %s', (_, line) => {
    expect(pathAt('top {', line, '@')).toEqual(['top {', line]);
  });

  it('a comment over several lines hides what stands in it', () => {
    expect(pathAt('/* old', 'a {', '# BEGIN x', '*/ b {', '@')).toEqual(['*/ b {']);
    expect(pathAt('/* note */', 'dir /*.cfg {', '@')).toEqual(['dir /*.cfg {']);
    expect(pathAt('<!--', '<a>', '-->', '<b>', '@')).toEqual(['<b>']);
  });
});

describe('included files', () => {
  it('the stray bracket is no part of the heading', () => {
    const lines = ['# BEGIN /AMC13/DTC_common.cfg:pro]', 'Global {', '@', '}', '# END /AMC13/DTC_common.cfg:pro'];
    expect(pathAt(...lines)).toEqual(['# BEGIN /AMC13/DTC_common.cfg:pro', 'Global {']);
  });

  it('a bracket with a partner is', () => {
    expect(pathAt('# BEGIN crate[1]', '@')).toEqual(['# BEGIN crate[1]']);
  });

  it('nest, and end where their name says', () => {
    const lines = ['# BEGIN a', '# BEGIN b]', '# END c', '# END b', '@'];
    expect(pathAt(...lines)).toEqual(['# BEGIN a']);
  });

  it('a block left open in one does not last beyond it, and a stray brace does not leave it', () => {
    expect(pathAt('# BEGIN a', 'x {', '# END a', '@')).toEqual([]);
    expect(pathAt('o {', '# BEGIN a', '}', '@')).toEqual(['o {', '# BEGIN a']);
  });
});

describe('XML', () => {
  it.each([
    { lines: ['<a b="c">', '@', '</a>'], path: ['<a b="c">'] },
    { lines: ['<?xml version="1.0"?>', '<a>', "  <b x='>'>", '@'], path: ['<a>', "<b x='>'>"] },
    { lines: ['<a>', '<b/>', '<c d="1" />', '<e>text # {1}</e>', '@'], path: ['<a>'] },
    { lines: ['<a>', '<b>', '</b>', '@'], path: ['<a>'] },
    { lines: ['<a>', '<b>', '</a>', '@'], path: [] },
    { lines: ['<a', '   b="c"', "   d='e'>", '@'], path: ['<a'] },
    { lines: ['<a', '   b="c" />', '@'], path: [] },
    { lines: ['<xdaq:Context id="1">', "don't <b>", '@', '</xdaq:Context>'], path: ['<xdaq:Context id="1">'] },
    { lines: ['<Script>', 'Global {', '@', '}', '</Script>'], path: ['<Script>', 'Global {'] },
    { lines: ['vector<int> x', 'a < b', 'x = "<c>"', '# <d>', '@'], path: [] },
  ])('$lines', ({ lines, path }) => {
    expect(pathAt(...lines)).toEqual(path);
  });
});

describe('texts that do not balance', () => {
  it('what closes nothing is passed over', () => {
    expect(pathAt('}', '</a>', '# END x', 'top {', '@')).toEqual(['top {']);
  });

  it('what nothing closes lasts to the end', () => {
    expect(pathAt('a {', 'b {', 'c', '@')).toEqual(['a {', 'b {']);
  });

  it('a path and its headings have a bound', () => {
    const deep = Array.from({ length: 10_000 }, (_, place) => `b${place} {`);
    const path = pathAt(...deep, '@');
    expect([path.length, path.at(-1)]).toEqual([20, 'b9999 {']);
    expect(pathAt(`${'😀'.repeat(200)} {`, '@')).toEqual([`${'😀'.repeat(99)}…`]);
  });

  it('a line beyond 20,000 characters opens nothing', () => {
    expect(pathAt(`${'x '.repeat(10_001)}{`, '@')).toEqual([]);
  });

  it('hard lines take no longer than easy ones', () => {
    const hard = ['"\\', "'\\", '/* ', '<!-- ', '<a b="', "<a b='c' ", '< ', '<a x="<a '].map((text) =>
      text.repeat(20_000 / text.length),
    );
    const lines = Array.from({ length: 400 }, (_, place) => hard[place % hard.length] ?? '');
    expect(() => pathAt(...lines, '@')).not.toThrow();
  });

  it('any text has a path for each line', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '"',
      "'",
      '#',
      '//',
      '/*',
      '*/',
      '<a',
      '>',
      '/>',
      '</a>',
      '<!--',
      '-->',
      'x ',
    );
    const frame = fc.constantFrom('# BEGIN x', '# END x', '{', '\\', '=');
    const line = fc.array(fc.oneof(piece, frame), { maxLength: 6 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        const paths = pathsOf(lines);
        expect(paths.length).toBe(lines.length);
        for (const heading of paths.flat()) expect(lines.some((text) => text.includes(heading))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

/** A script as a tree: an item, or a block with how it is opened and closed. */
type Tree =
  | string
  | {
      readonly open: readonly string[];
      readonly heading: string;
      readonly close: string;
      readonly inner: readonly Tree[];
    };

const item = fc.constantFrom(
  'BCOffset=3563',
  'a="{"',
  '# was { here',
  "b='}'",
  'c{ d }',
  '',
  '// }',
  '<e f="{"/>',
  '/* } */ g',
);
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    item,
    fc
      .record({
        form: fc.constantFrom('brace', 'tight', 'noted', 'alone', 'section', 'element'),
        name: fc.constantFrom('Global', 'DTC', 'ngRBX'),
        inner: fc.array(tie('tree'), { maxLength: 5 }),
      })
      .map(({ form, name, inner }): Tree => {
        const forms: Record<string, { open: string[]; heading: string; close: string }> = {
          brace: { open: [`${name} {`], heading: `${name} {`, close: '}' },
          tight: { open: [`  ${name}{`], heading: `${name}{`, close: '  } # end' },
          noted: { open: [`if (${name}=="}") { # {`], heading: `if (${name}=="}") { # {`, close: '}' },
          alone: { open: [name, '{'], heading: name, close: '}' },
          section: {
            open: [`# BEGIN /${name}.cfg:pro]`],
            heading: `# BEGIN /${name}.cfg:pro`,
            close: `# END /${name}.cfg:pro`,
          },
          element: { open: [`<${name} a="}">`], heading: `<${name} a="}">`, close: `</${name}>` },
        };
        return { ...(forms[form] ?? { open: [], heading: '', close: '' }), inner };
      }),
  ),
}));

/** Every line of a tree with its path, by walking the tree. */
function spellOut(trees: readonly Tree[], path: readonly string[]): { line: string; path: readonly string[] }[] {
  return trees.flatMap((one) => {
    if (typeof one === 'string') return [{ line: one, path }];
    const within = [...path, one.heading];
    return [
      ...one.open.map((line) => ({ line, path })),
      ...spellOut(one.inner, within),
      { line: one.close, path: within },
    ];
  });
}

/** The paths of a text in which every brace counts: one stack of lines, started anew for each line. */
function walkBraces(lines: readonly string[], place: number): string[] {
  const stack: string[] = [];
  for (const line of lines.slice(0, place)) {
    for (const char of line) {
      if (char === '{') stack.push(line);
      if (char === '}') stack.pop();
    }
  }
  return stack;
}

describe('against slower ways', () => {
  it('a nested script: the path is that of the tree it was made from', () => {
    fc.assert(
      fc.property(fc.array(tree, { maxLength: 6 }), (trees) => {
        const spelled = spellOut(trees, []);
        expect(pathsOf(spelled.map(({ line }) => line))).toEqual(spelled.map(({ path }) => path));
      }),
      { numRuns: 1000 },
    );
  });

  it('braces without balance: the path is that of a stack walk', () => {
    const line = fc
      .tuple(fc.nat(1e9), fc.constantFrom('', '{', '}', '{ }', '} {', '} }'))
      .map(([n, end]) => `l${n} ${end}`.trim());
    fc.assert(
      fc.property(fc.uniqueArray(line, { maxLength: 18 }), (lines) => {
        expect(pathsOf(lines)).toEqual(lines.map((_, place) => walkBraces(lines, place)));
      }),
      { numRuns: 1000 },
    );
  });
});
