/** HTML text. `html` alone makes it, so that everything in it was escaped. */
class HtmlText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

export type Html = HtmlText;

/** What `html` takes between its strings: texts to escape, HTML as it is, lists of these, and null for nothing. */
export type Part = string | number | Html | null | readonly Part[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '"': '&quot;',
  "'": '&#39;',
  '<': '&lt;',
  '>': '&gt;',
  '\\': '&#92;',
};

/**
 * Makes HTML of a template: `html`<b>${value}</b>``. Whatever is put in is text, and is escaped as Nunjucks does it,
 * unless it is HTML that `html` made before. Attributes have to stand in double quotes. Values come through `toVisible`,
 * since HTML cannot hold every character (a NUL is lost).
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new HtmlText(strings.reduce((text, string, index) => text + toText(parts[index - 1] ?? null) + string));
}

function toText(part: Part): string {
  if (part === null) return '';
  if (typeof part === 'string') return part.replaceAll(/[&"'<>\\]/g, (character) => ESCAPES[character] ?? '');
  if (typeof part === 'number') return String(part);
  return part instanceof HtmlText ? part.text : part.map(toText).join('');
}
