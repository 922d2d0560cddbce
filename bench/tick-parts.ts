import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../jobs/package-root.ts';
import { timeNode } from './commands.ts';
import type { Installation } from './installation.ts';
import { sum } from './measure.ts';
import { noted, type Figure } from './table.ts';

/** A profile as Node writes it: call frames as a tree, and which of them was seen when. */
interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  /** Microseconds since the sample before. */
  readonly timeDeltas: readonly number[];
}

/** Whose work a call is, told by the file of the innermost call that belongs to a part. */
const PARTS = [
  ['source', /dist\/(jobs\/snapshot|model\/interpret)|\/libsql\//],
  ['archive and git', /dist\/archive\/|\/simple-git\//],
  ['diff', /dist\/(jobs\/diff|model)\//],
  ['publish: Eleventy and Nunjucks', /\/(@11ty|nunjucks|dist\/jobs\/publish\/render)/],
  ['publish: view models, search, placing', /dist\/(jobs\/publish|queries)\//],
  ['messages', /dist\/jobs\/notify\//],
  ['the rest of the program', /dist\/jobs\//],
] as const;
const IDLE = 'waiting, for git above all';
const START = 'start-up: Node, loading of modules';

/**
 * Where a tick with one new run spends its time, by the calls that Node's profiler saw. The program runs as it is before
 * it is bundled, so that calls can be told apart; that and the profiler make it slower, at start-up above all.
 */
export function benchTickParts(installation: Installation): Figure[] {
  const folder = join(installation.folder, 'profile');
  mkdirSync(folder);
  installation.appendRun();
  const program = join(packageRoot(), 'dist/cli/main.js');
  timeNode(['--cpu-prof', `--cpu-prof-dir=${folder}`, program, 'tick', '--quiet'], installation);
  const parts = new Map<string, number>();
  for (const name of readdirSync(folder)) {
    const profile = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Profile;
    if (profile.nodes.some(({ callFrame }) => callFrame.url.includes('/dist/jobs/'))) addTimes(parts, profile);
  }
  const names = [START, ...PARTS.map(([part]) => part), IDLE].filter((part) => parts.has(part));
  return [
    noted(
      `where a tick with one new run at ${installation.label} runs spends its time, not bundled and profiled`,
      sum([...parts.values()]),
      'ms',
    ),
    ...names.map((part) => noted(`  ${part}`, parts.get(part) ?? 0, 'ms')),
  ];
}

function addTimes(parts: Map<string, number>, { nodes, samples, timeDeltas }: Profile): void {
  const partOf = new Map<number, string>();
  const callers = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  for (const { id, callFrame } of nodes) {
    const own = PARTS.find(([, files]) => files.test(callFrame.url))?.[0];
    const ofCaller = partOf.get(callers.get(id) ?? 0);
    partOf.set(id, callFrame.functionName === '(idle)' ? IDLE : (own ?? ofCaller ?? START));
  }
  for (const [place, id] of samples.entries()) {
    const part = partOf.get(id) ?? START;
    parts.set(part, (parts.get(part) ?? 0) + (timeDeltas[place] ?? 0) / 1000);
  }
}
