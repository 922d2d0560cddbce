import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apply } from '../../test/support/texts.ts';
import { layOut } from '../diff-rows.ts';
import { describeCounts } from '../summary.ts';
import { diffLines, type DiffLine, type LineDiff, type Mark } from './index.ts';

const words = fc
  .array(
    fc.constantFrom('a', 'HB1', 'HB2', '0x605c', ' ', '  ', '=', '"', '{', '}', '# ', '😀', 'é', '\ud83d', 'word'),
    {
      maxLength: 8,
    },
  )
  .map((parts) => parts.join(''));
/** Lines that repeat, and lines that share words with others. */
const line = fc.oneof(fc.constantFrom('x', 'y {', '}', '', 'some longer line of its own: 1'), words);
const text = fc.array(line, { maxLength: 30 });
/** Two texts: unrelated; with lines edited; with a block taken elsewhere. */
const pair = fc.oneof(
  fc.tuple(text, text),
  fc
    .tuple(text, fc.array(fc.tuple(fc.nat(30), fc.nat(2), text), { maxLength: 3 }))
    .map(
      ([before, edits]) =>
        [
          before,
          edits.reduce((lines, [at, away, put]) => lines.toSpliced(at, away, ...put.slice(0, 3)), before),
        ] as const,
    ),
  fc.tuple(text, fc.nat(30), fc.integer({ min: 1, max: 6 }), fc.nat(30)).map(([before, at, size, to]) => {
    return [before, before.toSpliced(at, size).toSpliced(to, 0, ...before.slice(at, at + size))] as const;
  }),
);

/** A line with what stands below it, and by how many of them their order is turned in another text. */
interface Block {
  readonly head: string;
  readonly parts: readonly Block[];
  readonly turn: number;
}

const leaf = fc.record({
  head: fc.constantFrom('delay = 5', 'delay = 7', 'low', '# a', ''),
  parts: fc.constant([]),
  turn: fc.constant(0),
});
const { block } = fc.letrec<{ block: Block }>((tie) => ({
  block: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.record({
      head: fc.constantFrom('crate 1 {', 'crate 2 {', '- {'),
      parts: fc.array(tie('block'), { maxLength: 4 }),
      turn: fc.nat(3),
    }),
  ),
}));

function writeBlocks(blocks: readonly Block[], indent = ''): string[] {
  return blocks.flatMap(({ head, parts }) => [
    head === '' ? '' : indent + head,
    ...writeBlocks(parts, `${indent}  `),
    ...(head.endsWith('{') ? [`${indent}}`] : []),
  ]);
}

function turnBlocks(blocks: readonly Block[], turn: number): Block[] {
  const at = turn % Math.max(1, blocks.length);
  return [...blocks.slice(at), ...blocks.slice(0, at)].map((each) => ({
    ...each,
    parts: turnBlocks(each.parts, each.turn),
  }));
}

function holds(property: (before: readonly string[], after: readonly string[]) => void): void {
  fc.assert(
    fc.property(pair, ([before, after]) => {
      property(before, after);
    }),
    { numRuns: 1000 },
  );
}

/** A difference as the stretches between kept lines, what went and what came. */
function stretches(diff: LineDiff, gone: '-' | '+'): unknown {
  return diff.hunks.map(({ fromLine, toLine, lines }) => ({
    places: gone === '-' ? [fromLine, toLine] : [toLine, fromLine],
    kept: lines
      .map(({ op, text: kept }) => (op === ' ' ? kept : null))
      .filter((kept, place, all) => kept !== null || all[place - 1] !== null),
    gone: lines.filter(({ op }) => op === gone).map((one) => ({ ...one, op: '-' })),
    come: lines.filter(({ op }) => op !== ' ' && op !== gone).map((one) => ({ ...one, op: '+' })),
  }));
}

