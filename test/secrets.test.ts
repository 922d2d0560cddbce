import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changesOf, compared, makePlace, readingIn, siteFile, type Place } from './original/place.ts';
import { LPM } from './original/run-info.ts';
import { digestFolder } from './support/workplace.ts';

const KEY = { RUNINFO_REDACTION_KEY: 'of the test alone' };
const ALL = 'snapshot,publish,notify';
const OTHER_KEY = { RUNINFO_REDACTION_KEY: 'another one' };

/** Invented secrets in the spellings of XDAQ and Oracle, and a number whose name ends in "token". */
const document = (secret: string, busy = 7, more = '') => `Global {
  db1 = "occi://READER/${secret}01@cms_db?LHWM_VERSION=22"
  db2 = "jdbc:oracle:thin:READER/${secret}02@host.example:10121/service"
  <dbPassword xsi:type="xsd:string">${secret}03</dbPassword>
  <password>${secret}04</password>
  <property name="password" value="${secret}05"/>
  set password ${secret}06
  DB_PASS = "${secret}07"
  pwd = ${secret}08
  hook = https://hooks.slack.example/services/T0/B0/${secret}09
  header = "Authorization: Bearer ${secret}10"
  password = ${secret}11
  db3 = "oracle://READER:${secret}12@cms_db"
  BusyToken = ${busy}
${more}}`;

/** When a run of a place begins. */
const startOf = (run: number) => Date.UTC(2020, 0, 1) + (run % 1000) * 3_600_000;

async function tick(place: Place, environment: NodeJS.ProcessEnv = {}, only = 'snapshot,notify') {
  const ran = await place.run(['tick', '--only', only], environment);
  expect(ran).toMatchObject({ code: 0, err: '' });
  return ran.out;
}

/** Every file below the place but the source, and every object in git, as one text. */
function everything(place: Place): string {
  const files = Object.keys(digestFolder(place.folder)).filter((file) => !file.startsWith('runinfo.sqlite'));
  const objects = execFileSync(
    'sh',
    ['-c', "git cat-file --batch-all-objects --batch-check='%(objectname)' | git cat-file --batch"],
    { cwd: place.archive, encoding: 'latin1' },
  );
  return [objects, ...files.map((file) => readFileSync(join(place.folder, file), 'latin1'))].join('\n');
}

