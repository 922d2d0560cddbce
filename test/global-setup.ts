import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { generateSample } from '../data/sample/generate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The whole sample, made once for all tests: never to be written to. */
    sample: { readonly file: string; readonly truth: string };
  }
}

/** Makes the bundled sample once, apart from the one in the checkout. */
export function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'runinfo-sample-'));
  const file = join(folder, 'runinfo.sqlite');
  generateSample({ out: file, runs: 400, seed: 1, lines: 1500 });
  project.provide('sample', { file, truth: file.replace('.sqlite', '.truth.jsonl') });
  return () => rmSync(folder, { recursive: true, force: true });
}
