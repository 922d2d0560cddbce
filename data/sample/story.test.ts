import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateSample, truthPath, type SampleSummary } from './generate.ts';
import type { TrueRun } from './truth.ts';

let folder: string;
let database: Database.Database;
let summary: SampleSummary;
let truth: TrueRun[];
/** Global runs in order: index = number in the story. */
let story: TrueRun[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'story-'));
  const out = join(folder, 'sample.sqlite');
  summary = generateSample({ runs: 400, seed: 7, lines: 1500, out });
  truth = readFileSync(truthPath(out), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as TrueRun);
  story = truth.filter((run) => run.kind !== 'local');
  database = new Database(out);
});
afterAll(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

function rows(sql: string, ...values: readonly (string | number)[]): unknown[][] {
  return database.prepare(sql).raw().all(values) as unknown[][];
}
function count(sql: string, ...values: readonly (string | number)[]): number {
  return Number(rows(`SELECT count(*) FROM (${sql})`, ...values)[0]?.[0]);
}
function runAt(globalRun: number): TrueRun {
  const run = story[globalRun];
  if (run === undefined) throw new Error(`no global run ${globalRun}`);
  return run;
}
function changesAt(globalRun: number, partition: string): string[] {
  return (runAt(globalRun).changes ?? [])
    .filter((change) => change.partition === partition)
    .map((change) => change.parameter);
}
function texts(globalRun: number, name: string): (string | null)[] {
  const found = rows(
    `SELECT coalesce(VALUE, STRING_VALUE) FROM RUNSESSION_PARAMETER LEFT JOIN RUNSESSION_STRING ON RUNSESSION_PARAMETER_ID = ID
     WHERE RUNNUMBER = ? AND NAME = ? ORDER BY ID`,
    runAt(globalRun).run,
    `CMS.${name}`,
  );
  return found.map(([text]) => text as string | null);
}
const kinds = (kind: TrueRun['kind']): TrueRun[] => truth.filter((run) => run.kind === kind);

describe('counts', () => {
  it('has 400 runs of which 250 are global, and changes in about one of four', () => {
    expect(summary.bytes).toBeLessThan(130e6);
    expect(truth.length).toBe(400);
    expect(story.length).toBe(250);
    expect(kinds('never-ran').length).toBe(5);
    expect(kinds('never-ran').filter((run) => run.start === null).length).toBe(2);
    expect(kinds('hcal-out').length).toBe(4);
    expect(summary.changed / summary.archived).toBeGreaterThan(0.2);
    expect(summary.changed / summary.archived).toBeLessThan(0.33);
  });

  it('has IDs that ascend with TIME, and no row later than 10 minutes after stop', () => {
    expect(
      count(
        'SELECT 1 FROM (SELECT TIME, lag(TIME) OVER (ORDER BY ID) AS EARLIER FROM RUNSESSION_PARAMETER) WHERE EARLIER > TIME',
      ),
    ).toBe(0);
    const late = `SELECT 1 FROM RUNSESSION_PARAMETER AS P JOIN RUNSESSION_PARAMETER AS S ON S.RUNNUMBER = P.RUNNUMBER
      AND S.NAME = 'CMS.LVL0:STOP_TIME_T' WHERE julianday(P.TIME) > julianday(S.TIME) + ? / 86400.0`;
    expect(count(late, 600)).toBe(0);
    expect(count(late, 5)).toBeGreaterThan(100);
  });

  it('has the documents at their size', () => {
    const lengths = ['HBHE', 'HF', 'HO', 'Laser'].map(
      (name) => (texts(0, `HCAL_${name}:CFGDOC_TXT`)[0] ?? '').split('\n').length,
    );
    expect(lengths.map((length) => Math.round(length / 100))).toEqual([15, 8, 5, 3]);
    const lines = (texts(0, 'HCAL_HBHE:CFGDOC_TXT')[0] ?? '').split('\n');
    const mean = lines.reduce((sum, line) => sum + line.length, 0) / lines.length;
    expect(Math.abs(mean - 45)).toBeLessThan(8);
    expect(lines.some((line) => line.length >= 600 && line.length <= 950)).toBe(true);
    expect(lines.some((line) => /^ {2}if \(RBX=="H.\d+"\) {2}\{$/.test(line))).toBe(true);
  });
});

describe('story', () => {
  it('sends partitions out and brings them back with what changed meanwhile', () => {
    expect([12, 16].map((at) => runAt(at).partitions?.HCAL_HO)).toEqual(['out', 'out']);
    expect(changesAt(17, 'HCAL_HO')).toEqual(['CFGDOC_TXT', 'HCAL_uHTRManager_zsSimpleThreshold']);
    expect(runAt(17).base?.HCAL_HO).toBe(runAt(11).run);
    expect(runAt(60).partitions?.HCAL_HF).toBe('out');
    expect(changesAt(62, 'HCAL_HF')).toContain('HCAL_LPMCONTROL');
    expect(kinds('archived').filter((run) => run.partitions?.HCAL_Laser === 'out').length).toBeGreaterThan(30);
    expect(
      kinds('archived')
        .slice(-40)
        .every((run) => run.partitions?.HCAL_Laser === 'not-there'),
    ).toBe(true);
    const outAndEmptied = `SELECT 1 FROM RUNSESSION_PARAMETER JOIN RUNSESSION_STRING ON ID = RUNSESSION_PARAMETER_ID
      WHERE NAME LIKE 'CMS.HCAL_%:EMPTY_FMS' GROUP BY RUNNUMBER HAVING min(VALUE) <> '[]' AND max(VALUE) = '[]'`;
    expect(count(outAndEmptied)).toBeGreaterThan(0);
  });

  it('has HCAL out and away, In in lower case and not stated', () => {
    const states = [25, 26, 68, 52, 47].map((at) => texts(at, 'LVL0:HCAL'));
    expect(states).toEqual([['Out'], ['Out'], ['Away'], ['in'], []]);
    expect([runAt(52).kind, runAt(47).kind]).toEqual(['archived', 'archived']);
  });

  it('has runs that never ran, without start and without stop', () => {
    expect([18, 55, 115, 165, 200].map((at) => runAt(at).kind)).toEqual(Array.from({ length: 5 }, () => 'never-ran'));
    expect(texts(18, 'LVL0:RC_STATE')).not.toContain('Running');
    expect([37, 144].flatMap((at) => texts(at, 'LVL0:START_TIME_T'))).toEqual([]);
    expect([37, 144].map((at) => runAt(at).start)).not.toContain(null);
    expect([runAt(75).stop, texts(75, 'LVL0:STOP_TIME_T')]).toEqual([null, []]);
    expect(changesAt(19, 'HCAL_HF')).toEqual([]);
  });

  it('rolls out firmware, upgrades the release, moves a manager', () => {
    expect(changesAt(29, 'HCAL_HBHE').length).toBe(10);
    expect(changesAt(29, 'HCAL_HBHE')[0]).toBe('CFGDOC_TXT');
    expect(runAt(53).changes?.filter((change) => change.parameter === 'HCAL_DAQ_RELEASE').length).toBe(4);
    expect(changesAt(130, 'HCAL_HBHE')).toEqual(['FM_URI', 'FM_URL']);
    expect(changesAt(160, 'HCAL_HBHE')).toContain('uHTRManager_Firmware_Crate36');
    expect(runAt(160).changes?.some((change) => change.kind === 'added')).toBe(true);
  });

  it('edits a script in three partitions alike', () => {
    const edited = runAt(3).changes ?? [];
    expect(edited.map((change) => change.partition)).toEqual(['HCAL_HBHE', 'HCAL_HF', 'HCAL_HO']);
    expect(new Set(edited.map((change) => change.after)).size).toBe(1);
  });

  it('switches run keys there and back, reverts an edit, scans and flaps', () => {
    const find = (at: number, parameter: string) =>
      runAt(at).changes?.find((change) => change.partition === 'HCAL_HF' && change.parameter === parameter);
    for (const parameter of [
      'CFGDOC_TXT',
      'LOCAL_RUNKEY_SELECTED',
      'MASTERSNIPPET_SELECTED',
      'HCAL_ICICONTROL_MULTI',
    ]) {
      expect(find(42, parameter)?.after).toBe(find(38, parameter)?.before);
    }
    const [made, undone] = [84, 87].map((at) =>
      runAt(at).changes?.find((change) => change.parameter === 'HCAL_LPMCONTROL'),
    );
    expect([undone?.before, undone?.after]).toEqual([made?.after, made?.before]);
    for (let at = 91; at <= 97; at++)
      expect(changesAt(at, 'HCAL_HBHE')).toEqual(['HCAL_uHTRManager_zsSimpleThreshold']);
    for (let at = 101; at <= 109; at++) expect(changesAt(at, 'HCAL_HF')).toEqual(['HCAL_uHTRManager_TPG_TAG']);
  });

  it('gains and loses masks, removes a parameter and brings it back', () => {
    expect(changesAt(6, 'HCAL_HBHE')).toEqual(['MASKED_RESOURCES']);
    expect(changesAt(72, 'HCAL_HBHE')).toEqual(['MASKED_RESOURCES']);
    expect([140, 146].map((at) => runAt(at).changes?.map((change) => change.kind))).toEqual([['removed'], ['added']]);
  });

  it('changes values in the middle of a run', () => {
    const values = texts(35, 'HCAL_HF:HCAL_uHTRManager_zsMarkAndPass');
    expect([values[0], values.at(-1)]).toEqual(['true', 'false']);
    expect(changesAt(35, 'HCAL_HF')).toEqual([]);
    expect(changesAt(36, 'HCAL_HF')).toEqual(['HCAL_uHTRManager_zsMarkAndPass']);
    expect(changesAt(36, 'HCAL_HBHE')).toEqual(['HCAL_LPMCONTROL']);
  });

  it('holds HF where its publishing failed', () => {
    expect(runAt(80).partitions?.HCAL_HF).toBe('held');
    expect(runAt(80).base).not.toHaveProperty('HCAL_HF');
    expect(runAt(81).base?.HCAL_HF).toBe(runAt(79).run);
    expect(texts(80, 'HCAL_HF:FM_NAME').length).toBeGreaterThan(1);
    expect(texts(80, 'HCAL_HF:CFGDOC_TXT')).toEqual([]);
  });
});

describe('no changes', () => {
  it('writes the same value in other ways', () => {
    expect(texts(20, 'HCAL_HBHE:CFGDOC_TXT')[0]).toContain('\r\n');
    expect(texts(21, 'HCAL_HF:HCAL_ICICONTROL_MULTI')[0]).toMatch(/[ \t]+\n/);
    expect(texts(22, 'HCAL_HBHE:HCAL_LPMCONTROL')[0]).toMatch(/^\n {2}[\s\S]*\n\n$/);
    const [plain, repeated] = [19, 23].map(
      (at) => (texts(at, 'HCAL_HBHE:MASKED_RESOURCES')[0] ?? '').split(', ').length,
    );
    expect(repeated).toBeGreaterThan(plain ?? 0);
    expect([4, 20, 21, 22, 23].map((at) => runAt(at).changes?.length)).toEqual([0, 0, 0, 0, 0]);
    expect(texts(4, 'HCAL_HBHE:MASKED_RESOURCES')[0]).not.toBe(texts(2, 'HCAL_HBHE:MASKED_RESOURCES')[0]);
  });

  it('spells absence in every way', () => {
    const tag = 'HCAL_HO:HCAL_uHTRManager_TPG_TAG';
    expect([9, 11, 58].map((at) => texts(at, tag)[0])).toEqual(['not set', 'empty string', null]);
    expect(texts(10, 'HCAL_Laser:HCAL_uHTRManager_zsMarkAndPass')).toEqual([]);
    expect(texts(58, 'HCAL_Laser:HCAL_uHTRManager_zsMarkAndPass')[0]?.trim()).toBe('');
  });

  it('puts a placeholder before the value, and splits values over LOB rows out of order', () => {
    expect(texts(28, 'HCAL_HBHE:CFGDOC_TXT')[0]).toBe('not set');
    expect(runAt(28).changes).toEqual([]);
    const order = rows(
      `SELECT group_concat(VALUE_INDEX) FROM (SELECT * FROM RUNSESSION_STRING ORDER BY rowid) WHERE RUNSESSION_PARAMETER_ID =
       (SELECT min(ID) FROM RUNSESSION_PARAMETER WHERE RUNNUMBER = ? AND NAME = 'CMS.HCAL_HBHE:CFGDOC_TXT')`,
      runAt(40).run,
    );
    expect(order).toEqual([['2,0,1']]);
  });

  it('changes what is not watched without a change', () => {
    const name = 'HCAL_HBHE:HCAL_CFGSCRIPT';
    expect(texts(82, name)[0]).not.toBe(texts(81, name)[0]);
    expect(runAt(82).changes).toEqual([]);
  });

  it('keeps a few values in STRING_VALUE alone and none of the control scripts there', () => {
    const lobs =
      "SELECT 1 FROM RUNSESSION_PARAMETER JOIN RUNSESSION_STRING ON ID = RUNSESSION_PARAMETER_ID WHERE NAME LIKE '%:FM_ROLE'";
    expect(count(`${lobs} AND NAME NOT LIKE '%LEVEL_1%'`)).toBe(0);
    expect(rows('SELECT max(length(STRING_VALUE)) FROM RUNSESSION_PARAMETER')).toEqual([[4000]]);
  });
});

describe('odd circumstances', () => {
  it('publishes late, and often', () => {
    const first = rows(
      'SELECT min(TIME) FROM RUNSESSION_PARAMETER WHERE RUNNUMBER = ? AND NAME = ?',
      runAt(66).run,
      'CMS.HCAL_HO:CFGDOC_TXT',
    )[0]?.[0];
    const delay = Date.parse(`${String(first).slice(0, 19).replace(' ', 'T')}Z`) - Date.parse(runAt(66).start ?? '');
    expect(delay).toBeGreaterThan(60_000);
    expect(delay).toBeLessThan(130_000);
    for (const at of [33, 120]) expect(texts(at, 'HCAL_HBHE:HCAL_COMMENT').length).toBeGreaterThan(60);
  });

  it('has text beyond ASCII, and U+2028 inside a line', () => {
    expect(texts(51, 'HCAL_HBHE:MASKED_RESOURCES')[0]).toContain('µHTRSource_é3');
    expect(texts(50, 'HCAL_HBHE:HCAL_ICICONTROL_MULTI')[0]).toMatch(/µs – voir\u2028日本/);
    expect(count("SELECT 1 FROM RUNSESSION_STRING WHERE VALUE LIKE '%日本%'")).toBeGreaterThan(1);
  });
});
