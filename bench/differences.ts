import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { groupBy } from '../model/lists.ts';
import { comparableLines } from '../model/lines.ts';
import { diffLines, type DiffLine } from '../model/text-diff/index.ts';

/** Lines of output that one git command may give. */
const MOST_OUTPUT = 1024 ** 3;

/** The ways of git to match lines; each with its indent heuristic, which is on by default. */
const GIT = { 'git diff': [], 'git diff --patience': ['--patience'], 'git diff --histogram': ['--histogram'] } as const;

/** What a difference costs its reader. */
interface Reading {
  /** Stretches of changed lines that begin or end inside a block. */
  readonly broken: number;
  /** Lines shown as added or removed. */
  readonly changed: number;
  /** Characters that are marked as changed, or stand in a line without a partner; blanks left out. */
  readonly marked: number;
}

type Edit = readonly [readonly string[], readonly string[]];

/**
 * Compares differences of real edits with those of git.
 * @param files `GRAMMAR=FOLDER:PATH`, a git repository and a file in it
 * @param most so many of the newest edits of each file
 * @returns a table in Markdown, with one line for each grammar and way
 */
export function compareDifferences(files: readonly string[], most: number): string {
  const rows: string[] = [];
  for (const [grammar, group] of groupBy(files, (file) => file.slice(0, file.indexOf('=')))) {
    const edits = group.flatMap((file) => readEdits(file.slice(file.indexOf('=') + 1), most));
    const add = (name: string, read: (edit: Edit) => Reading) => {
      const readings = edits.map(read);
      const sum = (count: (reading: Reading) => number) =>
        readings.reduce((total, reading) => total + count(reading), 0);
      const counts = [sum(({ broken }) => broken), sum(({ changed }) => changed), sum(({ marked }) => marked)];
      rows.push(`| ${[grammar, edits.length, name, ...counts].join(' | ')} |`);
    };
    add('this program', readOurs);
    for (const [name, options] of Object.entries(GIT)) add(name, (edit) => readGit(edit, options));
  }
  const head = [
    'grammar',
    'edits',
    'difference by',
    'begin or end inside a block',
    'changed lines',
    'characters marked',
  ];
  return [`| ${head.join(' | ')} |`, '| :-- | --: | :-- | --: | --: | --: |', ...rows].join('\n');
}

/** The newest edits of a file in the history of a repository, on any branch: each commit that changed more than white space. */
function readEdits(file: string, most: number): Edit[] {
  const at = file.lastIndexOf(':');
  const [folder, path] = [file.slice(0, at), file.slice(at + 1)];
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8', maxBuffer: MOST_OUTPUT });
  const commits = git('log', '--all', '--no-merges', '--diff-filter=M', '--format=%H', '--', path).trim().split('\n');
  const edits = new Map<string, Edit>();
  for (const commit of commits) {
    if (edits.size === most || commit === '') break;
    const [before, after] = [`${commit}^`, commit].map((version) => comparableLines(git('show', `${version}:${path}`)));
    const key = JSON.stringify([before, after]);
    if (before !== undefined && after !== undefined && before.join('\n') !== after.join('\n'))
      edits.set(key, [before, after]);
  }
  return [...edits.values()];
}

function readOurs([before, after]: Edit): Reading {
  const { added, removed, hunks } = diffLines(before, after);
  const lines = hunks.flatMap((hunk) => [...hunk.lines, KEPT]);
  const countMarked = ({ op, text, marks = [[0, text.length]] }: DiffLine) =>
    op === ' ' ? 0 : marks.reduce((sum, [start, end]) => sum + countInk(text.slice(start, end)), 0);
  return {
    broken: countBroken(lines),
    changed: added + removed,
    marked: lines.reduce((sum, line) => sum + countMarked(line), 0),
  };
}

function readGit([before, after]: Edit, options: readonly string[]): Reading {
  const folder = mkdtempSync(join(tmpdir(), 'differences-'));
  try {
    for (const [name, lines] of [
      ['a', before],
      ['b', after],
    ] as const)
      writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
    const diff = (...more: string[]) => runDiff(folder, [...options, ...more]);
    const lines = diff('-U0').flatMap((line): DiffLine[] => {
      const op = line[0];
      return op === '@' ? [KEPT] : op === '+' || op === '-' ? [{ op, text: line.slice(1) }] : [];
    });
    return {
      broken: countBroken(lines),
      changed: lines.filter(({ op }) => op !== ' ').length,
      marked: diff('--word-diff=porcelain')
        .filter((line) => /^[+-]/.test(line))
        .reduce((sum, line) => sum + countInk(line.slice(1)), 0),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What `git diff` prints of the files `a` and `b`, without what stands before the first hunk. */
function runDiff(folder: string, options: readonly string[]): string[] {
  try {
    execFileSync('git', ['diff', '--no-index', '--no-color', ...options, 'a', 'b'], { cwd: folder, stdio: 'pipe' });
    return [];
  } catch (error) {
    const printed = String(Object(error).stdout).split('\n');
    return printed.slice(printed.findIndex((line) => line.startsWith('@@')));
  }
}

function countInk(text: string): number {
  return text.replaceAll(/\s/g, '').length;
}

const KEPT: DiffLine = { op: ' ', text: '' };

/** How many stretches of changed lines begin or end inside a block: what came closes or opens others than what went. */
function countBroken(lines: readonly DiffLine[]): number {
  let broken = 0;
  let sides: Record<'-' | '+', string[]> = { '-': [], '+': [] };
  for (const { op, text } of [...lines, KEPT]) {
    if (op !== ' ') sides[op].push(text);
    else {
      if (describeEnds(sides['-']) !== describeEnds(sides['+'])) broken += 1;
      sides = { '-': [], '+': [] };
    }
  }
  return broken;
}

/** How many blocks some lines close that they did not open, and open without closing them. */
function describeEnds(lines: readonly string[]): string {
  let [closed, open] = [0, 0];
  for (const line of lines) {
    for (const [sign] of line.matchAll(/[{}]|<(?=[A-Za-z])|<\/|\/>/g)) {
      if (sign === '{' || sign === '<') open += 1;
      else if (open > 0) open -= 1;
      else closed += 1;
    }
  }
  const written = lines.filter((line) => line !== '');
  const section = written.findIndex((line) => line.startsWith('['));
  return `${closed} ${open} ${section > 0}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [most = '20', ...files] = process.argv.slice(2);
  process.stdout.write(`${compareDifferences(files, Number(most))}\n`);
}
