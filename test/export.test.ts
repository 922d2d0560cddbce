import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ArchiveFolder } from '../archive/documents/reader.ts';
import { generateSample } from '../data/sample/generate.ts';
import { exportArchive } from '../jobs/export/export.ts';
import { packageRoot } from '../jobs/package-root.ts';
import { queryHistory } from '../queries/history.ts';
import { tablesOfArchive } from './support/archive-tables.ts';
import { openDuck, readCsvTables, readParquetTables, readSqliteTables } from './support/tables.ts';
import { digestFolder, makeWorkplace, workplaceIn, type Workplace } from './support/workplace.ts';

const FORMS = ['parquet', 'csv', 'sqlite'] as const;
const READERS = { parquet: readParquetTables, csv: readCsvTables, sqlite: readSqliteTables };

const RUNINFO = join(packageRoot(), 'runinfo');

const sample = inject('sample');
const whole = workplaceIn(sample.folder, sample.file);
const folder = mkdtempSync(join(tmpdir(), 'runinfo-export-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface ExportAnswer {
  readonly written: readonly string[];
  readonly unchanged: readonly string[];
  readonly removed: readonly string[];
}

async function exportFrom(place: Workplace, form: string, into: string): Promise<ExportAnswer> {
  return (await place.ask(['export', form, into])) as ExportAnswer;
}

const small = { runs: 60, seed: 3, lines: 60 };
const collect = ['tick', '--only', 'snapshot', '--quiet'];

/** Makes a small sample in a folder, and its archive. */
async function makeSmall(into: string): Promise<void> {
  const out = join(into, 'source.sqlite');
  generateSample({ ...small, out });
  await workplaceIn(into, out).run(collect);
}

/** The small sample with its archive that tests copy. */
const original = join(folder, 'small');
beforeAll(async () => {
  mkdirSync(original);
  await makeSmall(original);
});

/** A workplace of its own whose archive holds a small sample, and how to add a run to it. */
async function smallPlace(
  make = async (into: string) => cpSync(original, into, { recursive: true }),
): Promise<{ place: Workplace; append: () => Promise<number> }> {
  const place = makeWorkplace('source.sqlite');
  await make(place.folder);
  const out = join(place.folder, 'source.sqlite');
  const tick = () => place.run(collect, { RUNINFO_SOURCE: `sqlite:${out}` });
  return {
    place,
    append: async () => {
      generateSample({ ...small, out, append: 1 });
      await tick();
      const runs = (await place.ask(['runs'])) as { run: number }[];
      return runs.at(-1)?.run ?? 0;
    },
  };
}

let expected: ReturnType<typeof tablesOfArchive> | undefined;

describe.each(FORMS)('the archive of the sample as %s', (form) => {
  const into = join(folder, form);

  it('agrees with the archive row by row', async () => {
    await exportFrom(whole, form, into);
    const { intervals, ...tables } = await READERS[form](into);
    expected ??= tablesOfArchive(whole.archive);
    expect(Object.keys(tables).sort()).toEqual(Object.keys(expected).sort());
    for (const [name, rows] of Object.entries(expected)) {
      expect({ name, rows: tables[name]?.length }).toEqual({ name, rows: rows.length });
      expect(tables[name]).toEqual(rows);
    }
    expect(tables['readings']?.length).toBeGreaterThan(30_000);
    expect(tables['values']?.length).toBeGreaterThan(50);
    expect(intervals?.length).toBeGreaterThan(200);
  });

  it('written again writes nothing', async () => {
    const look = () =>
      Object.keys(digestFolder(into)).map((path) => {
        const { ino, mtimeMs } = statSync(join(into, path));
        return { path, ino, mtimeMs };
      });
    const before = look();
    const again = await exportFrom(whole, form, into);
    expect(again).toMatchObject({ written: [], removed: [] });
    expect(again.unchanged).toHaveLength(before.length - 1);
    expect(look()).toEqual(before);
  });
});

it('the same runs give the same bytes from another archive', async () => {
  const [one, other] = [await smallPlace(), await smallPlace(makeSmall)];
  await one.append();
  await other.append();
  for (const form of FORMS) {
    const [into, elsewhere] = [one, other].map(({ place }) => join(place.folder, form)) as [string, string];
    await exportFrom(one.place, form, into);
    await exportFrom(other.place, form, elsewhere);
    expect(Object.keys(digestFolder(into)).length).toBeGreaterThan(1);
    expect(digestFolder(elsewhere)).toEqual(digestFolder(into));
  }
});

describe('the tables', () => {
  it('tell of every parameter what history tells', async () => {
    const ask = await openDuck(join(folder, 'parquet'));
    const parameters = await ask("SELECT DISTINCT partition, parameter FROM 'intervals/*/part.parquet' ORDER BY ALL");
    const files = readdirSync(join(whole.archive, 'parameters'), { recursive: true }).filter((name) =>
      String(name).endsWith('.json'),
    );
    expect(parameters).toHaveLength(files.length);
    const rows = await ask(`
      SELECT partition, parameter, coalesce(value, text) AS "value", from_run::INT AS "from", to_run::INT AS "to", runs
      FROM 'intervals/*/part.parquet' LEFT JOIN 'values/*/part.parquet' USING (digest) ORDER BY from_run`);
    const archive = new ArchiveFolder(whole.archive);
    for (const { partition, parameter } of parameters) {
      const ofParameter = rows.filter((row) => row['partition'] === partition && row['parameter'] === parameter);
      const { intervals } = queryHistory(archive, String(partition), String(parameter));
      const wanted = intervals.map(({ value, from, to, runs }) => ({ partition, parameter, value, from, to, runs }));
      expect(ofParameter).toEqual(wanted);
    }
  });

  it('stand in parts of 1,000 runs, each value once, and a list names every file', async () => {
    const ask = await openDuck(join(folder, 'parquet'));
    for (const table of ['runs', 'readings', 'inclusion', 'changes']) {
      const astray = `SELECT count(*)::INT AS n FROM '${table}/*/part.parquet' WHERE run // 1000 <> thousand`;
      expect(await ask(astray)).toEqual([{ n: 0 }]);
    }
    expect(await ask("SELECT (count(*) - count(DISTINCT digest))::INT AS n FROM 'values/*/part.parquet'")).toEqual([
      { n: 0 },
    ]);
    const [list] = await ask("SELECT content FROM read_text('files.txt')");
    const made = Object.keys(digestFolder(join(folder, 'parquet'))).filter((path) => path.endsWith('.parquet'));
    expect(String(list?.['content']).trim().split('\n').sort()).toEqual(made);
  });

  it('have types that other programs understand', async () => {
    const ask = await openDuck(join(folder, 'parquet'));
    const types = await ask("SELECT column_name, column_type FROM (DESCRIBE FROM 'runs/*/part.parquet')");
    expect(Object.fromEntries(types.map((one) => [one['column_name'], one['column_type']]))).toMatchObject({
      run: 'BIGINT',
      start: 'TIMESTAMP WITH TIME ZONE',
      kind: 'VARCHAR',
      accepted: 'BOOLEAN',
      changes: 'INTEGER',
      thousand: 'BIGINT',
    });
  });
});

describe('one run more', () => {
  it('changes files of the newest part only', async () => {
    const { place, append } = await smallPlace();
    const into = join(place.folder, 'tables');
    const first = await exportFrom(place, 'parquet', into);
    expect(first.written.length).toBeGreaterThan(7);
    const newest = Math.floor((await append()) / 1000);
    const { written, unchanged, removed } = await exportFrom(place, 'parquet', into);
    const parted = ['changes', 'inclusion', 'intervals', 'readings', 'runs', 'values'];
    const own = parted.map((table) => `${table}/thousand=${newest}/part.parquet`);
    expect(written.toSorted()).toEqual([...own, 'meta/part.parquet', `notes/${newest}.json`].sort());
    expect(unchanged.length + written.length).toBe(first.written.length);
    expect(removed).toEqual([]);
  });
});

describe('an export that cannot be', () => {
  const oneLine = (text: string) => expect.stringMatching(new RegExp(`^runinfo: .*${text}.*\\n$`));

  it.each([
    ['a folder with something else in it', 'holds something that this program did not make', 2],
    ['a file', 'is no folder', 2],
  ])('%s is refused and left as it is', async (what, message, code) => {
    const place = makeWorkplace(sample.file);
    const path = join(place.folder, 'mine');
    if (what === 'a file') writeFileSync(path, 'mine');
    else mkdirSync(join(path, 'runs'), { recursive: true });
    for (const form of FORMS) {
      const ran = await whole.run(['export', form, path]);
      expect(ran).toEqual({ code, out: '', err: oneLine(message) });
    }
    expect(readdirSync(place.folder, { recursive: true }).length).toBeLessThanOrEqual(2);
  });

  it('an archive without runs, or an unknown form, makes no folder', async () => {
    const place = makeWorkplace(sample.file);
    const empty = await place.run(['export', 'csv', 'tables']);
    expect(empty).toEqual({ code: 2, out: '', err: oneLine('holds no run yet: run a tick first') });
    const unknown = await place.run(['export', 'excel', 'tables']);
    expect(unknown).toEqual({ code: 2, out: '', err: oneLine('give one of parquet, csv, sqlite') });
    expect(readdirSync(place.folder)).toEqual([]);
  });

  it('is refused within archive and state, as are an extract and metrics', async () => {
    const { place } = await smallPlace();
    const before = digestFolder(place.folder);
    for (const [key, path] of [
      ['archive', join(place.archive, 'tables')],
      ['archive', place.archive],
      ['state', join(place.folder, 'state', 'tables')],
    ] as const) {
      for (const words of [
        ['export', 'csv', path],
        ['extract', '--runs', '1..999999', '--out', path],
        ['status', '--prometheus', path],
      ]) {
        const said = oneLine(`is within the folder of ${key}: name one outside of it`);
        expect(await place.run(words, { RUNINFO_STATE: join(place.folder, 'state') })).toMatchObject({
          code: 2,
          err: said,
        });
      }
    }
    expect(digestFolder(place.folder)).toEqual(before);
  });

  it('says under --dry-run what it would write, and writes nothing', async () => {
    const { place, append } = await smallPlace();
    for (const form of FORMS) {
      expect((await place.run(['export', form, form, '--dry-run'])).out).toMatch(/^writes .*\n/);
      expect(readdirSync(place.folder)).not.toContain(form);
      await exportFrom(place, form, form);
    }
    await append();
    for (const form of FORMS) {
      const before = digestFolder(join(place.folder, form));
      const dry = (await place.ask(['export', form, form, '--dry-run'])) as ExportAnswer;
      expect(digestFolder(join(place.folder, form))).toEqual(before);
      expect((await exportFrom(place, form, form)).written).toEqual(dry.written);
      expect(dry.written.length).toBeGreaterThan(0);
    }
  });

  it('on a disk that takes no more leaves every file whole', async () => {
    const { place, append } = await smallPlace();
    for (const form of FORMS) await exportFrom(place, form, form);
    const look = () => digestFolder(place.folder);
    const before = look();
    await append();
    for (const form of FORMS) {
      const { status, stdout, stderr } = spawnSync(
        'sh',
        ['-c', `ulimit -f 2; exec "$0" export ${form} ${form}`, RUNINFO],
        {
          cwd: place.folder,
          env: { PATH: process.env['PATH'], RUNINFO_ARCHIVE: place.archive },
          encoding: 'utf8',
        },
      );
      const said = oneLine(`cannot write ${join(place.folder, form)}/[a-z]`);
      expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: '', stderr: said });
    }
    const after = look();
    for (const form of FORMS) await exportFrom(place, form, form);
    const done = look();
    const exported = (path: string) => FORMS.some((form) => path.startsWith(`${form}/`));
    expect(Object.keys(after).filter(exported)).toEqual(Object.keys(before).filter(exported));
    for (const path of Object.keys(after).filter(exported)) expect([before[path], done[path]]).toContain(after[path]);
  });

  it('shows what is committed while a tick is in the middle of the archive, or somebody edited it', async () => {
    const { place } = await smallPlace();
    await exportFrom(place, 'csv', 'before');
    await place.git('update-ref', 'refs/runinfo/checked-out', 'HEAD~1');
    await place.git('checkout', '--quiet', 'HEAD~1', '--', '.');
    rmSync(join(place.archive, 'values'), { recursive: true });
    await exportFrom(place, 'csv', 'meanwhile');
    expect(digestFolder(join(place.folder, 'meanwhile'))).toEqual(digestFolder(join(place.folder, 'before')));
  });

  it('shows one commit though the archive moves meanwhile', async () => {
    const { place, append } = await smallPlace();
    const old = await place.git('rev-parse', 'HEAD');
    await exportFrom(place, 'parquet', 'before');
    await append();
    const git = (...words: string[]) => execFileSync('git', ['-C', place.archive, ...words]);
    const moveTo = (commit: string) => git('reset', '--quiet', '--hard', commit);
    const newer = await place.git('rev-parse', 'HEAD');
    moveTo(old);
    const into = join(place.folder, 'meanwhile');
    const onProgress = () => void moveTo(newer);
    const options = { archive: place.archive, form: 'parquet', into, isDry: false, onProgress } as const;
    expect(await exportArchive(options)).toMatchObject({ commit: old });
    expect(await place.git('rev-parse', 'HEAD')).toBe(newer);
    expect(digestFolder(into)).toEqual(digestFolder(join(place.folder, 'before')));
  });
});

