import { describe, expect, it } from 'vitest';
import { makeRowsFile } from '../../test/support/rows-file.ts';
import { global, running } from '../../test/support/sources.ts';
import { makeWorkplace, type Workplace } from '../../test/support/workplace.ts';

const TICK = ['tick', '--only', 'snapshot'];

/** Runs as RunInfo holds them: global ones that ran. */
const fileOf = (runs: readonly number[]) => makeRowsFile(runs.flatMap((run) => [global(run), running(run)]));

interface Standing {
  readonly archived: readonly number[];
  readonly quarantined: readonly number[];
}

async function standing(place: Workplace): Promise<Standing> {
  const { quarantined } = (await place.ask(['status'])) as { quarantined: { run: number }[] };
  const runs = (await place.ask(['runs'])) as { run: number; kind: string }[];
  return {
    archived: runs.filter(({ kind }) => kind === 'archived').map(({ run }) => run),
    quarantined: quarantined.map(({ run }) => run),
  };
}

/** What holds after one tick for each of these files, and the archive that they lead to. */
async function follow(files: readonly string[]): Promise<Standing & { readonly head: string }> {
  const place = makeWorkplace('none');
  for (const file of files) {
    const { code, err } = await place.run([...TICK, '--quiet'], { RUNINFO_SOURCE: `sqlite:${file}` });
    expect({ code, err: err.replaceAll(/^runinfo: run \d+: in quarantine: .*\n/gm, '') }).toEqual({ code: 0, err: '' });
  }
  return { ...(await standing(place)), head: await place.git('rev-parse', 'HEAD') };
}

const BEFORE = [362_001, 362_002];

describe('a run number far above all before it (rule 3)', () => {
  it('is taken in its place once a second run confirms it, as if both had been read at once', async () => {
    const files = [[], [3_620_033, 862_003], [862_004]].map((_, index, steps) =>
      fileOf([...BEFORE, ...steps.slice(0, index + 1).flat()]),
    );
    const live = await follow(files);
    expect(live).toMatchObject({ archived: [...BEFORE, 862_003, 862_004], quarantined: [3_620_033] });
    expect(await follow(files.slice(-1))).toEqual(live);
  });

  it('holds one that is the very first run, but no number that is in reach', async () => {
    expect(await follow([fileOf([391_703])])).toMatchObject({ archived: [391_703], quarantined: [] });
    const place = makeWorkplace(fileOf([3_620_033]));
    await place.run([...TICK, '--quiet']);
    expect(await standing(place)).toEqual({ archived: [], quarantined: [3_620_033] });
    await place.run([...TICK, '--quiet'], { RUNINFO_SOURCE: `sqlite:${fileOf([...BEFORE, 3_620_033])}` });
    expect(await standing(place)).toEqual({ archived: BEFORE, quarantined: [3_620_033] });
    expect(await follow([fileOf([1_000_027_333, 1_000_027_400])])).toMatchObject({ quarantined: [] });
  });

  it('is told once, named by tick, status, doctor and changes, and let go where the source forgets it', async () => {
    let now = Date.now();
    const place = makeWorkplace(fileOf([...BEFORE, 3_620_033]), () => now);
    const why =
      /^runinfo: run 3620033: in quarantine: its number is more than 100000 above any .* snapshot --accept 3620033\n$/;
    const first = await place.run([...TICK, '--quiet']);
    expect(first).toMatchObject({ code: 0, out: '', err: expect.stringMatching(why) });
    expect(await place.run([...TICK, '--quiet'])).toMatchObject({ code: 0, out: '', err: '' });
    expect((await place.run(TICK)).out).toContain(', 1 in quarantine');
    const status = await place.run(['status']);
    expect(status).toMatchObject({ code: 0, out: expect.stringContaining('1 in quarantine') });
    expect(status.out).toContain('run 3620033: in quarantine: its number');
    expect((await place.run(['doctor', '--json'])).out).toContain('run 3620033: in quarantine');
    expect(await place.run(['changes', '3620033'])).toMatchObject({
      code: 1,
      out: expect.stringContaining('quarantine'),
    });
    for (const hours of [0, 25]) {
      now += hours * 3_600_000;
      await place.run([...TICK, '--quiet'], { RUNINFO_SOURCE: `sqlite:${fileOf(BEFORE)}` });
    }
    expect(await standing(place)).toEqual({ archived: BEFORE, quarantined: [] });
  });

  it('is held where the archive begins at firstRun, too, below which nothing is looked for', async () => {
    const place = makeWorkplace(fileOf([300_000, ...BEFORE, 3_620_033]));
    await place.run([...TICK, '--quiet'], { RUNINFO_FIRST_RUN: '362001' });
    expect(await standing(place)).toEqual({ archived: BEFORE, quarantined: [3_620_033] });
    const far = makeWorkplace(fileOf([...BEFORE, 3_620_033]));
    await far.run([...TICK, '--quiet'], { RUNINFO_FIRST_RUN: '3620000' });
    expect(await standing(far)).toEqual({ archived: [3_620_033], quarantined: [] });
  });

  it('does not count as the later run that closes one that never ran (rule 2)', async () => {
    const idle = [global(362_003), running(362_003, { plain: 'Halted' })];
    const rows = (run: number) => [global(run), running(run)];
    const place = makeWorkplace(makeRowsFile([...rows(362_002), ...idle, ...rows(3_620_033)]));
    await place.run([...TICK, '--quiet']);
    expect(await place.ask(['status'])).toMatchObject({ open: [{ run: 362_003, why: 'not Running yet' }] });
  });

  it('is taken by hand, and hides no run below it then', async () => {
    const place = makeWorkplace(fileOf([...BEFORE, 3_620_033]));
    await place.run([...TICK, '--quiet']);
    expect(await place.run(['snapshot', '--accept', '3620034'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('run 3620034 is neither held back nor in quarantine'),
    });
    expect(await place.run(['snapshot', '--accept', '3620033', '--quiet'])).toMatchObject({ code: 0, err: '' });
    expect(await standing(place)).toEqual({ archived: [...BEFORE, 3_620_033], quarantined: [] });
    await place.run([...TICK, '--quiet'], { RUNINFO_SOURCE: `sqlite:${fileOf([...BEFORE, 362_003, 3_620_033])}` });
    expect(await standing(place)).toEqual({ archived: [...BEFORE, 362_003, 3_620_033], quarantined: [] });
  });

  it('is read where a range asked for by hand begins near it, not where one merely covers it', async () => {
    const place = makeWorkplace(fileOf([...BEFORE, 3_620_033]));
    await place.run(['snapshot', '--runs', '1..9999999', '--quiet']);
    expect(await standing(place)).toEqual({ archived: BEFORE, quarantined: [3_620_033] });
    await place.run(['snapshot', '--runs', '3620033', '--quiet']);
    expect(await standing(place)).toEqual({ archived: [...BEFORE, 3_620_033], quarantined: [] });
    expect(await place.run(['snapshot', '--runs', '362002..9999999', '--quiet'])).toMatchObject({ code: 0, err: '' });
    expect(await standing(place)).toEqual({ archived: [...BEFORE, 3_620_033], quarantined: [] });
  });
});
