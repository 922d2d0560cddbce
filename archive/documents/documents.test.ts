import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ArchiveWriter } from '../store/writer.ts';
import { loadRun, readChanges, readFormat, readSettings, readSnapshot, readTimelineAt } from './documents.ts';
import { changesPath, FORMAT_PATH, settingsPath, snapshotPath } from './layout.ts';

let root: string;
let archive: ArchiveWriter;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'documents-'));
  archive = await ArchiveWriter.openDry(join(root, 'archive'));
});
afterEach(() => rmSync(root, { recursive: true }));

describe('loading a run', () => {
  it('gives its snapshot with the settings that it names', () => {
    archive.writeJson(snapshotPath(1000), { format: 1, run: 1000, readings: {}, settings: 'digest' });
    archive.writeJson('settings/digest.json', { format: 1, rules: { absent: ['x'] } });
    const loaded = { run: 1000, snapshot: { run: 1000 }, rulesAtReading: { absent: ['x'] } };
    expect(loadRun(archive, 1000)).toMatchObject(loaded);
  });

  it.each(['its snapshot', 'its settings'])('without %s fails and names the run', (missing) => {
    if (missing === 'its settings')
      archive.writeJson(snapshotPath(1000), { format: 1, readings: {}, settings: 'digest' });
    expect(() => loadRun(archive, 1000)).toThrow(
      expect.objectContaining({ code: 'archive', message: expect.stringContaining('run 1000') }),
    );
  });
});

it.each([
  ['the format', FORMAT_PATH, () => readFormat(archive)],
  ['rules', settingsPath('digest'), () => readSettings(archive, 'digest')],
  ['a snapshot', snapshotPath(1000), () => readSnapshot(archive, 1000)],
  ['a change set', changesPath(1000), () => readChanges(archive, 1000)],
  ['a timeline', 'parameters/HF/X.json', () => readTimelineAt(archive, 'parameters/HF/X.json')],
])('%s that is another document is damaged; there may be none', (_, path, read) => {
  expect(read()).toBeNull();
  archive.write(path, '{"format":1,"run":1000,"runs":{}}');
  expect(read).toThrow(expect.objectContaining({ code: 'archive', message: expect.stringContaining(path) }));
});
