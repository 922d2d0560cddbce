import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { describe, expect, inject, it } from 'vitest';
import { generateSample } from '../data/sample/generate.ts';
import type { Finding } from '../jobs/doctor/check.ts';
import { packageRoot } from '../jobs/package-root.ts';
import { makePlace } from './original/place.ts';
import { TAG } from './original/run-info.ts';
import { tagged } from './support/told-runs.ts';
import { readTruth } from './support/truth.ts';
import { oracleEnvironment, serveOracle } from './support/oracle.ts';
import { digestFolder, makeWorkplace, workplaceIn, type Workplace } from './support/workplace.ts';

/** What the doctor says, with exit code 1 where something is an error. */
async function examine(place: Workplace, environment: NodeJS.ProcessEnv = {}): Promise<Finding[]> {
  const { code, out, err } = await place.run(['doctor', '--json'], environment);
  const { ok, findings } = JSON.parse(out) as { ok: boolean; findings: Finding[] };
  expect({ code, err, ok }).toEqual({
    code: ok ? 0 : 1,
    err: '',
    ok: findings.every(({ health }) => health !== 'error'),
  });
  return findings;
}

const of = (findings: readonly Finding[], check: string) =>
  findings.filter((finding) => finding.check === check).map(({ health, says }) => `${health}: ${says}`);

function smallFile(place: Workplace): string {
  const out = join(place.folder, 'small.sqlite');
  generateSample({ out, runs: 3, seed: 3, lines: 10 });
  return out;
}

