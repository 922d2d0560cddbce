import { groupBy } from '../lists.ts';
import { SHORT, shortValue } from '../short-value.ts';
import { cutText } from '../visible.ts';
import { isElement, type XmlNode } from './scan.ts';

/** An attribute that tells an element from its like. */
const IDENTITY = /^(?:id|key|name)$/i;

/**
 * By the name of elements that have no such attribute, what tells them apart as one would, as `factsOf` names it: another
 * attribute, as in `<Slot number="3" …`, or a child, as in `<Brick><Parameter name="RBX">HB1</Parameter> …`.
 */
export type Telling = ReadonlyMap<string, string>;

/** The parts of an element, and those of them that differ from the parts of another one. */
interface Parts {
  readonly all: readonly XmlNode[];
  readonly free: ReadonlySet<XmlNode>;
}

/** An element by what it says, and whether it differs. */
interface Described {
  readonly facts: ReadonlyMap<string, string>;
  readonly isFree: boolean;
}

/** So many attributes and children of an element are tried. */
const MOST_TRIED = 20;

/**
 * Finds what each of some elements has, and no two of a side have alike. Of several such facts the one is taken by which most
 * of those that differ find one of the other side.
 */
export function findTelling(old: Parts, now: Parts): Telling {
  const [were, are] = [describeNameless(old), describeNameless(now)];
  const telling = new Map<string, string>();
  for (const [name, before] of were) {
    const after = are.get(name) ?? [];
    if (before.length === 1 && after.length === 1) continue;
    let most = 0;
    for (const fact of [...before[0].facts.keys()].slice(0, MOST_TRIED)) {
      const found = countFound([before, after], fact);
      if (found > most) telling.set(name, fact);
      most = Math.max(most, found);
    }
  }
  return telling;
}

function describeNameless({ all, free }: Parts) {
  const nameless = all.filter((node) => isElement(node.name) && identityOf(node) === null);
  const described = nameless.map((node) => ({ name: node.name, facts: factsOf(node), isFree: free.has(node) }));
  return groupBy(described, ({ name }) => name);
}

/** By how many of those that differ a fact finds one of the other side; 0: some have it alike, or not at all. */
function countFound(sides: readonly (readonly Described[])[], fact: string): number {
  const isTelling = sides.every((side) => new Set(valuesOf(side, fact)).size === side.length);
  const [before, after] = sides.map(
    (side) =>
      new Set(
        valuesOf(
          side.filter(({ isFree }) => isFree),
          fact,
        ),
      ),
  );
  return isTelling ? [...(before ?? [])].filter((value) => after?.has(value)).length : 0;
}

function valuesOf(elements: readonly Described[], fact: string): string[] {
  return elements.flatMap(({ facts }) => facts.get(fact) ?? []);
}

/** What an element says by each attribute, and by each child that is the only one of its label, `<Slot>`. */
export function factsOf({ attributes, parts }: XmlNode): ReadonlyMap<string, string> {
  const facts = new Map(attributes);
  const elements = parts.filter(({ name }) => isElement(name));
  for (const [label, [child, ...others]] of groupBy(elements, (part) => labelOf(part))) {
    if (others.length === 0) facts.set(label, String(child.key));
  }
  return facts;
}

/** What an element says beside what tells it from its like: attributes, and the keys of its parts. */
export function restOf({ attributes, parts }: XmlNode, telling: string | undefined) {
  return [
    [...attributes].filter(([name]) => !IDENTITY.test(name) && name !== telling),
    parts.filter((part) => telling === undefined || labelOf(part) !== telling).map(({ key }) => key),
  ];
}

/** `id=3`: the first attribute that tells an element from its like; null: it has none. */
export function identityOf(node: XmlNode): string | null {
  const identity = findIdentity(node);
  return identity === undefined ? null : sayAttribute(identity);
}

function findIdentity({ attributes }: XmlNode) {
  return [...attributes].find(([name]) => IDENTITY.test(name));
}

/** `<Crate id=3>`, `<Slot>`, `<Brick RBX=HB1>` by a child that says so, `comment left from tests`. */
export function labelOf(node: XmlNode, telling: Telling = new Map()): string {
  if (!isElement(node.name)) return `${node.name.slice(1)} ${shortValue(node.text)}`;
  const identity = identityOf(node) ?? sayFact(node, telling.get(node.name));
  return `<${cutText(identity === null ? node.name : `${node.name} ${identity}`, SHORT)}>`;
}

/** What tells an element from its like: `slot=3`; of a child its text, behind what names the child: `RBX=HB1`. */
function sayFact({ attributes, parts }: XmlNode, fact = ''): string | null {
  const child = parts.find((part) => labelOf(part) === fact);
  const name = child === undefined ? fact : (findIdentity(child)?.[1] ?? child.name);
  const value = attributes.get(fact) ?? child?.parts[0]?.text;
  return value === undefined || value === '' ? null : sayAttribute([name, value]);
}

function sayAttribute([name, value]: readonly [string, string]): string {
  return `${name}=${quote(value)}`;
}

/** A text as it is; in quotes where it would not be seen whole. */
export function quote(text: string): string {
  return text === '' || text !== text.trim() || text.startsWith('"') ? `"${text}"` : text;
}
