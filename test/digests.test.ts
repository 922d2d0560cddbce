import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';

// A second implementation of "Digests" in docs/format.md, written from that page alone: it shares no code with the
// program, so that whoever follows the page gets the digests that stand in an archive.

type Members = Readonly<Record<string, unknown>>;
type Value = string | { readonly ref: string; readonly lines: number; readonly length: number };
interface Rules {
  readonly partitions: readonly string[];
  readonly watched: readonly string[];
  readonly ignored: readonly string[];
  readonly list: readonly string[];
}
interface Snapshot {
  readonly settings: string;
  readonly readings: Readonly<Record<string, { readonly kind: string; readonly value?: Value }>>;
}
interface Index {
  readonly runs: Readonly<
    Record<
      string,
      { readonly partitions?: Readonly<Record<string, { readonly inclusion: string; readonly digest: string | null }>> }
    >
  >;
}

const archive = join(inject('sample').folder, 'archive');
const files = readdirSync(archive, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(archive.length + 1))
  .filter((path) => !path.startsWith('.git/'))
  .sort();
const documents = files.filter((path) => path.endsWith('.json'));

const readText = (path: string) => readFileSync(join(archive, path), 'utf8');
const readJson = (path: string): unknown => JSON.parse(readText(path));
const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');
const shortDigest = (text: string) => digest(text).slice(0, 16);

/** Every digest that was recomputed. */
const recomputed = new Set<string>();

/** "Canonical JSON" in docs/format.md: members of the first two levels on a line each, the rest without blanks. */
function canonicalJson(document: unknown): string {
  return `${writeJson(document, 0)}\n`;
}

function writeJson(value: unknown, level: number): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const isShown = level < 2;
  const colon = isShown ? ': ' : ':';
  const items = Array.isArray(value)
    ? value.map((item) => writeJson(item, level + 1))
    : Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, item]) => `${JSON.stringify(key)}${colon}${writeJson(item, level + 1)}`);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (!isShown || items.length === 0) return `${open}${items.join(',')}${close}`;
  const indent = '  '.repeat(level);
  return `${open}\n${items.map((item) => `${indent}  ${item}`).join(',\n')}\n${indent}${close}`;
}

/** Every long value that a document names, at any depth. */
function* longValues(part: unknown): Generator<Exclude<Value, string>> {
  if (typeof part !== 'object' || part === null) return;
  if ('ref' in part) yield part as Exclude<Value, string>;
  else for (const inner of Object.values(part)) yield* longValues(inner);
}

function matches(patterns: readonly string[], partition: string, name: string): boolean {
  return patterns.some((pattern) => {
    const parts = pattern.split('*').map((part) => part.replaceAll(/[^A-Za-z0-9_]/g, '\\$&'));
    return new RegExp(`^${parts.join('[^]*')}$`).test(pattern.includes(':') ? `${partition}:${name}` : name);
  });
}

function comparableForm(rules: Rules, partition: string, name: string, text: string): string {
  const trimmed = text.trim();
  if (!matches(rules.list, partition, name)) {
    return trimmed
      .split(/\r\n|\r|\n/)
      .map((line) => line.trimEnd())
      .join('\n');
  }
  const inner = /^\[[^]*\]$/.test(trimmed) ? trimmed.slice(1, -1) : trimmed;
  const members = inner.split(/[,;]/).map((member) => member.trim());
  return [...new Set(members.filter((member) => member !== ''))].sort().join(',');
}

const formDigests = new Map<string, string>();

function formDigest(rules: Rules, partition: string, name: string, value: Value): string {
  const key = JSON.stringify([partition, name, value]);
  let found = formDigests.get(key);
  if (found === undefined) {
    const text = typeof value === 'string' ? value : readText(`values/${value.ref.slice(0, 2)}/${value.ref}.txt`);
    found = digest(comparableForm(rules, partition, name, text));
    formDigests.set(key, found);
  }
  return found;
}

function configurationDigest(rules: Rules, partition: string, { readings }: Snapshot): string | null {
  let isKnown = true;
  const lines = Object.entries(readings).flatMap(([key, { kind, value }]): [string, string][] => {
    const colon = key.indexOf(':');
    const name = key.slice(colon + 1);
    if (key.slice(0, colon) !== partition || kind === 'absent' || name === 'EMPTY_FMS') return [];
    if (!matches(rules.watched, partition, name) || matches(rules.ignored, partition, name)) return [];
    if (value !== undefined) return [[name, formDigest(rules, partition, name, value)]];
    isKnown = false;
    return [];
  });
  if (!isKnown) return null;
  lines.sort(([a], [b]) => (a < b ? -1 : 1));
  return shortDigest(lines.map((line) => line.join(' ')).join('\n'));
}

describe('every digest of the archive of the sample', () => {
  it('that names settings', () => {
    for (const path of documents.filter((file) => file.startsWith('settings/'))) {
      const { rules } = readJson(path) as { rules: Members };
      const name = shortDigest(canonicalJson(rules));
      expect(path).toBe(`settings/${name}.json`);
      recomputed.add(name);
    }
    expect(recomputed.size).toBe(1);
  });

  it('that names a value, with its lines and its length', () => {
    const values = files.filter((path) => path.startsWith('values/'));
    const texts = new Map(values.map((path) => [digest(readText(path)), readText(path)]));
    expect(values).toEqual([...texts.keys()].sort().map((ref) => `values/${ref.slice(0, 2)}/${ref}.txt`));
    for (const path of documents) {
      for (const { ref, lines, length } of longValues(readJson(path))) {
        const text = texts.get(ref) ?? '';
        expect([path, ref, lines, length]).toEqual([path, ref, text.split(/\r\n|\r|\n/).length, text.length]);
      }
    }
    for (const ref of texts.keys()) recomputed.add(ref);
    expect(texts.size).toBeGreaterThan(50);
  });

  it('that names the configuration of a partition in the index', () => {
    const { settings } = readJson('format.json') as { settings: string };
    const { rules } = readJson(`settings/${settings}.json`) as { rules: Rules };
    let count = 0;
    for (const path of documents.filter((file) => file.endsWith('/index.json'))) {
      for (const [run, { partitions }] of Object.entries((readJson(path) as Index).runs)) {
        if (partitions === undefined) continue;
        const snapshot = readJson(path.replace('index', run)) as Snapshot;
        for (const [partition, line] of Object.entries(partitions)) {
          const hasDigest = line.inclusion === 'in' || line.inclusion === 'held';
          const wanted = hasDigest ? configurationDigest(rules, partition, snapshot) : null;
          expect([run, partition, line.digest]).toEqual([run, partition, wanted]);
          if (wanted === null) continue;
          recomputed.add(wanted);
          count += 1;
        }
      }
    }
    expect(count).toBeGreaterThan(700);
  });

  it('and no other: whatever looks like one was recomputed above', () => {
    const texts = [...files, ...documents.map(readText)];
    const seen = texts.flatMap((text) => text.match(/\b(?:[0-9a-f]{64}|[0-9a-f]{16})\b/g) ?? []);
    expect(seen.length).toBeGreaterThan(1000);
    expect([...new Set(seen)].filter((text) => !recomputed.has(text))).toEqual([]);
  });
});
