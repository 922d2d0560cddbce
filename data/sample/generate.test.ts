import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateSample, truthPath } from './generate.ts';
import type { TrueRun } from './truth.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sample-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const small = { runs: 60, seed: 4, lines: 20 };
const file = (name: string): string => join(folder, `${name}.sqlite`);
const readTruth = (out: string): string => readFileSync(truthPath(out), 'utf8');

/** Digest of all rows of the two RunInfo tables. */
function dump(out: string): string {
  const database = new Database(out);
  const hash = createHash('sha256');
  for (const order of ['RUNSESSION_PARAMETER ORDER BY ID', 'RUNSESSION_STRING ORDER BY rowid']) {
    for (const row of database.prepare(`SELECT * FROM ${order}`).raw().iterate()) hash.update(JSON.stringify(row));
  }
  database.close();
  return hash.digest('hex');
}

describe('generateSample', () => {
  it('gives the same rows and the same truth for the same arguments', () => {
    generateSample({ ...small, out: file('a') });
    generateSample({ ...small, out: file('b') });
    expect(dump(file('b'))).toBe(dump(file('a')));
    expect(readTruth(file('b'))).toBe(readTruth(file('a')));
  });

  it('gives other rows for another seed', () => {
    generateSample({ ...small, out: file('a') });
    generateSample({ ...small, seed: 5, out: file('other') });
    expect(dump(file('other'))).not.toBe(dump(file('a')));
  });

  it('appends archived runs, the same each time, the first of which changes something', () => {
    generateSample({ ...small, out: file('a') });
    for (const name of ['c', 'd']) {
      copyFileSync(file('a'), file(name));
      copyFileSync(truthPath(file('a')), truthPath(file(name)));
      const summary = generateSample({ ...small, append: 1, out: file(name) });
      expect(summary).toMatchObject({ archived: 1, changed: 1 });
      expect(generateSample({ ...small, append: 12, out: file(name) }).archived).toBe(12);
    }
    expect(dump(file('d'))).toBe(dump(file('c')));
    expect(readTruth(file('d'))).toBe(readTruth(file('c')));
    expect(readTruth(file('c')).startsWith(readTruth(file('a')))).toBe(true);
    const added = readTruth(file('c'))
      .slice(readTruth(file('a')).length)
      .trim()
      .split('\n');
    const kinds = added.map((line) => (JSON.parse(line) as TrueRun).kind).filter((kind) => kind !== 'local');
    expect(kinds).toEqual(Array.from({ length: 13 }, () => 'archived'));
  });

  it('appends the same to a copy without its truth, of which none is made', () => {
    generateSample({ ...small, out: file('a') });
    for (const name of ['f', 'g']) copyFileSync(file('a'), file(name));
    copyFileSync(truthPath(file('a')), truthPath(file('f')));
    const appended = ['f', 'g'].map((name) => generateSample({ ...small, append: 2, out: file(name) }));
    expect(appended[1]).toMatchObject({ archived: 2, changed: appended[0]?.changed });
    expect(dump(file('g'))).toBe(dump(file('f')));
    expect(existsSync(truthPath(file('g')))).toBe(false);
  });

  it('changes something in the first appended run whatever the seed', () => {
    for (let seed = 10; seed < 20; seed++) {
      const out = file(`seed-${seed}`);
      generateSample({ runs: 20 + seed, seed, lines: 20, out });
      expect(generateSample({ runs: 1, seed, lines: 20, append: 1, out }).changed).toBe(1);
    }
  });

  it('cuts off what a killed append left in the truth', () => {
    generateSample({ ...small, out: file('e') });
    const before = readTruth(file('e'));
    writeFileSync(truthPath(file('e')), '{"run":1', { flag: 'a' });
    generateSample({ ...small, append: 1, out: file('e') });
    expect(readTruth(file('e')).startsWith(`${before}{"run":`)).toBe(true);
    expect(() =>
      readTruth(file('e'))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).not.toThrow();
  });

  it('ends in the past and keeps runs apart, however many there are', () => {
    const out = file('long');
    generateSample({ runs: 1500, seed: 1, lines: 5, out });
    generateSample({ runs: 1, seed: 1, lines: 5, append: 100, out });
    const runs = readTruth(out)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as TrueRun);
    const timed = runs.filter((run) => run.start !== null);
    expect(timed.every((run, index) => index === 0 || (timed[index - 1]?.stop ?? '') < (run.start ?? ''))).toBe(true);
    expect(timed.at(-1)?.stop ?? '').toMatch(/^2025-0[89]/);
  });

  it('leaves no half file and refuses a file that is no sample', () => {
    expect(() => generateSample({ ...small, out: file('absent').replace('.sqlite', '.db') })).toThrow(
      /must end in .sqlite/,
    );
    writeFileSync(file('foreign'), '');
    expect(() => generateSample({ ...small, append: 1, out: file('foreign') })).toThrow(/cannot be continued/);
    expect(existsSync(truthPath(file('foreign')))).toBe(false);
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});
