import { textOf, type Block, type Body } from '../body.ts';

/** A message as plain text: for a terminal, where there is no webhook. */
export function toPlain(body: Body): string {
  return body.map(plainBlock).join('\n');
}

function plainBlock(block: Block): string {
  if (block.kind === 'code') return block.text.replaceAll(/^/gm, '    ');
  if (block.kind === 'links') {
    return block.pieces.flatMap(({ text, link }) => (link === undefined ? [] : [`${text}: ${link}`])).join('\n');
  }
  const text = textOf(block.pieces);
  return block.kind === 'item' ? `• ${text}` : block.kind === 'small' ? `[${text}]` : text;
}
