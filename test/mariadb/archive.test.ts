import { expect, inject, it } from 'vitest';
import type { Finding } from '../../jobs/doctor/check.ts';
import type { ProbeAnswer } from '../../jobs/probe/probe.ts';
import { COLLECT } from '../oracle/small-sample.ts';
import { mariadbEnvironment, provideMariadb } from '../support/mariadb.ts';
import { digestFolder, makeWorkplace, workplaceIn } from '../support/workplace.ts';

it('a probe of MariaDB finds what one of SQLite does', async () => {
  const { file, folder } = inject('sample');
  const place = workplaceIn(folder, file);
  const probe = async (environment = {}) => {
    const { code, out } = await place.run(['probe', '393027', '--json'], environment);
    const { managers: _, verdicts, server, ...answer } = JSON.parse(out) as ProbeAnswer;
    // Lengths are bytes here, and characters there.
    return { code, server, answer, verdicts: verdicts.map(({ rule, verdict }) => `${rule} ${verdict}`) };
  };
  const mariadb = await probe(mariadbEnvironment(await provideMariadb(file)));
  expect(mariadb).toEqual({
    ...(await probe()),
    server: expect.stringMatching(/^MySQL or MariaDB 1[\d.]+-MariaDB.*, not encrypted$/),
  });
});

it('an archive made from MariaDB is that made from SQLite, byte for byte and commit for commit', async () => {
  const { file, folder } = inject('sample');
  const sqlite = workplaceIn(folder, file);
  const environment = mariadbEnvironment(await provideMariadb(file));
  const mariadb = makeWorkplace(file);
  expect(await mariadb.run(COLLECT, environment)).toEqual({ code: 0, out: '', err: '' });
  expect(digestFolder(mariadb.archive)).toEqual(digestFolder(sqlite.archive));
  expect(await mariadb.git('rev-parse', 'HEAD')).toBe(await sqlite.git('rev-parse', 'HEAD'));
  const { findings } = JSON.parse((await mariadb.run(['doctor', '--json'], environment)).out) as {
    findings: Finding[];
  };
  const source = findings.filter(({ check }) => check === 'source');
  expect(source.map(({ health }) => health)).toEqual(['ok', 'ok', 'ok', 'ok']);
});
