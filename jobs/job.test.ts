import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Memory } from './job.ts';
import { readState } from './state.ts';

const OUTAGE = { outage: 3 };

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'job-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('a state is written where it differs from what the file holds, and where there is no file', () => {
  const file = join(folder, 'state.json');
  new Memory(null, folder).save({});
  const { ino } = statSync(file);
  const memory = new Memory(readState(folder), folder);
  memory.save({ daily: null });
  expect(statSync(file).ino).toBe(ino);
  memory.save(OUTAGE);
  expect(readState(folder)).toMatchObject(OUTAGE);
  memory.save({ outage: 0 });
  expect(readState(folder)).toMatchObject({ outage: 0 });
});

it('a state that could not be written is written with what is saved next, though nothing else differs', () => {
  const state = join(folder, 'state');
  const memory = new Memory(null, state);
  memory.save({});
  rmSync(state, { recursive: true });
  memory.replace({ ...memory.state, ...OUTAGE });
  mkdirSync(join(state, 'state.json'), { recursive: true });
  expect(() => memory.save({})).toThrow('state.json');
  rmSync(state, { recursive: true });
  memory.save({});
  expect(readState(state)).toMatchObject(OUTAGE);
});
