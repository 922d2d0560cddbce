import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { expect, it } from 'vitest';
import { generateSample, truthPath } from './generate.ts';
import type { TrueChange, TrueRun } from './truth.ts';

// By brute force and straight from the rows: nothing of the generator's own bookkeeping is used below.

type Values = Map<string, string>;
const partitions = ['HCAL_HBHE', 'HCAL_HF', 'HCAL_HO', 'HCAL_Laser'] as const;
const watched =
  /^(FM_UR[IL]|FM_ROLE|LOCAL_RUNKEY_SELECTED|MASTERSNIPPET_SELECTED|MASKED_RESOURCES|HCAL_(ICI|PI)CONTROL_MULTI|HCAL_LPMCONTROL|CFGDOC_TXT|HCAL_DAQ_RELEASE|AMC13_FIRMWARE_T[12]|HCAL_uHTRManager_(zsSimpleThreshold|zsMarkAndPass|TPG_TAG|DisableZS)|uHTRManager_Firmware_Crate.*)$/;
const sha = (text: string | undefined): string | null =>
  text === undefined ? null : createHash('sha256').update(text).digest('hex');

function readRun(database: Database.Database, run: number): Values {
  const rows = database
    .prepare(
      `SELECT ID, NAME, STRING_VALUE, VALUE, RUNSESSION_PARAMETER_ID AS LOB FROM RUNSESSION_PARAMETER
       LEFT JOIN RUNSESSION_STRING ON RUNSESSION_PARAMETER_ID = ID WHERE RUNNUMBER = ? ORDER BY ID, VALUE_INDEX`,
    )
    .all(run) as { ID: number; NAME: string; STRING_VALUE: string | null; VALUE: string | null; LOB: number | null }[];
  const texts = new Map<number, { name: string; text: string | null }>();
  for (const row of rows) {
    const part = row.LOB === null ? row.STRING_VALUE : row.VALUE;
    const begun = texts.get(row.ID);
    texts.set(row.ID, { name: row.NAME.slice(4), text: begun === undefined ? part : `${begun.text}\n${part}` });
  }
  const values: Values = new Map();
  for (const { name, text } of texts.values()) {
    if (text === null || /^\s*(not set|empty string)?\s*$/.test(text) || values.has(name)) continue;
    values.set(name, text);
  }
  return values;
}

function same(name: string, one: string, other: string): boolean {
  const members = (text: string): string =>
    [
      ...new Set(
        text
          .replace(/^\s*\[|\]\s*$/g, '')
          .split(',')
          .map((part) => part.trim()),
      ),
    ]
      .sort()
      .join();
  const lines = (text: string): string =>
    text
      .replaceAll('\r\n', '\n')
      .replace(/[ \t]+$/gm, '')
      .trim();
  return name.endsWith('MASKED_RESOURCES') ? members(one) === members(other) : lines(one) === lines(other);
}

function differences(partition: string, before: Values, after: Values): TrueChange[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].filter(
    (name) => name.startsWith(`${partition}:`) && watched.test(name.slice(partition.length + 1)),
  );
  return names.sort().flatMap((name) => {
    const [was, is] = [before.get(name), after.get(name)];
    if (was === is || (was !== undefined && is !== undefined && same(name, was, is))) return [];
    const kind = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed';
    return [
      { partition, parameter: name.slice(partition.length + 1), kind, before: sha(was), after: sha(is) } as TrueChange,
    ];
  });
}

it.each([1, 2, 3])('agrees with what the rows of every run say (seed %i)', (seed) => {
  const folder = mkdtempSync(join(tmpdir(), 'truth-'));
  const out = join(folder, 'sample.sqlite');
  generateSample({ runs: 480, seed, lines: 24, out });
  generateSample({ runs: 1, seed, lines: 24, append: 5, out });
  const truth = readFileSync(truthPath(out), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as TrueRun);
  const database = new Database(out);
  const bases = new Map<string, { run: number; values: Values }>();
  for (const line of truth) {
    const values = readRun(database, line.run);
    const isGlobal = (values.get('HCAL_LEVEL_1:FM_FULLPATH') ?? '').includes('/hcalpro/Global/');
    expect(isGlobal).toBe(line.kind !== 'local');
    if (line.kind === 'local') continue;
    const running = `SELECT substr(TIME, 1, 19) FROM RUNSESSION_PARAMETER LEFT JOIN RUNSESSION_STRING ON RUNSESSION_PARAMETER_ID = ID
      WHERE RUNNUMBER = ? AND (NAME = 'CMS.LVL0:START_TIME_T' OR NAME = 'CMS.LVL0:RC_STATE' AND VALUE = 'Running') ORDER BY NAME DESC, ID`;
    const times = database.prepare(running).pluck().all(line.run) as string[];
    expect(line.start).toBe(times[0] === undefined ? null : `${times[0].replace(' ', 'T')}Z`);
    const ran = values.has('LVL0:START_TIME_T') ? times.length > 1 : times.length > 0;
    const isIn = /^in$/i.test(values.get('LVL0:HCAL') ?? 'In');
    expect([line.run, line.kind]).toEqual([line.run, ran ? (isIn ? 'archived' : 'hcal-out') : 'never-ran']);
    if (line.kind !== 'archived') continue;
    const empty = [...values].find(([name]) => /^HCAL_(?!LEVEL).*:EMPTY_FMS$/.test(name))?.[1] ?? '';
    const changes: TrueChange[] = [];
    for (const partition of partitions) {
      const own = [...values.keys()].filter((name) => name.startsWith(`${partition}:`));
      const present = own.filter((name) => watched.test(name.slice(partition.length + 1)));
      const expected = values.get('HCAL_LEVEL_1:EMPTY_FMS')?.includes(partition)
        ? 'out'
        : own.length === 0
          ? 'not-there'
          : present.length < 5
            ? 'held'
            : 'in';
      expect([line.run, partition, line.partitions?.[partition]]).toEqual([line.run, partition, expected]);
      expect(empty.includes(partition)).toBe(expected === 'out');
      if (expected !== 'in') continue;
      const base = bases.get(partition);
      expect(line.base?.[partition]).toBe(base?.run ?? null);
      if (base !== undefined) changes.push(...differences(partition, base.values, values));
      bases.set(partition, { run: line.run, values });
    }
    expect([line.run, line.changes]).toEqual([line.run, changes]);
  }
  database.close();
  rmSync(folder, { recursive: true, force: true });
});
