import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { BuildResult } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStage } from './browser.ts';
import type { Stage } from './browser.ts';
import { answerAll } from './model-answers.ts';
import * as model from './model-entry.ts';

/** What a page may have to load before it can compare two runs, in bytes. */
const MOST = 30_000;

type Bundle = BuildResult<{ write: false; metafile: true }>;

const folder = mkdtempSync(join(tmpdir(), 'runinfo-bundle-'));
let modelBundle: Bundle;
let stage: Stage;

beforeAll(async () => {
  modelBundle = await bundle('model-entry.ts');
  writeFileSync(join(folder, 'model.js'), codeOf(modelBundle));
  writeFileSync(join(folder, 'answers.js'), codeOf(await bundle('model-answers.ts')));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><html lang="en"><title>model</title>');
  stage = await openStage(folder);
});

afterAll(async () => {
  await stage.close();
  rmSync(folder, { recursive: true });
});

/** Bundles for browsers, in memory. What only Node has is an error. */
function bundle(entry: string): Promise<Bundle> {
  return build({
    absWorkingDir: join(import.meta.dirname, '../..'),
    entryPoints: [join(import.meta.dirname, entry)],
    bundle: true,
    format: 'esm',
    minify: true,
    platform: 'browser',
    target: 'es2022',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
}

function codeOf({ outputFiles }: Bundle): Uint8Array {
  return outputFiles[0]?.contents ?? new Uint8Array();
}

describe('the model in one file for browsers', () => {
  it('is made of the model alone', () => {
    const parts = Object.keys(modelBundle.metafile.inputs).map(
      (path) => /^(node_modules\/)?[^/]+/.exec(path)?.[0] ?? path,
    );
    expect([...new Set(parts)].sort()).toEqual(['model', 'test']);
    expect(modelBundle.warnings).toEqual([]);
  });

  it('is small', () => {
    const { length } = codeOf(modelBundle);
    expect(length, `${length} bytes`).toBeGreaterThan(1000);
    expect(length, `${length} bytes`).toBeLessThan(MOST);
  });

  it('says in a browser what it says in Node', async () => {
    const { page, problems } = await stage.open();
    await page.goto(`${stage.url}index.html`);
    const inBrowser = (await page.evaluate(`Promise.all([import('./model.js'), import('./answers.js')])
      .then(([model, { answerAll }]) => answerAll(model))`)) as Record<string, string>;
    const inNode = answerAll(model);
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
