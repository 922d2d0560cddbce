import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { generateSample } from '../data/sample/generate.ts';
import { workplaceIn } from './support/workplace.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The whole sample, and an installation that one tick on it has made: for reading only. */
    sample: { readonly file: string; readonly truth: string; readonly folder: string };
  }
}

/** Makes the bundled sample and its archive and site once for all tests, apart from those in the checkout. */
export async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'runinfo-sample-'));
  const file = join(folder, 'runinfo.sqlite');
  generateSample({ out: file, runs: 400, seed: 1, lines: 1500 });
  const ticked = await workplaceIn(folder, file).run(['tick', '--quiet']);
  if (ticked.code !== 0) throw new Error(`the tick on the sample failed: ${ticked.err}`);
  project.provide('sample', { file, truth: file.replace('.sqlite', '.truth.jsonl'), folder });
  return () => rmSync(folder, { recursive: true, force: true });
}
