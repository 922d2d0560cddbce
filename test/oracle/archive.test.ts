import { expect, inject, it } from 'vitest';
import type { Finding } from '../../jobs/doctor/check.ts';
import { archiveFromOracle } from '../steps/other-sources.ts';
import { REAL_SERVER } from './real-server.ts';

it('an archive made from Oracle is that made from SQLite, byte for byte and commit for commit', async () => {
  const sample = inject(REAL_SERVER === '' ? 'small' : 'sample');
  const { place, environment, made, fromSqlite } = await archiveFromOracle(sample);
  expect(made).toEqual(fromSqlite);
  const { findings } = JSON.parse((await place.run(['doctor', '--json'], environment)).out) as { findings: Finding[] };
  const source = findings.filter(({ check }) => check === 'source');
  expect(source.map(({ health }) => health)).toEqual(['ok', 'ok', 'ok', 'ok']);
});
