import { isMap, isNode, isScalar, isSeq } from 'yaml';
import type { Document, LineCounter } from 'yaml';
import type * as z from 'zod';
import { findNearestNames } from '../../model/nearest-names.ts';
import { listKeysAt, SCHEMA_KEYS } from './environment.ts';

/** A settings file as it is written: what lines its keys stand on is kept. */
export interface WrittenSettings {
  readonly document: Document | null;
  readonly lines: LineCounter;
}

type Path = readonly PropertyKey[];

/**
 * What is wrong with settings, one text a problem: its key and line in the file, or the variable that gave it. An unknown
 * key comes with the nearest known one.
 * @param variables by key (`notify.daily`): the environment variable that gives it
 */
export function describeIssues(
  issues: readonly z.core.$ZodIssue[],
  written: WrittenSettings,
  variables: ReadonlyMap<string, string>,
): string[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') {
      return [`${nameOrigin(issue.path, written, variables)}: ${issue.message}`];
    }
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      return `${nameOrigin(path, written, variables)}: unknown key "${key}"${suggestKey(path)}`;
    });
  });
}

function nameOrigin(path: Path, written: WrittenSettings, variables: ReadonlyMap<string, string>): string {
  for (let length = path.length; length > 0; length -= 1) {
    const variable = variables.get(path.slice(0, length).join('.'));
    if (variable !== undefined) return [variable, ...path.slice(length)].join('.');
  }
  const line = lineOf(path, written);
  return `${line === null ? '' : `line ${line}: `}${path.join('.') || 'settings'}`;
}

/** The line of a key or, where it is not written, of the innermost one around it; null: none of them is. */
function lineOf(path: Path, { document, lines }: WrittenSettings): number | null {
  let node: unknown = document?.contents;
  let offset: number | null = null;
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === key);
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
  const name = String(path.at(-1));
  const [sibling] = findNearestNames(name, listKeysAt(path.slice(0, -1)), 1);
  const lastOf = (keys: readonly string[]) => keys.at(-1) ?? '';
  const [nearest] = findNearestNames(
    name,
    SCHEMA_KEYS.map(({ keys }) => lastOf(keys)),
    1,
  );
  const elsewhere = SCHEMA_KEYS.find(({ keys }) => lastOf(keys) === nearest)?.keys;
  const suggestion = sibling === undefined ? elsewhere : [...path.slice(0, -1), sibling];
  return suggestion === undefined ? '' : `: did you mean ${suggestion.join('.')}?`;
}
