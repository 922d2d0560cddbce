import { describe, expect, inject, it } from 'vitest';
import { loadSettings } from '../jobs/config/load.ts';
import { openSource } from '../jobs/snapshot/sources/index.ts';
import type { RunSource } from '../jobs/snapshot/sources/types.ts';
import { openSqliteFile, openSqliteSource } from '../jobs/snapshot/sources/sqlite/source.ts';
import { tick } from '../jobs/tick.ts';
import type { TickOptions } from '../jobs/tick.ts';
import { readTruth } from './support/truth.ts';
import { digestFolder, makeWorkplace, QUIET_WORLD, workplaceIn } from './support/workplace.ts';
import type { Workplace } from './support/workplace.ts';

const sample = inject('sample');
const globalRuns = readTruth(sample.truth)
  .filter(({ kind }) => kind !== 'local')
  .map(({ run }) => run);

function tickOptions(place: Workplace, openWith: TickOptions['openSource']): TickOptions {
  const environment = {
    RUNINFO_SOURCE: `sqlite:${sample.file}`,
    RUNINFO_ARCHIVE: place.archive,
    RUNINFO_SITE: place.site,
  };
  return {
    settings: loadSettings({ file: undefined, environment, folder: place.folder }),
    jobs: new Set(['snapshot', 'diff', 'publish', 'notify']),
    now: Date.now,
    onProgress: () => undefined,
    openSource: openWith,
    ...QUIET_WORLD,
    warn: () => undefined,
    isDry: false,
    range: null,
    accept: null,
    rebuild: false,
    full: false,
  };
}

/** A source as it was when `newest` was its newest run. */
function asOf(source: RunSource, newest: number): RunSource {
  return { ...source, findRuns: async (from) => (await source.findRuns(from)).filter(({ run }) => run <= newest) };
}

describe('ticks', () => {
  it('make the same commits and the same site, one for all runs or ten on the way', async () => {
    const once = workplaceIn(sample.folder, sample.file);
    const often = makeWorkplace(sample.file);
    for (let part = 1; part <= 10; part += 1) {
      const newest = globalRuns[Math.ceil((globalRuns.length * part) / 10) - 1] ?? 0;
      await tick(tickOptions(often, (setting, options) => asOf(openSource(setting, options), newest)));
    }
    expect(await often.git('rev-parse', 'HEAD')).toBe(await once.git('rev-parse', 'HEAD'));
    expect(digestFolder(often.archive)).toEqual(digestFolder(once.archive));
    const site = (place: Workplace) => ({ ...digestFolder(place.site), 'status.json': '' });
    expect(site(often)).toEqual(site(once));
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
    await tick({ ...tickOptions(place, counting), jobs: new Set(['snapshot']) });
    expect(statements).toHaveLength(2 + globalRuns.length);
    expect(new Set(statements).size).toBe(3);
    statements.length = 0;
    await tick({ ...tickOptions(place, counting), jobs: new Set(['snapshot']) });
    expect(statements.length).toBeLessThanOrEqual(2);
  });

  it('print under --dry-run what they would do, and do nothing', async () => {
    const place = makeWorkplace(sample.file);
    const dry = await place.run(['tick', '--dry-run']);
    expect(dry.code).toBe(0);
    expect(dry.out.match(/^commit: Run/gm)).toHaveLength(globalRuns.length);
    expect(digestFolder(place.folder)).toEqual({});
  });
});
