import { cutText } from '../../../model/visible.ts';
import { fitBody, textOf, type Block, type Body, type Piece } from '../body.ts';
import type { WebhookForm } from './webhook.ts';

/** Slack's published limits, and room for both texts below the 12,000 characters that a message may have. */
const LONGEST = { header: 150, text: 2900, blocks: 8500, fallback: 2900 };

/** One Block Kit block or element. */
export interface SlackBlock {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** What a Slack webhook takes: the message in blocks, and a text for notifications and for whoever ignores blocks. */
export interface SlackPayload {
  readonly text: string;
  readonly blocks: SlackBlock[];
  readonly unfurl_links: false;
  readonly unfurl_media: false;
}

/** Slack, and whatever takes what Slack takes: every address may be one. */
export const slack = {
  name: 'slack',
  label: 'Slack',
  recognises: () => true,
  format: toSlack,
  preview: (body) => JSON.stringify(toSlack(body), null, 2),
} as const satisfies WebhookForm;

/**
 * A message in Block Kit. Values stand in rich text, which Slack shows as it is: nothing in it is markup, so that
 * nothing has to be escaped and nothing can address anybody.
 */
export function toSlack(body: Body): SlackPayload {
  const blocks: SlackBlock[] = [];
  let open: { readonly isList: boolean; readonly elements: SlackBlock[] } | undefined;
  for (const block of fitBody(body, LONGEST.blocks)) {
    if (block.kind === 'title' || block.kind === 'small') {
      blocks.push(block.kind === 'title' ? toHeader(block.pieces) : toContext(block.pieces));
      open = undefined;
      continue;
    }
    const isList = block.kind === 'item' || block.kind === 'code';
    if (open?.isList !== isList) {
      open = { isList, elements: [] };
      blocks.push({ type: 'rich_text', elements: open.elements });
    }
    addRichText(open.elements, block);
  }
  return { text: toFallback(body), blocks, unfurl_links: false, unfurl_media: false };
}

function toHeader(pieces: readonly Piece[]): SlackBlock {
  return { type: 'header', text: plainTextObject(cutText(textOf(pieces), LONGEST.header - 1)) };
}

function toContext(pieces: readonly Piece[]): SlackBlock {
  return { type: 'context', elements: [plainTextObject(cutText(textOf(pieces), LONGEST.text))] };
}

function plainTextObject(text: string): SlackBlock {
  return { type: 'plain_text', text, emoji: false };
}

function addRichText(elements: SlackBlock[], block: Block): void {
  if (block.kind === 'code') {
    const text = cutText(block.text, LONGEST.text);
    if (text !== '') elements.push({ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] });
    return;
  }
  const section = { type: 'rich_text_section', elements: block.pieces.map(toElement) };
  const last = elements.at(-1);
  if (block.kind !== 'item') elements.push(section);
  else if (last?.type === 'rich_text_list' && Array.isArray(last['elements'])) last['elements'].push(section);
  else elements.push({ type: 'rich_text_list', style: 'bullet', elements: [section] });
}

function toElement({ text: whole, mark, link }: Piece): SlackBlock {
  const text = cutText(whole, LONGEST.text);
  const style = mark === undefined ? {} : { style: { [mark]: true } };
  return link === undefined ? { type: 'text', text, ...style } : { type: 'link', url: link, text, ...style };
}

/** The message without its code blocks, in the markup of a `text` field. */
function toFallback(body: Body): string {
  const brief = body.filter(({ kind }) => kind !== 'code');
  const sizeOf = (block: Block) => fallbackLine(block).length + 1;
  return fitBody(brief, LONGEST.fallback, sizeOf).map(fallbackLine).join('\n');
}

function fallbackLine(block: Block): string {
  if (block.kind === 'code') return '';
  const text = block.pieces
    .map((piece) => (piece.link === undefined ? escapeSlack(piece.text) : linkSlack(piece.link, piece.text)))
    .join('');
  return { title: `*${text}*`, line: text, item: `• ${text}`, links: text, small: `[${text}]` }[block.kind];
}

function linkSlack(link: string, text: string): string {
  return `<${escapeSlack(link).replaceAll('|', '%7C')}|${escapeSlack(text)}>`;
}

/** Makes a text stand literally where Slack reads markup: `&`, `<` and `>` are all that could address anybody. */
function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
