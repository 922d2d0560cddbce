import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compareDifferences } from '../bench/differences.ts';

it('the table compares edits with those of git, which breaks a block where this program does not', () => {
  const folder = mkdtempSync(join(tmpdir(), 'differences-'));
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@t.example', ...args], {
      stdio: 'pipe',
    });
  git('init', '-q');
  const item = (value: number) => `  <item>\n    <low>${value}</low>\n  </item>\n`;
  for (const values of [
    [1, 3],
    [1, 2, 3],
  ]) {
    writeFileSync(join(folder, 'a.xml'), `<list>\n${values.map(item).join('')}</list>\n`);
    git('add', '-A');
    git('commit', '-qm', 'edit');
  }
  const rows = compareDifferences([`XML=${folder}:a.xml`], 5).split('\n');
  expect(rows[2]).toBe('| XML | 1 | this program | 0 | 3 | 25 |');
  expect(rows.slice(3).map((row) => row.split('|')[3]?.trim())).toEqual([
    'git diff',
    'git diff --patience',
    'git diff --histogram',
  ]);
});