describe('the tables of the site', () => {
  it('are those of an export, are brought up to date by a tick, and go when they are asked for no more', async () => {
    const place = makeWorkplace('source.sqlite');
    const out = join(place.folder, 'source.sqlite');
    const environment = { RUNINFO_SOURCE: `sqlite:${out}`, RUNINFO_PUBLISH_DATA: 'true' };
    const data = join(place.site, 'data');
    const asExported = async () => {
      await exportFrom(place, 'parquet', 'tables');
      expect(digestFolder(data)).toEqual(digestFolder(join(place.folder, 'tables')));
    };
    const written = async (words: readonly string[]) => {
      const { code, out: said } = await place.run([...words, '--json'], environment);
      expect(code).toBe(0);
      const { pages } = JSON.parse(said) as { pages: { written: string[] } };
      return pages.written.filter((address) => address.startsWith('/data/'));
    };
    generateSample({ out, runs: 12, seed: 3, lines: 60 });
    expect((await written(['tick'])).length).toBeGreaterThan(7);
    await asExported();
    expect(readFileSync(join(place.site, 'api/index.html'), 'utf8')).toContain('href="../data/files.txt"');

    generateSample({ out, runs: 12, seed: 3, lines: 60, append: 1 });
    const before = digestFolder(data);
    expect((await place.run(['tick', '--dry-run'], environment)).out).toContain('tables: parts from block 391 on');
    expect(digestFolder(data)).toEqual(before);
    expect(await written(['tick'])).toHaveLength(8);
    await asExported();
    expect(await written(['tick'])).toEqual([]);

    rmSync(join(data, 'runs'), { recursive: true });
    expect(await written(['publish', '--full'])).toEqual(['/data/runs/thousand=391/part.parquet']);
    await asExported();
    await place.run(['tick', '--quiet'], { ...environment, RUNINFO_PUBLISH_DATA: 'false' });
    expect(existsSync(data)).toBe(false);
    expect(readFileSync(join(place.site, 'api/index.html'), 'utf8')).not.toContain('data/files.txt');
  });
});
