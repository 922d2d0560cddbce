import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { isExpired, readExpected } from './expected.ts';

it.each([
  [
    'a pattern without quotes',
    '- { pattern: *TAG, reason: r, owner: o, expires: 2026-08-01 }\n',
    ', line 1: *TAG: put what',
  ],
  ['what is no YAML', '- {\n', ', line 2: '],
  ['a key that is there twice', '- pattern: A\n  pattern: B\n', ', line 2: pattern: this key is there twice'],
  ['no list', 'pattern: A\n', ' must hold a list'],
  ['an entry that lacks something', '- pattern: A\n', ', entry 1: reason: '],
])('a list of expected changes with %s holds nothing back, and says so', (_, content, problem) => {
  const folder = mkdtempSync(join(tmpdir(), 'runinfo-expected-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'list.yaml');
  writeFileSync(path, content);
  const { expectations, problems } = readExpected(path);
  expect(expectations).toEqual([]);
  expect(problems[0]).toContain(`${path}${problem}`);
});

it.each([
  ['2026-06-14T21:59:00Z', 'Europe/Zurich', false],
  ['2026-06-14T22:00:00Z', 'Europe/Zurich', true],
  ['2026-06-14T23:59:00Z', 'UTC', false],
  ['2026-06-15T03:00:00Z', 'America/Chicago', false],
])('an expected change until 2026-06-14 is over at %s in %s: %s', (now, zone, expected) => {
  expect(isExpired({ expires: '2026-06-14' }, Date.parse(now), zone)).toBe(expected);
});
