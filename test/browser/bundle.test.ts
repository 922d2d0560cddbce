import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { rolldown, type OutputChunk } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStage, type Stage } from './browser.ts';
import { answerAll } from './model-answers.ts';
import { HCAL } from '../../jobs/config/preset.ts';
import * as model from './model-entry.ts';

/** What a page may have to load before it can compare two runs, in bytes. */
const MOST = 30_000;

const folder = mkdtempSync(join(tmpdir(), 'runinfo-bundle-'));
let modelBundle: OutputChunk;
let stage: Stage;

beforeAll(async () => {
  modelBundle = await bundle('model-entry.ts');
  writeFileSync(join(folder, 'model.js'), modelBundle.code);
  writeFileSync(join(folder, 'answers.js'), (await bundle('model-answers.ts')).code);
  writeFileSync(join(folder, 'index.html'), '<!doctype html><html lang="en"><title>model</title>');
  stage = await openStage(folder);
});

afterAll(async () => {
  await stage.close();
  rmSync(folder, { recursive: true });
});

/** Bundles for browsers, in memory. What only Node has is an error. */
async function bundle(entry: string): Promise<OutputChunk> {
  const made = await rolldown({
    input: join(import.meta.dirname, entry),
    platform: 'browser',
    transform: { target: 'es2022' },
    onLog: (_, { message }) => {
      throw new Error(message);
    },
  });
  const { output } = await made.generate({ format: 'esm', minify: true });
  expect(output.length).toBe(1);
  return output[0];
}

describe('the model in one file for browsers', () => {
  it('is made of the model alone', () => {
    const root = join(import.meta.dirname, '../..');
    const parts = modelBundle.moduleIds.map((path) => relative(root, path).split('/')[0] ?? '');
    expect([...new Set(parts)].sort()).toEqual(['model', 'test']);
  });

  it('is small', () => {
    const { length } = Buffer.from(modelBundle.code);
    expect(length, `${length} bytes`).toBeGreaterThan(1000);
    expect(length, `${length} bytes`).toBeLessThan(MOST);
  });

  it('says in a browser what it says in Node', async () => {
    const { page, problems } = await stage.open();
    await page.goto(`${stage.url}index.html`);
    const inBrowser = (await page.evaluate(`Promise.all([import('./model.js'), import('./answers.js')])
      .then(([model, { answerAll }]) => answerAll(model))`)) as Record<string, string>;
    const inNode = answerAll(model);
    model.useLabels(HCAL.labels);
    expect(Object.keys(inBrowser)).toEqual(Object.keys(inNode));
    for (const [name, answer] of Object.entries(inNode)) {
      expect({ name, answer: JSON.parse(inBrowser[name] ?? '') as unknown }).toEqual({
        name,
        answer: JSON.parse(answer),
      });
      expect(inBrowser[name]).toBe(answer);
    }
    expect(problems).toEqual([]);
  });
});
