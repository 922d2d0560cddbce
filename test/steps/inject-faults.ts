/**
 * Loaded before the program (`node --import`): counts what it does to files and by git, and at one of these operations fails or
 * kills it, as RUNINFO_TEST_FAULT says. With RUNINFO_TEST_OPERATIONS it writes down their names, one a line.
 */
import childProcess from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { extname } from 'node:path';

/** What happens at the operation of a number: a kill before or after it; it fails alone, or it and every later one fail. */
export interface Fault {
  readonly at: number;
  readonly how: 'kill before' | 'kill after' | 'fail once' | 'fail from then on';
}

type Call = (...args: unknown[]) => unknown;

const fault = JSON.parse(process.env['RUNINFO_TEST_FAULT'] ?? '{"at":0,"how":"fail once"}') as Fault;
const list = process.env['RUNINFO_TEST_OPERATIONS'];
const { openSync, writeSync } = fs;
const listed = list === undefined ? null : openSync(list, 'a');
const paths = new Map<unknown, string>();
let count = 0;

/** Folders by which files are told apart; what is below another one is of its kind. */
const FOLDERS = ['.git', 'state', 'site', 'api', 'data', 'feeds', 'search', 'weeks', 'assets', 'thousand'];
const KINDS = new Set([...FOLDERS, 'runs', 'changes', 'parameters', 'current', 'values', 'settings']);

/** Names an operation by what it does to which kind of file. */
function nameOf(operation: string, path: string): string {
  const folders = path.split('/').filter((part) => KINDS.has(part));
  return `${operation} ${folders.slice(-2).join('/')}/*${extname(path)}`;
}

/** Counts an operation; gives whether it is to fail. */
function strike(name: string): { readonly fails: boolean; readonly kills: boolean } {
  count += 1;
  if (listed !== null) writeSync(listed, `${name}\n`);
  const isHere = count === fault.at;
  if (isHere && fault.how === 'kill before') process.kill(process.pid, 'SIGKILL');
  const fails =
    (isHere && fault.how === 'fail once') || (fault.at > 0 && count >= fault.at && fault.how === 'fail from then on');
  return { fails, kills: isHere && fault.how === 'kill after' };
}

function injected(path: string): Error {
  return Object.assign(new Error(`EIO: injected, ${path}`), { code: 'EIO', syscall: 'injected', path });
}

/** @param pathOf which file an operation concerns; null: it writes nothing, and is none that counts */
function wrap(operation: keyof typeof fs, pathOf: (args: readonly unknown[]) => string | null): void {
  const call = fs[operation] as Call;
  const wrapped: Call = (...args) => {
    const path = pathOf(args);
    if (path === null) return call(...args);
    const { fails, kills } = strike(nameOf(operation, path));
    const callback = args.at(-1);
    if (fails && typeof callback === 'function') return void (callback as Call)(injected(path));
    if (fails) throw injected(path);
    try {
      const result = call(...args);
      if (operation === 'openSync') paths.set(result, path);
      return result;
    } finally {
      // It may be of the kind that is allowed to fail: to remove what is no longer there, say.
      if (kills) process.kill(process.pid, 'SIGKILL');
    }
  };
  Object.assign(fs, { [operation]: wrapped });
}

const first = ([path]: readonly unknown[]) => String(path);
wrap('openSync', ([path, flags]) => (typeof flags === 'string' && /[wa+]/.test(flags) ? String(path) : null));
wrap('writeSync', ([handle]) => paths.get(handle) ?? null);
for (const operation of ['fsyncSync', 'fsync'] as const) wrap(operation, ([handle]) => paths.get(handle) ?? 'folder/');
for (const operation of ['rmSync', 'mkdirSync', 'unlinkSync'] as const) wrap(operation, first);
wrap('renameSync', ([, to]) => String(to));

const spawn = childProcess.spawn.bind(childProcess);
Object.assign(childProcess, {
  spawn: (command: string, words: readonly string[], options: childProcess.SpawnOptions) => {
    const word = words.find((each) => /^[a-z]/.test(each) && !each.includes('=')) ?? '';
    const { fails, kills } = strike(`${command} ${word}`);
    const child = fails ? spawn('sh', ['-c', 'echo injected >&2; exit 1'], options) : spawn(command, words, options);
    if (kills) child.once('exit', () => process.kill(process.pid, 'SIGKILL'));
    return child;
  },
});
syncBuiltinESMExports();