/** The lines with a partner, in each stretch between kept lines: the removed ones, then the added ones. */
function partners(diff: LineDiff): (readonly [DiffLine, DiffLine])[] {
  return diff.hunks.flatMap(({ lines }) => {
    const found: (readonly [DiffLine, DiffLine])[] = [];
    let stretch: DiffLine[] = [];
    for (const one of [...lines, { op: ' ', text: '' } as const]) {
      if (one.op !== ' ') {
        stretch.push(one);
        continue;
      }
      const withMarks = (op: string) => stretch.filter((other) => other.op === op && other.marks !== undefined);
      const [removed, added] = [withMarks('-'), withMarks('+')];
      expect(removed.length).toBe(added.length);
      removed.forEach((other, place) => found.push([other, added[place] ?? other]));
      stretch = [];
    }
    return found;
  });
}

function unmarked({ text: whole, marks = [] }: DiffLine): string {
  return marks.toReversed().reduce((rest, [start, end]) => rest.slice(0, start) + rest.slice(end), whole);
}

function isWithinPair(whole: string, at: number): boolean {
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(whole.slice(at - 1, at + 1)) && at > 0;
}

/** As many edits as ever are counted, wherever a run of lines slid to. */
function leastEdits(before: readonly string[], after: readonly string[]): number {
  const least = Array.from({ length: after.length + 1 }, (_, j) => j);
  before.forEach((old, i) => {
    let diagonal = i;
    least[0] = i + 1;
    after.forEach((now, j) => {
      const above = least[j + 1] ?? 0;
      least[j + 1] = old === now ? diagonal : 1 + Math.min(above, least[j] ?? 0);
      diagonal = above;
    });
  });
  return least[after.length] ?? 0;
}

