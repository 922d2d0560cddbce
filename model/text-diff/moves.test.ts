import { describe, expect, it } from 'vitest';
import { countLines, diffLines } from './index.ts';

const stay = Array.from({ length: 12 }, (_, place) => `stays ${place}`);
const block = ['DTC {', '  BCOffset=3563', '}'];

/** The texts of the lines that moved, removed ones with a `-`, added ones with a `+`; the last line changes as well. */
function moved(before: readonly string[], after: readonly string[]): string[] {
  const diff = diffLines([...before, 'was'], [...after, 'is']);
  const lines = diff.hunks.flatMap((hunk) => hunk.lines).filter((line) => line.moved === true);
  expect(diff.moved ?? 0).toBe(lines.length / 2);
  return lines.map((line) => line.op + line.text);
}

function signed(sign: string, lines: readonly string[]): string[] {
  return lines.map((line) => sign + line);
}

describe('a block that moved', () => {
  it('down, up, or past another', () => {
    expect(moved([...block, ...stay], [...stay, ...block])).toEqual([...signed('-', block), ...signed('+', block)]);
    expect(moved([...stay, ...block], [...block, ...stay])).toEqual([...signed('+', block), ...signed('-', block)]);
  });

  it('changes nothing else of the difference', () => {
    const diff = diffLines([...block, ...stay], [...stay, ...block]);
    expect(diff).toMatchObject({ added: 3, removed: 3, moved: 3, coarse: false });
  });

  it.each([
    { what: 'two short lines do not count', lines: ['a=1', 'b=2'], counts: false },
    { what: 'one long line does', lines: [`SpecialCommandsInitFirst="put ${'HB1-bias_on '.repeat(4)}"`], counts: true },
    { what: 'two lines of 40 characters together do', lines: ['x'.repeat(20), 'y'.repeat(20)], counts: true },
    { what: 'of 39 do not, blanks left out', lines: [`   ${'x'.repeat(20)}`, 'y'.repeat(19)], counts: false },
    { what: 'braces and blank lines do not', lines: ['  }', '', '}'], counts: false },
  ])('$what', ({ lines, counts }) => {
    const found = moved([...lines, ...stay, 'was'], [...stay, ...lines, '', 'is']);
    expect(found).toEqual(counts ? [...signed('-', lines), ...signed('+', lines)] : []);
  });

  it('a block that was changed on the way is none', () => {
    expect(moved([...block, ...stay], [...stay, ...block.with(1, '  BCOffset=3564')])).toEqual([]);
  });

  it('nor is one that was indented there', () => {
    const diff = diffLines([...block, ...stay], [...stay, ...block.map((line) => `  ${line}`)]);
    expect([diff.added, diff.removed, diff.moved, diff.indented]).toEqual([3, 3, undefined, undefined]);
  });

  it('takes along its lines that others have too', () => {
    const other = ['Global {', '  Mode=1', '}'];
    const [first, second] = [stay.slice(0, 6), stay.slice(6)];
    const found = moved([...block, ...other, ...first, ...second], [...first, ...other, ...second, ...block]);
    expect(found).toEqual([...signed('-', [...block, ...other]), ...signed('+', [...other, ...block])]);
  });

  it('twice the same: each moves once', () => {
    const [middle, end] = [stay.slice(0, 6), stay.slice(6)];
    const found = moved([...block, ...block, ...middle, ...end], [...middle, ...block, ...end, ...block]);
    expect(found.filter((line) => line.startsWith('-')).length).toBe(6);
    const [more, less] = [
      [...block, ...block, ...stay],
      [...stay, ...block],
    ];
    expect(moved(more, less).length).toBe(6);
    expect(moved(less, more).length).toBe(6);
  });

  it('a line moves once, even where two blocks want it', () => {
    const [first, second, ...rest] = [stay.slice(0, 4), stay.slice(4, 8), stay.slice(8)];
    const found = moved(
      ['p=1', 'q=2', 'r=3', 's=4', 't=5', ...stay],
      [...first, 'p=1', 'q=2', 'r=3', ...second, 'r=3', 's=4', 't=5', ...rest.flat()],
    );
    expect(found).toEqual([...signed('-', ['p=1', 'q=2', 'r=3']), ...signed('+', ['p=1', 'q=2', 'r=3'])]);
  });

  it('a line of its own takes along the one before, which is not', () => {
    const [one, two] = ['x', 'y'].map((sign) => ['ab', sign.repeat(39)]);
    const [first, second] = [stay.slice(0, 6), stay.slice(6)];
    const found = moved(
      [...(one ?? []), ...(two ?? []), ...stay],
      [...first, ...(two ?? []), ...second, ...(one ?? [])],
    );
    expect(found.length).toBe(8);
  });

  it('must stand together on both sides', () => {
    const apart = ['a=1', 'own=9', 'b=2', 'c=3'];
    const together = ['a=1', 'b=2', 'c=3'];
    expect(moved([...apart, ...stay], [...stay, ...together])).toEqual([]);
    expect(moved([...together, ...stay], [...stay, ...apart])).toEqual([]);
    expect(moved([...stay, ...together], ['a=1', ...stay.slice(0, 6), 'b=2', 'c=3', 'd=4', ...stay.slice(6)])).toEqual(
      [],
    );
  });

  it('is found where its lines stand elsewhere, too', () => {
    const [first, second] = [stay.slice(0, 6), stay.slice(6)];
    const other = ['  BCOffset=3563', '}', 'DTC {'];
    const found = moved([...block, ...first, ...second], [...first, ...other, ...second, 'new', ...block]);
    expect(found).toEqual([...signed('-', block), ...signed('+', block)]);
  });

  it('is told from others that begin like it by the line that only it has', () => {
    const [one, two] = ['1', '2'].map((id) => ['mode = a', 'low = b', 'high = c', `id = ${id}`]) as [
      string[],
      string[],
    ];
    const [first, second] = [stay.slice(0, 6), stay.slice(6)];
    const found = moved([...one, ...two, ...first, ...second], [...first, ...two, ...second, ...one]);
    expect(found).toEqual([...signed('-', [...one, ...two]), ...signed('+', [...two, ...one])]);
  });

  it('may be one long line, which came once more', () => {
    const long = 'x'.repeat(40);
    const [first, second] = [stay.slice(0, 6), stay.slice(6)];
    expect(moved([long, ...first, ...second], [...first, long, ...second, long])).toEqual([`-${long}`, `+${long}`]);
  });

  it('is none of braces, whatever stands around', () => {
    expect(moved(['{', '}', '}', ...stay], [...stay, '{', '{', '}', '}', 'new'])).toEqual([]);
  });

  it('is told of no lines that are only indented', () => {
    expect(countLines(['\ta', '  b', '  c'], ['  b', '  c', '\ta', '\tb', '\tc'])).toEqual({ added: 3, removed: 1 });
    expect(countLines(['  a', '\tb'], ['\tb', '  a', '    b'])).toEqual({ added: 2, removed: 1, indented: 1 });
  });

  it.each([
    [['', ''], ['}', '{'], { added: 2, removed: 2 }],
    [[], ['x'], { added: 1, removed: 0 }],
    [['a {', 'a {', 'b'], ['b', '}', 'a {'], { added: 2, removed: 2 }],
    [['y', 't'], ['t', 'y'], { added: 1, removed: 1, moved: 1 }],
  ])('%j and %j: all that went came again, or it did not', (before, after, counts) => {
    expect(countLines(before, after)).toEqual(counts);
  });

  const threeOf = (value: number) => ['a', 'b', 'c'].map((name) => `${name}=${value}`);
  const named = (id: number, value: number) => [
    'crate {',
    ...[`id=${id}`, ...threeOf(value)].map((x) => `  ${x}`),
    '}',
  ];
  const crate = (name: number | string, ...items: string[]) => [`crate ${name} {`, ...items, '}'];

  it.each([
    {
      what: 'values that changed places',
      before: [...crate(1, '  delay = 5'), ...crate(2, '  delay = 7')],
      after: [...crate(1, '  delay = 7'), ...crate(2, '  delay = 5')],
      counts: { added: 2, removed: 2 },
    },
    {
      what: 'the same in sections',
      before: ['[HB1]', 'delay=5', '', '[HB2]', 'delay=7'],
      after: ['[HB1]', 'delay=7', '', '[HB2]', 'delay=5'],
      counts: { added: 2, removed: 2 },
    },
    {
      what: 'a whole body for another',
      before: [...crate(1, '  a = 5', '  b = 6', '  c = 7'), ...crate(2, '  d = 15', '  e = 16', '  f = 17')],
      after: [...crate(1, '  d = 15', '  e = 16', '  f = 17'), ...crate(2, '  a = 5', '  b = 6', '  c = 7')],
      counts: { added: 5, removed: 5 },
    },
    {
      what: 'headings alone, however long',
      before: [...crate('1'.repeat(40), '  a', '  b', '  c'), ...crate('2'.repeat(40), '  d', '  e', '  f')],
      after: [...crate('2'.repeat(40), '  a', '  b', '  c'), ...crate('1'.repeat(40), '  d', '  e', '  f')],
      counts: { added: 2, removed: 2 },
    },
    {
      what: 'a line of one block that is one of another now',
      before: [...crate(1, '  mask = 1', '  low = 1'), ...crate(2, '  low = 1')],
      after: [...crate(1, '  low = 1'), ...crate(2, '  mask = 1', '  low = 1')],
      counts: { added: 1, removed: 1 },
    },
    {
      what: 'values that changed places between blocks without a name',
      before: ['[', '  {', '    "id": 1,', '    "t": 5', '  },', '  {', '    "id": 3,', '    "t": 7', '  }', ']'],
      after: ['[', '  {', '    "id": 1,', '    "t": 7', '  },', '  {', '    "id": 3,', '    "t": 5', '  }', ']'],
      counts: { added: 2, removed: 2 },
    },
    {
      what: 'such blocks in another order moved',
      before: ['- {', '  id 1', '  t 5', '}', '- {', '  id 2', '  t 6', '}', '- {', '  id 3', '  t 7', '}'],
      after: ['- {', '  id 3', '  t 7', '}', '- {', '  id 2', '  t 6', '}', '- {', '  id 1', '  t 5', '}'],
      counts: { added: 4, removed: 4, moved: 4 },
    },
    {
      what: 'below a heading with another version, what changed places moved',
      before: ['# BEGIN /x.cfg:1.4', 'a = 1', 'b = 2', 'c = 3', 'd = 4', 'e = 5', 'f = 6', '# END /x.cfg:1.4'],
      after: ['# BEGIN /x.cfg:1.5', 'd = 4', 'e = 5', 'f = 6', 'a = 1', 'b = 2', 'c = 3', '# END /x.cfg:1.5'],
      counts: { added: 5, removed: 5, moved: 3 },
    },
    {
      what: 'a line that came below one of two new headings did not move there',
      before: ['old {', '  x = 1', '}', 'z'],
      after: ['new {', '  y = 1', '}', 'z'],
      counts: { added: 2, removed: 2 },
    },
    {
      what: 'what stands in the same block all the same moved',
      before: crate(1, '  low = 1', '  high = 2'),
      after: crate(1, '  high = 2', '  low = 1'),
      counts: { added: 1, removed: 1, moved: 1 },
    },
    {
      what: 'so do blocks with their comments and blank lines',
      before: ['# one', '[a]', 'x', '', '# two', '[b]', 'y', ''],
      after: ['# two', '[b]', 'y', '', '# one', '[a]', 'x', ''],
      counts: { added: 4, removed: 4, moved: 4 },
    },
    {
      what: 'values that changed places between blocks that a line in them names',
      before: [...named(20, 5), ...named(21, 7), 'z=1'],
      after: [...named(20, 7), ...named(21, 5), 'z=2'],
      counts: { added: 7, removed: 7 },
    },
    {
      what: 'the same between files of which each has another version',
      before: ['# BEGIN /a_v1', ...threeOf(5), '# END /a_v1', '# BEGIN /b_v1', ...threeOf(7), '# END /b_v1'],
      after: ['# BEGIN /a_v2', ...threeOf(7), '# END /a_v2', '# BEGIN /b_v2', ...threeOf(5), '# END /b_v2'],
      counts: { added: 7, removed: 7 },
    },
    {
      what: 'values that changed places between blocks that are indented no further',
      before: ['if (RBX=="HB1")  {', 'delay=5', '}', 'if (RBX=="HB2")  {', 'delay=7', '}'],
      after: ['if (RBX=="HB1")  {', 'delay=7', '}', 'if (RBX=="HB2")  {', 'delay=5', '}'],
      counts: { added: 2, removed: 2 },
    },
    {
      what: 'the same where the brace has a line of its own',
      before: ['HB1', '{', 'delay=5', '}', 'HB2', '{', 'delay=7', '}'],
      after: ['HB1', '{', 'delay=7', '}', 'HB2', '{', 'delay=5', '}'],
      counts: { added: 2, removed: 2 },
    },
    {
      what: 'values that changed places between settings that begin again',
      before: ['rbx=HB1', 'delay=5', 'gain=1', '', 'rbx=HB2', 'delay=7', 'gain=1'],
      after: ['rbx=HB1', 'delay=7', 'gain=1', '', 'rbx=HB2', 'delay=5', 'gain=1'],
      counts: { added: 2, removed: 2 },
    },
    {
      what: 'the same within a block',
      before: crate(1, '  id: 1', '  delay: 5', '  id: 2', '  delay: 7'),
      after: crate(1, '  id: 1', '  delay: 7', '  id: 2', '  delay: 5'),
      counts: { added: 2, removed: 2 },
    },
    {
      what: 'such settings in another order, each with its own, moved',
      before: ['rbx=HB1', 'delay=5', 'rbx=HB2', 'delay=7'],
      after: ['rbx=HB2', 'delay=7', 'rbx=HB1', 'delay=5'],
      counts: { added: 2, removed: 2, moved: 2 },
    },
    {
      what: 'so did what is found in one of them alone, in another order',
      before: ['rbx=HB1', 'delay=5', 'gain=1', 'rbx=HB2', 'delay=7'],
      after: ['rbx=HB1', 'gain=1', 'delay=5', 'rbx=HB2', 'delay=7'],
      counts: { added: 1, removed: 1, moved: 1 },
    },
    {
      what: 'settings that begin again, though the first one says the same each time',
      before: ['mode=1', 'rbx=HB1', 'delay=5', 'mode=1', 'rbx=HB2', 'delay=7'],
      after: ['mode=1', 'rbx=HB1', 'delay=7', 'mode=1', 'rbx=HB2', 'delay=5'],
      counts: { added: 2, removed: 2 },
    },
    {
      what: 'one that comes again alone: what follows stands beside it',
      before: ['link=1', 'link=2', 'mode=3'],
      after: ['mode=3', 'link=1', 'link=2'],
      counts: { added: 1, removed: 1, moved: 1 },
    },
  ])('stands below the same headings as before: $what', ({ before, after, counts }) => {
    expect(countLines(before, after)).toEqual(counts);
    expect(diffLines(before, after)).toMatchObject(counts);
  });

  it('has no partner for marks', () => {
    const diff = diffLines([...block, ...stay], ['DTC (', ...stay, ...block]);
    const lines = diff.hunks.flatMap((hunk) => hunk.lines);
    expect(lines.filter((line) => line.moved === true).length).toBe(6);
    expect(lines.every((line) => line.marks === undefined)).toBe(true);
  });
});
