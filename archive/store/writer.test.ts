import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Rules } from '../../model/rules.ts';
import { encodeName, currentPath } from '../documents/layout.ts';
import { reopen } from '../../test/support/reopen.ts';
import { Git } from './git.ts';
import { ArchiveWriter } from './writer.ts';
import { BASE_RULES } from '../../test/support/rules.ts';

const rules: Rules = {
  ...BASE_RULES,
  partitions: ['HCAL_HF'],
};

const START = '2022-11-22T10:00:00Z';
const root = mkdtempSync(join(tmpdir(), 'writer-'));
let folders = 0;

afterAll(() => rmSync(root, { recursive: true }));

async function openNew(): Promise<ArchiveWriter> {
  folders += 1;
  return reopen(join(root, `archive-${folders}`));
}

function git({ folder }: ArchiveWriter, ...args: string[]): string {
  return execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' });
}

const status = (archive: ArchiveWriter) => git(archive, 'status', '--porcelain', '--untracked-files=all');
const inHead = (archive: ArchiveWriter, path: string) => git(archive, 'cat-file', 'blob', `HEAD:${path}`);

/** Archives three small runs; `pause` may flush in between. */
async function archiveRuns(archive: ArchiveWriter, pause: () => Promise<void> | void = () => {}): Promise<void> {
  archive.adoptSettings(rules, 'digest');
  for (const run of [1, 2, 3]) {
    archive.writeJson(`runs/0/${run}.json`, { format: 1, run, value: archive.storeValue(`${run}\n`.repeat(run)) });
    archive.write('current/HCAL_HF/X', run === 2 ? null : `${run}`);
    await archive.commit(`Run ${run}: no changes`, [`run ${run}`], run === 2 ? null : START);
    await pause();
  }
  await archive.flush();
}

it('asks git for its heads once where it was open before, and twice where it may be no archive', async () => {
  const readHeads = vi.spyOn(Git.prototype, 'readHeads');
  const archive = await openNew();
  await archiveRuns(archive);
  const folder = `${archive.folder}-copy`;
  git(archive, 'clone', '--quiet', archive.folder, folder);
  for (const [path, times] of [
    [archive.folder, 1],
    [folder, 2],
    [folder, 1],
  ] as const) {
    readHeads.mockClear();
    await reopen(path);
    expect(readHeads).toHaveBeenCalledTimes(times);
  }
  readHeads.mockRestore();
});

