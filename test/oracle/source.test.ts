import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generateSample } from '../../data/sample/generate.ts';
import { makeCertificate } from './certificate.ts';
import { oracleEnvironment, serveOracle } from '../support/oracle.ts';
import { makeWorkplace } from '../support/workplace.ts';
import { COLLECT, makeSmall, readWhileKilling } from './small-sample.ts';

describe('an archive made from Oracle', () => {
  it('is complete, every run once, although the sessions are killed again and again', async () => {
    expect(await readWhileKilling(120, 8)).toBeGreaterThan(8);
  });

  it('asks little: one statement where nothing is new, one more for a new run, and sets the session up to read', async () => {
    const { file, sample, archive, run } = await makeSmall(12);
    const server = await serveOracle(file);
    const environment = { ...oracleEnvironment(server), RUNINFO_ARCHIVE: archive };
    expect(await run(COLLECT, environment)).toMatchObject({ code: 0, err: '' });
    expect(server.statements.map(({ action, module }) => [action, module])).toEqual([
      ['setting up', 'runinfo-differ'],
      ['setting up', 'runinfo-differ'],
      ['looking for runs', 'runinfo-differ'],
    ]);
    expect(server).toMatchObject({ logins: 1, roundTrips: 2 + 2, lobs: 0 });
    server.forget();
    generateSample({ ...sample, append: 1 });
    expect(await run(COLLECT, environment)).toMatchObject({ code: 0, err: '' });
    await expect.poll(() => server.sessions()).toBe(0);
    expect(server.statements.map(({ action }) => action)).toEqual([
      'setting up',
      'setting up',
      'looking for runs',
      'reading a run',
    ]);
    expect(server).toMatchObject({ logins: 1, roundTrips: 2 + 5 });
    const [zone, transaction, ...others] = server.statements.map(({ sql }) => sql);
    expect([zone, transaction]).toEqual(["ALTER SESSION SET TIME_ZONE = 'UTC'", 'SET TRANSACTION READ ONLY']);
    expect(others.filter((sql) => !/^(?:with|select)\b/.test(sql))).toEqual([]);
    server.forget();
    await run(['snapshot', '--runs', '391703..391704', '--quiet'], environment);
    const asked = server.statements.filter(({ action }) => action === 'looking for runs');
    expect(asked.map(({ binds }) => binds.slice(0, 9).filter((bind) => typeof bind === 'number'))).toEqual([
      [391_703, 391_704],
    ]);
  });
});

