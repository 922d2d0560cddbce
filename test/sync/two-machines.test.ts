import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeMachines, statusFile, type Machine, type Machines } from '../support/machines.ts';
import { firstLines } from '../support/place-with-settings.ts';
import { tagged } from '../support/told-runs.ts';
import { startWebhook } from '../support/webhook.ts';

const COLLECT = ['tick', '--only', 'snapshot'];
const IDENTITY = ['-c', 'user.name=a', '-c', 'user.email=b'];
const containing = (text: string) => expect.stringContaining(text) as string;
const head = async (machine: Machine) => machine.git('rev-parse', 'refs/heads/main');

/** A collector that archived and pushed runs 100 and 101, of which 101 changed something. */
async function begin(): Promise<{ all: Machines; collector: Machine }> {
  const all = makeMachines();
  all.file.add(100, tagged('v0', 'o0'));
  all.file.add(101, tagged('v1', 'o0'));
  const collector = all.makeCollector();
  expect(await collector.call(COLLECT)).toMatchObject({ code: 0, err: '' });
  return { all, collector };
}

/** Has the settings of a machine's archive name a program that git would run where it asks for an address. */
function setTrap(all: Machines, { archive }: Machine, address: string) {
  const [program, sprung] = [join(all.folder, 'trap'), join(all.folder, 'sprung')];
  writeFileSync(program, `#!/bin/sh\ntouch ${sprung}\n`, { mode: 0o755 });
  const configure = (key: string, value: string) => execFileSync('git', ['-C', archive, 'config', key, value]);
  configure(`url.ext::${program}.insteadOf`, address);
  configure('protocol.ext.allow', 'always');
  return { configure, program, sprung };
}