describe('commits', () => {
  it('hold what a run wrote; the first one also what belongs to no run', async () => {
    const archive = await openNew();
    expect(archive.derivedSettings).toBeNull();
    await archiveRuns(archive);
    const commits = git(archive, 'log', '--reverse', '--format=#%s', '--name-status').split('#').slice(1);
    const shown = commits.map((commit) =>
      commit.split('\n').filter((line) => line !== '' && !line.includes('values/')),
    );
    expect(shown).toEqual([
      ['Run 1: no changes', 'A\tREADME.md', 'A\tcurrent/HCAL_HF/X', 'A\tformat.json'].concat([
        'A\truns/0/1.json',
        'A\tsettings/digest.json',
      ]),
      ['Run 2: no changes', 'D\tcurrent/HCAL_HF/X', 'A\truns/0/2.json'],
      ['Run 3: no changes', 'A\tcurrent/HCAL_HF/X', 'A\truns/0/3.json'],
    ]);
    expect(archive.derivedSettings).toBe('digest');
    expect(git(archive, 'rev-parse', 'HEAD').trim()).toBe(archive.headId);
  });

  it('are recorded with what they say and their paths, sorted, where they are only planned', async () => {
    const made = await openNew();
    const planned = await ArchiveWriter.openDry(join(made.folder, 'none'));
    for (const archive of [made, planned]) {
      archive.write('b', '1');
      archive.write('a', '1');
      await archive.commit('Run 1', ['said'], START);
    }
    expect(made.commits).toEqual([{ subject: 'Run 1', body: [], paths: [] }]);
    expect(planned.commits).toEqual([{ subject: 'Run 1', body: ['said'], paths: ['README.md', 'a', 'b'] }]);
  });

  it('are not made again by the same plan', async () => {
    const archive = await openNew();
    await archiveRuns(archive);
    const before = git(archive, 'log', '--format=%H');
    for (const again of [archive, await reopen(archive.folder)]) {
      again.write('current/HCAL_HF/X', '3');
      again.writeJson('runs/0/3.json', { value: again.storeValue('3\n'.repeat(3)), run: 3, format: 1 });
      again.adoptSettings(rules, 'digest');
      again.write('current/HCAL_HF/none', null);
      expect(again.hasStaged).toBe(false);
      await again.commit('Run 3: no changes', [], START);
      await again.flush();
    }
    expect(git(archive, 'log', '--format=%H')).toBe(before);
  });

  it('are not made again by a text that UTF-8 cannot hold', async () => {
    const archive = await openNew();
    for (const pass of [1, 2]) {
      archive.write('current/HCAL_HF/X', 'half a pair: \ud800');
      await archive.commit(`Pass ${pass}`, [], START);
      await archive.flush();
    }
    expect(git(archive, 'log', '--format=%s').trim()).toBe('Pass 1');
  });

  it('are dated with the start of the run, else a second after the one before', async () => {
    const archive = await openNew();
    archive.adoptSettings(rules, 'digest');
    const starts = [null, null, '2022-11-22T10:00:00Z', null, '2021-01-01T00:00:00.900Z'];
    for (const [index, start] of starts.entries()) {
      archive.write('file', String(index));
      await archive.commit(`Run ${index}`, [], start);
      if (index === 1) await archive.flush();
    }
    await archive.flush();
    const later = await reopen(archive.folder);
    later.write('file', 'later');
    await later.commit('Run later', [], null);
    await later.flush();
    const [first, third, fifth] = ['1970-01-01', '2022-11-22T10:00:00Z', '2021-01-01'].map(
      (date) => Date.parse(date) / 1000,
    );
    const dates = [first, third, fifth].flatMap((date = NaN) => [date, date + 1]);
    const shown = git(archive, 'log', '--reverse', '--format=%at %ct').trim().split('\n');
    expect(shown).toEqual(dates.map((date) => `${date} ${date}`));
  });

  it('take a start before 1970 or after 2514 for an unknown one, since git takes no such date', async () => {
    const archive = await openNew();
    archive.adoptSettings(rules, 'digest');
    for (const [index, start] of [
      '1969-12-31T23:59:59Z',
      START,
      '1904-01-01T00:00:00Z',
      '2600-01-01T00:00:00Z',
    ].entries()) {
      archive.write('file', String(index));
      await archive.commit(`Run ${index}`, [], start);
    }
    await archive.flush();
    const date = Date.parse(START) / 1000;
    const shown = git(archive, 'log', '--reverse', '--format=%at %ct').trim().split('\n');
    expect(shown).toEqual([0, date, date + 1, date + 2].map((seconds) => `${seconds} ${seconds}`));
    expect(git(archive, 'fsck', '--strict')).toBe('');
  });

  it('have the same ids for the same runs: in any folder, time zone or number of batches', async () => {
    const zone = process.env['TZ'];
    const ids: (string | null)[] = [];
    try {
      for (const [TZ, batches] of [
        ['UTC', 1],
        ['Pacific/Auckland', 1],
        ['America/St_Johns', 3],
      ] as const) {
        process.env['TZ'] = TZ;
        const archive = await openNew();
        await archiveRuns(archive, () => (batches === 1 ? undefined : archive.flush()));
        ids.push(archive.headId);
      }
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
    expect(ids).toEqual([expect.stringMatching(/^[0-9a-f]{40}$/), ids[0], ids[0]]);
  });
});

describe('what is said and held comes through as it is', () => {
  let shared: ArchiveWriter;

  beforeAll(async () => {
    shared = await openNew();
  });

  it.each([
    ['a plain one', 'Run 1: no changes', ['TAG (HF): v1 → v2', '', 'HF out']],
    ['no body', 'Run 1: no changes', []],
    ['a newline in front', '\nRun 1', ['\nbody']],
    ['what looks like an option', '-m', ['--amend', '-m "x"']],
    ['what looks like a trailer or a command', 'done', ['Run: 1', 'from HEAD', 'commit refs/heads/main', 'data 3']],
    ['odd characters', 'a\r\nb', ['\u2028\u0085\t\u001b[31m', '\'"`$(id)\\', '# comment', '😀']],
  ])('the message: %s', async (name, subject, body) => {
    shared.write('file', name);
    await shared.commit(subject, body, START);
    await shared.flush();
    const commit = git(shared, 'cat-file', 'commit', 'HEAD');
    const message = [subject, ...(body.length > 0 ? ['', ...body] : []), ''].join('\n');
    expect(commit.slice(commit.indexOf('\n\n') + 2)).toBe(message);
    expect(git(shared, 'fsck', '--strict', '--no-dangling')).toBe('');
    expect(status(shared)).toBe('');
  });

  it('the bytes of a file, in HEAD and in the work tree', async () => {
    const texts = ['', '\n', 'a\r\nb\rc', '\0\u0001', '\ufeffbom', 'done\n', 'data 3\nabc\nD file-0\n', '\u2028😀'];
    const archive = await openNew();
    archive.adoptSettings(rules, 'digest');
    texts.forEach((text, index) => archive.write(`file-${index}`, text));
    await archive.commit('Run 1', [], START);
    await archive.flush();
    const fresh = await reopen(archive.folder);
    expect(texts.map((_, index) => inHead(archive, `file-${index}`))).toEqual(texts);
    expect(texts.map((_, index) => fresh.readText(`file-${index}`))).toEqual(texts);
    expect(status(archive)).toBe('');
  });

  it('files named after any parameter', async () => {
    const names = ['../x', '/etc/x', 'a\0b', '..', '.', '', '-m', '.git', 'a\n"b', 'µ', '\ud800', ':', '*', 'A', 'a'];
    const archive = await openNew();
    for (const name of names) archive.write(currentPath('HCAL_HF', name), name.toWellFormed());
    await archive.commit('Run 1', [], START);
    await archive.flush();
    expect(status(archive)).toBe('');
    expect(archive.list('current/HCAL_HF')).toEqual(names.map(encodeName).sort());
    const paths = git(archive, 'ls-tree', '-r', '-z', '--name-only', 'HEAD', 'current/').split('\0').filter(Boolean);
    expect(paths).toEqual(names.map((name) => currentPath('HCAL_HF', name)).sort());
    for (const name of names) expect(inHead(archive, currentPath('HCAL_HF', name))).toBe(name.toWellFormed());
  });
});
