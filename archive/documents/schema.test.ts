import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { format } from 'prettier';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { generateSample } from '../../data/sample/generate.ts';
import { DOCTOR_SCHEMAS } from '../../jobs/doctor/check.ts';
import { VERIFY_SCHEMAS } from '../../jobs/verify/check.ts';
import { EXPORT_SCHEMAS, FORMS } from '../../jobs/export/export.ts';
import { SEARCH_SCHEMAS } from '../../jobs/publish/search/schema.ts';
import { PROBE_SCHEMAS } from '../../jobs/probe/probe.ts';
import { EXTRACT_SCHEMAS } from '../../jobs/snapshot/extract.ts';
import { SOURCE_SCHEMAS } from '../../jobs/snapshot/sources/json/run-file.ts';
import { STATUS_SCHEMAS } from '../../jobs/status.ts';
import type { ChangeSet } from '../../model/change.ts';
import type { Snapshot, BlockIndex } from '../../model/run.ts';
import { ANSWER_SCHEMAS, type RunAnswer } from '../../queries/schema.ts';
import { workplaceIn, type Workplace } from '../../test/support/workplace.ts';
import { toCanonicalJson, sha256 } from './canonical.ts';
import {
  changesPath,
  currentPath,
  FORMAT_PATH,
  indexPath,
  README_PATH,
  settingsPath,
  snapshotPath,
  timelinePath,
  valuePath,
} from './layout.ts';
import {
  changesSchema,
  DOCUMENT_SCHEMAS,
  indexSchema,
  settingsFileSchema,
  snapshotSchema,
} from '../../model/schema.ts';

const ALL: Readonly<Record<string, z.ZodType>> = {
  ...DOCUMENT_SCHEMAS,
  ...ANSWER_SCHEMAS,
  ...STATUS_SCHEMAS,
  ...DOCTOR_SCHEMAS,
  ...VERIFY_SCHEMAS,
  ...EXPORT_SCHEMAS,
  ...SEARCH_SCHEMAS,
  ...EXTRACT_SCHEMAS,
  ...PROBE_SCHEMAS,
  ...SOURCE_SCHEMAS,
};
const docs = join(import.meta.dirname, '..', '..', 'docs');
const page = readFileSync(join(docs, 'format.md'), 'utf8');

