import { beforeEach, describe, expect, it } from 'vitest';
import { ArchiveWriter } from '../store/writer.ts';
import {
  loadRun,
  longValuesOf,
  readChanges,
  readFormat,
  readOldSettings,
  readSettings,
  readSnapshot,
  readTimelineAt,
} from './documents.ts';
import { changesPath, FORMAT_PATH, settingsPath, snapshotPath } from './layout.ts';
import { tinySnapshot } from '../../test/support/tiny-archive.ts';
import type { LongValue } from '../../model/reading.ts';

let archive: ArchiveWriter;

beforeEach(async () => {
  archive = await ArchiveWriter.openDry('/nowhere/archive');
});

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

const TIMELINE = 'parameters/HF/X.json';

/** By kind of document: where it is, what it holds, what reads it. */
const KINDS: [string, string, object, () => unknown][] = [
  ['the format', FORMAT_PATH, { format: 1, settings: 'digest' }, () => readFormat(archive)],
  ['a snapshot', snapshotPath(1000), tinySnapshot(1000, {}), () => readSnapshot(archive, 1000)],
  ['a change set', changesPath(1000), { format: 1, run: 1000, changes: [] }, () => readChanges(archive, 1000)],
  ['a timeline', TIMELINE, { format: 1, starts: [] }, () => readTimelineAt(archive, TIMELINE)],
  ['rules', settingsPath('digest'), { format: 1, rules: {} }, () => readSettings(archive, 'digest')],
];

describe.each(KINDS)('%s', (kind, path, document, read) => {
  it('may not be there', () => {
    expect(read()).toBeNull();
  });

  it('is read as it was written', () => {
    archive.write(path, JSON.stringify(document));
    expect(read()).toEqual(kind === 'rules' ? {} : document);
  });

  const others = KINDS.filter(([other]) => other !== kind).map(([name, , content]) => [name, content] as const);
  it.each([...others, ['an index', { format: 1, runs: {} }] as const])('is damaged where it is %s', (_, other) => {
    archive.write(path, JSON.stringify(other));
    expect(read).toThrow(expect.objectContaining({ code: 'archive', message: expect.stringContaining(path) }));
  });
});

it('rules as version 0.1.0 wrote them are read as well, and are the ones that a tick is to write again', () => {
  expect(readOldSettings(archive)).toEqual(new Map());
  archive.write(settingsPath('old'), '{"format":1,"meaning":{"absent":["x"]}}');
  archive.write(settingsPath('new'), '{"format":1,"rules":{"absent":["y"]}}');
  expect(readSettings(archive, 'old')).toEqual({ absent: ['x'] });
  expect(readOldSettings(archive)).toEqual(new Map([['old', { absent: ['x'] }]]));
});

it('the long values of a snapshot are those at its start and those at its end', () => {
  const long = (ref: string): LongValue => ({ ref, lines: 2, length: 300 });
  const readings = {
    A: { kind: 'value', value: long('a'), end: { kind: 'value', value: long('b') } },
    B: { kind: 'value', value: 'short', end: { kind: 'absent', spelling: null } },
    C: { kind: 'unreadable', why: 'broken bytes', end: { kind: 'value', value: long('c') } },
    D: { kind: 'value', value: long('d') },
  } as const;
  const refs = longValuesOf({ ...tinySnapshot(1, {}), readings }).map(({ ref }) => ref);
  expect(refs).toEqual(['a', 'b', 'c', 'd']);
});
