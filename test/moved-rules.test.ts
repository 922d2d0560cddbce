import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { expect, it } from 'vitest';
import type { CompareAnswer } from '../queries/schema.ts';
import { changesOf, makePlace } from './original/place.ts';

const TAG = 'HCAL_uHTRManager_TPG_TAG';
const TICK = ['tick', '--only', 'snapshot,notify', '--quiet'];
const GATED = { RUNINFO_RULES_GATES: '{HCAL_HF: "CMS.LVL0:HF"}' };

it('a change told without a secret that is hidden otherwise now: verify knows its values, finds one lost, and exports have them', async () => {
  const place = makePlace();
  const key = { RUNINFO_REDACTION_KEY: 'ab'.repeat(32) };
  const text = (word: string) => `<cfg>\n  password="s3cretAbc1"\n  <a>${word}</a>\n${'  <b/>\n'.repeat(40)}</cfg>`;
  place.file.add(100, { values: { HF: { CFGDOC_TXT: text('one') } } });
  await place.run(TICK);
  place.file.add(101, { values: { HF: { CFGDOC_TXT: text('two') } } });
  await place.run(TICK, key);
  expect(await place.run(['verify'], key)).toMatchObject({ code: 0 });

  const folder = join(place.folder, 'tables');
  expect(await place.run(['export', 'sqlite', folder], key)).toMatchObject({ code: 0 });
  const [file = ''] = readdirSync(folder).filter((name) => name.endsWith('.sqlite'));
  const database = new Database(join(folder, file));
  const lost =
    'select * from changes where before_digest not in (select digest from "values") or after_digest not in (select digest from "values")';
  expect(database.prepare(lost).all()).toEqual([]);
  expect(database.prepare('select run from changes').all()).toEqual([{ run: 101 }]);
  database.close();

  const { changes } = JSON.parse(await place.git('show', 'HEAD:changes/0/101.json')) as {
    changes: { after: { ref: string } }[];
  };
  const ref = changes[0]?.after.ref ?? '';
  await place.git('rm', '-q', `values/${ref.slice(0, 2)}/${ref}.txt`);
  await place.git('-c', 'user.name=A', '-c', 'user.email=a@b', 'commit', '-q', '-m', 'by hand');
  const { code, out } = await place.run(['verify'], key);
  expect([code, out]).toEqual([1, expect.stringContaining('is missing or damaged, and changes/0/101.json names it')]);
  expect(await place.run(['verify', '--repair'], key)).toMatchObject({ code: 0 });
  expect(await changesOf(place, 101)).toHaveLength(1);
});

it('a gate that is taken out of the settings, or corrected, puts nobody out any more', async () => {
  const place = makePlace();
  const say = (run: number, tag: string) => {
    place.file.add(run, { values: { HF: { [TAG]: tag } } });
    place.file.publish(run, 'CMS.LVL0:HF', 'Away', Date.UTC(2020, 0, 1) + run * 3_600_000);
  };
  say(100, 'v1');
  say(101, 'v2');
  await place.run(TICK, GATED);
  expect(await changesOf(place, 101)).toEqual([]);
  await place.run(TICK);
  expect(await changesOf(place, 101)).toEqual([expect.stringContaining('v1 → v2')]);
  await place.run(TICK, { RUNINFO_RULES_GATES: '{HCAL_HF: "CMS.LVL0:HFOTHER"}' });
  expect(await changesOf(place, 101)).toEqual([expect.stringContaining('v1 → v2')]);
});

it('what was not tracked at an end of a pair is not said to have changed back', async () => {
  const place = makePlace();
  const narrow = { RUNINFO_RULES_TRACKED: '[FM_ROLE]' };
  const add = (run: number, tag: string) => place.file.add(run, { values: { HF: { [TAG]: tag } } });
  add(100, 'v1');
  await place.run(TICK, narrow);
  add(101, 'v1');
  add(102, 'v2');
  await place.run(TICK);
  const answer = (await place.ask(['compare', '100', '102'])) as CompareAnswer;
  expect([answer.changes, answer.changedBack]).toEqual([[], []]);
  expect(answer.changedUnread.find(({ parameter }) => parameter === TAG)?.runs).toEqual([101, 102]);
});
