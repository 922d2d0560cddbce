import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { generateSample } from '../../data/sample/generate.ts';
import { oracleEnvironment, serveOracle } from '../support/oracle.ts';
import { makeWorkplace, type Workplace } from '../support/workplace.ts';

/** A tick that reads and archives, and no more. */
export const COLLECT = ['tick', '--only', 'snapshot', '--quiet'];

type SampleOptions = Parameters<typeof generateSample>[0];

/** A small sample, and the archive that SQLite makes of it. */
export async function makeSmall(
  runs: number,
): Promise<Workplace & { readonly file: string; readonly sample: SampleOptions }> {
  const place = makeWorkplace('small.sqlite');
  const file = join(place.folder, 'small.sqlite');
  const sample = { out: file, runs, seed: 3, lines: 10 };
  generateSample(sample);
  expect(await place.run(COLLECT, { RUNINFO_SOURCE: `sqlite:${file}` })).toMatchObject({ code: 0, err: '' });
  return { ...place, file, sample };
}

/**
 * Reads a sample through a server that kills its sessions again and again: expects every run once, and the archive that
 * SQLite makes.
 * @param every after how many statements the sessions are killed
 * @returns how often they were killed
 */
export async function readWhileKilling(runs: number, every: number): Promise<number> {
  const small = await makeSmall(runs);
  const server = await serveOracle(small.file);
  const place = makeWorkplace(small.file);
  let [kills, next] = [0, every];
  const killing = setInterval(() => {
    if (server.statements.length < next) return;
    server.killSessions(kills % 2 === 0 ? 'drop' : 'ora-00028');
    [kills, next] = [kills + 1, server.statements.length + every];
  }, 1);
  onTestFinished(() => clearInterval(killing));
  expect(await place.run(COLLECT, oracleEnvironment(server))).toEqual({ code: 0, out: '', err: '' });
  clearInterval(killing);
  expect(server.logins).toBeGreaterThan(kills);
  const subjects = (await place.git('log', '--format=%s')).split('\n');
  expect(subjects.length).toBeGreaterThanOrEqual(runs / 2);
  expect(new Set(subjects.map((subject) => subject.split(':')[0])).size).toBe(subjects.length);
  expect(await place.git('rev-parse', 'HEAD')).toBe(await small.git('rev-parse', 'HEAD'));
  return kills;
}
