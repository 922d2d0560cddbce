import type { Block, Body, Piece } from '../body.ts';

/** A message as plain text: for a terminal, where there is no webhook. */
export function toPlain(body: Body): string {
  return body.map(plainBlock).join('\n');
}

function plainBlock(block: Block): string {
  if (block.kind === 'code') return block.text.replaceAll(/^/gm, '    ');
  if (block.kind === 'links') return block.pieces.map(({ text, link }) => `${text}: ${link}`).join('\n');
  const text = plainText(block.pieces);
  return block.kind === 'item' ? `• ${text}` : block.kind === 'small' ? `[${text}]` : text;
}

/** Pieces without what marks them. */
export function plainText(pieces: readonly Piece[]): string {
  return pieces.map(({ text }) => text).join('');
}