describe('whatever the texts', () => {
  it('a text does not differ from itself', () => {
    holds((before) => {
      expect(diffLines(before, [...before])).toMatchObject({ added: 0, removed: 0, hunks: [] });
    });
  });

  it('the difference turns the older text into the newer', () => {
    holds((before, after) => {
      expect(apply(before, diffLines(before, after))).toEqual(after);
    });
  });

  it('the other way round it is its inverse, line by line', () => {
    holds((before, after) => {
      const [there, back] = [diffLines(before, after), diffLines(after, before)];
      expect(apply(after, back)).toEqual(before);
      expect(stretches(back, '+')).toEqual(stretches(there, '-'));
    });
  });

  it.each([
    [
      ['', 'x'],
      ['x', ' ', 'x', ''],
    ],
    [
      ['  a', '', '  }'],
      ['a', '  }', 'c {', '  a', '  a'],
    ],
    [
      ['x = 2', 'x = 2', 'b', '}', '  }'],
      ['a', 'x = 1', '}', 'b'],
    ],
  ])('so it is of %j and %j', (before, after) => {
    const [there, back] = [diffLines(before, after), diffLines(after, before)];
    expect(apply(after, back)).toEqual(before);
    expect(stretches(back, '+')).toEqual(stretches(there, '-'));
  });

  it('marks lie within the line, in order, apart, and part no character', () => {
    holds((before, after) => {
      for (const { op, text: whole, marks, moved } of diffLines(before, after).hunks.flatMap((hunk) => hunk.lines)) {
        if (marks === undefined) continue;
        expect([op === ' ', moved]).toEqual([false, undefined]);
        const bounds = marks.flatMap((mark: Mark) => [...mark]);
        expect(bounds).toEqual([...new Set(bounds)].sort((a, b) => a - b));
        expect(bounds.every((at) => at >= 0 && at <= whole.length && !isWithinPair(whole, at))).toBe(true);
      }
    });
  });

  it('without what is marked, partners are equal', () => {
    holds((before, after) => {
      for (const [removed, added] of partners(diffLines(before, after)))
        expect(unmarked(added)).toBe(unmarked(removed));
    });
  });

  it('the lines that moved are on both sides, and counted', () => {
    holds((before, after) => {
      const diff = diffLines(before, after);
      const moved = (op: string) =>
        diff.hunks.flatMap(({ lines }) =>
          lines.filter((one) => one.op === op && one.moved === true).map((one) => one.text),
        );
      expect(moved('-').sort()).toEqual(moved('+').sort());
      expect(moved('-').length).toBe(diff.moved ?? 0);
      expect(diff.moved).not.toBe(0);
    });
  });

  it('as many lines come and go as are counted', () => {
    holds((before, after) => {
      const { added, removed, hunks } = diffLines(before, after);
      const count = (op: string) => hunks.flatMap((hunk) => hunk.lines).filter((one) => one.op === op).length;
      expect([count('+'), count('-')]).toEqual([added, removed]);
    });
  });

  it('no more lines come and go than must, those apart that are only indented', () => {
    holds((before, after) => {
      const { added, removed, indented = 0 } = diffLines(before, after);
      const least = leastEdits(before, after);
      expect(added + removed - 2 * indented).toBeLessThanOrEqual(least);
      expect(indented > 0 || added + removed === least).toBe(true);
    });
  });

  it('a text without headings in another order differs in nothing but lines that moved', () => {
    // A line that ends in a brace, or begins with one, frames a block.
    const flat = text.map((lines) => lines.map((each) => each.replaceAll(/[{}]/g, '').trimStart()));
    fc.assert(
      fc.property(flat, fc.nat(30), fc.nat(6), fc.nat(30), (before, at, size, to) => {
        const after = before.toSpliced(at, size).toSpliced(to, 0, ...before.slice(at, at + size));
        const diff = diffLines(before, after);
        const { added, removed, moved = 0, indented } = diff;
        expect([added, removed, indented]).toEqual([moved, moved, undefined]);
        const lines = moved === 1 ? 'line' : 'lines';
        expect(added === 0 || describeCounts(diff) === `${moved} ${lines} moved, nothing else`).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('what stands next to each other below a heading may change places, with all that stands below it: it moved', () => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 6 }), fc.nat(5), (parts, turn) => {
        const { added, removed, moved = 0 } = diffLines(writeBlocks(parts), writeBlocks(turnBlocks(parts, turn)));
        expect([added, removed]).toEqual([moved, moved]);
      }),
      { numRuns: 1000 },
    );
  });

  it('a text with other white space before its lines differs in nothing but indentation', () => {
    const indent = fc.constantFrom('', ' ', '  ', '    ', '\t', '\t\t');
    const indented = fc.array(fc.tuple(indent, indent, fc.constantFrom('a {', 'b = 1', 'c', '}')), { maxLength: 20 });
    fc.assert(
      fc.property(indented, (lines) => {
        const [before, after] = [0, 1].map((at) => lines.map((parts) => `${parts[at]}${parts[2]}`));
        const diff = diffLines(before ?? [], after ?? []);
        expect(apply(before ?? [], diff)).toEqual(after);
        if (diff.coarse) return;
        const { added, removed, indented: only = 0 } = diff;
        const shifted = diff.hunks.flatMap((hunk) => hunk.lines).filter((one) => one.indented === true);
        expect([shifted.length, added - removed]).toEqual([2 * only, 0]);
      }),
      { numRuns: 1000 },
    );
  });

  it('no pair crosses another, and each row of two columns is one line, a pair, or stands alone', () => {
    holds((before, after) => {
      for (const hunk of diffLines(before, after).hunks) {
        const rows = layOut(hunk);
        const columns = [rows.flatMap(([left]) => left?.from ?? []), rows.flatMap(([, right]) => right?.to ?? [])];
        for (const found of columns) {
          expect(found).toEqual([...new Set(found)].sort((a, b) => a - b));
        }
        for (const [left, right] of rows) {
          if (left === null || right === null || left === right) continue;
          expect([left.line.op, right.line.op]).toEqual(['-', '+']);
        }
      }
    });
  });
});