describe('the doctor', () => {
  it('finds an installation well, before and after the first tick, and alters nothing', async () => {
    const place = makeWorkplace(join(inject('sample').folder, 'runinfo.sqlite'));
    // Of its owner alone, as the folder of a test is.
    const environment = { RUNINFO_SITE_URL: 'https://hcal.example/', RUNINFO_PUBLISH_MODE: '0600' };
    const wrong = (findings: readonly Finding[]) =>
      // The tests run on lines of Node that have ended, too.
      findings.filter(({ health, says }) => health !== 'ok' && !says.includes('gets no fixes any more'));
    const before = await examine(place, environment);
    expect(wrong(before)).toEqual([]);
    expect(digestFolder(place.folder)).toEqual({});
    const small = { ...environment, RUNINFO_SOURCE: `sqlite:${smallFile(place)}` };
    await place.run(['tick', '--quiet'], small);
    const files = digestFolder(place.folder);
    const after = await examine(place, small);
    expect(wrong(after)).toEqual([]);
    expect(of(after, 'archive')[0]).toContain('its newest run is 39170');
    expect(of(after, 'site')[0]).toContain('is a site of this program');
    expect(digestFolder(place.folder)).toEqual(files);
  });

  it('fits a terminal of 80 columns', async () => {
    const { code, out } = await makeWorkplace('/nowhere/at/all.sqlite').run(['doctor'], { COLUMNS: '80' });
    expect(code).toBe(1);
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
    const [, head = '', gap] = /^(error   source +)cannot read the SQLite file .*\n( +)\S/m.exec(out) ?? [];
    expect(gap?.length).toBe(head.length);
  });

  it('leaves a gap after the longest label', async () => {
    const place = workplaceIn(inject('sample').folder, inject('sample').file);
    expect((await place.run(['doctor'])).out).toMatch(/^ok {6}watch list every entry .*$/m);
  });

  it('asks for the two indexes of an SQLite file', async () => {
    const place = makeWorkplace('small.sqlite');
    const file = smallFile(place);
    new Database(file).exec(
      'drop index RUNSESSION_PARAMETER_RUN; create index BY_NAME on RUNSESSION_PARAMETER (NAME, RUNNUMBER)',
    );
    expect(of(await examine(place, { RUNINFO_SOURCE: `sqlite:${file}` }), 'source').slice(1)).toEqual([
      expect.stringMatching(/^warning: there is no index on RUNSESSION_PARAMETER \(RUNNUMBER, NAME\): create index/),
      'ok: there is an index on RUNSESSION_STRING (RUNSESSION_PARAMETER_ID)',
    ]);
  });

  it('says what stands in the way of archive, state and site, all at once', async () => {
    const place = makeWorkplace(inject('sample').file);
    for (const folder of [place.archive, place.state, place.site]) mkdirSync(folder, { recursive: true });
    writeFileSync(join(place.archive, 'precious.txt'), 'mine');
    writeFileSync(join(place.site, 'precious.html'), 'mine');
    writeFileSync(join(place.state, 'state.json'), '{"format": 1}');
    const findings = await examine(place);
    expect(of(findings, 'archive')).toEqual([
      expect.stringContaining('error: ' + place.archive + ' is not an archive'),
    ]);
    expect(of(findings, 'state')).toEqual([expect.stringContaining('state.json is damaged')]);
    expect(of(findings, 'site')).toEqual([expect.stringContaining('holds something else')]);
  });

  it('names entries of the watch list that fit nothing in the newest archived run', async () => {
    const place = makePlace();
    place.file.add(100, tagged('v0', 'o0'));
    const withList = (list: string) => ({ RUNINFO_RULES_WATCHED: list });
    const said = async (list: string) => of(await examine(place, withList(list)), 'watch list');
    expect(await said('[NONE]')).toEqual([]);
    await place.run(['tick', '--only', 'snapshot', '--quiet']);
    expect(await said(`[${TAG}, HCAL_HF:${TAG}, "*_TAG"]`)).toEqual([
      'ok: every entry of the watch list fits something in the newest archived run',
    ]);
    expect(await said(`[${TAG}, HCAL_LASER:FM_URL, CFGDOC_TEXT]`)).toEqual([
      'warning: 2 entries of the watch list (rules.watched) fit nothing in the newest archived run: HCAL_LASER:FM_URL, CFGDOC_TEXT; check how partition and name are written',
    ]);
    place.file.add(101, { ...tagged('v1'), masked: ['HO'] });
    place.clock.now += 120_000;
    await place.run(['tick', '--only', 'snapshot', '--quiet']);
    // A partition that was not in is held against the newest run that it was in.
    expect(await said(`[HCAL_HO:${TAG}, HCAL_HO:WRONG]`)).toEqual([
      'warning: an entry of the watch list (rules.watched) fits nothing in the newest archived run: HCAL_HO:WRONG; check how partition and name are written',
    ]);
  });

  it('says what a lost state means', async () => {
    const place = makeWorkplace('small.sqlite');
    const environment = { RUNINFO_SOURCE: `sqlite:${smallFile(place)}` };
    await place.run(['tick', '--quiet'], environment);
    const elsewhere = { ...environment, RUNINFO_STATE: join(place.folder, 'another') };
    expect(of(await examine(place, elsewhere), 'state')).toEqual([
      expect.stringMatching(/^warning: .*another holds no state, though there is an archive: .* counts as announced/),
    ]);
  });

  it('says that somebody else committed to the archive, or checked out something else', async () => {
    const place = makeWorkplace('small.sqlite');
    const environment = { RUNINFO_SOURCE: `sqlite:${smallFile(place)}` };
    await place.run(['tick', '--quiet'], environment);
    const ofArchive = async () =>
      of(await examine(place, environment), 'archive').filter((text) => !text.startsWith('ok'));
    expect(await ofArchive()).toEqual([]);
    await place.git('-c', 'user.name=a', '-c', 'user.email=b', 'commit', '--quiet', '--allow-empty', '-m', 'mine');
    await place.run(['tick', '--quiet'], environment);
    expect(await ofArchive()).toEqual([
      expect.stringMatching(/^warning: a commit by somebody else: git -C .* show \w{12} /),
    ]);
    await place.git('checkout', '--quiet', '--detach');
    expect(await ofArchive()).toContainEqual(
      expect.stringMatching(/^warning: another branch or commit is checked out: git -C .* switch --force main$/),
    );
  });

  it('says when the last tick was too long ago, or failed', async () => {
    let now = Date.now();
    const place = makeWorkplace('small.sqlite', () => now);
    const environment = { RUNINFO_SOURCE: `sqlite:${smallFile(place)}` };
    await place.run(['tick', '--quiet'], environment);
    now += 3_600_000;
    expect(of(await examine(place, environment), 'state')[1]).toMatch(/^warning: the last tick ended 1 h 0\d min ago/);
    await place.run(['tick', '--quiet'], { RUNINFO_SOURCE: 'sqlite:gone.sqlite' });
    expect(of(await examine(place, environment), 'state')[1]).toContain('warning: the last tick: cannot read');
  });
});