describe('a collector', () => {
  it('pushes the archive, and how it does as a commit without a parent', async () => {
    const { all, collector } = await begin();
    expect(all.git('rev-parse', 'main')).toBe(await head(collector));
    expect(all.git('rev-list', '--count', 'refs/runinfo/collector')).toBe('1');
    const finished = new Date(all.clock.now).toISOString();
    const said = { finished, ok: true, failures: 0, newestRun: 101, open: [], gaps: [], announces: [] };
    expect(all.read('refs/runinfo/collector', 'collector.json')).toMatchObject(said);
    const refs = all.git('for-each-ref');
    // A tick that asks the source nothing says nothing new of it.
    all.clock.now += 60_000;
    expect(await collector.call(['notify'])).toMatchObject({ code: 0, err: '' });
    expect(all.git('for-each-ref')).toBe(refs);
    all.clock.now += 60_000;
    expect(await collector.call(COLLECT)).toMatchObject({ code: 0, err: '' });
    expect(all.git('rev-list', '--count', 'refs/runinfo/collector')).toBe('1');
    expect(all.read('refs/runinfo/collector', 'collector.json')).toMatchObject({
      finished: new Date(all.clock.now).toISOString(),
    });
    // Nothing of it stays in the archive: no object of a tick, no ref.
    expect(await collector.git('count-objects')).toMatch(/^0 objects/);
    expect(await collector.git('for-each-ref', '--format=%(refname)')).toBe(
      'refs/heads/main\nrefs/runinfo/checked-out',
    );
  });

  it('says once that the remote is gone, goes on, and pushes everything when it is there again', async () => {
    const { all, collector } = await begin();
    renameSync(all.remote, `${all.remote}.away`);
    all.file.add(102, tagged('v2', 'o0'));
    const quiet = [...COLLECT, '--quiet'];
    expect(await collector.call(quiet)).toMatchObject({ code: 0, err: containing(`cannot fetch from ${all.remote}`) });
    all.file.add(103, tagged('v3', 'o0'));
    expect(await collector.call(quiet)).toMatchObject({ code: 0, err: '' });
    expect(await collector.call(['status'])).toMatchObject({ out: containing('nothing is pushed since') });
    renameSync(`${all.remote}.away`, all.remote);
    expect(await collector.call(quiet)).toMatchObject({ code: 0, err: containing('again') });
    expect(all.git('rev-parse', 'main')).toBe(await head(collector));
    expect((await collector.call(['status'])).out).not.toContain('nothing is pushed');
  });

  it('says no token that the address holds', async () => {
    const { collector } = await begin();
    const ran = await collector.call(COLLECT, { RUNINFO_SYNC_PUSH: 'https://t0ken@127.0.0.1:9/hcal.git' });
    expect(ran).toMatchObject({ code: 0, err: containing('cannot fetch from https://127.0.0.1:9/hcal.git') });
    expect(ran.err).not.toContain('t0ken');
  });

  it('never pushes over what is not its own', async () => {
    const { all, collector } = await begin();
    const tree = all.git('rev-parse', 'main^{tree}');
    const foreign = all.git(...IDENTITY, 'commit-tree', tree, '-p', 'main', '-m', 'by somebody else');
    all.git('update-ref', 'refs/heads/main', foreign);
    const refs = all.git('for-each-ref');
    all.file.add(102, tagged('v2', 'o0'));
    expect(await collector.call(COLLECT)).toMatchObject({
      code: 0,
      err: expect.stringMatching(/has commits that .* let only one machine collect/) as string,
    });
    expect(all.git('for-each-ref')).toBe(refs);
  });

  it.each<[string, RegExp, (all: Machines) => () => void]>([
    [
      'it has commits of somebody else',
      /^runinfo: .* has commits that .* let only one machine collect/,
      (all) => {
        const main = all.git('rev-parse', 'main');
        const foreign = all.git(...IDENTITY, 'commit-tree', `${main}^{tree}`, '-p', main, '-m', 'by somebody else');
        all.git('update-ref', 'refs/heads/main', foreign);
        return () => void all.git('update-ref', 'refs/heads/main', main);
      },
    ],
    [
      'its server takes nothing',
      /^runinfo: cannot push to .*declined/,
      (all) => {
        const hook = join(all.remote, 'hooks/pre-receive');
        mkdirSync(dirname(hook), { recursive: true });
        writeFileSync(hook, '#!/bin/sh\nexit 1\n', { mode: 0o755 });
        return () => rmSync(hook);
      },
    ],
  ])(
    'ends its tick well with a remote that refuses (%s), and status says no until that is put right',
    async (_, says, refuse) => {
      const { all, collector } = await begin();
      const quiet = [...COLLECT, '--quiet'];
      const status = async () => {
        const { code, out } = await collector.call(['status', '--prometheus']);
        return [code, /^runinfo_healthy (\d)$/m.exec(out)?.[1]];
      };
      const mend = refuse(all);
      renameSync(all.remote, `${all.remote}.away`);
      all.file.add(102, tagged('v2', 'o0'));
      expect(await collector.call(quiet)).toMatchObject({ code: 0, err: containing('cannot fetch from') });
      expect(await status()).toEqual([0, '1']);
      renameSync(`${all.remote}.away`, all.remote);
      expect(await collector.call(quiet)).toMatchObject({ code: 0, err: expect.stringMatching(says) as string });
      expect(await status()).toEqual([1, '0']);
      expect(await collector.call(quiet)).toMatchObject({ code: 0, err: '' });
      expect((await collector.call(['status'])).out).toMatch(
        /nothing is pushed since .*(let only one machine|declined)/,
      );
      mend();
      expect(await collector.call(quiet)).toMatchObject({ code: 0, err: containing('again') });
      expect(await status()).toEqual([0, '1']);
    },
  );

  it('reaches the remote with the environment that SSH and Kerberos need, and no other git has it', async () => {
    const { all, collector } = await begin();
    const [script, log] = [join(all.folder, 'ssh.sh'), join(all.folder, 'ssh.log')];
    const lines = ['#!/bin/sh', `env >>${log}`, 'shift', 'exec sh -c "$*"'];
    execFileSync('sh', ['-c', `printf '%s\\n' "$@" >${script} && chmod +x ${script}`, 'sh', ...lines]);
    all.file.add(102, tagged('v2', 'o0'));
    const ran = await collector.call(COLLECT, {
      RUNINFO_SYNC_PUSH: `git.example.org:${all.remote}`,
      GIT_SSH_COMMAND: script,
      GIT_SSH_VARIANT: 'simple',
      KRB5CCNAME: 'FILE:/tmp/ticket',
      SSH_AUTH_SOCK: '/tmp/agent',
      RUNINFO_ORACLE_PASSWORD: 'secret',
      GIT_DIR: '/nowhere',
      GIT_OBJECT_DIRECTORY: '/nowhere',
    });
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(all.git('rev-parse', 'main')).toBe(await head(collector));
    const environment = execFileSync('cat', [log], { encoding: 'utf8' });
    expect(environment).toContain('KRB5CCNAME=FILE:/tmp/ticket\n');
    expect(environment).toContain('SSH_AUTH_SOCK=/tmp/agent\n');
    expect(environment).not.toMatch(/secret|nowhere/);
  });

  it('runs no program that the settings of its repository, or an address, name', async () => {
    const { all, collector } = await begin();
    const { configure, sprung } = setTrap(all, collector, all.remote);
    configure('core.sshCommand', `touch ${sprung}`);
    all.file.add(102, tagged('v2', 'o0'));
    expect(await collector.call(COLLECT)).toMatchObject({ code: 0, err: '' });
    expect(existsSync(sprung)).toBe(false);
    expect(all.git('rev-parse', 'main')).toBe(await head(collector));
    for (const address of ['ext::touch x', '--upload-pack=x', '--upload-pack:x', 'relative/path', 'fd::17']) {
      const ran = await collector.call(COLLECT, { RUNINFO_SYNC_PUSH: address });
      expect(ran).toMatchObject({ code: 2, err: containing('RUNINFO_SYNC_PUSH: not an address') });
    }
  });
});

