import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  changesPath,
  currentPath,
  encodeName,
  FORMAT_PATH,
  indexPath,
  isArchivePath,
  README_PATH,
  settingsPath,
  snapshotPath,
  timelinePath,
  valuePath,
} from './layout.ts';

const HOSTILE = [
  ['', '.', '..', '...', '../x', '/etc/x', 'a/b', 'a\\b', '/', ':', '.git', '.GIT', 'git~1', '-m', '--help', 'CON'],
  ['%', '%2f', '%2F', '%252F', '%uD800', '%25uD800', 'a\0b', 'a\nb', 'a\tb', ' ', ' a', 'a ', 'a.', '~', '*', '"'],
  ['__proto__', 'constructor', 'A', 'a', '\u00e9', 'e\u0301', '\u202ea', '\u2028', '😀', '\ud83d', '\ude00', '\ufffd'],
  ['\ud800', '\udfff', 'a\ud800', 'x'.repeat(300), `${'x'.repeat(300)}y`, '😀'.repeat(300), '/'.repeat(99)],
].flat();

/** Any text, half surrogate pairs and control characters included. */
const units = fc.array(fc.oneof(fc.nat(0xffff), fc.constantFrom('%', '.', '/', '~', 'u', 'D', '8', '0', 'é', '\\')), {
  maxLength: 20,
});
const anyName = units.map((parts) =>
  parts.map((unit) => (typeof unit === 'number' ? String.fromCharCode(unit) : unit)).join(''),
);

/** The reverse of `encodeName`, for names that are not too long. */
function decodeName(segment: string): string {
  if (segment === '%') return '';
  return segment.replaceAll(/%u([0-9A-F]{4})|(?:%[0-9A-F]{2})+/g, (bytes, unit: string | undefined) =>
    unit === undefined ? decodeURIComponent(bytes) : String.fromCharCode(Number.parseInt(unit, 16)),
  );
}

describe('a name as a file name', () => {
  it.each([
    ['HCAL_HF', 'HCAL_HF'],
    ['uHTRManager_Firmware_Crate21', 'uHTRManager_Firmware_Crate21'],
    ['a-b.c', 'a-b.c'],
    ['', '%'],
    ['.', '%2E'],
    ['..', '%2E.'],
    ['../x', '%2E.%2Fx'],
    ['a b', 'a%20b'],
    ['é', '%C3%A9'],
    ['\ud800', '%uD800'],
  ])('%j becomes %s', (name, segment) => {
    expect(encodeName(name)).toBe(segment);
  });

  it('is one plain segment that fits any file system, whatever the name', () => {
    const segments = /^[A-Za-z0-9_%~-][A-Za-z0-9_.%~-]{0,254}$/;
    for (const name of HOSTILE) expect(encodeName(name)).toMatch(segments);
    fc.assert(
      fc.property(anyName, (name) => {
        expect(encodeName(name)).toMatch(segments);
      }),
    );
  });

  it('tells the name: no two names share one', () => {
    fc.assert(
      fc.property(anyName, (name) => {
        fc.pre(encodeName(name).length < 180);
        expect(decodeName(encodeName(name))).toBe(name);
      }),
      { numRuns: 1000 },
    );
    expect(new Set(HOSTILE.map(encodeName)).size).toBe(new Set(HOSTILE).size);
  });

  it('tells very long names apart by their digest, and from a name that looks like one', () => {
    const head = 'x'.repeat(500);
    const encoded = ['1', '2', ''].map((tail) => encodeName(head + tail));
    expect(new Set([...encoded, ...encoded.map(encodeName)]).size).toBe(6);
    expect(encodeName('x'.repeat(180))).toBe('x'.repeat(180));
    expect(encodeName('x'.repeat(181))).toMatch(/^x{115}~[0-9a-f]{64}$/);
  });

  it('is a file beside those of all others', () => {
    const folder = mkdtempSync(join(tmpdir(), 'names-'));
    try {
      for (const name of HOSTILE) writeFileSync(join(folder, encodeName(name)), JSON.stringify(name), { flag: 'wx' });
      const names = readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as string);
      expect(names.sort()).toEqual([...HOSTILE].sort());
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

it('paths made of names stay in their folder', () => {
  for (const name of HOSTILE) {
    expect(timelinePath(name, name).split('/')).toEqual(['parameters', encodeName(name), `${encodeName(name)}.json`]);
    expect(currentPath(name, name).split('/')).toEqual(['current', encodeName(name), encodeName(name)]);
  }
});

const DIGEST = '3f9a'.repeat(16);

it.each([
  [README_PATH, 'README.md'],
  [FORMAT_PATH, 'format.json'],
  [snapshotPath(362_695), 'runs/362/362695.json'],
  [snapshotPath(999), 'runs/0/999.json'],
  [indexPath(362), 'runs/362/index.json'],
  [changesPath(363_000), 'changes/363/363000.json'],
  [valuePath(DIGEST), `values/3f/${DIGEST}.txt`],
  [settingsPath(DIGEST), `settings/${DIGEST}.json`],
  [currentPath('HCAL_HF', 'A b'), 'current/HCAL_HF/A%20b'],
  [timelinePath('HCAL_HF', 'A'), 'parameters/HCAL_HF/A.json'],
])('%s is a path of the archive', (path, documented) => {
  expect(path).toBe(documented);
  expect(isArchivePath(path)).toBe(true);
});

it.each([
  '',
  'notes.md',
  'README.md.orig',
  'old/README.md',
  'old/format.json',
  'runs',
  'runs/',
  'runs/a b',
  'x/runs/362/1.json',
])('%j is of somebody else', (path) => {
  expect(isArchivePath(path)).toBe(false);
});
