import { join } from 'node:path';
import { stringify } from 'yaml';
import * as z from 'zod';
import { packageRoot } from '../package-root.ts';
import { settingsSchema } from './schema.ts';

/** The JSON Schema of the settings, for editors; made from `settingsSchema` (docs/develop.md). */
export const CONFIG_SCHEMA = 'docs/config.schema.json';

/** A part of that schema. */
type Part = z.core.JSONSchema.BaseSchema;

/** What is written down on first use. A key that is left out, or empty, keeps its default. */
export type FirstSettings = Readonly<Partial<Record<string, string>>>;

/** The settings as JSON Schema. */
export function toConfigSchema(): Part {
  return z.toJSONSchema(settingsSchema, { io: 'input' });
}

/**
 * A settings file: each key with what it means; those that are given are set, of the others the default stands there as a
 * comment.
 * @param rules keys under `rules` that are set
 */
export function writeSettings(given: FirstSettings, rules: Readonly<Record<string, unknown>> = {}): string {
  const { properties = {} } = toConfigSchema();
  const head = [
    `# yaml-language-server: $schema=${join(packageRoot(), CONFIG_SCHEMA)}`,
    '# Every key has a default, which stands here as a comment. Secrets come from the environment, or from files that it names.',
    '',
  ];
  const keys = Object.entries(properties).filter(([key]) => key !== 'rules' && key !== 'labels');
  const tail = [
    '# What counts as a run, a value and a change, where it is not as the preset has it: docs/rules.md, docs/presets.md. Who changes it has everything recomputed.',
    ...(Object.keys(rules).length === 0 ? ['# rules: {}'] : [stringify({ rules }).trimEnd()]),
    '',
  ];
  return [...head, ...keys.flatMap(([key, part]) => [...writeKey(key, part, given[key] ?? ''), '']), ...tail].join(
    '\n',
  );
}

function writeKey(key: string, part: Part | boolean, given: string): string[] {
  if (typeof part === 'boolean') return [];
  if (given !== '') return [...describe(part), stringify({ [key]: given }).trimEnd()];
  return toLines(key, part).map((line) => (line.startsWith('#') ? line : `# ${line}`));
}

/** A key with its default, as YAML. */
function toLines(key: string, part: Part | boolean): string[] {
  if (typeof part === 'boolean') return [];
  if (part.properties === undefined) return [...describe(part), toYaml(key, part)];
  const inner = Object.entries(part.properties).flatMap(([name, below]) => toLines(name, below));
  return [`${key}:`, ...inner.map((line) => `  ${line}`)];
}

function describe(part: Part): string[] {
  const text = describePart(part);
  return text === undefined ? [] : [`# ${text}`];
}

/** What a part of the settings means; undefined: nobody says. */
export function describePart(part: Part): string | undefined {
  return part.description ?? part.anyOf?.map((option) => option.description ?? '').find((words) => words !== '');
}

/** The part of the schema that stands at some keys; empty: there is none. */
export function partOf(keys: readonly PropertyKey[]): Part {
  return keys.reduce<Part>((part, key) => {
    const inner = part.properties?.[String(key)] ?? part.additionalProperties ?? part.items;
    return typeof inner === 'object' && !Array.isArray(inner) ? inner : {};
  }, toConfigSchema());
}

/** A key with its default on one line; one without a default is left empty. */
function toYaml(key: string, { default: value }: Part): string {
  const text = value === undefined || value === null ? '' : stringify(value, { collectionStyle: 'flow', lineWidth: 0 });
  return `${key}: ${text}`.trimEnd();
}