describe('a publisher', () => {
  it('runs no program that the settings of its repository name for what is fetched into it', async () => {
    const { all, collector } = await begin();
    const publisher = all.makePublisher('publisher');
    expect(await publisher.call(['notify'])).toMatchObject({ code: 0 });
    const { configure, program, sprung } = setTrap(all, publisher, join(publisher.archive, '.git/runinfo-exchange'));
    writeFileSync(join(publisher.archive, '.git/objects/info/alternates'), `${join(all.remote, 'objects')}\n`);
    configure('core.alternateRefsCommand', program);
    all.file.add(102, tagged('v2', 'o0'));
    expect(await collector.call(COLLECT)).toMatchObject({ code: 0, err: '' });
    const ran = await publisher.call(['notify']);
    expect(existsSync(sprung)).toBe(false);
    expect(ran).toMatchObject({ code: 1, err: containing('not allowed') });
    execFileSync('git', ['-C', publisher.archive, 'config', '--remove-section', `url.ext::${program}`]);
    expect(await publisher.call(['notify'])).toMatchObject({ code: 0 });
    expect(existsSync(sprung)).toBe(false);
    expect(await head(publisher)).toBe(await head(collector));
  });

  it('follows the collector, announces what is new, and is as fresh as the older of the two', async () => {
    const { all, collector } = await begin();
    const webhook = await startWebhook();
    const publisher = all.makePublisher('publisher', {
      RUNINFO_SLACK_WEBHOOK: webhook.address,
      RUNINFO_SITE_URL: 'https://hcal.example/',
    });
    expect(await publisher.call(['tick'])).toMatchObject({ code: 0, err: containing('counts as announced') });
    expect(webhook.received).toEqual([]);
    expect(await publisher.git('rev-parse', 'main')).toBe(await head(collector));
    expect(await publisher.git('status', '--porcelain')).toBe('');
    all.file.add(102, tagged('v2', 'o0'));
    all.clock.now += 60_000;
    await collector.call(COLLECT);
    all.clock.now += 30_000;
    expect(await publisher.call(['tick'])).toMatchObject({ code: 0, err: '', out: containing('1 message') });
    expect(webhook.received).toHaveLength(1);
    expect(existsSync(join(publisher.site, 'runs/102/index.html'))).toBe(true);
    const [collected, published] = [all.clock.now - 30_000, all.clock.now].map((at) => new Date(at).toISOString());
    expect(statusFile(publisher)).toMatchObject({
      finished: collected,
      ok: true,
      newestRun: 102,
      collector: { finished: collected, ok: true, newestRun: 102 },
      publisher: { finished: published, ok: true },
    });
    expect(await publisher.call(['status'])).toMatchObject({ code: 0, out: containing("The collector's last tick") });

    // The collector stops. The publisher goes on, and says so as soon as it is too long ago.
    all.clock.now = Date.parse(collected ?? '') + 1_801_000;
    expect(await publisher.call(['tick'])).toMatchObject({ code: 0, err: '' });
    expect(statusFile(publisher)).toMatchObject({ finished: collected, publisher: { ok: true } });
    expect(await publisher.call(['status'])).toMatchObject({ code: 1, out: containing('too long ago') });
    expect(JSON.parse((await publisher.call(['status', '--json'])).out)).toMatchObject({
      stale: true,
      ageSeconds: 1801,
    });
    expect((await publisher.call(['status', '--prometheus'])).out).toContain('runinfo_healthy 0');
  });

  it('says in its daily digest since when the collector has not read the source', async () => {
    const { all, collector } = await begin();
    const { address, received } = await startWebhook();
    const publisher = all.makePublisher('publisher', {
      RUNINFO_SLACK_WEBHOOK: address,
      RUNINFO_ZONE: 'UTC',
      RUNINFO_NOTIFY_DAILY: '13:00',
    });
    await publisher.call(['tick', '--quiet']);
    all.clock.now += 3_600_000;
    await publisher.call(['tick', '--quiet']);
    expect(received).toEqual([containing('The source was last read 2026-06-01 12:00 (UTC).')]);
    all.clock.now += 86_400_000;
    expect(await collector.call(COLLECT, { RUNINFO_SOURCE: 'sqlite:/nowhere' })).toMatchObject({ code: 75 });
    await publisher.call(['tick', '--quiet']);
    expect(received[1]).toContain('The source was last read 2026-06-01 12:00 (UTC).');
    all.clock.now += 86_400_000;
    await collector.call(COLLECT);
    await publisher.call(['tick', '--quiet']);
    expect(firstLines(received)[2]).toBe('*0 runs, 0 changes*');
  });

  it('says what the collector is in trouble with', async () => {
    const { all, collector } = await begin();
    const publisher = all.makePublisher();
    expect(await collector.call(COLLECT, { RUNINFO_SOURCE: 'sqlite:/nowhere' })).toMatchObject({ code: 75 });
    expect(await publisher.call(['publish'])).toMatchObject({ code: 0 });
    expect(statusFile(publisher)).toMatchObject({
      ok: false,
      failures: 1,
      message: containing('collector: cannot read the SQLite file'),
      collector: { ok: false },
      publisher: { ok: true },
    });
    expect(await publisher.call(['status'])).toMatchObject({ code: 1, out: containing('cannot read the SQLite file') });
  });

  it('tells people of the collector, which has no webhook, and that it works again', async () => {
    const { all, collector } = await begin();
    const { address, received } = await startWebhook();
    const environment = { RUNINFO_SLACK_WEBHOOK: address, RUNINFO_NOTIFY_TROUBLE_AFTER: '2' };
    const publisher = all.makePublisher('publisher', environment);
    for (const source of ['sqlite:/nowhere', 'sqlite:/nowhere', undefined]) {
      all.clock.now += 60_000;
      await collector.call(COLLECT, source === undefined ? {} : { RUNINFO_SOURCE: source });
      expect(await publisher.call(['tick', '--quiet'])).toMatchObject({ code: 0 });
    }
    expect(firstLines(received)).toEqual(['*The collector cannot do its work*', '*The collector works again*']);
    expect(received[0]).toContain('collector: cannot read the SQLite file');
  });

  it('answers by the rules of the archive, by hand, too', async () => {
    const { all } = await begin();
    const publisher = all.makePublisher('publisher', { RUNINFO_RULES_WATCHED: '[FM_URL]' });
    expect(await publisher.call(['tick', '--quiet'])).toMatchObject({ code: 0 });
    expect((await publisher.call(['compare', '100', '101'])).out).toContain('1 change (HF 1)');
    expect(await publisher.call(['verify'])).toMatchObject({ code: 0, out: containing('site            ok') });
  });

  it('commits nothing, whatever its rules are', async () => {
    const { all, collector } = await begin();
    const publisher = all.makePublisher('publisher', { RUNINFO_RULES_WATCHED: '[FM_URL]' });
    const before = await head(collector);
    expect(await publisher.call(['tick'])).toMatchObject({ code: 0 });
    expect(await head(publisher)).toBe(before);
    for (const words of [['snapshot'], ['diff'], ['diff', '--rebuild'], COLLECT, ['verify', '--repair'], ['probe']]) {
      expect(await publisher.call(words)).toMatchObject({ code: 2, out: '', err: containing('none') });
    }
    expect(await head(publisher)).toBe(before);
    expect((await publisher.call(['doctor'])).out).toContain('source is none');
  });

  it('goes on with what it has where the remote is gone, and says so as of a source that is down', async () => {
    const { all, collector } = await begin();
    const publisher = all.makePublisher();
    renameSync(all.remote, `${all.remote}.away`);
    expect(await publisher.call(['tick', '--quiet'])).toMatchObject({ code: 1, err: containing('cannot fetch from') });
    expect(existsSync(publisher.site)).toBe(false);
    renameSync(`${all.remote}.away`, all.remote);
    const begun = { code: 0, err: containing('counts as announced') };
    expect(await publisher.call(['tick', '--quiet'])).toMatchObject(begun);
    renameSync(all.remote, `${all.remote}.away`);
    expect(await publisher.call(['tick', '--quiet'])).toMatchObject({ code: 75, err: containing('cannot fetch from') });
    expect(await publisher.call(['tick', '--quiet'])).toMatchObject({ code: 75, err: '' });
    expect(statusFile(publisher)).toMatchObject({ ok: false, publisher: { failures: 2 }, collector: { ok: true } });
    renameSync(`${all.remote}.away`, all.remote);
    expect(await publisher.call(['tick', '--quiet'])).toMatchObject({ code: 0, err: containing('answers again') });
    expect(await head(publisher)).toBe(await head(collector));
  });

  it('waits for a collector that has not pushed yet', async () => {
    const all = makeMachines();
    const publisher = all.makePublisher();
    expect(await publisher.call(['tick'])).toMatchObject({
      code: 1,
      err: containing('has no archive: the first tick of the collector pushes it'),
    });
  });

  it('is refused with commits of its own, until its archive is removed', async () => {
    const { all, collector } = await begin();
    const publisher = all.makePublisher();
    await publisher.call(['tick', '--quiet']);
    await publisher.git(...IDENTITY, 'commit', '--quiet', '--allow-empty', '--message=by hand');
    expect(await publisher.call(['tick'])).toMatchObject({ code: 1, err: containing('has commits of its own') });
    rmSync(publisher.archive, { recursive: true });
    expect(await publisher.call(['tick'])).toMatchObject({ code: 0, err: '' });
    expect(await head(publisher)).toBe(await head(collector));
  });

  it('is refused what is no archive', async () => {
    const { all } = await begin();
    const empty = all.git('hash-object', '-t', 'tree', '-w', '/dev/null');
    all.git('update-ref', 'refs/heads/main', all.git(...IDENTITY, 'commit-tree', empty, '-m', 'nothing'));
    const publisher = all.makePublisher();
    expect(await publisher.call(['tick'])).toMatchObject({ code: 1, err: containing('does not say "format": 1') });
    expect(await publisher.git('for-each-ref')).toBe('');
  });
});

