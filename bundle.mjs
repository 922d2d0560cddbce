/**
 * Bundles what `tsc` cannot leave as it is: the program, which starts in two thirds of the time so, and what browsers
 * load. Both land in `dist/`: `runinfo/`, with the manual page, and `browser/`. What browsers load has a digest in its name,
 * so that it can be kept for ever (`deploy/`).
 */
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { rolldown } from 'rolldown';

/** Loaded on demand, or not to be bundled: what brings a binary or looks for files of its own. */
const external = [
  'libsql',
  '@11ty/eleventy',
  'nunjucks',
  'simple-git',
  '@slack/webhook',
  'send',
  'p-limit',
  'piscina',
  'undici',
  'markdown-it',
  'oracledb',
  'mysql2',
];
const [PROGRAM, BROWSER] = ['dist/runinfo', 'dist/browser'];

for (const folder of [PROGRAM, BROWSER]) rmSync(folder, { recursive: true, force: true });

await bundle(
  { input: { cli: 'cli/main.ts', 'publish/thread': 'jobs/publish/thread.ts' }, platform: 'node', external },
  { dir: PROGRAM, comments: { legal: true, annotation: false, jsdoc: false } },
);
/** Each page loads one module, which has all that it needs; and `theme`, alone, before the page is drawn. */
for (const [name, format] of [
  ['site', 'esm'],
  ['compare', 'esm'],
  ['theme', 'iife'],
]) {
  await bundle(
    { input: { [name]: `site/browser/${name}.ts` }, platform: 'browser', transform: { target: 'es2022' } },
    {
      dir: BROWSER,
      format,
      minify: true,
      comments: false,
      entryFileNames: '[name]-[hash].js',
      chunkFileNames: '[name]-[hash].js',
      hashCharacters: 'hex',
    },
  );
}
writeWithDigest('style', '.css', joinStyles('site/styles/'));
writeWithDigest('icon', '.svg', readFileSync('site/assets/icon.svg', 'utf8'));

/** The templates as code: to compile them would take a tenth of a tick. */
const { COMPILED, compileTemplates } = await import('./dist/jobs/publish/templates.js');
writeFileSync(COMPILED, await compileTemplates());

/** The manual page, by what `tsc` made of the commands. */
const { makeManPage } = await import('./dist/cli/man.js');
const { loadSpecs } = await import('./dist/cli/run-command.js');
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
writeFileSync(`${PROGRAM}/runinfo.1`, makeManPage(await loadSpecs(undefined), version));

async function bundle(input, output) {
  const made = await rolldown(input);
  await made.write(output);
  await made.close();
}

/** The style sheet with its parts in place of their `@import`; without comments and the blanks that mean nothing. */
function joinStyles(folder) {
  const read = (file) => readFileSync(folder + file, 'utf8');
  const joined = read('style.css').replace(/@import '\.\/(.+)';/g, (_, file) => read(file));
  return joined
    .replace(/\/\*[^]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]) ?/g, '$1')
    .replaceAll(': ', ':')
    .replaceAll(';}', '}')
    .trim();
}

function writeWithDigest(name, ending, text) {
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 8);
  writeFileSync(`${BROWSER}/${name}-${digest}${ending}`, text);
}
