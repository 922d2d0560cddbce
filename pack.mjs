/**
 * `npm run pack:offline`: builds, and makes the package; another one that holds all it depends on, and installs without a network on
 * machines of the kind of this one; and the digests of both (SHA256SUMS).
 *
 * The package itself holds the dependencies that are the same on every machine (`bundleDependencies`), as they were tested:
 * what is installed passes over `overrides` and lock file. It asks for exact versions of the others.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const run = (program, words, cwd = '.') => execFileSync(program, words, { cwd, stdio: ['ignore', 'pipe', 'inherit'] });

/** Packs a folder; gives the name of the file in it. */
function pack(folder) {
  const [{ filename }] = JSON.parse(run('npm', ['pack', '--json', '--ignore-scripts'], folder));
  return filename;
}

/** The same package with everything in it. Gives the name of its file. */
function packOffline(whole) {
  const aside = mkdtempSync(join(tmpdir(), 'runinfo-pack-'));
  try {
    run('tar', ['-xzf', whole, '-C', aside]);
    const folder = join(aside, 'package');
    const path = join(folder, 'package.json');
    rmSync(join(folder, 'node_modules'), { recursive: true });
    copyFileSync('package-lock.json', join(folder, 'package-lock.json'));
    run('npm', ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'], folder);
    const { scripts: _, devDependencies: __, ...manifest } = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, `${JSON.stringify({ ...manifest, bundleDependencies: true }, null, 2)}\n`);
    const name = whole.replace('.tgz', `-${process.platform}-${process.arch}-offline.tgz`);
    copyFileSync(join(folder, pack(folder)), name);
    return name;
  } finally {
    rmSync(aside, { recursive: true });
  }
}

for (const old of readdirSync('.').filter((file) => /^runinfo-differ-.*\.tgz$/.test(file))) rmSync(old);
const whole = pack('.');
const digests = [whole, packOffline(whole)].map((file) => {
  const digest = createHash('sha256').update(readFileSync(file)).digest('hex');
  return `${digest}  ${file}\n`;
});
writeFileSync('SHA256SUMS', digests.join(''));
process.stdout.write(digests.join(''));
