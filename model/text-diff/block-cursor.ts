/** What a block is made of: braces, an XML element, or the two lines that frame an included file. */
export type BlockKind = 'brace' | 'element' | 'section';

/** A block begins or ends. The name tells elements and sections apart; a brace has none. */
export interface BlockSign {
  readonly kind: BlockKind;
  readonly name: string;
  readonly isOpening: boolean;
  /** The line it stands on, from 0; of a tag that goes over several lines the first. */
  readonly line: number;
}

/** What goes on from one line to the next: the mark that ends a comment; a tag, with the line it began on. */
export interface Carried {
  comment: string | null;
  tag: { readonly name: string; readonly from: number } | null;
}

/** One line on its way through the scanner. */
export interface Cursor {
  readonly line: string;
  readonly place: number;
  readonly signs: BlockSign[];
  at: number;
  code: string;
  /** The line begins with `<`: only there tags are looked for. */
  readonly mayHoldTags: boolean;
  /** A tag came before: quotes, `#` and `//` are text from here on. */
  isMarkup: boolean;
  /** Marks that are known to have no end in this line, so that none is searched for twice. */
  readonly unended: Set<string>;
}

/** A line before its first character. */
export function startLine(line: string, place: number): Cursor {
  const mayHoldTags = line.trimStart().startsWith('<');
  return { line, place, signs: [], at: 0, code: '', mayHoldTags, isMarkup: false, unended: new Set() };
}

/** Takes the line up to a place as code. */
export function keepCode(cursor: Cursor, end: number): void {
  cursor.code += cursor.line.slice(cursor.at, end);
  cursor.at = end;
}
