import type { Block, Body } from './body.ts';

/** The words that stand where something was left out. */
const CUT = 'Cut here: the page has the rest.';

/** How many characters a block takes. */
export type SizeOf = (block: Block) => number;

/** How many characters of text a block holds, addresses included. */
export function textSize(block: Block): number {
  if (block.kind === 'code') return block.text.length;
  return block.pieces.reduce((sum, { text, link }) => sum + text.length + (link?.length ?? 0), 0);
}

/**
 * Cuts a message to a length: its title, its links and its small print stay; of the rest as much stays, from the
 * beginning, as there is room for. That it was cut is said.
 * @param longest how many characters there is room for, as `sizeOf` counts them
 */
export function fitBody(body: Body, longest: number, sizeOf: SizeOf = textSize): Body {
  const all = body.reduce((sum, block) => sum + sizeOf(block), 0);
  if (all <= longest) return body;
  const notice: Block = { kind: 'line', pieces: [{ text: CUT }] };
  const kept = new Set(body.filter(({ kind }) => kind === 'title' || kind === 'links' || kind === 'small'));
  let left = longest - sizeOf(notice) - [...kept].reduce((sum, block) => sum + sizeOf(block), 0);
  const rest = body.filter((block) => !kept.has(block));
  const end = rest.findIndex((block) => {
    left -= sizeOf(block);
    return left < 0;
  });
  const cut = new Set(rest.slice(end));
  const place = body.findIndex((block) => cut.has(block));
  const shown = (blocks: Body) => blocks.filter((block) => !cut.has(block));
  return [...shown(body.slice(0, place)), notice, ...shown(body.slice(place))];
}