describe('the doctor at Oracle', () => {
  it('connects, logs in, and tries both statements on no run at all', async () => {
    const { file } = inject('sample');
    const server = await serveOracle(file);
    const findings = await examine(makeWorkplace(file), oracleEnvironment(server));
    expect(of(findings, 'source')).toEqual([
      `ok: connected to 127.0.0.1:${server.port}/runinfo and logged in as reader (Thin mode)`,
      'ok: both statements run: the account may read the two tables',
      'ok: there is an index on RUNSESSION_PARAMETER (RUNNUMBER, NAME)',
      'ok: there is an index on RUNSESSION_STRING (RUNSESSION_PARAMETER_ID)',
    ]);
    expect(JSON.stringify(findings)).not.toContain(server.password);
    const actions = server.statements.map(({ action }) => action);
    expect(actions).toEqual(['setting up', 'setting up', 'looking for runs', 'reading a run', 'looking for indexes']);
    expect(readTruth(inject('sample').truth).length).toBeGreaterThan(server.rows);
  });

  it.each([
    ['a wrong password', {}, { RUNINFO_ORACLE_PASSWORD: 'x' }, /ORA-01017.*check RUNINFO_ORACLE_USER and the password/],
    ['no account', {}, { RUNINFO_ORACLE_USER: '' }, /needs RUNINFO_ORACLE_USER/],
    ['tables of another owner', { schema: 'CMS_RUNINFO' }, {}, /ORA-00942.*name their owner in oracle\.schema/],
    ['an old password verifier', { verifier: '10g' }, {}, /NJS-116.*set oracle\.clientDir/],
    ['mandatory native encryption', { mustEncrypt: true }, {}, /NJS-533.*set oracle\.clientDir/],
    ['an unknown service', { service: 'another' }, { RUNINFO_ORACLE_TIMEOUT: '1' }, /NJS-518.*try again later/],
  ] as const)('says what to do about %s', async (_, options, more, message) => {
    const { file } = inject('sample');
    const server = await serveOracle(file, options);
    const source = server.source.replace('/another', '/runinfo');
    const environment = { ...oracleEnvironment(server), RUNINFO_SOURCE: source, ...more };
    const findings = await examine(makeWorkplace(file), environment);
    expect(of(findings, 'source')).toEqual([expect.stringMatching(message)]);
    expect(JSON.stringify(findings)).not.toContain(server.password);
  });

  it('says that the client libraries are not where the settings look for them', async () => {
    const { folder } = makeWorkplace('none');
    const environment = {
      ...process.env,
      RUNINFO_SOURCE: 'oracle://127.0.0.1:1521/runinfo',
      RUNINFO_ORACLE_USER: 'reader',
      RUNINFO_ORACLE_PASSWORD: 'not asked for',
      RUNINFO_ORACLE_CLIENT_DIR: 'nowhere',
    };
    // A process of its own: once the driver has connected without them, it does not load them any more.
    const program = join(packageRoot(), 'runinfo');
    const { status, stdout } = spawnSync(program, ['doctor', '--json'], {
      cwd: folder,
      env: environment,
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    const { findings } = JSON.parse(stdout) as { findings: Finding[] };
    expect(of(findings, 'source')).toEqual([
      expect.stringMatching(/DPI-1047: Cannot locate.*; check oracle\.clientDir/),
    ]);
  });

  it.each([
    ['ldap.ora', 'DIRECTORY_SERVERS = (ldap.example:389)'],
    ['sqlnet.ora', 'NAMES.DIRECTORY_PATH = (LDAP, TNSNAMES)'],
  ])('knows by %s that names come from a directory, which needs the client libraries', async (name, content) => {
    const { file } = inject('sample');
    const server = await serveOracle(file);
    const place = makeWorkplace(file);
    writeFileSync(join(place.folder, name), content);
    const environment = { ...oracleEnvironment(server), RUNINFO_SOURCE: 'oracle:cms_rcms', TNS_ADMIN: place.folder };
    expect(of(await examine(place, environment), 'source')).toEqual([
      expect.stringMatching(/^error: .*NJS-520.*names come from an LDAP directory here; set oracle\.clientDir/),
    ]);
  });
});
