import { groupBy } from '../lists.ts';
import { SHORT, shortValue } from '../short-value.ts';
import { cutText } from '../visible.ts';
import { isElement, sortAttributes, type XmlNode } from './scan.ts';

/** An attribute that tells an element from its like. */
const IDENTITY = /^(?:id|key|name)$/i;

/**
 * By the name of elements that have no such attribute, what tells them apart as one would, as `factsOf` names it: another
 * attribute, as in `<Slot number="3" …`, or a child, as in `<Brick><Parameter name="RBX">HB1</Parameter> …`; or two of them.
 */
export type Telling = ReadonlyMap<string, Facts>;
type Facts = readonly string[];

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

/** So many attributes and children of an element are tried, and so many two by two. */
const [MOST_TRIED, MOST_PAIRED] = [20, 8];

/**
 * Finds what each of some elements has, and no two of a side have alike. Of several such facts the one is taken by which most
 * of those that differ find one of the other side, of these the first; where there is none, of two facts, as crate and slot.
 */
export function findTelling(old: Parts, now: Parts): Telling {
  const [were, are] = [describeNameless(old), describeNameless(now)];
  const telling = new Map<string, Facts>();
  for (const [name, before] of were) {
    const after = are.get(name) ?? [];
    if (before.length === 1 && after.length === 1) continue;
    const facts = [...before[0].facts.keys()];
    const some = facts.slice(0, MOST_PAIRED);
    const best =
      findBest(
        facts.slice(0, MOST_TRIED).map((fact) => [fact]),
        [before, after],
      ) ??
      findBest(
        some.flatMap((fact, index) => some.slice(index + 1).map((other) => [fact, other])),
        [before, after],
      );
    if (best !== undefined) telling.set(name, best);
  }
  return telling;
}

function findBest(all: readonly Facts[], sides: readonly (readonly Described[])[]): Facts | undefined {
  let [best, most]: [Facts | undefined, number] = [undefined, 0];
  for (const facts of all) {
    const found = countFound(sides, facts);
    if (found > most) [best, most] = [facts, found];
  }
  return best;
}

function describeNameless({ all, free }: Parts) {
  const nameless = all.filter((node) => isElement(node.name) && identityOf(node) === null);
  const described = nameless.map((node) => ({ name: node.name, facts: factsOf(node), isFree: free.has(node) }));
  return groupBy(described, ({ name }) => name);
}

/** By how many of those that differ some facts find one of the other side; 0: some have them alike, or not at all. */
function countFound(sides: readonly (readonly Described[])[], facts: Facts): number {
  const isTelling = sides.every((side) => new Set(valuesOf(side, facts)).size === side.length);
  const [before, after] = sides.map(
    (side) =>
      new Set(
        valuesOf(
          side.filter(({ isFree }) => isFree),
          facts,
        ),
      ),
  );
  return isTelling ? [...(before ?? [])].filter((value) => after?.has(value)).length : 0;
}

function valuesOf(elements: readonly Described[], facts: Facts): string[] {
  return elements.flatMap((element) => sayBy(element.facts, facts) ?? []);
}

/** What an element says by some facts; null: it has not all of them. */
export function sayBy(said: ReadonlyMap<string, string>, facts: Facts): string | null {
  return facts.every((fact) => said.has(fact)) ? JSON.stringify(facts.map((fact) => said.get(fact))) : null;
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
export function restOf({ attributes, parts }: XmlNode, telling: Facts = []) {
  return [
    sortAttributes(attributes).filter(([name]) => !IDENTITY.test(name) && !telling.includes(name)),
    parts.filter((part) => telling.length === 0 || !telling.includes(labelOf(part))).map(({ key }) => key),
  ];
}

/** `id=3`: the first attribute, by its name, that tells an element from its like; null: it has none. */
export function identityOf(node: XmlNode): string | null {
  const identity = findIdentity(node);
  return identity === undefined ? null : sayAttribute(identity);
}

function findIdentity({ attributes }: XmlNode) {
  return sortAttributes(attributes).find(([name]) => IDENTITY.test(name));
}

/** `<Crate id=3>`, `<Slot>`, `<Brick RBX=HB1>` by a child that says so, `comment left from tests`. */
export function labelOf(node: XmlNode, telling: Telling = new Map()): string {
  if (!isElement(node.name)) return `${node.name.slice(1)} ${shortValue(node.text)}`;
  const said = identityOf(node) ?? (telling.get(node.name) ?? []).map((fact) => sayFact(node, fact) ?? '').join(' ');
  const identity = said === '' ? null : said;
  return `<${cutText(identity === null ? node.name : `${node.name} ${identity}`, SHORT)}>`;
}

/** What tells an element from its like: `slot=3`; of a child its text, behind what names the child: `RBX=HB1`. */
function sayFact({ attributes, parts }: XmlNode, fact: string): string | null {
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
