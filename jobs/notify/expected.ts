import { parseDocument } from 'yaml';
import { z } from 'zod';
import { sha256 } from '../../archive/digest.ts';
import { readTextFile } from '../../archive/files.ts';
import type { Change } from '../../model/change.ts';
import { matchesAny } from '../../model/patterns.ts';

const rule = z.strictObject({
  pattern: z.union([
    z
      .string()
      .min(1)
      .transform((one) => [one]),
    z.array(z.string().min(1)).min(1),
  ]),
  reason: z.string().min(1),
  owner: z.string().min(1),
  expires: z.iso.date('is no date such as 2026-08-01'),
  silent: z.boolean().default(false),
});

/** A kind of change that is expected: said in one line of a run's message, or where it is silent not at all. */
export interface ExpectedRule extends z.infer<typeof rule> {
  /** Names the rule: the same as long as nothing of it is altered. */
  readonly key: string;
}

/** The list of expected changes, and what is wrong with it: a rule that cannot be read holds nothing back. */
export interface ExpectedList {
  readonly rules: readonly ExpectedRule[];
  readonly problems: readonly string[];
}

/** Reads the list of expected changes; no file: an empty list. */
export function readExpected(path: string): ExpectedList {
  const text = readTextFile(path);
  if (text === null) return { rules: [], problems: [] };
  const document = parseDocument(text);
  const [problem] = document.errors;
  if (problem !== undefined) return { rules: [], problems: [`${path}: ${problem.message.split('\n')[0]}`] };
  const entries: unknown = document.toJS() ?? [];
  if (!Array.isArray(entries)) return { rules: [], problems: [`${path} must hold a list of entries`] };
  const read = entries.map((entry: unknown) => rule.safeParse(entry));
  return {
    rules: read.flatMap(({ data }) => (data === undefined ? [] : [{ ...data, key: keyOf(data) }])),
    problems: read.flatMap(({ error }, index) =>
      (error?.issues ?? []).map(
        ({ path: keys, message }) => `${path}, entry ${index + 1}: ${[...keys, message].join(': ')}`,
      ),
    ),
  };
}

/**
 * Whether a rule is over: the day it names has passed, in UTC.
 * @param now milliseconds since 1970
 */
export function isExpired({ expires }: ExpectedRule, now: number): boolean {
  return new Date(now).toISOString().slice(0, 10) > expires;
}

/** The first rule that a change matches; null: none. */
export function findRule(
  rules: readonly ExpectedRule[],
  { partition, parameter }: Pick<Change, 'partition' | 'parameter'>,
): ExpectedRule | null {
  return rules.find(({ pattern }) => matchesAny(pattern, partition, parameter)) ?? null;
}

function keyOf(data: z.infer<typeof rule>): string {
  return sha256(JSON.stringify(data)).slice(0, 8);
}
