import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RunInfoError } from '../model/errors.ts';

const PACKAGE = 'runinfo-differ';
/** Scripts and styles for browsers, as `npm run build` bundles them, relative to the root. */
export const BROWSER = 'dist/browser';
/** The JSON Schemas of everything that is served as data. */
export const SCHEMAS = 'docs/schemas';

/**
 * The folder of this package, whether the code runs from its sources or from `dist/`: the nearest folder above this
 * file whose package.json bears the package's name.
 * @throws RunInfoError `site` where there is none: the installation is broken
 */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (readPackage(folder)?.name !== PACKAGE) {
    const parent = dirname(folder);
    if (parent === folder) {
      throw new RunInfoError('site', `no package.json of ${PACKAGE} above the program: install it again`);
    }
    folder = parent;
  }
  return folder;
}

/**
 * What the look of every page depends on besides archive and settings: SHA-256 over the files of `site/`, `templates/` and
 * the bundled code for browsers, the schemas, and the package's version. When it moves, every page has to be rendered again.
 */
export function templatesDigest(): string {
  const root = packageRoot();
  const hash = createHash('sha256').update(`${readPackage(root)?.version ?? ''}\n`);
  for (const path of [BROWSER, SCHEMAS, 'site', 'templates'].flatMap((folder) => filesBelow(root, folder))) {
    const bytes = readFileSync(join(root, path));
    hash.update(`${path} ${bytes.length}\n`).update(bytes);
  }
  return hash.digest('hex');
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

function readPackage(folder: string): { name?: unknown; version?: string } | null {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name?: unknown; version?: string };
  } catch {
    // No package.json here, or one that is nobody's: the search goes on above.
    return null;
  }
}
