import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { ArchiveFolder } from '../archive/documents/reader.ts';
import { readTimeline } from '../archive/documents/documents.ts';
import { comparableLines } from '../model/lines.ts';
import { blameLines } from '../model/line-blame.ts';

const folder = join(inject('sample').folder, 'archive');
const archive = new ArchiveFolder(folder);

/** The run that brought each line of a file of `current/`, as git finds it in the archive's history. */
function blameByGit(path: string): number[] {
  const answer = execFileSync('git', ['-C', folder, 'blame', '--line-porcelain', 'HEAD', '--', path], {
    maxBuffer: 1e9,
  });
  return [...answer.toString().matchAll(/^summary Run (\d+):/gm)].map(([, run]) => Number(run));
}

it.each([
  ['HCAL_HBHE', 'CFGDOC_TXT'],
  ['HCAL_HF', 'CFGDOC_TXT'],
  ['HCAL_HO', 'CFGDOC_TXT'],
  ['HCAL_HBHE', 'HCAL_ICICONTROL_MULTI'],
  ['HCAL_HF', 'HCAL_LPMCONTROL'],
])('git blames the same runs for the lines of %s %s', (partition, parameter) => {
  const starts = readTimeline(archive, partition, parameter)?.starts ?? [];
  const texts = starts.map(({ from, value }) => ({
    from,
    lines: value === null ? [] : comparableLines(archive.readValue(value)),
  }));
  const blamed = blameLines(texts).flatMap(({ from, texts: lines }) => lines.map(() => from));
  expect(new Set(blamed).size).toBeGreaterThan(2);
  expect(blamed).toEqual(blameByGit(`current/${partition}/${parameter}`));
});
