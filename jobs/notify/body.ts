import { Parser } from 'htmlparser2';
import { RunInfoError } from '../../model/errors.ts';

/** A stretch of text within a line: shown as it is, whatever it holds. */
export interface Piece {
  readonly text: string;
  readonly mark?: 'bold' | 'code';
  /** An address that it leads to. */
  readonly link?: string;
}

/** A part of a message that begins on a line of its own. */
export type Block =
  { readonly kind: LineKind; readonly pieces: readonly Piece[] } | { readonly kind: 'code'; readonly text: string };

/** What a message says, apart from how Slack, Mattermost or a terminal want it said. */
export type Body = readonly Block[];

type LineKind = 'title' | 'line' | 'item' | 'links' | 'small';

/** The elements that stand by themselves, and what each becomes. */
const LINES: Readonly<Record<string, LineKind>> = { h1: 'title', p: 'line', li: 'item', nav: 'links', small: 'small' };
/** The elements within a line; `a` has an address beside. */
const MARKS: Readonly<Record<string, Piece['mark'] | null>> = { b: 'bold', code: 'code', a: null };

/**
 * Reads what a message template made: a few elements of HTML, `h1`, `p`, `li`, `pre`, `nav` and `small` one after
 * another, `b`, `code` and `a` within them. White space counts within `pre` and `code` only.
 * @throws RunInfoError `site` naming an element that is none of these, or text outside of them
 */
export function readBody(html: string): Body {
  const reader = new BodyReader();
  const parser = new Parser({
    onopentag: (name, { href }) => reader.open(name, href),
    ontext: (text) => reader.add(text),
    onclosetag: (name) => reader.close(name),
  });
  parser.end(html);
  return reader.blocks;
}

class BodyReader {
  readonly blocks: Block[] = [];
  private element: string | null = null;
  private pieces: Piece[] = [];
  private readonly marks: Omit<Piece, 'text'>[] = [];

  open(name: string, href: string | undefined): void {
    if (Object.hasOwn(MARKS, name) && this.element !== null) {
      const mark = MARKS[name] ?? null;
      this.marks.push({ ...(mark !== null && { mark }), ...(href !== undefined && { link: href }) });
      return;
    }
    if (this.element !== null || (name !== 'pre' && !Object.hasOwn(LINES, name))) throw wrong(`<${name}>`);
    this.element = name;
    this.pieces = [];
  }

  add(text: string): void {
    if (this.element === null && text.trim() !== '') throw wrong(`the text "${text.trim().slice(0, 40)}"`);
    const styles = Object.assign({}, ...this.marks) as Omit<Piece, 'text'>;
    const last = this.pieces.at(-1);
    if (last !== undefined && last.mark === styles.mark && last.link === styles.link) {
      this.pieces[this.pieces.length - 1] = { ...last, text: last.text + text };
    } else this.pieces.push({ text, ...styles });
  }

  close(name: string): void {
    if (Object.hasOwn(MARKS, name)) {
      this.marks.pop();
      return;
    }
    if (name !== this.element) return;
    const kind = LINES[name];
    if (kind === undefined) {
      const text = this.pieces.map((piece) => piece.text).join('');
      this.blocks.push({ kind: 'code', text: text.replace(/^\n/, '').trimEnd() });
    } else {
      const pieces = tidy(this.pieces).filter(({ link }) => kind !== 'links' || link !== undefined);
      if (pieces.length > 0) this.blocks.push({ kind, pieces });
    }
    this.element = null;
  }
}

/** Blanks and line breaks of the template are one blank, and none at the ends of a line. */
function tidy(pieces: readonly Piece[]): Piece[] {
  return pieces
    .map((piece, index) => {
      if (piece.mark === 'code') return piece;
      let text = piece.text.replaceAll(/\s+/g, ' ');
      if (index === 0) text = text.trimStart();
      if (index === pieces.length - 1) text = text.trimEnd();
      return { ...piece, text };
    })
    .filter(({ text }) => text !== '');
}

function wrong(what: string): RunInfoError {
  return new RunInfoError(
    'site',
    `a message template makes ${what} where there is no place for it: use h1, p, li, pre, nav and small one after another, with b, code and a within them`,
  );
}
