import './setup.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startChromium } from './browser/chromium.ts';
import { generateSample } from '../data/sample/generate.ts';
import { workplaceIn } from './support/workplace.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The whole sample, and an installation that one tick on it has made: for reading only. */
    sample: { readonly file: string; readonly truth: string; readonly folder: string };
    /** The address of the browser that all tests share. */
    browser: string;
  }
}

/** Starts the browser; makes the bundled sample, its archive and site once for all tests, apart from the checkout. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const browser = await startChromium();
  project.provide('browser', browser.wsEndpoint());
  const folder = mkdtempSync(join(tmpdir(), 'runinfo-sample-'));
  const file = join(folder, 'runinfo.sqlite');
  generateSample({ out: file, runs: 400, seed: 1, lines: 1500 });
  const ticked = await workplaceIn(folder, file).run(['tick', '--quiet']);
  if (ticked.code !== 0) throw new Error(`the tick on the sample failed: ${ticked.err}`);
  project.provide('sample', { file, truth: file.replace('.sqlite', '.truth.jsonl'), folder });
  return async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  };
}
