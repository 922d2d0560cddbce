import { countOf } from '../labels.ts';
import { groupBy } from '../lists.ts';
import { cutApart, SHORT, shortValue, stepBetween } from '../short-value.ts';
import { matchLines } from '../text-diff/match-lines.ts';
import { factsOf, findTelling, identityOf, labelOf, quote, restOf, sayBy, type Telling } from './identity.ts';
import { isElement, scanXml, type XmlKeys, type XmlNode } from './scan.ts';

/**
 * What differs between two XML documents by element and attribute, in words: `<Crate id=3>: attribute slot 4 → 5 (+1)`,
 * `<Crate id=4> added`.
 * @returns empty: nothing but layout; null: one of them is no XML that `scanXml` reads, or they have little in common
 */
export function diffXml(before: string, after: string): string[] | null {
  const keys: XmlKeys = new Map();
  const old = scanXml(before, keys);
  const now = old === null ? null : scanXml(after, keys);
  const [oldRoot, newRoot] = [old, now].map((document) => document?.parts.find(({ name }) => isElement(name)));
  if (old === null || now === null || oldRoot === undefined || oldRoot.name !== newRoot?.name) return null;
  // The roots stand for each other, whatever is in them.
  const aside = (document: XmlNode) =>
    document.parts.map((part) => (isElement(part.name) ? { ...part, key: -1 } : part));
  return [...diffNodes(oldRoot, newRoot, []), ...diffParts(aside(old), aside(now), [])];
}

/** The same on one line: `only layout`, or the first few differences and how many more there are. */
export function describeXml(differences: readonly string[]): string {
  if (differences.length === 0) return 'only layout';
  let room = 2 * SHORT;
  const beyond = differences.findIndex((words, index) => (room -= words.length) < 0 && index > 0);
  const shown = beyond < 0 ? differences : differences.slice(0, beyond);
  const left = differences.length - shown.length;
  return [...shown, ...(left > 0 ? [countOf(left, 'more difference')] : [])].join('; ');
}

/** The same line by line: the first so many, and how many more there are. */
export function listXml(differences: readonly string[], most: number): string[] {
  const left = differences.length - most;
  return [...differences.slice(0, most), ...(left > 0 ? [`… ${countOf(left, 'more difference')}`] : [])];
}

/** @param path labels of the elements below the root, down to these two; none: they are the roots */
function diffNodes(old: XmlNode, now: XmlNode, path: readonly string[]): string[] {
  if (old.key === now.key) return [];
  const place = placeOf(path.length === 0 ? [labelOf(now)] : path);
  const names = new Set([...old.attributes.keys(), ...now.attributes.keys()]);
  const attributes = [...names].sort().flatMap((name) => {
    const [was, is] = [old.attributes.get(name), now.attributes.get(name)];
    if (was === is) return [];
    const change =
      was === undefined ? `=${say(is)} added` : is === undefined ? `=${say(was)} removed` : ` ${sayBoth(was, is)}`;
    return [`${place}attribute ${name}${change}`];
  });
  return [...attributes, ...diffParts(old.parts, now.parts, path)];
}

/** What differs between the parts of two elements: what went, then the rest in the order of the newer one. */
function diffParts(old: readonly XmlNode[], now: readonly XmlNode[], path: readonly string[]): string[] {
  const { partners, removed, others, telling } = matchParts(old, now);
  const [oldLabels, labels] = [labelParts(old, telling), labelParts(now, telling)];
  const place = placeOf(path);
  return [
    ...removed.map((node) => `${place}${oldLabels.get(node)} removed`),
    ...others.flatMap((part) => {
      const [label = '', node] = [labels.get(part), partners.get(part)];
      if (node === undefined) return [`${place}${label} added`];
      if (node.key === part.key) return [`${place}${label} moved`];
      if (isElement(part.name)) return diffNodes(node, part, [...path, label]);
      return [`${place}${part.name.slice(1)} ${sayBoth(node.text, part.text)}`];
    }),
  ];
}

/**
 * Leaves out what is the same in the same order, and finds for the other parts of the newer element those of the older one
 * that they were: the same elsewhere, an element of the same identity, one that has another identity and is the same
 * otherwise, and for what nothing tells from its like the first of the same name.
 */
function matchParts(old: readonly XmlNode[], now: readonly XmlNode[]) {
  const { pairs } = matchLines(
    old.map(({ key }) => String(key)),
    now.map(({ key }) => String(key)),
  );
  const [kept, keptNow] = [new Set(pairs.map(([i]) => i)), new Set(pairs.map(([, j]) => j))];
  const removed = new Set(old.filter((_, index) => !kept.has(index)));
  const others = now.filter((_, index) => !keptNow.has(index));
  const partners = new Map<XmlNode, XmlNode>();
  const telling = findTelling({ all: old, free: removed }, { all: now, free: new Set(others) });
  const tellsOf = (node: XmlNode) => (identityOf(node) === null ? telling.get(node.name) : undefined);
  const claims: ((node: XmlNode) => string | null)[] = [
    ({ key }) => String(key),
    (node) => {
      const facts = tellsOf(node);
      const identity = facts === undefined ? identityOf(node) : sayBy(factsOf(node), facts);
      return typeof identity === 'string' ? JSON.stringify([node.name, identity]) : null;
    },
    (node) => (isElement(node.name) ? JSON.stringify([node.name, restOf(node, tellsOf(node))]) : null),
    (node) => (identityOf(node) === null && tellsOf(node) === undefined ? node.name : null),
  ];
  for (const claimOf of claims) {
    const free = new Map([...groupBy(removed, claimOf)].map(([claim, nodes]) => [claim, nodes.values()]));
    for (const part of others) {
      const claim = partners.has(part) ? null : claimOf(part);
      const node = claim === null ? undefined : free.get(claim)?.next().value;
      if (node === undefined) continue;
      partners.set(part, node);
      removed.delete(node);
    }
  }
  return { partners, removed: [...removed], others, telling };
}

/** Labels of the parts of an element; where several are alike with their number: `<Slot>[2]`. */
function labelParts(parts: readonly XmlNode[], telling: Telling): ReadonlyMap<XmlNode, string> {
  const alike = groupBy(parts, (part) => labelOf(part, telling));
  return new Map(
    [...alike].flatMap(([label, nodes]) =>
      nodes.map((node, index) => [node, nodes.length === 1 ? label : `${label}[${index + 1}]`] as const),
    ),
  );
}

/** So many elements around what differs are named beside the outermost one. */
const NAMED = 3;

/** `<Crate id=3> › <Slot>[2]: `; of a longer path the outermost element, which often says whose it is, and the last. */
function placeOf(path: readonly string[]): string {
  const [outer = '', ...inner] = path;
  const shown = inner.length <= NAMED ? inner : ['…', ...inner.slice(-NAMED)];
  return path.length === 0 ? '' : `${[outer, ...shown].join(' › ')}: `;
}

function sayBoth(was: string, is: string): string {
  const [before = '', after = ''] = cutApart([was, is].map((text) => quote(text.replaceAll('\n', '\u240A'))));
  return `${before} → ${after}${stepBetween(was, is)}`;
}

function say(text = ''): string {
  return shortValue(quote(text));
}
