import { LineCounter, parseDocument, visit, isMap, isNode, isScalar, isSeq, type Document } from 'yaml';
import type * as z from 'zod';
import { findNearestNames } from '../../model/names.ts';
import { SCHEMA_KEYS } from './environment.ts';
import { partOf } from './write.ts';

/** A text in YAML. What is wrong with it is said one problem a text, each with its line. */
export interface YamlText {
  readonly document: Document;
  readonly lines: LineCounter;
  /** What it holds; undefined where it is broken. */
  readonly content: unknown;
  /** Why nothing can be made of it; empty: something can. */
  readonly broken: readonly string[];
  /** The keys that stand there twice, of which the last one counts. */
  readonly repeated: readonly string[];
}

/** Reads a text that somebody wrote in YAML; never throws. */
export function readYaml(text: string): YamlText {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'error', prettyErrors: false });
  const [broken, repeated]: [string[], string[]] = [[], []];
  const lineAt = (offset: number) => `line ${lines.linePos(offset).line}`;
  for (const { code, message, pos } of document.errors) {
    const key = /^[^\s:]*/.exec(text.slice(pos[0]))?.[0];
    if (code === 'DUPLICATE_KEY') repeated.push(`${lineAt(pos[0])}: ${key}: this key is there twice`);
    else broken.push(`${lineAt(pos[0])}: ${message}`);
  }
  visit(document, {
    Pair: (_, { key }) => {
      if (!isScalar(key) || key.value !== '__proto__') return;
      broken.push(`${lineAt(key.range?.[0] ?? 0)}: __proto__: no key can be called so`);
    },
    Alias: (_, alias) => {
      if (alias.resolve(document) !== undefined) return;
      broken.push(`${lineAt(alias.range?.[0] ?? 0)}: *${alias.source}: put what begins with * in quotes`);
    },
  });
  let content: unknown;
  try {
    if (broken.length === 0) content = document.toJS();
  } catch (error) {
    // Anchors that unfold to more than anybody writes.
    broken.push(error instanceof Error ? error.message : String(error));
  }
  return { document, lines, content, broken, repeated };
}

/** A settings file as it is written: what lines its keys stand on is kept. */
type WrittenSettings = Pick<YamlText, 'document' | 'lines'>;

/** Where what has no line of its own stands: after all that has one. */
const LAST = Number.MAX_SAFE_INTEGER;

type Path = readonly PropertyKey[];

/**
 * What is wrong with settings in the order of the file, one text a problem: its key and line, or the variable that gave it.
 * An unknown key comes with the nearest known one.
 * @param variables by key (`notify.daily`): the environment variable that gives it
 */
export function describeIssues(
  issues: readonly z.core.$ZodIssue[],
  written: WrittenSettings,
  variables: ReadonlyMap<string, string>,
): string[] {
  const problems = issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [{ path: issue.path, says: sayIssue(issue) }];
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      return { path, says: `unknown key "${key}"${suggestKey(path)}` };
    });
  });
  return problems
    .map(({ path, says }) => ({ ...originOf(path, written, variables), says }))
    .sort((a, b) => (a.line ?? LAST) - (b.line ?? LAST))
    .map(({ line, name, says }) => `${line === null ? '' : `line ${line}: `}${name}: ${says}`);
}

/** What schemas say of an input that does not fit, where their own words would not do; for `safeParse`. */
export function wordIssue(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type' && issue.input === undefined) return 'is missing';
  if (issue.code === 'too_small' && issue.origin === 'array') return 'is empty: name at least one';
  if (issue.code === 'too_small' && issue.origin === 'string') return 'is empty';
  if (issue.code === 'invalid_format' && issue.format === 'url') return 'not an http or https address';
  if (issue.code !== 'invalid_value') return undefined;
  const values = issue.values.map(String);
  const [nearest] = findNearestNames(String(issue.input), values, 1);
  return nearest === undefined ? `is none of ${values.join(', ')}` : `unknown value: did you mean ${nearest}?`;
}

/** An issue's own words; of a key that does not fit and of one that may have several forms those of what is within. */
function sayIssue(issue: z.core.$ZodIssue): string {
  const within =
    issue.code === 'invalid_key' ? issue.issues : issue.code === 'invalid_union' ? issue.errors.flat() : [];
  return within.length === 0 ? issue.message : [...new Set(within.map(sayIssue))].join(', or: ');
}

function originOf(
  path: Path,
  written: WrittenSettings,
  variables: ReadonlyMap<string, string>,
): { line: number | null; name: string } {
  for (let length = path.length; length > 0; length -= 1) {
    const variable = variables.get(path.slice(0, length).join('.'));
    if (variable !== undefined) return { line: null, name: [variable, ...path.slice(length)].join('.') };
  }
  return { line: lineOf(path, written), name: path.join('.') || 'settings' };
}

/** The line of a key or, where it is not written, of the innermost one around it; null: none of them is. */
function lineOf(path: Path, { document, lines }: WrittenSettings): number | null {
  let node: unknown = document.contents;
  let offset: number | null = null;
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
      if (pair === undefined || !isScalar(pair.key)) break;
      offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof key === 'number') {
      node = node.items[key];
      offset = isNode(node) ? (node.range?.[0] ?? offset) : offset;
    } else break;
  }
  return offset === null ? null : lines.linePos(offset).line;
}

/** The nearest known key: one that may stand there or, where none is near, one of that name elsewhere. */
function suggestKey(path: Path): string {
  const [around, name] = [path.slice(0, -1), String(path.at(-1))];
  const [sibling] = findNearestNames(name, Object.keys(partOf(around).properties ?? {}), 1);
  const elsewhere = new Map(SCHEMA_KEYS.toReversed().map(({ keys }) => [keys.at(-1) ?? '', keys]));
  const [nearest = ''] = findNearestNames(name, [...elsewhere.keys()], 1);
  const suggestion = sibling === undefined ? elsewhere.get(nearest) : [...around, sibling];
  return suggestion === undefined ? '' : `: did you mean ${suggestion.join('.')}?`;
}
