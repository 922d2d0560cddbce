/**
 * Slack's published limits of Block Kit (docs.slack.dev, reference of blocks and of composition objects), and the total
 * of 12,000 characters that a message may have. Lengths are counted as Slack counts them, in UTF-16 units.
 */
const LIMITS = { blocks: 50, header: 150, section: 3000, context: 10, text: 3000, url: 3000, total: 12_000 };

interface Item {
  readonly type: string;
  readonly [key: string]: unknown;
}

/**
 * For tests: holds a Slack payload against Block Kit: what each block must have, and what it may have.
 * @returns what is wrong, each with its place; empty: Slack would take it
 */
export function checkBlockKit(payload: unknown): string[] {
  const problems: string[] = [];
  const { text, blocks } = payload as { text?: unknown; blocks?: unknown };
  if (typeof text !== 'string' || text === '') problems.push('text: is required beside blocks, for notifications');
  const list = asItems(blocks, 'blocks', problems);
  if (list.length === 0 || list.length > LIMITS.blocks) problems.push(`blocks: ${list.length} of them`);
  list.forEach((block, index) => checkBlock(block, `blocks[${index}]`, problems));
  const total = allTexts(payload).reduce((sum, one) => sum + one.length, 0);
  if (total > LIMITS.total) problems.push(`${total} characters in all`);
  if (!JSON.stringify(payload).isWellFormed()) problems.push('half a surrogate pair');
  return problems;
}

/** For tests: every text of a Slack payload that people can see, addresses left out. */
export function allTexts(item: unknown): string[] {
  if (Array.isArray(item)) return item.flatMap(allTexts);
  if (typeof item !== 'object' || item === null) return [];
  return Object.entries(item).flatMap(([key, inner]) =>
    key === 'text' && typeof inner === 'string' ? [inner] : allTexts(inner),
  );
}

function checkBlock(block: Item, place: string, problems: string[]): void {
  if (block.type === 'header') checkPlainText(block['text'], LIMITS.header, `${place}.text`, problems);
  else if (block.type === 'context') {
    const elements = asItems(block['elements'], `${place}.elements`, problems);
    if (elements.length === 0 || elements.length > LIMITS.context)
      problems.push(`${place}: ${elements.length} elements`);
    elements.forEach((one, index) => checkPlainText(one, LIMITS.text, `${place}.elements[${index}]`, problems));
  } else if (block.type === 'rich_text') {
    const elements = asItems(block['elements'], `${place}.elements`, problems);
    if (elements.length === 0) problems.push(`${place}: no elements`);
    elements.forEach((one, index) => checkRichText(one, `${place}.elements[${index}]`, problems));
  } else problems.push(`${place}: type ${block.type}`);
}

function checkRichText(element: Item, place: string, problems: string[]): void {
  const inner = asItems(element['elements'], `${place}.elements`, problems);
  if (inner.length === 0) problems.push(`${place}: no elements`);
  const at = (index: number) => `${place}.elements[${index}]`;
  if (element.type === 'rich_text_list') {
    if (element['style'] !== 'bullet' && element['style'] !== 'ordered') problems.push(`${place}: style`);
    inner.forEach((one, index) => {
      if (one.type === 'rich_text_section') checkRichText(one, at(index), problems);
      else problems.push(`${at(index)}: a list holds sections only`);
    });
  } else if (element.type === 'rich_text_section' || element.type === 'rich_text_preformatted') {
    inner.forEach((one, index) => checkPiece(one, at(index), problems));
  } else problems.push(`${place}: type ${element.type}`);
}

function checkPiece(piece: Item, place: string, problems: string[]): void {
  if (piece.type !== 'text' && piece.type !== 'link') problems.push(`${place}: type ${piece.type}`);
  checkLength(piece['text'], LIMITS.text, `${place}.text`, problems);
  if (piece.type === 'link') checkLength(piece['url'], LIMITS.url, `${place}.url`, problems);
  const style = piece['style'] ?? {};
  const isStyle = Object.entries(style).every(
    ([key, on]) => ['bold', 'italic', 'strike', 'code'].includes(key) && on === true,
  );
  if (!isStyle) problems.push(`${place}: style ${JSON.stringify(style)}`);
}

function checkPlainText(object: unknown, longest: number, place: string, problems: string[]): void {
  const { type, text } = (object ?? {}) as Partial<Item>;
  if (type !== 'plain_text') problems.push(`${place}: type ${type}`);
  checkLength(text, longest, place, problems);
}

function checkLength(text: unknown, longest: number, place: string, problems: string[]): void {
  if (typeof text !== 'string' || text === '') problems.push(`${place}: is required`);
  else if (text.length > longest) problems.push(`${place}: ${text.length} characters`);
}

function asItems(items: unknown, place: string, problems: string[]): Item[] {
  if (Array.isArray(items)) return items as Item[];
  problems.push(`${place}: is no list`);
  return [];
}
