import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { loadSpecs } from '../cli/run-command.ts';
import { settingsSchema } from '../jobs/config/schema.ts';
import { findRunsStatement } from '../jobs/snapshot/sources/oracle/find.ts';
import { readRunStatement } from '../jobs/snapshot/sources/oracle/read.ts';
import { packageRoot } from '../jobs/package-root.ts';

const read = (path: string) => readFileSync(join(packageRoot(), path), 'utf8');
const operate = read('docs/operate.md');

it('the page on operation names every command and every option', async () => {
  const specs = await loadSpecs(undefined);
  const words = specs.flatMap(({ usage, options }) => [
    ...(usage.match(/^\w+/) ?? []),
    ...options.flatMap(({ flags }) => flags.match(/--[\w-]+/) ?? []),
  ]);
  expect(words.length).toBeGreaterThan(30);
  expect([...new Set(words), '--config', '--json', '--quiet'].filter((word) => !operate.includes(word))).toEqual([]);
});

it('the page on operation names every setting', () => {
  const shape = z.toJSONSchema(settingsSchema, { io: 'input' }).properties ?? {};
  const keys = Object.entries(shape).flatMap(([key, inner]) => {
    const own = typeof inner === 'object' && key !== 'rules' ? Object.keys(inner.properties ?? {}) : [];
    return own.length === 0 ? [key === 'rules' ? 'rules.*' : key] : own.map((name) => `${key}.${name}`);
  });
  expect(keys).toContain('oracle.clientDir');
  expect(keys.filter((key) => !operate.includes(`\`${key}\``))).toEqual([]);
});

it('the page on operation names every code of an error', () => {
  const codes = [...read('model/errors.ts').matchAll(/\| '([a-z-]+)'/g)].map(([, code = '']) => code);
  expect(codes.length).toBeGreaterThan(10);
  expect(codes.filter((code) => !operate.includes(`\`${code}\``))).toEqual([]);
});

it('the page on Oracle has both statements as they are sent, and all of their binds', () => {
  const { rules } = settingsSchema.parse({});
  const page = read('docs/oracle.md').replaceAll(/^ {4}/gm, '');
  for (const { sql, binds } of [findRunsStatement(rules, ''), readRunStatement(rules, '')]) {
    expect(page).toContain(sql);
    const names = Object.keys(binds).filter((name) => !/[1-9]$/.test(name));
    expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  }
});

it('the decisions name every dependency', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<string, object>;
  const names = Object.keys({ ...dependencies, ...devDependencies });
  const decisions = read('docs/decisions.md');
  expect(
    names.filter((name) => !name.startsWith('@types/') && !decisions.includes(name.replace('oxlint-', ''))),
  ).toEqual([]);
});

it('every file that a page links to is there', () => {
  const docs = ['analysis', 'decisions', 'format', 'operate', 'oracle'].map((name) => `docs/${name}.md`);
  for (const page of ['README.md', ...docs, 'data/sample/README.md']) {
    const links = [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link = '']) => link);
    const folder = join(packageRoot(), page, '..');
    expect({ page, missing: links.filter((link) => !existsSync(join(folder, link))) }).toEqual({ page, missing: [] });
  }
});

it('the lock file holds no address', () => {
  expect(read('package-lock.json')).not.toMatch(/"resolved"/);
});
