import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../jobs/package-root.ts';

/** The machine and the versions that figures are of, in one line. */
export function describeMachine(): string {
  const [first] = cpus();
  const parts = [
    `${cpus().length} × ${first?.model.trim() ?? 'unknown processor'}`,
    `${Math.round(totalmem() / 1024 ** 3)} GB`,
    `${type()} ${release()}`,
    `Node ${process.version}`,
    `Eleventy ${readDependency('@11ty/eleventy')}`,
    execFileSync('git', ['--version'], { encoding: 'utf8' }).trim(),
    `load ${(loadavg()[0] ?? 0).toFixed(1)}`,
  ];
  return parts.join(', ');
}

function readDependency(name: string): string {
  const text = readFileSync(join(packageRoot(), 'package.json'), 'utf8');
  return (JSON.parse(text) as { dependencies: Record<string, string> }).dependencies[name] ?? 'of unknown version';
}
