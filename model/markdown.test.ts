import MarkdownIt from 'markdown-it';
import { expect, it } from 'vitest';
import { toCodeSpan, toDiffBlock, toPlainText } from './markdown.ts';

const LINES = ['x', '`', '``', '`x', 'x`', 'a``b`c', '<b>*x*</b>', '```'];

/** What Markdown makes of a text: kinds of elements with what they hold. */
function read(markdown: string): string[][] {
  const tokens = new MarkdownIt().parse(markdown, {});
  return tokens.flatMap(({ type, content, children }) =>
    [...(children ?? []), { type, content }].flatMap((token) =>
      token.content === '' ? [] : [[token.type, token.content]],
    ),
  );
}

it.each(LINES)('%j is shown as it is within a line, and what is around it is not drawn in', (line) => {
  const [code, ...rest] = read(`a ${toCodeSpan(line)} *b*`)
    .filter(([type]) => type !== 'inline')
    .slice(1);
  expect(code).toEqual(['code_inline', line]);
  expect(rest).toEqual([
    ['text', ' '],
    ['text', 'b'],
  ]);
});

it.each([...LINES, '````'])('a difference with %j in it stays one block', (line) => {
  expect(read(`${toDiffBlock([`-${line}`, line, 'end'])}\n`)).toEqual([['fence', `-${line}\n${line}\nend\n`]]);
});

it('both are as short as may be, and a block without lines holds none', () => {
  expect(toCodeSpan('x')).toBe('`x`');
  expect(toDiffBlock(['+x'])).toBe('```diff\n+x\n```');
  expect(toDiffBlock(['``', '``'])).toBe('```diff\n``\n``\n```');
  expect(toDiffBlock([])).toBe('```diff\n```');
});

it.each([
  '<b>HF</b> &lt; <https://evil.invalid>',
  '[x](https://evil.invalid) ![x](y)',
  String.raw`*a* ~~b~~ \* | c`,
  '`x` ``',
])('%j is shown as it is in a heading', (text) => {
  const tokens = new MarkdownIt({ html: true }).parse(`# Run 1: ${toPlainText(text)}`, {});
  expect(tokens.flatMap(({ children }) => children ?? []).map(({ type, content }) => [type, content])).toEqual([
    ['text', `Run 1: ${text}`],
  ]);
});

it('a name that needs nothing is left as it is', () => {
  expect(toPlainText('3 changes (HBHE 2); not compared: HF HCAL_TAG unreadable')).toBe(
    '3 changes (HBHE 2); not compared: HF HCAL_TAG unreadable',
  );
});