describe('secrets', () => {
  it('stand nowhere, while what is around them is read and compared', async () => {
    const place = makePlace();
    for (const [run, busy] of [
      [101, 7],
      [102, 8],
    ] as const) {
      place.file.add(run, { values: { HF: { CFGDOC_TXT: document('NotSecret', busy) } } });
      place.file.publish(run, 'CMS.LVL0:SEQ_NAME', 'GLOBAL password=NotSecret20', startOf(run));
      place.file.publish(run, 'CMS.HCAL_LEVEL_1:HCAL_COMMENT', 'as user/hcal, db password: NotSecret21', startOf(run));
      place.file.publish(
        run,
        'CMS.HCAL_LEVEL_1:SUPERVISOR_ERROR',
        'cannot log in to x://u:NotSecret22@h',
        startOf(run),
      );
      place.file.publish(run, 'CMS.HCAL_HF:DB_PASSWORD', 'NotSecret23', startOf(run));
    }
    place.file.add(103, { emptyFms: '[HCAL_HO, password=NotSecret24]' });
    place.file.add(104, { hcal: 'Out, token=NotSecret25' });
    const said = await tick(place, {}, ALL);
    expect(said).toContain('BusyToken = 8');
    expect(`${said}${everything(place)}`.match(/NotSecret\d+/g)).toBeNull();
    expect(await changesOf(place, 102)).toEqual([
      expect.stringMatching(/^HF CFGDOC_TXT: .*BusyToken = 7.* → .*BusyToken = 8/),
    ]);
    expect(readingIn(place, 102, 'HCAL_HF:DB_PASSWORD')).toEqual({ kind: 'value', value: '[redacted]' });
    expect(readingIn(place, 102, 'HCAL_LEVEL_1:HCAL_COMMENT')).toMatchObject({
      value: 'as user/hcal, db password: [redacted]',
    });
    expect(siteFile(place, 'runs/102/index.html')).toContain('GLOBAL password=[redacted]');
    const { emptyFms, start } = JSON.parse(readFileSync(join(place.archive, 'runs/0/103.json'), 'utf8')) as {
      emptyFms: string[];
      start: string;
    };
    expect([emptyFms, start !== null]).toEqual([['HCAL_HO', 'password=[redacted]'], true]);
    expect(await place.git('log', '--format=%B')).toContain('CMS.LVL0:HCAL says Out, token=[redacted]');
  });

  it('that change are not seen without a key, and with one are told as such', async () => {
    const place = makePlace();
    const add = (run: number, lpm: string, secret: string) =>
      place.file.add(run, { values: { HF: { CFGDOC_TXT: document(secret), [LPM]: lpm } } });
    add(101, 'user/a password=NotSecretA', 'NotSecretA');
    add(102, 'user/a password=NotSecretB', 'NotSecretB');
    await tick(place);
    expect(await changesOf(place, 102)).toEqual([]);

    const keyed = makePlace();
    for (const [run, lpm, secret] of [
      [101, 'db=a password=NotSecretA', 'NotSecretA'],
      [102, 'db=a password=NotSecretB', 'NotSecretA'],
      [103, 'db=a password=NotSecretB', 'NotSecretB'],
      [104, 'db=b password=NotSecretC', 'NotSecretB'],
    ] as const) {
      keyed.file.add(run, { values: { HF: { CFGDOC_TXT: document(secret), [LPM]: lpm } } });
    }
    const said = await tick(keyed, KEY, ALL);
    expect(`${said}${everything(keyed)}`).not.toMatch(/NotSecret|of the test alone/);
    const digits = String.raw`\[redacted [0-9a-f]{8}\]`;
    expect(await changesOf(keyed, 102)).toEqual([
      expect.stringMatching(new RegExp(String.raw`^HF ${LPM}: db=a password=${digits} → db=a password=${digits}$`)),
    ]);
    expect((await changesOf(keyed, 103))[0]?.match(new RegExp(digits, 'g'))).toHaveLength(24);
    expect(await changesOf(keyed, 104)).toEqual([expect.stringMatching(/db=a .* → db=b /)]);
    for (const text of [
      (await keyed.run(['changes', '102'])).out,
      (await keyed.run(['notify', '--preview', '102'])).out,
      (await keyed.run(['report', '--since', '101'])).out,
      await keyed.git('log', '--format=%B', '--grep=Run 102'),
      siteFile(keyed, 'runs/102/index.html'),
    ]) {
      expect(text).toContain('[redacted] changed');
    }
    keyed.file.add(105, { isLocal: true, values: { HF: { [LPM]: 'db=b password=NotSecretD' } } });
    const live = await keyed.run(['compare', '104', '105', '--live'], KEY);
    expect(live.out).toMatch(/HCAL_LPMCONTROL[^\n]*\n {2}\[redacted\] changed/);
    expect((await keyed.run(['changes', '104'])).out).not.toContain('[redacted] changed');
  });

  it('are sealed alike in every run and place, by a key from a file, too', async () => {
    const place = makePlace();
    writeFileSync(join(place.folder, 'key'), `${KEY.RUNINFO_REDACTION_KEY}\n`);
    place.file.add(101, { values: { HF: { [LPM]: 'password=NotSecret', DB_PASSWORD: ' NotSecret\n' } } });
    await tick(place, { RUNINFO_REDACTION_KEY_FILE: 'key' });
    const alone = readingIn(place, 101, 'HCAL_HF:DB_PASSWORD');
    const within = readingIn(place, 101, `HCAL_HF:${LPM}`);
    const digits = createHmac('sha256', KEY.RUNINFO_REDACTION_KEY).update('NotSecret').digest('hex').slice(0, 8);
    expect([alone, within]).toEqual([
      { kind: 'value', value: `[redacted ${digits}]` },
      { kind: 'value', value: `password=[redacted ${digits}]` },
    ]);
    expect(await place.run(['tick'], { RUNINFO_REDACTION_KEY_FILE: 'none' })).toMatchObject({
      code: 2,
      err: expect.stringMatching(/RUNINFO_REDACTION_KEY_FILE: there is no file .*none/) as string,
    });
  });

  it.each([
    ['set', {}, KEY],
    ['removed', KEY, {}],
    ['changed', KEY, OTHER_KEY],
  ])('are not told as changed where the key is %s', async (_, before, after) => {
    const place = makePlace();
    const add = (run: number, secret: string, more = '') =>
      place.file.add(run, { values: { HF: { CFGDOC_TXT: document(secret, 7, more), DB_PASSWORD: secret } } });
    const watch = { RUNINFO_RULES_WATCHED: '[FM_URL, FM_URI, FM_ROLE, CFGDOC_TXT, DB_PASSWORD]' };
    add(101, 'NotSecretA');
    await tick(place, { ...before, ...watch });
    place.clock.now += 60_000;
    add(102, 'NotSecretA');
    add(103, 'NotSecretB', '  other = 1\n');
    add(104, 'NotSecretC', '  other = 1\n');
    const said = await tick(place, { ...after, ...watch });
    expect(await place.git('log', '--format=%s')).toMatch(/^Settings: \w+ → \w+$/m);
    expect(await changesOf(place, 102)).toEqual([]);
    expect(await compared(place, 101, 102)).toEqual([]);
    // Across the move nothing is known of secrets; what else changed is told, without digits that mean nothing.
    const [across = ''] = await compared(place, 101, 103);
    expect(across).toContain('other = 1');
    expect(across).not.toMatch(/\[redacted \w/);
    expect(await changesOf(place, 104)).toHaveLength('RUNINFO_REDACTION_KEY' in after ? 2 : 0);
    expect(`${said}${everything(place)}`).not.toMatch(/NotSecret[A-C]/);
    const rebuilt = await place.run(['diff', '--rebuild'], { ...after, ...watch });
    expect(rebuilt.code).toBe(0);
    expect(await changesOf(place, 102)).toEqual([]);
  });

  it('that an older filter let pass are not told again, nor is what it hid without need', async () => {
    const place = makePlace();
    const old = { RUNINFO_RULES_REDACT_BUILT_IN: '0', RUNINFO_RULES_REDACT_VALUES: String.raw`['(?<=Token = )\d+']` };
    place.file.add(101, { values: { HF: { CFGDOC_TXT: document('NotSecretA', 7) } } });
    await tick(place, old);
    place.file.add(102, { values: { HF: { CFGDOC_TXT: document('NotSecretA', 7) } } });
    place.file.add(103, { values: { HF: { CFGDOC_TXT: document('NotSecretA', 7, '  other = 1\n') } } });
    place.clock.now += 60_000;
    const said = await tick(place);
    expect(said).not.toContain('NotSecretA');
    expect(await changesOf(place, 102)).toEqual([]);
    expect(await compared(place, 101, 103)).toEqual([expect.stringContaining('other = 1')]);
    expect((await compared(place, 101, 103)).join('')).not.toContain('NotSecretA');
    expect(await place.ask(['compare', '101', '102'])).toMatchObject({ changes: [], suppressed: [] });
  });

  it.each([
    ['without a key', {}],
    ['with one', KEY],
  ])('that are named later are not told, nor where they are no longer named, %s', async (_, environment) => {
    const place = makePlace();
    const watch = { ...environment, RUNINFO_RULES_WATCHED: '[FM_URL, FM_URI, FM_ROLE, KEY, DOOR]' };
    const named = { ...watch, RUNINFO_RULES_REDACT_NAMES: '[HCAL_HF:KEY, HCAL_HF:DOOR]' };
    const add = (run: number, values: Record<string, string>) => place.file.add(run, { values: { HF: values } });
    add(101, { KEY: 'NotSecretA\nNotSecretB', DOOR: 'NotSecretC' });
    await tick(place, watch);
    add(102, { KEY: 'NotSecretA\nNotSecretB' });
    place.clock.now += 60_000;
    const told = await tick(place, named);
    expect(await changesOf(place, 102)).toEqual(['HF DOOR: [redacted] → (absent)']);
    const { out } = await place.run(['compare', '101', '102', '--json'], named);
    expect(JSON.parse(out)).toMatchObject({ changes: [{ parameter: 'DOOR', before: '[redacted]' }], suppressed: [] });
    const subject = await place.git('log', '--format=%B', '--grep=Run 102');
    expect(`${told}${out}${subject}`).not.toContain('NotSecret');
    add(103, { KEY: 'NotSecretA\nNotSecretB' });
    place.clock.now += 60_000;
    await tick(place, watch);
    expect(await changesOf(place, 103)).toEqual([]);
  });

  it.each([
    ['sqlite:/nowhere/password=NotSecret/file.sqlite', '/nowhere/password=[redacted]'],
    ['postgres://reader:NotSecret@db.example/x', 'postgres'],
    ['oracle://READER:NotSecret@db.example:1521/svc', 'RUNINFO_ORACLE_USER'],
    ['oracle:READER/NotSecret@cms_db', 'RUNINFO_ORACLE_USER'],
  ])('stand in no error: %s', async (source, expected) => {
    const place = makePlace();
    const { code, out, err } = await place.run(['tick'], { RUNINFO_SOURCE: source });
    expect([code === 0, `${out}${err}`.includes('NotSecret')]).toEqual([false, false]);
    expect(err).toContain(expected);
  });
});

it('the doctor says whether changes inside secrets are seen, and when the key is another', async () => {
  const place = makePlace();
  place.file.add(101);
  const secrets = async (environment: NodeJS.ProcessEnv) => {
    const { out } = await place.run(['doctor', '--json'], environment);
    const { findings } = JSON.parse(out) as { findings: { check: string; health: string; says: string }[] };
    return findings.filter(({ check }) => check === 'secrets').map(({ health, says }) => `${health}: ${says}`);
  };
  const unseen =
    'ok: secrets are stored as [redacted], and a change inside one is not seen: RUNINFO_REDACTION_KEY is not set';
  expect(await secrets({})).toEqual([unseen]);
  await tick(place, KEY);
  expect(await secrets(KEY)).toEqual(['ok: a change inside a secret is told, as "[redacted] changed"']);
  expect(await secrets({})).toEqual([
    unseen,
    expect.stringMatching(/^warning: .* not set here, but was at the last tick/),
  ]);
  expect(await secrets(OTHER_KEY)).toEqual([expect.any(String), expect.stringMatching(/^warning: .* not what it was/)]);
});
