import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { openSqliteFile, openSqliteSource } from '../jobs/snapshot/sources/sqlite/source.ts';
import { tick, type TickOptions } from '../jobs/tick.ts';
import { atOnce, globalRunsOf, tickInParts, tickOptions } from './steps/tick-in-parts.ts';
import { digestFolder, makeWorkplace, type Ran } from './support/workplace.ts';

const sample = inject('small');
const globalRuns = globalRunsOf(sample);

describe('ticks', () => {
  it('make the same commits and the same site, one for all runs or three on the way', async () => {
    expect(await tickInParts(sample, 3)).toEqual(await atOnce(sample));
  });

  it('ask the source once for each run, and at most twice when nothing is new', async () => {
    const place = makeWorkplace(sample.file);
    const statements: string[] = [];
    const counting: TickOptions['openSource'] = (setting, options) =>
      openSqliteSource(setting.slice('sqlite:'.length), options, (path) => {
        const file = openSqliteFile(path);
        return {
          ...file,
          prepare: (sql) => {
            const query = file.prepare(sql);
            return { all: (...binds) => (statements.push(sql), query.all(...binds)) };
          },
        };
      });
    await tick({ ...tickOptions(sample, place, counting), jobs: new Set(['snapshot']) });
    expect(statements).toHaveLength(2 + globalRuns.length);
    expect(new Set(statements).size).toBe(3);
    statements.length = 0;
    await tick({ ...tickOptions(sample, place, counting), jobs: new Set(['snapshot']) });
    expect(statements.length).toBeLessThanOrEqual(2);
  });

  it('of two states do not write one archive at once: the second says who is at work, and works later', async () => {
    const place = makeWorkplace(sample.file);
    const other = { RUNINFO_STATE: join(place.folder, 'other-state'), RUNINFO_SITE: join(place.folder, 'other-site') };
    const second = async () => place.run(['tick', '--only', 'snapshot'], other);
    const meanwhile: Ran[] = [];
    const slow: TickOptions['openSource'] = (setting, options) => {
      const source = openSqliteSource(setting.slice('sqlite:'.length), options);
      return { ...source, findRuns: async (from) => (meanwhile.push(await second()), source.findRuns(from)) };
    };
    const result = await tick({ ...tickOptions(sample, place, slow), jobs: new Set(['snapshot']) });
    expect(result.commits).toHaveLength(globalRuns.length);
    const message = `another tick, with another state folder, is writing ${place.archive} (process ${process.pid} on `;
    expect(meanwhile).toEqual([{ code: 75, out: '', err: expect.stringContaining(message) as string }]);
    expect(await second()).toMatchObject({ code: 0 });
  });

  it('put a page right that a killed publish left behind, though a later commit took back what it shows', async () => {
    const place = makeWorkplace(sample.file);
    for (const name of ['archive', 'state', 'site'])
      cpSync(join(sample.folder, name), join(place.folder, name), { recursive: true, preserveTimestamps: true });
    const run = globalRuns.at(-2) ?? 0;
    const snapshot = join(place.archive, 'runs', String(Math.floor(run / 1000)), `${run}.json`);
    const page = join(place.site, 'runs', String(run), 'index.html');
    const [text, html] = [readFileSync(snapshot, 'utf8'), readFileSync(page, 'utf8')];
    const commit = async (content: string) => {
      writeFileSync(snapshot, content);
      await place.git('-c', 'user.name=a', '-c', 'user.email=b', 'commit', '--quiet', '--all', '--message=read again');
    };
    await commit(`${text}\n`);
    writeFileSync(page, 'made from the commit in between');
    await commit(text);
    await place.run(['publish', '--quiet']);
    expect(readFileSync(page, 'utf8')).toBe(html);
  });

  it('print under --dry-run what they would do, and do nothing', async () => {
    const place = makeWorkplace(sample.file);
    const dry = await place.run(['tick', '--dry-run']);
    expect(dry.code).toBe(0);
    expect(dry.out.match(/^commit: Run/gm)).toHaveLength(globalRuns.length);
    expect(digestFolder(place.folder)).toEqual({});
  });
});
