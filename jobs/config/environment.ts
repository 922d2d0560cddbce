import { parse } from 'yaml';
import * as z from 'zod';
import { settingsSchema } from './schema.ts';

/** Paths of keys that the environment gives as they stand, however much they look like YAML. */
const PREFIX = 'RUNINFO_';

/** One key that the environment sets: its path in the settings, and its value. */
export interface EnvironmentKey {
  readonly variable: string;
  readonly path: readonly string[];
  readonly value: unknown;
}

/**
 * The settings that the environment gives: `RUNINFO_` and the key's path in capitals, words and levels joined by `_`:
 * `siteUrl` is RUNINFO_SITE_URL, `notify.digestAbove` RUNINFO_NOTIFY_DIGEST_ABOVE. Lists and numbers are written as in
 * YAML. An empty variable counts as not set.
 */
export function readEnvironment(environment: NodeJS.ProcessEnv): EnvironmentKey[] {
  return leaves(settingsSchema, []).flatMap(({ path, isText }) => {
    const variable = variableOf(path);
    const text = environment[variable];
    if (text === undefined || text === '') return [];
    return [{ variable, path, value: isText ? text : parseValue(text) }];
  });
}

/** The environment variable of a key. */
export function variableOf(path: readonly string[]): string {
  return PREFIX + path.map((key) => key.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()).join('_');
}

interface Leaf {
  readonly path: readonly string[];
  readonly isText: boolean;
}

function leaves(schema: z.ZodType, path: readonly string[]): Leaf[] {
  const inner = unwrap(schema);
  if (!(inner instanceof z.ZodObject)) {
    return [{ path, isText: inner instanceof z.ZodString || inner instanceof z.ZodURL }];
  }
  return Object.entries(inner.shape).flatMap(([key, member]) => leaves(member as z.ZodType, [...path, key]));
}

function unwrap(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional) {
    return unwrap(schema.unwrap() as z.ZodType);
  }
  return schema;
}

function parseValue(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return text;
  }
}
