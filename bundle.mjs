/**
 * Bundles what `tsc` cannot leave as it is: the program, which starts in two thirds of the time so, and what browsers
 * load. Both land in `dist/`: `runinfo/`, with the manual page, and `browser/`. Modules for browsers are 5 % smaller made by Rolldown, which bundles
 * no style. What browsers load has a digest in its name, so that it can be kept for ever (`deploy/`).
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { rolldown } from 'rolldown';

/** Loaded on demand, or not to be bundled: what brings a binary or looks for files of its own. */
const external = [
  'libsql',
  '@11ty/eleventy',
  'nunjucks',
  'simple-git',
  '@slack/webhook',
  'sirv',
  'p-limit',
  'piscina',
  'undici',
  'markdown-it',
  'oracledb',
  'mysql2',
];

const program = {
  entryPoints: { cli: 'cli/main.ts', 'publish/thread': 'jobs/publish/thread.ts' },
  outdir: 'dist/runinfo',
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external,
  banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
};

const browser = {
  entryNames: '[name]-[hash]',
  outdir: 'dist/browser',
  platform: 'browser',
  target: 'es2022',
  minify: true,
};

/** What runs before the page is drawn, alone and at once; the style and the icon. */
const first = {
  ...browser,
  entryPoints: ['site/browser/theme.ts', 'site/styles/style.css', 'site/assets/icon.svg'],
  loader: { '.svg': 'copy' },
  format: 'iife',
};

for (const folder of [program.outdir, browser.outdir]) rmSync(folder, { recursive: true, force: true });
for (const options of [program, first]) await build({ ...options, bundle: true, logLevel: 'warning' });

/** Modules: the comparison takes what it needs of the rest from `site.js`, which its page has loaded already. */
const modules = await rolldown({
  input: { site: 'site/browser/site.ts', compare: 'site/browser/compare.ts' },
  platform: 'browser',
  transform: { target: browser.target },
});
await modules.write({
  dir: browser.outdir,
  entryFileNames: '[name]-[hash].js',
  chunkFileNames: '[name]-[hash].js',
  hashCharacters: 'hex',
  minify: true,
});

/** The manual page, by what `tsc` made of the commands. */
const { makeManPage } = await import('./dist/cli/man.js');
const { loadSpecs } = await import('./dist/cli/run-command.js');
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
writeFileSync(`${program.outdir}/runinfo.1`, makeManPage(await loadSpecs(undefined), version));
