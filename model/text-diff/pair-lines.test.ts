import { describe, expect, it } from 'vitest';
import { makeLines } from '../../test/support/texts.ts';
import { pairBudget, pairLines } from './pair-lines.ts';

/** Values that have nothing in common. */
const [LONG, OTHER] = [`"${'x'.repeat(40)}"`, `"${'12'.repeat(20)}"`];

const pair = (removed: readonly string[], added: readonly string[]) => pairLines(removed, added, pairBudget());

describe('lines that are one which changed', () => {
  it.each<[string, string, string, boolean]>([
    ['the same name', 'mode = fast', 'mode = 17', true],
    ['the same name, however it is spaced', '  top  mode=fast', 'top mode = 17', true],
    ['the same name before a colon', 'mode: fast', 'mode: 17', true],
    ['a name before a colon that ends the line', 'modules:', 'modules: 17, 18, 19, 20', true],
    ['other names and other values', 'mode = fast', 'mods = past', false],
    ['another name for the same value', 'mode = fast', 'mods = fast', true],
    ['a name that differs in a blank, and another value', 'a b = 1', 'ab = 234567', false],
    ['a name where there was none before', 'mode fast', 'mode = fast', true],
    ['no names: the colon ends none', 'http://host/a', 'http://hort/b', true],
    ['no names: a comparison sets nothing', 'if (mode == fast) go', 'if (mods == past) go', true],
    ['no names: an order sets nothing', 'while mode <= 17 do', 'while mods <= 18 do', true],
    ['no name of signs alone', '--- = 1', '+++ = 22', false],
    ['the same element with its first attribute', `<slot id="17" v=${LONG}/>`, `<slot id="17" w=${OTHER}/>`, true],
    ['an element with another first attribute', `<slot id="17" v=${LONG}/>`, `<slot id="18" w=${OTHER}/>`, false],
    ['the same in single quotes', `<slot id='17' v=${LONG}/>`, `<slot id='18' w=${OTHER}/>`, false],
    ['the same with more blanks', `<slot  id="17"  v=${LONG}/>`, `<slot  id="18"  w=${OTHER}/>`, false],
    ['the same with a text', `<slot id="17">${LONG}</slot>`, `<slot id="18">${OTHER}</slot>`, false],
    ['the same with a text, spaced', `<slot id="17" >${LONG}</slot>`, `<slot id="18" >${OTHER}</slot>`, false],
    ['an element that has but one attribute', `<slot id=${LONG}/>`, `<slot id=${OTHER}/>`, true],
    ['all but the last word', 'set a 1', 'set a 1234567890123', true],
    ['another word before the last', `set a  ${LONG}`, `set b  ${OTHER}`, false],
    ['nothing but signs before the last word', '== 1', '== 2345678901', false],
    ['four characters of ten', 'abcdefghij', 'abcdklmnop', true],
    ['three characters of ten', 'abcdefghij', 'abcklmnopq', false],
    ['two at the beginning and two at the end', 'abefghijcd', 'abklmnopcd', true],
    ['couples of characters in the middle', 'xxabcdefyy', 'zabcdefzzz', true],
    ['couples in another order', 'ab-cd-ef-gh', 'gh-ef-cd-ab', true],
    ['four couples of ten', 'ab1cd2ef3gh', 'gh4ef5cd6ab', true],
    ['too few couples', 'ab1cd2ef3xy', 'gh4ef5cd6ab', false],
    ['nothing', '', 'abc', false],
    ['a character and another', 'a', 'b', false],
    ['white space around does not count', '    abc', 'abc    ', true],
  ])('%s: %j and %j', (_, old, now, isPair) => {
    expect(pair([old], [now])).toEqual(isPair ? [[0, 0]] : []);
    expect(pair([old, '~'], [now, '^'])).toEqual(isPair ? [[0, 0]] : []);
    expect(pair([now, '~'], [old, '^'])).toEqual(isPair ? [[0, 0]] : []);
  });

  it('are looked at up to 500 characters', () => {
    const long = (end: string) => `${'x'.repeat(500)}${end}`;
    expect(pair([long('a = 1')], [long('b = 2')])).toEqual([[0, 0]]);
    const late = (name: string, end: string) => `${' '.repeat(500)}${name} = ${end}`;
    expect(pair([late('a', '1')], [late('a', '2')])).toEqual([]);
  });
});

