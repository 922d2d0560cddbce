import './setup.ts';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startChromium } from './browser/chromium.ts';
import { generateSample } from '../data/sample/generate.ts';
import { packageRoot } from '../jobs/package-root.ts';
import { workplaceIn } from './support/workplace.ts';

/** A sample, what is true of it, and the folder of an installation. */
export interface ProvidedSample {
  readonly file: string;
  readonly truth: string;
  readonly folder: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    /** The whole sample, and an installation that one tick on it has made: for reading only. */
    sample: ProvidedSample;
    /** The same of a shorter one, with a hundred global runs: for what reads or archives all of it. */
    small: ProvidedSample;
    /** The address of the browser that all tests share. */
    browser: string;
  }
}

/** Starts the browser; makes the bundled sample, its archive and site once for all tests, apart from the checkout. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const browser = await startChromium();
  project.provide('browser', browser.wsEndpoint());
  const folder = mkdtempSync(join(tmpdir(), 'runinfo-sample-'));
  const small = makeSmall(join(folder, 'small'));
  const file = join(folder, 'runinfo.sqlite');
  generateSample({ out: file, runs: 400, seed: 1, lines: 1500 });
  const ticked = await workplaceIn(folder, file).run(['tick', '--quiet']);
  if (ticked.code !== 0) throw new Error(`the tick on the sample failed: ${ticked.err}`);
  project.provide('sample', { file, truth: truthOf(file), folder });
  project.provide('small', await small);
  return async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  };
}

const truthOf = (file: string) => file.replace('.sqlite', '.truth.jsonl');

/** Makes the small sample; its tick goes on beside that of the whole one, in a process of its own. */
async function makeSmall(folder: string): Promise<ProvidedSample> {
  mkdirSync(folder);
  const file = join(folder, 'runinfo.sqlite');
  generateSample({ out: file, runs: 160, seed: 1, lines: 1500 });
  const place = workplaceIn(folder, file);
  const paths = { RUNINFO_SOURCE: `sqlite:${file}`, RUNINFO_ARCHIVE: place.archive, RUNINFO_SITE: place.site };
  const child = spawn(join(packageRoot(), 'runinfo'), ['tick', '--quiet'], {
    cwd: folder,
    env: { ...process.env, ...paths },
    stdio: 'inherit',
  });
  const code = await new Promise((resolve) => void child.once('close', resolve));
  if (code !== 0) throw new Error(`the tick on the small sample ended with ${String(code)}`);
  return { file, truth: truthOf(file), folder };
}
