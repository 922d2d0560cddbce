import { expect, inject, it } from 'vitest';
import type { Finding } from '../../jobs/doctor/check.ts';
import { oracleEnvironment, provideOracle } from '../support/oracle.ts';
import { digestFolder, makeWorkplace, workplaceIn } from '../support/workplace.ts';
import { COLLECT } from './small-sample.ts';

it('an archive made from Oracle is that made from SQLite, byte for byte and commit for commit', async () => {
  const { file, folder } = inject('sample');
  const sqlite = workplaceIn(folder, file);
  const environment = oracleEnvironment(await provideOracle(file));
  const oracle = makeWorkplace(file);
  expect(await oracle.run(COLLECT, environment)).toEqual({ code: 0, out: '', err: '' });
  expect(digestFolder(oracle.archive)).toEqual(digestFolder(sqlite.archive));
  expect(await oracle.git('rev-parse', 'HEAD')).toBe(await sqlite.git('rev-parse', 'HEAD'));
  const { findings } = JSON.parse((await oracle.run(['doctor', '--json'], environment)).out) as { findings: Finding[] };
  const source = findings.filter(({ check }) => check === 'source');
  expect(source.map(({ health }) => health)).toEqual(['ok', 'ok', 'ok', 'ok']);
});
