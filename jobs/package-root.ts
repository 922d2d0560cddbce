import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RunInfoError } from '../model/errors.ts';

/** Scripts and styles for browsers, as `npm run build` bundles them, relative to the root. */
export const BROWSER = 'dist/browser';
/** The JSON Schemas of everything that is served as data. */
export const SCHEMAS = 'docs/schemas';

/**
 * The folder of this package, whether the code runs from its sources or from `dist/`: the nearest one above this file that
 * has a package.json.
 * @throws RunInfoError `site` where there is none: the installation is broken
 */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new RunInfoError('site', 'no package.json above the program: install it again');
    folder = parent;
  }
  return folder;
}

/** The version of this program. */
export function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'));
  const isManifest = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return isManifest ? String(manifest.version) : 'unknown';
}

/**
 * What the look of every page depends on besides archive and settings: SHA-256 over the files of `site/`, `templates/`, the
 * bundled code for browsers, the schemas, and package.json, which has the versions of this program and of what renders.
 * When it moves, every page has to be rendered again.
 */
export function templatesDigest(): string {
  const root = packageRoot();
  const hash = createHash('sha256');
  const folders = [BROWSER, SCHEMAS, 'site', 'templates'];
  for (const path of ['package.json', ...folders.flatMap((folder) => filesBelow(root, folder))]) {
    const bytes = readFileSync(join(root, path));
    hash.update(`${path} ${bytes.length}\n`).update(bytes);
  }
  return hash.digest('hex');
}

/**
 * What browsers load, by the name that templates know it by: `style.css` is `assets/style-<digest>.css` in the site.
 * @throws where the program is not built
 */
export function assetsByName(): Readonly<Record<string, string>> {
  const files = readdirSync(join(packageRoot(), BROWSER));
  return Object.fromEntries(files.map((file) => [file.replace(/-[0-9a-zA-Z]{8}(?=\.)/, ''), `assets/${file}`]));
}

/** The files below a folder, as sorted paths relative to the root, with `/`. */
export function filesBelow(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return filesBelow(root, path);
      return entry.isFile() ? [path] : [];
    })
    .sort();
}
