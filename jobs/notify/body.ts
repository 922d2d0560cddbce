import { toVisible } from '../../model/visible.ts';

/** A stretch of text within a line: shown as it is, whatever it holds. */
export interface Piece {
  readonly text: string;
  /** Code is a value: its white space counts. */
  readonly mark?: 'code';
  /** An address that it leads to. */
  readonly link?: string;
}

/** A part of a message that begins on a line of its own. */
export type Block =
  { readonly kind: LineKind; readonly pieces: readonly Piece[] } | { readonly kind: 'code'; readonly text: string };

/** What a message says, apart from how Slack, Mattermost or a terminal want it said. */
export type Body = readonly Block[];

type LineKind = 'title' | 'line' | 'item' | 'links' | 'small';

/** A part of a line: plain text, or a piece that is a value or leads somewhere. */
export type Part = string | Piece;

/** The first line of a message. */
export const title = (...parts: readonly Part[]): Block => makeLine('title', parts);
/** A line by itself. */
export const line = (...parts: readonly Part[]): Block => makeLine('line', parts);
/** An item of a list. */
export const item = (...parts: readonly Part[]): Block => makeLine('item', parts);
/** Links beside each other, with a dot between each and the next. */
export const links = (...pieces: readonly Piece[]): Block =>
  makeLine(
    'links',
    pieces.flatMap((piece, index) => (index === 0 ? [piece] : [' · ', piece])),
  );
/** Small print. */
export const small = (...parts: readonly Part[]): Block => makeLine('small', parts);
/** Lines of code. */
export const code = (text: string): Block => ({ kind: 'code', text: toVisible(text).trimEnd() });
/** A value within a line, such as one that comes from RunInfo. */
export const mono = (text: string): Piece => ({ text, mark: 'code' });
/** A text that leads to an address. */
export const link = (text: string, address: string): Piece => ({ text, link: toVisible(address) });

/** A message of some blocks; those that hold nothing are left out. */
export function makeBody(blocks: readonly (Block | null)[]): Body {
  return blocks.filter(
    (block): block is Block => block !== null && (block.kind === 'code' ? block.text !== '' : block.pieces.length > 0),
  );
}

/** A line in which what is invisible can be seen; plain text beside plain text is one piece. */
function makeLine(kind: LineKind, parts: readonly Part[]): Block {
  const pieces: Piece[] = [];
  for (const part of parts) {
    const piece = typeof part === 'string' ? { text: part } : part;
    const last = pieces.at(-1);
    if (last !== undefined && isPlain(last) && isPlain(piece)) pieces.splice(-1, 1, { text: last.text + piece.text });
    else pieces.push(piece);
  }
  const shown = pieces.map((piece) => {
    const text = toVisible(piece.text);
    return { ...piece, text: piece.mark === 'code' ? text : text.replaceAll(/\s+/g, ' ') };
  });
  return { kind, pieces: shown.filter(({ text }) => text !== '') };
}

function isPlain({ mark, link: address }: Piece): boolean {
  return mark === undefined && address === undefined;
}

/** Pieces without what marks them. */
export function textOf(pieces: readonly Piece[]): string {
  return pieces.map(({ text }) => text).join('');
}

/** The words that stand where something was left out. */
const CUT = 'Cut here: the page has the rest.';

/** How many characters of text a block holds, addresses included. */
export function textSize(block: Block): number {
  if (block.kind === 'code') return block.text.length;
  return block.pieces.reduce((sum, { text, link: address }) => sum + text.length + (address?.length ?? 0), 0);
}

/**
 * Cuts a message to a length: its title, its links and its small print stay; of the rest as much stays, from the
 * beginning, as there is room for. That it was cut is said.
 * @param longest how many characters there is room for, as `sizeOf` counts them
 */
export function fitBody(body: Body, longest: number, sizeOf: (block: Block) => number = textSize): Body {
  const all = body.reduce((sum, block) => sum + sizeOf(block), 0);
  if (all <= longest) return body;
  const notice = line(CUT);
  const kept = new Set(body.filter(({ kind }) => kind === 'title' || kind === 'links' || kind === 'small'));
  let left = longest - sizeOf(notice) - [...kept].reduce((sum, block) => sum + sizeOf(block), 0);
  const rest = body.filter((block) => !kept.has(block));
  const end = rest.findIndex((block) => {
    left -= sizeOf(block);
    return left < 0;
  });
  const cut = new Set(rest.slice(end));
  const cutAt = body.findIndex((block) => cut.has(block));
  const shown = (blocks: Body) => blocks.filter((block) => !cut.has(block));
  return [...shown(body.slice(0, cutAt)), notice, ...shown(body.slice(cutAt))];
}