const folder = mkdtempSync(join(tmpdir(), 'runinfo-schema-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let workplace: Workplace;

beforeAll(async () => {
  const source = join(folder, 'small.sqlite');
  generateSample({ out: source, runs: 80, seed: 1, lines: 40 });
  workplace = workplaceIn(folder, source);
  const { code, err } = await workplace.run(['tick', '--quiet']);
  if (code !== 0) throw new Error(`the tick failed: ${err}`);
});

/** Which schema a JSON file of the archive has, by its path. */
function schemaOf(path: string): z.ZodType {
  if (path === FORMAT_PATH) return DOCUMENT_SCHEMAS.format;
  if (/^runs\/\d+\/index\.json$/.test(path)) return DOCUMENT_SCHEMAS.index;
  const folders = new Map<string | undefined, z.ZodType>([
    ['runs', DOCUMENT_SCHEMAS.snapshot],
    ['changes', DOCUMENT_SCHEMAS.changes],
    ['parameters', DOCUMENT_SCHEMAS.timeline],
    ['settings', DOCUMENT_SCHEMAS.settings],
  ]);
  const schema = folders.get(path.split('/')[0]);
  if (schema === undefined) throw new Error(`${path} has no schema`);
  return schema;
}

function jsonFiles(): string[] {
  return readdirSync(workplace.archive, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.json') && !path.startsWith('.git/'))
    .sort();
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(join(workplace.archive, path), 'utf8'));
}

/** What is wrong with a document, by path of field. */
function faults(schema: z.ZodType, document: unknown): string[] {
  return (schema.safeParse(document).error?.issues ?? []).map(({ path, code }) => `${path.join('.')}: ${code}`);
}

describe('the documents of an archive', () => {
  it('are as their schemas say, every one', () => {
    const paths = jsonFiles();
    for (const path of paths)
      expect({ path, faults: faults(schemaOf(path), readJson(path)) }).toEqual({ path, faults: [] });
    for (const kind of ['runs/', 'changes/', 'parameters/', 'settings/', 'format.json']) {
      expect(paths.some((path) => path.startsWith(kind))).toBe(true);
    }
  });

  it('have the fields that only rare runs have', () => {
    const held = { inclusion: 'held', base: null, changes: 0, digest: '0123456789abcdef' } as const;
    const index: BlockIndex = {
      format: 1,
      runs: {
        '1': { kind: 'gap', start: null, stop: null, why: 'broken' },
        '2': {
          kind: 'archived',
          start: null,
          stop: null,
          sequence: null,
          changes: 0,
          partitions: { HCAL_HF: held },
          accepted: true,
        },
      },
    };
    const changes: ChangeSet = {
      format: 1,
      run: 3,
      partitions: [{ partition: 'HCAL_HF', inclusion: 'in', base: 2 }],
      changes: [
        {
          parameter: 'A',
          partitions: ['HCAL_HF'],
          kind: 'removed',
          compared: 'plain',
          before: 'x',
          after: null,
          added: 0,
          removed: 1,
          from: { HCAL_HF: 1 },
        },
      ],
      notCompared: [{ parameter: 'B', partitions: ['HCAL_HF'], side: 'after', why: 'broken bytes' }],
    };
    const snapshot: Snapshot = {
      format: 1,
      run: 3,
      start: null,
      stop: null,
      sequence: null,
      hcal: null,
      emptyFms: null,
      gates: { HCAL_HF: 'In' },
      settings: '0123456789abcdef',
      readings: { 'HCAL_HF:B': { kind: 'unreadable', why: 'broken bytes', end: { kind: 'absent', spelling: null } } },
    };
    expect([faults(indexSchema, index), faults(changesSchema, changes), faults(snapshotSchema, snapshot)]).toEqual([
      [],
      [],
      [],
    ]);
  });

  it('are named by digests as the page says', () => {
    for (const name of readdirSync(join(workplace.archive, 'settings'))) {
      const { rules } = settingsFileSchema.parse(readJson(`settings/${name}`));
      expect(name).toBe(`${sha256(toCanonicalJson(rules)).slice(0, 16)}.json`);
    }
    const values = readdirSync(join(workplace.archive, 'values'), { recursive: true, encoding: 'utf8' });
    const texts = values.filter((path) => path.endsWith('.txt'));
    expect(texts.length).toBeGreaterThan(10);
    for (const path of texts) {
      expect(`values/${path}`).toBe(valuePath(sha256(readFileSync(join(workplace.archive, 'values', path), 'utf8'))));
    }
  });
});

describe('a document that is not right', () => {
  const changed = (path: string, edit: (document: Record<string, unknown>) => void) => {
    const document = readJson(path) as Record<string, unknown>;
    edit(document);
    return faults(schemaOf(path), document);
  };
  const firstOf = (kind: string) =>
    jsonFiles().find((path) => path.startsWith(kind) && !path.endsWith('index.json')) ?? '';

  it.each([
    ['runs/', 'hcal'],
    ['changes/', 'notCompared'],
    ['parameters/', 'starts'],
    ['settings/', 'rules'],
    ['format.json', 'settings'],
  ])('%s without %s is refused', (kind, field) => {
    expect(changed(firstOf(kind), (document) => delete document[field])).toEqual([
      expect.stringMatching(`^${field}: `),
    ]);
  });

  it.each([
    ['runs/', 'run', '391701'],
    ['runs/', 'start', '2025-05-09 01:32:12'],
    ['runs/', 'readings', { 'HCAL_HF:A': { kind: 'not-tracked' } }],
    ['runs/', 'readings', { 'HCAL_HF:A': { kind: 'value', value: { ref: 'abc', lines: 1, length: 1 } } }],
    ['changes/', 'changes', []],
    ['parameters/', 'starts', [{ from: 1 }]],
    ['format.json', 'format', 2],
    ['format.json', 'written', 'today'],
  ])('%s with another %s, %j, is refused', (kind, field, value) => {
    expect(changed(firstOf(kind), (document) => (document[field] = value))).not.toEqual([]);
  });
});

describe('the answers of commands', () => {
  it('are as their schemas say', async () => {
    const runs = (await workplace.ask(['runs'])) as RunAnswer[];
    const archived = runs.filter(({ kind }) => kind === 'archived').map(({ run }) => run);
    expect(faults(ANSWER_SCHEMAS['answer-runs'], runs)).toEqual([]);
    for (const { run } of runs) {
      const answer = await workplace.ask(['changes', String(run)]);
      expect({ run, faults: faults(ANSWER_SCHEMAS['answer-changes'], answer) }).toEqual({ run, faults: [] });
    }
    const compared = await workplace.ask(['compare', String(archived[0]), String(archived.at(-1))]);
    expect(faults(ANSWER_SCHEMAS['answer-compare'], compared)).toEqual([]);
    const history = await workplace.ask(['history', 'HF', 'HCAL_LPMCONTROL']);
    expect(faults(ANSWER_SCHEMAS['answer-history'], history)).toEqual([]);
    expect(faults(STATUS_SCHEMAS['answer-status'], await workplace.ask(['status']))).toEqual([]);
    expect(faults(DOCTOR_SCHEMAS['answer-doctor'], await workplace.ask(['doctor']))).toEqual([]);
    expect(faults(VERIFY_SCHEMAS['answer-verify'], await workplace.ask(['verify']))).toEqual([]);
    for (const form of FORMS) {
      for (const more of [['--dry-run'], [], []]) {
        const exported = await workplace.ask(['export', form, form, ...more]);
        expect({ form, faults: faults(EXPORT_SCHEMAS['answer-export'], exported) }).toEqual({ form, faults: [] });
      }
    }
    const extracted = await workplace.ask(['extract', '--runs', '1..999999', '--out', 'x.sqlite']);
    expect(faults(EXTRACT_SCHEMAS['answer-extract'], extracted)).toEqual([]);
    expect(faults(PROBE_SCHEMAS['answer-probe'], await workplace.ask(['probe', '--values']))).toEqual([]);
    const file: unknown = JSON.parse(readFileSync(join(workplace.site, 'status.json'), 'utf8'));
    expect(faults(STATUS_SCHEMAS['status-file'], file)).toEqual([]);
  });
});

it('what search and comparison read is as its schemas say, every file', () => {
  const searched = join(workplace.site, 'search');
  const files = readdirSync(searched, { recursive: true, encoding: 'utf8' }).filter((path) => extname(path) !== '');
  expect(files.length).toBeGreaterThan(68);
  for (const path of files) {
    const schema = SEARCH_SCHEMAS[`search-${path.replace(/\W.*/, '')}` as keyof typeof SEARCH_SCHEMAS];
    const bytes = readFileSync(join(searched, path));
    const document: unknown = JSON.parse((path.endsWith('.bin') ? gunzipSync(bytes) : bytes).toString('utf8'));
    expect({ path, faults: faults(schema, document) }).toEqual({ path, faults: [] });
  }
});

/** Every field that a JSON Schema names, at any depth; those without a description apart. */
function fieldsOf(
  schema: unknown,
  found = new Set<string>(),
  bare: string[] = [],
): { found: Set<string>; bare: string[] } {
  if (typeof schema !== 'object' || schema === null) return { found, bare };
  for (const [key, part] of Object.entries(schema) as [string, unknown][]) {
    if (key === 'properties' && typeof part === 'object' && part !== null) {
      for (const [name, field] of Object.entries(part) as [string, { description?: string }][]) {
        found.add(name);
        if (field.description === undefined) bare.push(name);
      }
    }
    fieldsOf(part, found, bare);
  }
  return { found, bare };
}

describe('the documents for people', () => {
  const generated: Record<string, object> = Object.fromEntries(
    Object.entries(ALL).map(([name, schema]) => [name, z.toJSONSchema(schema)]),
  );

  it.each(Object.keys(ALL))('docs/schemas/%s.json is what the code says (UPDATE_SCHEMAS=1 writes it)', async (name) => {
    const path = join(docs, 'schemas', `${name}.json`);
    const text = await format(JSON.stringify(generated[name], null, 2), { parser: 'json', printWidth: 120 });
    if (process.env['UPDATE_SCHEMAS'] === '1') writeFileSync(path, text);
    expect(readFileSync(path, 'utf8')).toBe(text);
    expect(fieldsOf(generated[name]).bare).toEqual([]);
  });

  it('are all of the schemas there are', () => {
    expect(readdirSync(join(docs, 'schemas')).sort()).toEqual(
      Object.keys(ALL)
        .map((name) => `${name}.json`)
        .sort(),
    );
  });

  it('docs/format.md names every path', () => {
    const ref = '489369717f2218a366911453833f350f0706964d43f02cc7f336668eba1a6753';
    const paths = [
      README_PATH,
      FORMAT_PATH,
      settingsPath('<digest>'),
      snapshotPath(391895),
      indexPath(391),
      changesPath(391895),
      valuePath(ref),
      timelinePath('HCAL_HBHE', 'HCAL_LPMCONTROL'),
      currentPath('HCAL_HBHE', 'HCAL_LPMCONTROL'),
    ];
    for (const path of paths) expect(page).toContain(`\`${path}\``);
  });

  it.each(Object.keys(ALL))('docs/format.md explains every field of %s', (name) => {
    const section = page.split(/^##+ /m).find((part) => part.includes(`(schemas/${name}.json)`)) ?? '';
    const { properties, anyOf, items } = { properties: {}, anyOf: [], items: {}, ...generated[name] };
    const parts = [{ properties }, ...(anyOf as object[]), items];
    const top = parts.flatMap((part) => Object.keys('properties' in part ? (part.properties as object) : {}));
    expect(top.length).toBeGreaterThan(0);
    for (const field of top) expect(section).toMatch(new RegExp(`^\\| \`${field}\` +\\|`, 'm'));
    for (const field of fieldsOf(generated[name]).found) expect(page).toContain(`\`${field}\``);
  });

  it('docs/format.md gives examples that its schemas allow', () => {
    const blocks = [...page.matchAll(/(?:^ {4}.*\n|^\n(?= {4}))+/gm)].map(([block]) => block.trim());
    const examples = blocks.filter((block) => /^[{[]/.test(block)).map((block): unknown => JSON.parse(block));
    const allowed = examples.map((example) => Object.keys(ALL).filter((name) => ALL[name]?.safeParse(example).success));
    expect(allowed.map((names) => names[0])).toEqual([
      undefined, // a reference to a value, which is no document
      'snapshot',
      'index',
      'changes',
      'timeline',
      'settings',
      'format',
      'answer-changes',
      'answer-compare',
      'answer-history',
      'answer-runs',
      'answer-export',
      'answer-extract',
      'answer-probe',
      'answer-doctor',
      'answer-verify',
      'status-file',
      'collector-file',
      'search-runs',
      'search-blocks',
      'search-parameters',
      'search-values',
      'search-texts',
      'search-starts',
      'source-run',
    ]);
  });
});