describe('the way to Oracle', () => {
  it('may need native network encryption where the connection ends before anybody has logged in, and only there', async () => {
    const { file } = await makeSmall(3);
    const hint = 'the server may demand native network encryption: set oracle.clientDir, see docs/first-hour.md';
    const stages = {
      connect: expect.stringContaining(hint),
      protocol: expect.stringContaining(hint),
      fetch: expect.not.stringContaining('encryption'),
    } as const;
    const outcomes = await Promise.all(
      (['connect', 'protocol', 'fetch'] as const).map(async (at) => {
        const server = await serveOracle(file);
        server.faults.order({ at, trouble: { kind: 'drop' } });
        const environment = { ...oracleEnvironment(server), RUNINFO_ORACLE_TIMEOUT: '3' };
        const { code, err } = await makeWorkplace(file).run(COLLECT, environment);
        return { at, code, err };
      }),
    );
    for (const { at, code, err } of outcomes) expect({ at, code, err }).toEqual({ at, code: 75, err: stages[at] });
  });

  it('begins at firstRun, in the first tick, too', async () => {
    const { file, git } = await makeSmall(20);
    const runs = (await git('log', '--format=%s')).match(/(?<=^Run )\d+/gm) ?? [];
    const firstRun = Number(runs[3]);
    const server = await serveOracle(file);
    const place = makeWorkplace(file);
    const environment = { ...oracleEnvironment(server), RUNINFO_FIRST_RUN: String(firstRun) };
    expect(await place.run(COLLECT, environment)).toMatchObject({ code: 0, err: '' });
    expect((await place.git('log', '--format=%s')).match(/(?<=^Run )\d+/gm)).toEqual(runs.slice(0, 4));
    const asked = server.statements.filter(({ action }) => action === 'looking for runs');
    expect(asked[0]?.binds.find((bind) => typeof bind === 'number')).toBe(firstRun);
  });

  it('leads through an alias in TNS_ADMIN, a whole description, and the owner of the tables', async () => {
    const { file, folder } = await makeSmall(3);
    const server = await serveOracle(file, { schema: 'CMS_RUNINFO' });
    const { RUNINFO_SOURCE: _, ...account } = oracleEnvironment(server);
    const description = `(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=127.0.0.1)(PORT=${server.port}))(CONNECT_DATA=(SERVICE_NAME=runinfo)))`;
    mkdirSync(join(folder, 'tns'));
    writeFileSync(join(folder, 'tns', 'tnsnames.ora'), `cms_rcms = ${description}\n`);
    writeFileSync(join(folder, 'password'), `${server.password}\n`);
    const environment = { ...account, RUNINFO_ORACLE_SCHEMA: 'CMS_RUNINFO', TNS_ADMIN: 'tns' };
    for (const source of [server.source, `oracle:${description}`, 'oracle:cms_rcms']) {
      const place = makeWorkplace(file);
      cpSync(join(folder, 'tns'), join(place.folder, 'tns'), { recursive: true });
      expect(await place.run(COLLECT, { ...environment, RUNINFO_SOURCE: source })).toEqual({
        code: 0,
        out: '',
        err: '',
      });
      expect(await place.git('rev-list', '--count', 'HEAD')).not.toBe('0');
    }
    const place = makeWorkplace(file);
    const { RUNINFO_ORACLE_PASSWORD: __, ...user } = account;
    const password = join(folder, 'password');
    const byFile = { ...user, RUNINFO_SOURCE: server.source, RUNINFO_ORACLE_PASSWORD_FILE: password };
    expect(await place.run(COLLECT, { ...byFile, RUNINFO_ORACLE_SCHEMA: 'CMS_RUNINFO' })).toMatchObject({
      code: 0,
      err: '',
    });
    const unnamed = await makeWorkplace(file).run(COLLECT, byFile);
    expect(unnamed).toMatchObject({ code: 2, err: expect.stringMatching(/ORA-00942.*oracle\.schema/) });
  });

  it('leads through TLS with a wallet, and is left in time there, too', async () => {
    const { file, folder } = await makeSmall(3);
    const passphrase = 'opens the wallet';
    const { key, certificate } = makeCertificate(passphrase);
    writeFileSync(join(folder, 'ewallet.pem'), key + certificate);
    const server = await serveOracle(file, { tls: { key, cert: certificate, passphrase } });
    const address = `(PROTOCOL=TCPS)(HOST=localhost)(PORT=${server.port})`;
    const environment = {
      ...oracleEnvironment(server),
      RUNINFO_SOURCE: `oracle:(DESCRIPTION=(ADDRESS=${address})(CONNECT_DATA=(SERVICE_NAME=runinfo)))`,
      RUNINFO_ORACLE_WALLET: folder,
      RUNINFO_ORACLE_WALLET_PASSWORD: passphrase,
    };
    expect(await makeWorkplace(file).run(COLLECT, environment)).toEqual({ code: 0, out: '', err: '' });
    expect(server.logins).toBeGreaterThan(0);
    for (const at of ['login', 'fetch'] as const) {
      server.faults.order({ at, trouble: { kind: 'silent' } });
      const { code, err } = await makeWorkplace(file).run(COLLECT, { ...environment, RUNINFO_ORACLE_TIMEOUT: '3' });
      expect({ at, code, err }).toEqual({
        at,
        code: 75,
        err: expect.stringContaining('runinfo did not answer within 3 s'),
      });
      await expect.poll(() => server.sessions()).toBe(0);
    }
    const { err } = await makeWorkplace(file).run(COLLECT, {
      ...environment,
      RUNINFO_ORACLE_WALLET_PASSWORD: 'another',
    });
    expect(err).toMatch(/NJS-505.*oracle\.wallet/);
    expect(err).not.toContain('another');
  });

  it.each([
    ['oracle:', 'no address'],
    ['oracle://host', 'oracle://HOST:PORT/SERVICE'],
    ['oracle://cms_omds_adg/CMS_RUNINFO', 'set source to oracle:cms_omds_adg and oracle.schema to CMS_RUNINFO'],
    ['oracle://devdb10/CMS_RUNINFO', 'set source to oracle:devdb10 and oracle.schema to CMS_RUNINFO'],
    ['oracle://host/runinfo', 'needs RUNINFO_ORACLE_USER'],
    ['oracle://host.cern.ch/CMS_RUNINFO', 'needs RUNINFO_ORACLE_USER'],
    ['oracle://scott:tiger@host:1521/x', 'names an account'],
    ['oracle:scott/tiger@alias', 'names an account'],
    ['oracle://host:1521/x', 'needs RUNINFO_ORACLE_USER, and RUNINFO_ORACLE_PASSWORD or'],
    ['oracle:no_such_alias', 'needs RUNINFO_ORACLE_USER'],
  ])('refuses %s in one line, which repeats no password', async (source, message) => {
    const { code, out, err } = await makeWorkplace('none').run(COLLECT, { RUNINFO_SOURCE: source });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(err).not.toContain('tiger');
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  it('says what is wrong with the names, the wallet and the client libraries', async () => {
    const { file, folder } = await makeSmall(2);
    const server = await serveOracle(file);
    const environment = oracleEnvironment(server);
    const fails = async (more: Record<string, string>) => {
      const { code, err } = await makeWorkplace(file).run(COLLECT, { ...environment, ...more });
      expect(code).toBe(2);
      return err;
    };
    expect(await fails({ RUNINFO_SOURCE: 'oracle:cms_rcms' })).toMatch(/NJS-516.*TNS_ADMIN/);
    expect(await fails({ RUNINFO_SOURCE: 'oracle:cms_rcms', TNS_ADMIN: folder })).toMatch(/NJS-520.*TNS_ADMIN/);
    const good = 'cms_rcms = (DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=h)(PORT=1))(CONNECT_DATA=(SERVICE_NAME=s)))';
    const neighbour = (text: string, line: number) => [text, `mend the entry cms_omds in line ${line} of`] as const;
    const wellFormed = '(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=h)(PORT=1))(CONNECT_DATA=(SERVICE_NAME=s)))';
    const many = Array.from({ length: 9 }, (_, index) => `other${index} = ${wellFormed}\n`).join('');
    writeFileSync(join(folder, 'tnsnames.ora'), `${many}cms_omds_adg, cms_omds_lb =\n  ${wellFormed}\n`);
    expect(await fails({ RUNINFO_SOURCE: 'oracle:cms_omds_adq', TNS_ADMIN: folder })).toContain(
      'tnsnames.ora has cms_omds_adg, cms_omds_lb, other0, other1, other2, other3, other4, other5 and 3 more: check the alias',
    );
    const checked = 'check the entry cms_rcms in';
    for (const [text, advice] of [
      neighbour(`cms_omds = (DESCRIPTION=(ADDRESS=(HOST=h)\n${good}`, 1),
      neighbour(`# first\n${good}\n\ncms_omds =\n  (DESCRIPTION=\n    (ADDRESS=(HOST=h)(PORT=1)\n`, 4),
      neighbour(`cms_omds = (DESCRIPTION="(ADDRESS=(HOST=h)))\n${good}`, 1),
      [`cms_omds, cms_p5 = (DESCRIPTION=(ADDRESS=)(\n${good}`, 'mend the entry cms_omds, cms_p5 in line 1 of'],
      [`cms_rcms = (DESCRIPTION=(ADDRESS=(HOST=h)`, 'mend the entry cms_rcms in line 1 of'],
      ['cms_rcms =', 'mend the entry cms_rcms in line 1 of'],
      ['cms_rcms = host:1/s', checked],
      [`IFILE = /nowhere/names.ora\n${good}`, checked],
    ] as const) {
      writeFileSync(join(folder, 'tnsnames.ora'), text);
      const said = await fails({ RUNINFO_SOURCE: 'oracle:cms_rcms', TNS_ADMIN: folder });
      expect({ text, said }).toEqual({ text, said: expect.stringContaining(advice) });
      expect(said).not.toMatch(/wallet|RUNINFO_ORACLE_USER/);
    }
    const secure = `oracle:(DESCRIPTION=(ADDRESS=(PROTOCOL=TCPS)(HOST=127.0.0.1)(PORT=${server.port}))(CONNECT_DATA=(SERVICE_NAME=runinfo)))`;
    const wallet = { RUNINFO_SOURCE: secure, RUNINFO_ORACLE_WALLET: folder };
    expect(await fails(wallet)).toMatch(/ewallet\.pem.*oracle\.wallet/);
    writeFileSync(join(folder, 'ewallet.pem'), 'no certificate');
    expect(await fails(wallet)).toMatch(/NJS-505.*oracle\.wallet/);
    expect(await fails({ RUNINFO_ORACLE_PASSWORD: '', RUNINFO_ORACLE_PASSWORD_FILE: 'gone' })).toContain(
      'there is no file',
    );
    expect(await fails({ RUNINFO_ORACLE_SCHEMA: 'A;B' })).toContain('RUNINFO_ORACLE_SCHEMA: not a valid owner name');
  });
});
