import { toCodeSpan, toDiffBlock } from '../../../model/markdown.ts';
import { fitBody, textOf, type Block, type Body, type Piece } from '../body.ts';
import type { WebhookForm } from './webhook.ts';

/** Longest text: below 12,000 characters, and Mattermost's own 16,383. */
const LONGEST = 11_900;
/** Cannot be seen and has no width: what stands on both sides of it is not read as one. */
const JOINER = '\u2060';

/** Mattermost: its webhooks are `/hooks/<id>` below wherever it is installed, and take a text. */
export const mattermost = {
  name: 'mattermost',
  label: 'Mattermost',
  recognises: ({ hostname, pathname }) =>
    !/(^|\.)slack(-gov)?\.com$/.test(hostname) && /\/hooks\/[a-z0-9]+$/i.test(pathname),
  format: (body) => ({ text: toMarkdown(body) }),
  preview: toMarkdown,
} as const satisfies WebhookForm;

/**
 * A message in Markdown as Mattermost reads it. Values stand in code, which shows them as they are; apart from those
 * that Mattermost's server rewrites even there, in the manner of Slack (`<!channel>`, `<@U1>`, `<address|text>`): these
 * stand as escaped text.
 */
export function toMarkdown(body: Body): string {
  const sizeOf = (block: Block) => markdownBlock(block).length + 2;
  return fitBody(body, LONGEST, sizeOf)
    .map((block, index, blocks) => gapBetween(blocks[index - 1], block) + markdownBlock(block))
    .join('');
}

/** A paragraph right after a list would be read as part of it, so that what is of another kind stands apart. */
function gapBetween(before: Block | undefined, block: Block): string {
  if (before === undefined) return '';
  return block.kind === before.kind || (block.kind === 'code' && before.kind === 'item') ? '\n' : '\n\n';
}

function markdownBlock(block: Block): string {
  if (block.kind === 'code') return toBlock(block.text);
  const isRewritten = isRewrittenByServer(textOf(block.pieces));
  const text = block.pieces.map((piece) => toMarked(piece, isRewritten)).join('');
  return { title: `#### ${text}`, line: text, item: `- ${text}`, links: text, small: text }[block.kind];
}

function toMarked({ text, mark, link }: Piece, isRewritten: boolean): string {
  if (link !== undefined) return `[${escapeMarkdown(text)}](${link.replaceAll(/[()\s<>]/g, encodeSign)})`;
  if (mark === 'code' && !isRewritten) return toCodeSpan(text);
  return escapeMarkdown(text);
}

/** Encodes a sign that would end an address; `encodeURIComponent` leaves parentheses as they are. */
function encodeSign(sign: string): string {
  return sign === '(' ? '%28' : sign === ')' ? '%29' : encodeURIComponent(sign);
}

function toBlock(text: string): string {
  if (isRewrittenByServer(text)) return text.replaceAll(/^.*/gm, (line) => `> ${escapeMarkdown(line)}`);
  return toDiffBlock(text.split('\n'));
}

/**
 * Whether Mattermost's server makes something else of a text, in code or not, as Slack would. What an address and its text
 * may hold is cut out first, by line and by `>`: one expression for all would begin again at every `<`.
 */
function isRewrittenByServer(text: string): boolean {
  if (/<[!@]/.test(text)) return true;
  const beforeEnds = text.split('\n').flatMap((line) => line.split('>').slice(0, -1));
  return beforeEnds.some((part) => /<[^<|]+\|./s.test(part));
}

/** Makes a text stand literally in Markdown, with nobody addressed, no address made a link, and no emoji. */
function escapeMarkdown(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_~[\]|!]/g, String.raw`\$&`)
    .replaceAll(/^(\s*)([-+#]|\d+(?=[.)]))/g, (_, blanks: string, sign: string) =>
      /\d/.test(sign) ? `${blanks}${sign}${JOINER}` : `${blanks}\\${sign}`,
    )
    .replaceAll(/@(?=\S)|:(?=[A-Za-z+/-])|www(?=\.)/gi, `$&${JOINER}`);
}
