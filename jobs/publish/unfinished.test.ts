import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { UnfinishedBuild } from './unfinished.ts';

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'unfinished-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

it('a build is taken up where it was, from the commit that it was begun at', () => {
  const folder = makeFolder();
  const first = new UnfinishedBuild(folder, { commit: 'c1', key: 'k' });
  expect([...first.done]).toEqual([]);
  first.add(['a', 'b']);
  first.add(['c']);
  const second = new UnfinishedBuild(folder, { commit: 'c2', key: 'k' });
  expect(second.commit).toBe('c1');
  expect([...second.done]).toEqual(['a', 'b', 'c']);
  second.end();
  expect(new UnfinishedBuild(folder, { commit: 'c2', key: 'k' }).done.size).toBe(0);
});

it('a build of another look is begun anew, and so is one that cannot be read', () => {
  const folder = makeFolder();
  new UnfinishedBuild(folder, { commit: 'c1', key: 'k' }).add(['a']);
  const other = new UnfinishedBuild(folder, { commit: 'c2', key: 'other' });
  expect([other.commit, [...other.done]]).toEqual(['c2', []]);
  writeFileSync(join(folder, 'unfinished.jsonl'), '{{{\n["a"]\n');
  expect(new UnfinishedBuild(folder, { commit: 'c3', key: 'other' }).done.size).toBe(0);
});

it('a line that a kill cut off is left out', () => {
  const folder = makeFolder();
  new UnfinishedBuild(folder, { commit: null, key: 'k' }).add(['a']);
  appendFileSync(join(folder, 'unfinished.jsonl'), '["b","c');
  expect([...new UnfinishedBuild(folder, { commit: null, key: 'k' }).done]).toEqual(['a']);
});

it('nothing is left of a build that ended', () => {
  const folder = makeFolder();
  const build = new UnfinishedBuild(folder, { commit: null, key: 'k' });
  expect(readFileSync(join(folder, 'unfinished.jsonl'), 'utf8')).toBe('{"commit":null,"key":"k"}\n');
  build.end();
  expect(existsSync(join(folder, 'unfinished.jsonl'))).toBe(false);
});
