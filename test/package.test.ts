import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../jobs/package-root.ts';

interface Manifest {
  readonly version: string;
  readonly man: readonly string[];
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly bundleDependencies: readonly string[];
}

const read = (path: string) => readFileSync(join(packageRoot(), path), 'utf8');
const manifest = JSON.parse(read('package.json')) as Manifest;

describe('the package', () => {
  it('holds the program, its docs and what it is set up with, and nothing that is for development', () => {
    const said = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: packageRoot(),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 64 * 1024 * 1024,
    });
    const [packed] = JSON.parse(said) as { files: { path: string }[]; bundled: string[] }[];
    const paths = packed?.files.map(({ path }) => path).filter((path) => !path.startsWith('node_modules/')) ?? [];
    for (const path of [
      'dist/runinfo/cli.js',
      ...manifest.man,
      'docs/operate.md',
      'deploy/nginx.conf',
      'LICENSE',
      'CHANGELOG.md',
    ]) {
      expect(paths).toContain(path);
    }
    expect(paths.filter((path) => /test|bench|\.ts$|tsbuildinfo|screens/.test(path))).toEqual([]);
    expect(packed?.bundled).toContain('@11ty/recursive-copy');
  });

  it('asks for exact versions, and brings along those that are the same on every machine', () => {
    const { dependencies, optionalDependencies, devDependencies, bundleDependencies } = manifest;
    for (const version of Object.values({ ...dependencies, ...optionalDependencies, ...devDependencies })) {
      expect(version).toMatch(/^\d+\.\d+\.\d+(?:-[\w.]+)?$/);
    }
    expect(bundleDependencies.filter((name) => !(name in dependencies))).toEqual([]);
    const others = Object.keys(dependencies).filter((name) => !bundleDependencies.includes(name));
    expect(others.sort()).toEqual(['libsql', 'piscina']);
    // What these depend on is exact, too, or named in package.json.
    const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, Partial<Manifest>> };
    const ranges = others.flatMap((name) => {
      const { dependencies: needed, optionalDependencies: optional } = lock.packages[`node_modules/${name}`] ?? {};
      return Object.entries({ ...needed, ...optional });
    });
    const isLoose = ([name, range]: readonly [string, string]) =>
      /[~^>*x]/.test(range) && !(name in optionalDependencies) && !name.startsWith('@types/');
    // A caret before 0.0.4 lets nothing else in.
    expect(ranges.filter(isLoose)).toEqual([['@neon-rs/load', '^0.0.4']]);
  });

  it('has its version in the changelog and in the citation', () => {
    expect(read('CHANGELOG.md')).toContain(`## [${manifest.version}]`);
    expect(read('CITATION.cff')).toContain(`version: ${manifest.version}`);
  });
});
