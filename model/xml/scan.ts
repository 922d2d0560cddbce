import { numberOf } from '../lists.ts';
import { splitLines } from '../lines.ts';

/** A part of an XML document: an element, or a text, comment or processing instruction (`#text`, `#comment`, `#instruction`). */
export interface XmlNode {
  readonly name: string;
  /** Of an element, as they are written. */
  readonly attributes: ReadonlyMap<string, string>;
  /** What a text, comment or instruction says. */
  readonly text: string;
  readonly parts: readonly XmlNode[];
  /** Equal for nodes that say the same, however they are laid out, of all documents that were scanned with the same keys. */
  readonly key: number;
}

/** The key of each node that there is, by what the node says. */
export type XmlKeys = Map<string, number>;

/** Longer texts (characters) and documents nested deeper (elements) are compared as texts only. */
const LONGEST = 300_000;
const DEEPEST = 200;

/** A text without white space around it, of which XML has four characters: a no-break space is none. */
function trimXml(text: string): string {
  // Looking back keeps it from trying every character of a long gap.
  return text.replaceAll(/^[ \t\r\n]+|(?<![ \t\r\n])[ \t\r\n]+$/g, '');
}

/** Comment, CDATA, instruction, end tag, start tag, text. None takes more time than in proportion to what it reads. */
const TOKEN =
  /<!--([^]*?)-->|<!\[CDATA\[([^]*?)\]\]>|<\?([^]*?)\?>|<\/([^\s<>/]+)[ \t\r\n]*>|<([^\s<>/!?"'=#]+)((?:[ \t\r\n]+[^\s<>/"'=]+[ \t\r\n]*=[ \t\r\n]*(?:"[^"<]*"|'[^'<]*'))*)[ \t\r\n]*(\/?)>|([^<]+)/gy;
const ATTRIBUTE = /([^\s=]+)[ \t\r\n]*=[ \t\r\n]*(?:"([^"]*)"|'([^']*)')/g;

/** A node that is not yet read to its end. */
interface OpenNode extends Omit<XmlNode, 'key'> {
  text: string;
  readonly parts: XmlNode[];
}

/**
 * Reads an XML document in one pass. White space between elements and at the ends of lines of a text, and the order of
 * attributes, are layout and left out; entities stay as they are written.
 * @returns the document, its root element among its parts; null for anything that is no well-formed document, and for one with
 * a DOCTYPE or with `xml:space`, where white space may count
 */
export function scanXml(text: string, keys: XmlKeys): XmlNode | null {
  const source = text.trim();
  if (!source.startsWith('<') || !source.endsWith('>') || source.length > LONGEST) return null;
  const document: OpenNode = { name: '#document', attributes: new Map(), text: '', parts: [] };
  const open = [document];
  let end = 0;
  for (const [all, comment, data, instruction, closed, name, written = '', empty, words] of source.matchAll(TOKEN)) {
    end += all.length;
    const parent = open.at(-1) ?? document;
    if (data !== undefined || words !== undefined) {
      parent.text += words ?? data?.replaceAll('&', '&amp;').replaceAll('<', '&lt;') ?? '';
      continue;
    }
    endText(parent, keys);
    if (comment !== undefined) parent.parts.push(makeLeaf('#comment', comment, keys));
    else if (instruction !== undefined) parent.parts.push(makeLeaf('#instruction', instruction, keys));
    else if (closed !== undefined) {
      open.pop();
      if (parent.name !== closed) return null;
      open.at(-1)?.parts.push(finish(parent, keys));
    } else {
      const attributes = readAttributes(written);
      if (attributes === null || open.length > DEEPEST) return null;
      const element = { name: name ?? '', attributes, text: '', parts: [] };
      if (empty === '/') parent.parts.push(finish(element, keys));
      else open.push(element);
    }
  }
  endText(document, keys);
  const isWhole = end === source.length && open.length === 1;
  const [root, ...others] = document.parts.filter(({ name }) => isElement(name) || name === '#text');
  return isWhole && root !== undefined && isElement(root.name) && others.length === 0 ? finish(document, keys) : null;
}

/** Whether a node's name is that of an element. */
export function isElement(name: string): boolean {
  return !name.startsWith('#');
}

/** Attributes by name; null where one stands twice, or white space is declared to count. */
function readAttributes(written: string): ReadonlyMap<string, string> | null {
  const all = [...written.matchAll(ATTRIBUTE)].map(
    ([, name = '', double, single = '']) => [name, (double ?? single).replaceAll(/[ \t\r\n]/g, ' ')] as const,
  );
  const attributes = new Map(all);
  return attributes.size < all.length || attributes.has('xml:space') ? null : attributes;
}

/** Attributes by name, in which order they are written is layout. */
export function sortAttributes(attributes: XmlNode['attributes']): (readonly [string, string])[] {
  return [...attributes].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** What stood between two tags becomes a part, if it says anything. */
function endText(parent: OpenNode, keys: XmlKeys): void {
  if (trimXml(parent.text) !== '') parent.parts.push(makeLeaf('#text', parent.text, keys));
  parent.text = '';
}

function makeLeaf(name: string, said: string, keys: XmlKeys): XmlNode {
  const lines = splitLines(said).map(trimXml);
  const text = lines.filter((line) => line !== '').join('\n');
  return finish({ name, attributes: new Map(), text, parts: [] }, keys);
}

function finish(node: Omit<XmlNode, 'key'>, keys: XmlKeys): XmlNode {
  const parts = node.parts.map(({ key }) => key);
  const said = JSON.stringify([node.name, ...sortAttributes(node.attributes), node.text, parts]);
  return { ...node, key: numberOf(said, keys) };
}
