import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { sha256 } from '../archive/documents/canonical.ts';
import { generateSample } from '../data/sample/generate.ts';
import { expectChanges, expectRuns, readTruth, type TrueRun } from './support/truth.ts';
import { digestFolder, workplaceIn } from './support/workplace.ts';

const sample = inject('sample');
const truth = readTruth(sample.truth).filter(({ kind }) => kind !== 'local');

function withChanges(runs: readonly TrueRun[]): TrueRun[] {
  return runs.filter(({ changes }) => (changes ?? []).length > 0);
}

/** A small sample, and an installation that one tick on it has made; the digest of its file before and after. */
async function makeSmall() {
  const folder = mkdtempSync(join(tmpdir(), 'runinfo-small-'));
  const options = { out: join(folder, 'source.sqlite'), runs: 60, seed: 3, lines: 60 };
  const clock = { now: Date.now() };
  const place = workplaceIn(folder, options.out, () => clock.now);
  generateSample(options);
  const digest = () => sha256(readFileSync(options.out, 'latin1'));
  const before = digest();
  expect(await place.run(['tick', '--quiet'])).toEqual({ code: 0, out: '', err: '' });
  return { place, clock, sample: options, digests: [before, digest()] };
}

let small: Awaited<ReturnType<typeof makeSmall>>;
beforeAll(async () => void (small = await makeSmall()));
afterAll(() => rmSync(small.place.folder, { recursive: true, force: true }));

describe('a tick', () => {
  const whole = workplaceIn(sample.folder, sample.file);

  it('archives every global run of the sample', async () => {
    const runs = await expectRuns(whole, truth);
    expect(runs.filter(({ kind }) => kind === 'archived').length).toBeGreaterThan(230);
    expect(await whole.git('rev-list', '--count', 'HEAD')).toBe(String(truth.length));
  });

  it('finds exactly the changes of the truth, each partition against its own base run', async () => {
    expect(withChanges(truth).length).toBeGreaterThan(40);
    await expectChanges(whole, truth);
  });

  it('leaves a clean repository', async () => {
    expect(await whole.git('status', '--porcelain')).toBe('');
    expect(await whole.git('fsck', '--strict')).toBe('');
  });

  it('changes nothing but status.json when nothing is new', async () => {
    const { place } = small;
    const look = async () => ({
      archive: digestFolder(place.archive),
      site: digestFolder(place.site),
      head: await place.git('rev-parse', 'HEAD'),
    });
    const before = await look();
    small.clock.now += 120_000;
    const second = await place.run(['tick']);
    expect(second.out).toMatch(/^0 commits, 0 files of the site written, 0 messages \(/);
    const after = await look();
    expect(after.site['status.json']).not.toBe(before.site['status.json']);
    const unmoved = { 'status.json': '' };
    expect({ ...after, site: { ...after.site, ...unmoved } }).toEqual({
      ...before,
      site: { ...before.site, ...unmoved },
    });
  });

  it('removes what a killed one was writing, also when nothing is new', async () => {
    const { place } = small;
    const folders = [place.state, place.site, join(place.archive, '.git')];
    const left = folders.map((folder) => join(folder, '.runinfo-4711-1.tmp'));
    for (const path of left) writeFileSync(path, 'half');
    expect(await place.run(['tick', '--quiet'])).toMatchObject({ code: 0 });
    expect(left.filter((path) => existsSync(path))).toEqual([]);
  });

  it('does not write to the source', () => {
    expect(small.digests[1]).toBe(small.digests[0]);
  });

  it('finds one appended run with one commit, its pages and one message', async () => {
    const { place, sample: options } = small;
    const before = { head: await place.git('rev-parse', 'HEAD'), site: digestFolder(place.site) };

    generateSample({ ...options, append: 1 });
    const next = readTruth(options.out.replace('.sqlite', '.truth.jsonl')).at(-1);
    const ticked = await place.run(['tick']);
    expect(ticked.code).toBe(0);
    expect(next?.changes?.length).toBeGreaterThan(0);
    expect(await place.git('log', '--format=%s', `${before.head}..HEAD`)).toMatch(
      new RegExp(`^Run ${next?.run}: \\d+ change`),
    );
    expect(await place.git('rev-list', '--count', `${before.head}..HEAD`)).toBe('1');
    expect(ticked.out.match(/^Run \d+: \d+ parameters? changed .*/gm)).toEqual([
      expect.stringContaining(`Run ${next?.run}:`),
    ]);

    const after = digestFolder(place.site);
    const written = Object.keys(after).filter((path) => after[path] !== before.site[path]);
    expect(existsSync(join(place.site, `runs/${next?.run}/index.html`))).toBe(true);
    const pages = written.filter((path) => /^runs\/\d+\/index\.html$/.test(path));
    expect(pages).toHaveLength(2);
    expect(written).toContain(`api/runs/${Math.floor((next?.run ?? 0) / 1000)}/${next?.run}.json`);
  });

  it('keeps a change log that git reads back', async () => {
    const log = await whole.git('log', '-p', '--unified=0', '--format=commit %s', '--', 'current/HCAL_HBHE');
    const commits = log.split(/^commit /m).slice(1);
    const expected = truth.filter(
      ({ changes }) => changes?.some(({ partition }) => partition === 'HCAL_HBHE') === true,
    );
    expect(commits).toHaveLength(expected.length + 1);
    for (const commit of commits.slice(0, -1)) expect(commit).toMatch(/^Run \d+: \d+ changes? \(.*HBHE \d+/);
    const run = expected.at(-1)?.run ?? 0;
    expect(commits[0]).toMatch(new RegExp(`^Run ${run}: `));
    const current = readFileSync(join(whole.archive, 'current/HCAL_HBHE/CFGDOC_TXT'), 'utf8');
    expect(current.split('\n').length).toBeGreaterThan(1400);
  });
});
