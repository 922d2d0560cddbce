import { describe, expect, it } from 'vitest';
import { NAMES, VALUES } from '../../test/browser/payloads.ts';
import { html } from './html.ts';

describe('html', () => {
  it('escapes whatever is put in, in texts and attributes', () => {
    expect(html`<b title="${'"><i>'}">${`a & 'b' \\ <c>`}</b>`.text).toBe(
      '<b title="&quot;&gt;&lt;i&gt;">a &amp; &#39;b&#39; &#92; &lt;c&gt;</b>',
    );
  });

  it('takes HTML, lists, numbers and nothing as they are', () => {
    const items = ['<', '>'].map((text) => html`<li>${text}</li>`);
    expect(html`<ol start="${2}">${items}${null}${[]}</ol>`.text).toBe('<ol start="2"><li>&lt;</li><li>&gt;</li></ol>');
  });

  it('is its text where a text is asked for', () => {
    expect(String(html`<b>${'<'}</b>`)).toBe('<b>&lt;</b>');
  });

  it('lets no hostile text out of its place', () => {
    for (const { text } of [...VALUES, ...NAMES]) {
      const { text: drawn } = html`<p class="${text}">${text}</p>`;
      expect(drawn.replace(/^<p class="[^"<>]*">[^"'<>]*<\/p>$/, '')).toBe('');
      expect(drawn.split('&').length - 1).toBe(2 * (text.match(/[&"'<>\\]/g)?.length ?? 0));
    }
  });

  it('takes nothing that only looks like HTML', () => {
    const forged = JSON.parse('{"text": "<script>"}') as never;
    expect(() => html`<p>${forged}</p>`).toThrow(TypeError);
  });
});