describe('settings that cannot be', () => {
  it.each([
    [
      { RUNINFO_SOURCE: 'none', RUNINFO_SYNC_PUSH: '/srv/a.git' },
      'RUNINFO_SYNC_PUSH|sync.push: a machine whose source is none',
    ],
    [{ RUNINFO_SYNC_PULL: '/srv/a.git' }, 'sync.pull: a machine that commits follows nobody'],
    [{ RUNINFO_SYNC_STATE: 'ci' }, 'sync.state: set sync.push or sync.pull'],
  ])('%o', async (environment, says) => {
    const machine = makeMachines().make('machine', environment);
    const { code, err } = await machine.call(['tick']);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(says) as string });
  });
});

it('a remote on the same machine may belong to another account', async () => {
  const { file, remote, makeCollector, makePublisher } = makeMachines();
  const [collector, publisher] = [makeCollector(), makePublisher()];
  file.add(100, tagged('v1'));
  const words = ['tick', '--only', 'snapshot,notify', '--quiet'];
  expect(await collector.call(words)).toMatchObject({ code: 0, err: '' });
  if (process.getuid?.() === 0) execFileSync('chown', ['-R', '1234:1234', remote]);
  expect(await publisher.call(['tick', '--only', 'notify', '--quiet'])).toMatchObject({ code: 0 });
  expect((await publisher.call(['runs'])).out).toContain('100');
});