describe('pairs of a block', () => {
  it.each<[string, string[], string[], [number, number][]]>([
    ['the rows of a table by all but the last field', ['20,1,5', '20,2,6'], ['20,2,9', '20,3,8'], [[1, 0]]],
    ['quoted names with no blank behind', ['"HB1":5,', '"HB2":7,'], ['"HB2":9,', '"HB3":5,'], [[1, 0]]],
    ['commands by all but the last word', ['put HB1-1 5', 'put HB1-2 7'], ['put HB1-2 8', 'put HB1-3 5'], [[1, 0]]],
    ['whatever stands between', ['a = 1', 'b = 1', 'c = 1'], ['# new', 'c = 2', '# new'], [[2, 1]]],
    ['none crosses another', ['a = 1', 'b = 1'], ['b = 2', 'a = 2'], [[1, 0]]],
    ['those that are most alike', ['mode = abcdef', 'mode = 123456'], ['mode = 123457'], [[1, 0]]],
    [
      'most together, not the best one',
      ['a = 1', 'b = 1', 'c = 1'],
      ['b = 1 2', 'c = 2', 'a = 1'],
      [
        [1, 0],
        [2, 1],
      ],
    ],
    ['what came before it stands alone', ['a = 1'], ['# new', 'a = 2'], [[0, 1]]],
    ['the first of equals', ['a = 1', 'a = 2'], ['a = 3'], [[0, 0]]],
    ['the first of equals, too', ['a = 3'], ['a = 1', 'a = 2'], [[0, 0]]],
    ['a name counts more than letters', ['mode = 1', 'made = 2'], ['mode = 2'], [[0, 0]]],
    ['nothing to pair', ['a = 1'], [], []],
  ])('%s', (_, removed, added, pairs) => {
    expect(pair(removed, added)).toEqual(pairs);
  });
});

describe('what pairing may cost', () => {
  const shifted = { removed: ['~~~', 'a = 1'], added: ['a = 2', '^^^'] };
  /** Each line against all characters of the other side. */
  const cost = 2 * 8 + 2 * 8;

  it('is taken from what all blocks have together; where it is used up, lines are paired in order', () => {
    const budget = { compared: cost + 1 };
    expect(pairLines(shifted.removed, shifted.added, budget)).toEqual([[1, 0]]);
    expect(budget.compared).toBe(1);
    expect(pairLines(shifted.removed, shifted.added, budget)).toEqual([]);
    expect(pairLines(['a = 1', 'b = 1'], ['a = 2', 'b = 2'], budget)).toEqual([
      [0, 0],
      [1, 1],
    ]);
    expect(budget.compared).toBe(1);
    expect(pairLines(shifted.removed, shifted.added, { compared: cost })).toEqual([[1, 0]]);
    expect(pairLines(['a = 1'], ['a = 2'], budget)).toEqual([[0, 0]]);
    expect(budget.compared).toBe(1);
    const fresh = pairBudget();
    expect(pairLines(['one against one'], ['costs nothing'], fresh)).toEqual([]);
    expect(fresh).toEqual(pairBudget());
    expect(pairBudget()).toEqual({ compared: 4_000_000 });
    expect(pairBudget()).not.toBe(pairBudget());
  });

  it('is bounded for each block, by its characters', () => {
    const lines = (first: number, count: number) =>
      makeLines(count, (index) => `name${first + index} = ${String(first + index).repeat(150)}`);
    expect(pair(lines(100, 20), lines(101, 20))).toHaveLength(19);
    expect(pair(lines(100, 60), lines(101, 60))).toHaveLength(0);
  });

  it('is bounded by lines: a block of more than 10,000 pairs is cut at the lines that name the same', () => {
    const lines = (count: number, value: string) => makeLines(count, (index) => `n${index} = ${value}`);
    const added = [...lines(50, 'b'), 'threshold17', ...lines(101, 'b').slice(50)];
    const removed = [...lines(50, 'a'), 'new line', 'threshold18', ...lines(101, 'a').slice(50)];
    expect(pair(removed, added)).toEqual(
      makeLines(102, String).map((_, index) => (index < 50 ? [index, index] : [index + 1, index])),
    );
    expect(pair(lines(101, 'a'), lines(101, 'b').slice(1))).toHaveLength(100);
  });

  it('is bounded by lines, too, where none names the same: then they are paired in order', () => {
    const lines = (count: number, end: string) => makeLines(count, (index) => `item${index}${end}`);
    const pairShifted = (count: number) => pair(['~~~~', ...lines(count, '~')], [...lines(count, '^'), '^^^^']);
    expect(pairShifted(99)).toEqual(makeLines(99, String).map((_, index) => [index + 1, index]));
    expect(pairShifted(100)).toEqual(makeLines(99, String).map((_, index) => [index + 1, index + 1]));
  });

  it('of more than 20,000 lines they are paired in order, as far as so many go', () => {
    const lines = (count: number, value: string) => makeLines(count, (index) => `n${index} = ${value}`);
    expect(pair(lines(10_000, 'a'), lines(10_001, 'b').slice(1))).toHaveLength(9999);
    expect(pair(lines(10_001, 'a'), lines(10_001, 'b').slice(1))).toHaveLength(0);
    expect(pair(lines(30_000, 'a'), lines(30_000, 'b'))).toHaveLength(20_000);
  });
});
