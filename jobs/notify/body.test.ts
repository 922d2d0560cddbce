import { describe, expect, it } from 'vitest';
import { readBody } from './body.ts';

describe('readBody', () => {
  it('reads lines, what is marked in them, and links', () => {
    const html = '<h1>Run 1</h1>\n<p>  a\n  <b>b</b> <a href="https://x/?a=1&amp;b=2">c</a></p>\n<small>id</small>';
    expect(readBody(html)).toEqual([
      { kind: 'title', pieces: [{ text: 'Run 1' }] },
      {
        kind: 'line',
        pieces: [{ text: 'a ' }, { text: 'b', mark: 'bold' }, { text: ' ' }, { text: 'c', link: 'https://x/?a=1&b=2' }],
      },
      { kind: 'small', pieces: [{ text: 'id' }] },
    ]);
  });

  it('takes escaped values for text, and keeps their blanks in code', () => {
    expect(readBody('<li><code>a  &lt;b&gt; &amp;amp; &#39;</code></li><pre>\n x\n  y &lt;/pre&gt;\n</pre>')).toEqual([
      { kind: 'item', pieces: [{ text: "a  <b> &amp; '", mark: 'code' }] },
      { kind: 'code', text: ' x\n  y </pre>' },
    ]);
  });

  it('leaves out what is empty, and among links what is none', () => {
    expect(readBody('<p>  </p><nav>, <a href="https://x/">x</a> | </nav><nav></nav>')).toEqual([
      { kind: 'links', pieces: [{ text: 'x', link: 'https://x/' }] },
    ]);
  });

  it.each(['<table></table>', '<p>a</p> stray', '<p>a <div>b</div></p>', '<b>x</b>'])('refuses %s', (html) => {
    expect(() => readBody(html)).toThrow('a message template makes');
  });
});
