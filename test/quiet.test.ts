import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { takeLock } from '../archive/store/lock.ts';
import { makePlace, type Place } from './original/place.ts';
import { beginPlace } from './support/place-with-settings.ts';
import { tagged } from './support/told-runs.ts';
import { runProgram } from './support/programs.ts';
import { startServer, startWebhook } from './support/webhook.ts';

const GONE = { RUNINFO_SOURCE: 'sqlite:/nowhere/runinfo.sqlite' };
/** A tick that makes no pages. */
const COLLECT = ['tick', '--only', 'snapshot,notify', '--quiet'];
/** With the two minutes that pass at each tick anyway, ticks are ten minutes apart. */
const EIGHT_MINUTES = 480_000;

describe('under --quiet', () => {
  it('an outage of 8 hours takes three lines: at its first tick, when people are told, and when it is over', async () => {
    const { place, tick } = await beginPlace('', {}, COLLECT);
    const said: [number, string][] = [];
    for (let count = 1; count <= 48; count += 1) {
      place.clock.now += EIGHT_MINUTES;
      const { code, out, err } = await tick(GONE);
      expect({ code, out }).toEqual({ code: 75, out: '' });
      if (err !== '') said.push([count, err]);
    }
    expect(said.map(([count]) => count)).toEqual([1, 5]);
    for (const [, err] of said) expect(err).toMatch(/^runinfo: cannot read the SQLite file .*\n$/);
    const over = 'runinfo: the source answers again: 48 ticks could not reach it\n';
    expect(await tick()).toEqual({ code: 0, out: '', err: over });
    expect(await tick()).toEqual({ code: 0, out: '', err: '' });
  });

  it('and only without it a tick warns that messages carry no links, where nobody said where the site is', async () => {
    const webhook = await startWebhook();
    const environment = { RUNINFO_SLACK_WEBHOOK: webhook.address };
    const { place } = await beginPlace('', environment, COLLECT);
    const words = ['tick', '--only', 'snapshot,notify'];
    const err = async (more: readonly string[], also: object = {}) =>
      (await place.run([...words, ...more], { ...environment, ...also })).err;
    expect(await err([])).toBe('runinfo: siteUrl (RUNINFO_SITE_URL) is not set: messages carry no links\n');
    expect(await err(['--quiet'])).toBe('');
    expect(await err([], { RUNINFO_SITE_URL: 'https://runinfo.example.org/' })).toBe('');
  });

  it('what only says how things are says nothing where all is well', async () => {
    const { place, tick } = await beginPlace('', {}, ['tick', '--quiet']);
    await tick();
    const ask = async (command: string, words: readonly string[] = []) => place.run([command, ...words]);
    for (const command of ['status', 'verify', 'doctor']) {
      expect(await ask(command, ['--quiet'])).toEqual({ code: 0, out: '', err: '' });
      expect((await ask(command)).out).not.toBe('');
      expect((await ask(command, ['--quiet', '--json'])).out).toMatch(/^\{/);
    }
    writeFileSync(join(place.archive, 'format.json'), '{}');
    const wrong = await ask('verify', ['--quiet']);
    expect(wrong).toEqual(await ask('verify'));
    expect(wrong).toMatchObject({ code: 1, out: expect.stringContaining('format.json') as string });
  });

  it('what fails in another way is said each time, in an outage, too', async () => {
    const { place, tick } = await beginPlace('', {}, ['tick', '--quiet']);
    await tick(GONE);
    expect(await tick(GONE)).toMatchObject({ code: 75, err: '' });
    place.file.add(101, tagged('v1', 'o0'));
    const failing = { RUNINFO_PUBLISH_AFTER: '/nowhere/deploy' };
    for (const _ of [1, 2]) {
      expect(await place.run(['publish', '--full', '--quiet'], failing)).toMatchObject({
        code: 1,
        err: expect.stringContaining('/nowhere/deploy') as string,
      });
    }
  });

  it('an outage is over once the source answers, though the site cannot be deployed', async () => {
    const { place, tick } = await beginPlace('', {}, ['tick', '--quiet']);
    await tick(GONE);
    await tick(GONE);
    place.file.add(101, tagged('v1', 'o0'));
    const failing = { RUNINFO_PUBLISH_AFTER: '/nowhere/deploy' };
    const over = 'the source answers again: 2 ticks could not reach it';
    expect(await tick(failing)).toMatchObject({ code: 1, err: expect.stringContaining(over) as string });
    expect((await tick(failing)).err).not.toContain('answers again');
    expect(await tick({ ...failing, ...GONE })).toMatchObject({ code: 75 });
    expect(await tick()).toMatchObject({
      code: 0,
      err: 'runinfo: the source answers again: 1 tick could not reach it\n',
    });
  });

  it('another tick at work is silent until its lock is older than staleAfter', async () => {
    const place = makePlace();
    const lock = takeLock('state', place.state, place.clock.now);
    for (const words of [['tick'], ['publish'], ['snapshot', '--runs', '1..2']]) {
      expect(await place.run([...words, '--quiet'])).toEqual({ code: 75, out: '', err: '' });
      expect((await place.run(words)).err).toMatch(/^runinfo: another tick is at work \(process/);
    }
    place.clock.now += 1_801_000;
    expect(await place.run(['tick', '--quiet'])).toMatchObject({
      code: 75,
      err: expect.stringContaining('another tick is at work') as string,
    });
    lock.release();
  });
});

it('the heartbeat raises no alarm before people are told', async () => {
  const calls: (string | undefined)[] = [];
  const address = await startServer((request, _, response) => {
    if (!request.url?.endsWith('/start')) calls.push(request.url);
    response.end();
  });
  const settings = 'notify: { troubleAfter: 3 }\n';
  const { tick } = await beginPlace(settings, { RUNINFO_HEARTBEAT: `${address}/ping` }, COLLECT);
  for (const _ of [1, 2, 3, 4]) await tick(GONE);
  await tick();
  expect(calls).toEqual(['/ping', '/ping/log', '/ping/log', '/ping/fail', '/ping/fail', '/ping']);
  calls.length = 0;
  await tick({ ...GONE, RUNINFO_NOTIFY_TROUBLE_AFTER: '0' });
  expect(calls).toEqual(['/ping/fail']);
});

describe('status --prometheus', () => {
  const valuesOf = (text: string) =>
    Object.fromEntries(
      [...text.matchAll(/^runinfo_(\S+) (\S+)$/gm)].map(([, name = '', value]) => [name, Number(value)]),
    );

  it('prints what status says, or writes it into a file, with its exit code', async () => {
    const { address, answers } = await startWebhook();
    const { place, tick } = await beginPlace('', { RUNINFO_SLACK_WEBHOOK: address });
    place.file.add(101, tagged('v1', 'o0'));
    answers.push(404);
    await tick();
    const { code, out, err } = await place.run(['status', '--prometheus']);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(valuesOf(out)).toEqual({
      healthy: 0,
      last_tick_timestamp_seconds: place.clock.now / 1000,
      last_tick_success: 1,
      failed_ticks: 0,
      stale_after_seconds: 1800,
      newest_run: 101,
      'pending_runs{state="open"}': 0,
      'pending_runs{state="gap"}': 0,
      'pending_runs{state="quarantined"}': 0,
      'pending_runs{state="not_compared"}': 0,
      unannounced_runs: 0,
      rejected_messages: 1,
    });
    expect(await place.run(['status', '--prometheus', 'runinfo.prom'])).toEqual({ code: 1, out: '', err: '' });
    expect(readFileSync(join(place.folder, 'runinfo.prom'), 'utf8')).toBe(out);
  });

  it.each<[string, (place: Place) => void]>([
    ['the state is damaged', ({ state }) => writeFileSync(join(state, 'state.json'), '{')],
    ['the branch is empty', ({ archive }) => writeFileSync(join(archive, '.git/refs/heads/main'), '')],
    [
      'the state is ahead of the archive',
      ({ archive }) => execFileSync('git', ['-C', archive, 'reset', '--quiet', '--hard', 'HEAD~1']),
    ],
  ])('no longer says in the file that all is well where %s', async (_, damage) => {
    const { place, tick } = await beginPlace('', {});
    place.file.add(101, tagged('v1', 'o0'));
    await tick();
    const words = ['status', '--prometheus', 'runinfo.prom'];
    const healthy = () => valuesOf(readFileSync(join(place.folder, 'runinfo.prom'), 'utf8'))['healthy'];
    expect([(await place.run(words)).code, healthy()]).toEqual([0, 1]);
    damage(place);
    const { err } = await place.run(['status']);
    expect(err).not.toBe('');
    expect(await place.run(words)).toEqual({ code: 1, out: '', err });
    expect(healthy()).toBe(0);
  });

  it('says so too where the settings cannot be used, and touches no file that is not its own', async () => {
    const { place, tick } = await beginPlace('', {});
    place.file.add(101, tagged('v1', 'o0'));
    await tick();
    const words = (file: string) => ['status', '--prometheus', file];
    const textOf = (file: string) => readFileSync(join(place.folder, file), 'utf8');
    expect((await place.run(words('runinfo.prom'))).code).toBe(0);
    writeFileSync(join(place.folder, 'notes.txt'), 'mine\n');
    const settings = join(place.folder, 'runinfo.config.yaml');
    writeFileSync(settings, 'stale: 5\n');
    for (const file of ['runinfo.prom', 'notes.txt', 'missing.prom']) {
      expect(await place.run(words(file))).toMatchObject({ code: 2, err: expect.stringContaining('stale') as string });
    }
    expect([valuesOf(textOf('runinfo.prom')), textOf('notes.txt')]).toEqual([{ healthy: 0 }, 'mine\n']);
    expect(existsSync(join(place.folder, 'missing.prom'))).toBe(false);
    rmSync(settings);
    expect((await place.run(words('runinfo.prom'))).code).toBe(0);
    expect(valuesOf(textOf('runinfo.prom'))['healthy']).toBe(1);
  });

  it('leaves out what there is not before the first tick', async () => {
    const { code, out } = await makePlace().run(['status', '--prometheus']);
    expect({ code, values: valuesOf(out) }).toMatchObject({ code: 1, values: { healthy: 0, unannounced_runs: 0 } });
    expect(out).not.toMatch(/null|undefined|NaN/);
    expect(Object.keys(valuesOf(out))).not.toContain('newest_run');
  });

  it('is taken by promtool', async (context) => {
    const { place } = await beginPlace('', {});
    const { out } = await place.run(['status', '--prometheus']);
    expect(runProgram(context, 'promtool', ['check', 'metrics'], { input: out })).toEqual({ status: 0, said: '' });
  });
});
