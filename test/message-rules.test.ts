import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makePlace, type Place } from './original/place.ts';
import { TAG } from './original/run-info.ts';
import { beginPlace, firstLines } from './support/place-with-settings.ts';
import { tagged } from './support/told-runs.ts';
import { startServer, startWebhook } from './support/webhook.ts';

const SNAPSHOT = ['tick', '--only', 'snapshot,notify'];

const stateOf = (place: Place) =>
  JSON.parse(readFileSync(join(place.state, 'state.json'), 'utf8')) as { expected: object };

describe('channels', () => {
  const settings = 'notify: { channels: { hf: { partitions: [HF] }, ho: { partitions: [HO], inclusion: true } } }\n';

  it('give each webhook the changes of its partitions; one that is down holds up no other', async () => {
    const [main, hf, ho] = [await startWebhook(), await startWebhook('/hooks/abc'), await startWebhook()];
    const { place, tick } = await beginPlace(settings, {
      RUNINFO_SLACK_WEBHOOK: main.address,
      RUNINFO_SLACK_WEBHOOK_HF: hf.address,
      RUNINFO_SLACK_WEBHOOK_HO: ho.address,
    });
    place.file.add(101, tagged('v1', 'o1'));
    place.file.add(102, tagged('v2', 'o1'));
    main.answers.push(500);
    await tick();
    expect(firstLines(main.received)).toEqual([]);
    expect(firstLines(hf.received)).toEqual([
      '#### Run 101: 1 parameter changed (HF 1)',
      '#### Run 102: 1 parameter changed (HF 1)',
    ]);
    expect(firstLines(ho.received)).toEqual(['*Run 101: 1 parameter changed (HO 1)*']);
    expect(hf.payloads[0]).toEqual({ text: hf.received[0] });
    await tick();
    expect(firstLines(main.received)).toEqual([
      '*Run 101: 2 parameters changed (HF 1, HO 1)*',
      '*Run 102: 1 parameter changed (HF 1)*',
    ]);
    expect([hf.received.length, ho.received.length]).toEqual([2, 1]);
  });

  it('tell of a partition that only goes out or comes back where that is asked for, and nowhere else', async () => {
    const [main, ho] = [await startWebhook(), await startWebhook()];
    const environment = { RUNINFO_SLACK_WEBHOOK: main.address, RUNINFO_SLACK_WEBHOOK_HO: ho.address };
    const { place, tick } = await beginPlace(settings, environment);
    place.file.add(101, { ...tagged('v1'), masked: ['HO'] });
    await tick();
    place.file.add(102, { ...tagged('v1', 'o0'), masked: ['Laser'] });
    await tick();
    expect(firstLines(ho.received)).toEqual(['*Run 101: HO out*', '*Run 102: HO back*']);
    expect(firstLines(main.received)).toEqual(['*Run 101: 1 parameter changed (HF 1)*']);
    expect(main.received[0]).toContain('HO out since this run');
  });

  it('that are new begin with what comes next', async () => {
    const [main, hf] = [await startWebhook(), await startWebhook()];
    const { place, tick } = await beginPlace('', { RUNINFO_SLACK_WEBHOOK: main.address });
    place.file.add(101, tagged('v1'));
    await tick();
    writeFileSync(join(place.folder, 'runinfo.config.yaml'), settings);
    place.file.add(102, tagged('v2'));
    await tick({ RUNINFO_SLACK_WEBHOOK_HF: hf.address });
    expect(firstLines(hf.received)).toEqual(['*Run 102: 1 parameter changed (HF 1)*']);
    expect((await place.run(['status'], { RUNINFO_SLACK_WEBHOOK_HF: hf.address })).out).toContain(
      'channel ho: RUNINFO_SLACK_WEBHOOK_HO is not set',
    );
  });
});

describe('expected changes', () => {
  const entry = (more: string) =>
    `- { pattern: 'HCAL_HF:*TPG_TAG', reason: tag scan, owner: anna, expires: 2026-06-02, ${more} }\n`;

  it('are one line of the message, counted, and over when their day is', async () => {
    const { address, received } = await startWebhook();
    const { place, tick } = await beginPlace('', { RUNINFO_SLACK_WEBHOOK: address });
    writeFileSync(join(place.folder, 'runinfo.expected.yaml'), entry('silent: false'));
    expect((await place.run(['status'])).out).toContain(
      'expected change HCAL_HF:*TPG_TAG (anna) has not been seen yet',
    );
    place.file.add(101, tagged('v1', 'o1'));
    await tick();
    expect(received[0]).toContain(`Expected: ${TAG} (HF) (tag scan; anna, until 2026-06-02)`);
    expect(received[0]).toContain(`• ${TAG} (HO): o0 → o1`);
    expect(received[0]).not.toContain('v0 → v1');
    expect(Object.values(stateOf(place).expected)).toEqual([{ count: 1, run: 101 }]);
    expect((await place.run(['expect'])).out).toContain('used 1 time, last in run 101');
    place.clock.now += 2 * 86_400_000;
    place.file.add(102, tagged('v2', 'o1'));
    await tick();
    expect(received[1]).toContain('v1 → v2');
    expect((await place.run(['status'])).out).toContain('is over since 2026-06-02');
  });

  it('are left out where all of a run is expected in silence, and only then', async () => {
    const { address, received } = await startWebhook();
    const { place, tick } = await beginPlace('', { RUNINFO_SLACK_WEBHOOK: address });
    writeFileSync(join(place.folder, 'runinfo.expected.yaml'), entry('silent: true'));
    place.file.add(101, tagged('v1', 'o0'));
    await tick();
    expect(received).toEqual([]);
    expect(Object.values(stateOf(place).expected)).toEqual([{ count: 1, run: 101 }]);
    place.file.add(102, tagged('v2', 'o1'));
    await tick();
    expect(firstLines(received)).toEqual(['*Run 102: 2 parameters changed (HF 1, HO 1)*']);
  });

  it('that cannot be read hold nothing back, and are said', async () => {
    const { address, received } = await startWebhook();
    const { place, tick } = await beginPlace('', { RUNINFO_SLACK_WEBHOOK: address });
    writeFileSync(join(place.folder, 'runinfo.expected.yaml'), "- { pattern: '*', silent: true, expires: soon }\n");
    place.file.add(101, tagged('v1'));
    await tick();
    expect(received).toHaveLength(1);
    expect(await place.run(['status'])).toMatchObject({
      code: 1,
      out: expect.stringContaining('entry 1: expires: is no date'),
    });
  });

  it('are written from a run; what stands in the list stays', async () => {
    const { place, tick } = await beginPlace('', {});
    place.file.add(101, tagged('v1', 'o1'));
    await tick();
    const file = join(place.folder, 'runinfo.expected.yaml');
    const words = ['expect', '--from', '101', '--owner', 'anna', '--reason', 'tag scan'];
    expect((await place.run([...words, '--dry-run'])).code).toBe(0);
    expect(existsSync(file)).toBe(false);
    writeFileSync(file, `# ours\n${entry('silent: true')}`);
    const left = join(place.folder, `.runinfo-${process.pid}-0.tmp`);
    writeFileSync(left, 'half');
    expect((await place.run([...words, '--expires', '2026-07-01', '--silent'])).code).toBe(0);
    expect(existsSync(left)).toBe(false);
    expect(readFileSync(file, 'utf8')).toBe(
      `# ours\n- { pattern: 'HCAL_HF:*TPG_TAG', reason: tag scan, owner: anna, expires: 2026-06-02, silent: true }\n` +
        `- pattern:\n    - HCAL_HF:${TAG}\n    - HCAL_HO:${TAG}\n  reason: tag scan\n  owner: anna\n  expires: 2026-07-01\n  silent: true\n`,
    );
    expect(await place.run([...words, '--expires', 'soon'])).toMatchObject({ code: 2 });
    expect(await place.run(['expect', '--from', '100'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('changed nothing'),
    });
    expect(await place.ask(['expect'])).toMatchObject({ entries: [{ used: 0 }, { used: 0 }], problems: [] });
  });
});

describe('the collector’s own trouble', () => {
  it('is said after some failed ticks, again with growing pauses, and once when it is over', async () => {
    const { address, received } = await startWebhook();
    const { place, tick } = await beginPlace('notify: { troubleAfter: 3 }\n', { RUNINFO_SLACK_WEBHOOK: address });
    const gone = { RUNINFO_SOURCE: 'sqlite:/nowhere/runinfo.sqlite' };
    const counts: number[] = [];
    for (const minutes of [2, 2, 2, 2, 60, 2, 120, 120, 2, 24 * 60, 2]) {
      place.clock.now += (minutes - 2) * 60_000;
      expect((await tick(gone)).code).not.toBe(0);
      counts.push(received.length);
    }
    expect(counts).toEqual([0, 0, 1, 1, 2, 2, 2, 3, 3, 4, 4]);
    await tick();
    await tick();
    expect(firstLines(received)).toEqual([
      '*The collector cannot do its work*',
      '*The collector still cannot do its work*',
      '*The collector still cannot do its work*',
      '*The collector still cannot do its work*',
      '*The collector works again*',
    ]);
    expect(received[0]).toContain('/nowhere/runinfo.sqlite');
    expect(new Set(received.map((text) => /\[(.*)\]$/.exec(text)?.[1])).size).toBe(5);
  });

  it('is not said where it passes by itself, and a webhook that is down is none', async () => {
    const { address, received, answers } = await startWebhook();
    const { place, tick } = await beginPlace('notify: { troubleAfter: 2 }\n', { RUNINFO_SLACK_WEBHOOK: address });
    await tick({ RUNINFO_SOURCE: 'sqlite:/nowhere/runinfo.sqlite' });
    place.file.add(101, tagged('v1', 'o0'));
    answers.push(500, 500, 500, 500);
    for (let count = 0; count < 4; count += 1) expect((await tick()).code).toBe(0);
    await tick();
    expect(firstLines(received)).toEqual(['*Run 101: 1 parameter changed (HF 1)*']);
  });
});

describe('a heartbeat', () => {
  it('is called at start and success, or failure, and never keeps a tick from its work', async () => {
    const calls: string[] = [];
    const address = await startServer((request, _, response) => {
      calls.push(`${request.method} ${request.url}`);
      response.writeHead(500).end();
    });
    const environment = { RUNINFO_HEARTBEAT: `${address}/ping/secret?x=1` };
    const { tick } = await beginPlace('', environment, ['tick', '--quiet']);
    expect(calls).toEqual(['GET /ping/secret/start?x=1', 'GET /ping/secret?x=1']);
    calls.length = 0;
    await tick({ RUNINFO_SOURCE: 'sqlite:/nowhere/runinfo.sqlite', RUNINFO_NOTIFY_TROUBLE_AFTER: '1' });
    expect(calls).toEqual(['GET /ping/secret/start?x=1', 'GET /ping/secret/fail?x=1']);
    expect((await tick({ RUNINFO_HEARTBEAT: '' })).err).toContain('the source answers again');
    expect(await tick({ RUNINFO_HEARTBEAT: 'http://127.0.0.1:9/nobody' })).toEqual({ code: 0, out: '', err: '' });
  });

  it('is called by a tick that reads the source, also of a collector, and by no job alone', async () => {
    const calls: string[] = [];
    const address = await startServer((request, _, response) => {
      calls.push(`${request.url}`);
      response.end();
    });
    const { place } = await beginPlace('', {});
    const environment = { RUNINFO_HEARTBEAT: `${address}/ping` };
    for (const words of [['tick', '--only', 'publish,notify'], ['snapshot'], ['tick', '--dry-run']]) {
      expect(await place.run(words, environment)).toMatchObject({ code: 0, err: '' });
    }
    expect(calls).toEqual([]);
    await place.run(['tick', '--only', 'snapshot'], environment);
    expect(calls).toEqual(['/ping/start', '/ping']);
  });
});

describe('the daily digest', () => {
  it('is sent once a day, after its hour, whatever happened', async () => {
    const { address, received, answers } = await startWebhook();
    const settings = "zone: UTC\nnotify: { daily: '13:00' }\n";
    const { place, tick } = await beginPlace(settings, { RUNINFO_SLACK_WEBHOOK: address });
    expect(received).toEqual([]);
    place.file.add(101, { ...tagged('v1', 'o0'), start: place.clock.now - 1_800_000, stop: place.clock.now - 600_000 });
    place.clock.now += 3_600_000;
    answers.push(200, 500);
    await tick();
    expect(firstLines(received)).toEqual(['*Run 101: 1 parameter changed (HF 1)*']);
    await tick();
    await tick();
    expect(firstLines(received).slice(1)).toEqual(['*1 run, 1 change*']);
    place.clock.now += 24 * 3_600_000;
    await tick();
    await tick();
    expect(firstLines(received).slice(2)).toEqual(['*0 runs, 0 changes*']);
    expect(received[2]).toContain('[daily-2026-06-02]');
  });

  const settings = "zone: UTC\nnotify: { daily: '13:00', troubleAfter: 0 }\n";
  const HOUR = 3_600_000;
  const begun = (now: number, tag: string) => ({ ...tagged(tag, 'o0'), start: now - 480_000, stop: now - 300_000 });

  it('counts each archived run once, also one that began before a digest and was archived after it', async () => {
    const { address, received } = await startWebhook();
    const { place, tick } = await beginPlace(settings, { RUNINFO_SLACK_WEBHOOK: address });
    place.clock.now += HOUR;
    await tick();
    place.file.add(101, begun(place.clock.now, 'v1'));
    await tick();
    place.clock.now += 24 * HOUR;
    await tick();
    place.clock.now += 24 * HOUR;
    await tick();
    const digests = firstLines(received).filter((line) => / runs?, /.test(line ?? ''));
    expect(digests).toEqual(['*0 runs, 0 changes*', '*1 run, 1 change*', '*0 runs, 0 changes*']);
  });

  it('goes by when runs began where the state is of an earlier version, or names a commit that is not there', async () => {
    const { address, received } = await startWebhook();
    const { place, tick } = await beginPlace(settings, { RUNINFO_SLACK_WEBHOOK: address });
    const path = join(place.state, 'state.json');
    const edit = (part: object) =>
      writeFileSync(path, JSON.stringify({ ...(JSON.parse(readFileSync(path, 'utf8')) as object), ...part }));
    place.clock.now += HOUR;
    await tick();
    for (const [index, dailyCommit] of [undefined, '0'.repeat(40)].entries()) {
      place.clock.now += 23 * HOUR;
      place.file.add(101 + index, begun(place.clock.now, `v${index + 1}`));
      await tick();
      edit({ dailyCommit, sourceRead: undefined });
      place.clock.now += HOUR;
      await tick();
    }
    expect(firstLines(received).filter((line) => line?.startsWith('*1 run, 1 change') === true)).toHaveLength(2);
  });

  it('says that newer runs may be missing where the source has not been read for longer than staleAfter', async () => {
    const { address, received } = await startWebhook();
    const { place, tick } = await beginPlace(settings, { RUNINFO_SLACK_WEBHOOK: address });
    const read = new Date(place.clock.now).toISOString().slice(0, 16).replace('T', ' ');
    place.clock.now += HOUR;
    const gone = { RUNINFO_SOURCE: 'sqlite:/nowhere/runinfo.sqlite' };
    expect(await tick(gone)).toMatchObject({ code: 75 });
    expect(received).toEqual([expect.stringContaining('*0 runs, 0 changes; newer runs may be missing*')]);
    expect(received[0]).toContain(`The source was last read ${read} (UTC).`);
    place.clock.now += 24 * HOUR;
    await tick();
    expect(firstLines(received)[1]).toBe('*0 runs, 0 changes*');
  });
});

describe('nothing is sent before its page is in place', () => {
  it('and deployed, where a deploy step is set: when that fails, the tick says so and the messages wait', async () => {
    const { address, received } = await startWebhook();
    const environment = { RUNINFO_SLACK_WEBHOOK: address };
    const { place, tick } = await beginPlace('', environment, ['tick', '--quiet']);
    const script =
      'test -f "$RUNINFO_SITE/../open" || { echo no way in >&2; exit 3; }; cp -r "$RUNINFO_SITE" "$RUNINFO_SITE/../web"';
    const after = JSON.stringify(['sh', '-c', `${script}; env > "$RUNINFO_SITE/../environment"`]);
    writeFileSync(join(place.folder, 'runinfo.config.yaml'), `publish: { after: ${after} }\n`);
    place.file.add(101, tagged('v1', 'o0'));
    expect(await tick()).toMatchObject({
      code: 1,
      err: expect.stringMatching(/publish\.after failed: sh ended with 3: no way in/),
    });
    expect(await tick()).toMatchObject({ code: 1 });
    expect(received).toEqual([]);
    expect(existsSync(join(place.site, 'runs/101/index.html'))).toBe(true);
    writeFileSync(join(place.folder, 'open'), '');
    expect(await tick()).toEqual({ code: 0, out: '', err: '' });
    expect(firstLines(received)).toEqual(['*Run 101: 1 parameter changed (HF 1)*']);
    expect(existsSync(join(place.folder, 'web/runs/101/index.html'))).toBe(true);
    expect(readFileSync(join(place.folder, 'environment'), 'utf8')).not.toContain(address);
    rmSync(join(place.folder, 'web'), { recursive: true });
    await tick();
    expect(existsSync(join(place.folder, 'web'))).toBe(false);
    place.clock.now += 600_000;
    await tick();
    expect(existsSync(join(place.folder, 'web/status.json'))).toBe(true);
  });

  it('as notify by itself knows, too', async () => {
    const { address, received } = await startWebhook();
    const environment = { RUNINFO_SLACK_WEBHOOK: address, RUNINFO_SITE_URL: 'https://hcal.example/' };
    const { place } = await beginPlace('', environment, ['tick', '--quiet']);
    place.file.add(101, tagged('v1', 'o0'));
    await place.run(['tick', '--only', 'snapshot', '--quiet'], environment);
    await place.run(['notify', '--quiet'], environment);
    expect(received).toEqual([]);
    expect((await place.run(['status'], environment)).out).toContain('1 to be announced');
    await place.run(['publish', '--quiet'], environment);
    rmSync(join(place.site, 'index.html'));
    await place.run(['notify', '--quiet'], environment);
    expect(received).toEqual([]);
    await place.run(['tick', '--quiet'], environment);
    expect(firstLines(received)).toEqual(['*Run 101: 1 parameter changed (HF 1)*']);
    expect(received[0]).toContain('<https://hcal.example/runs/101/|Run 101>');
    expect(existsSync(join(place.site, 'runs/101/index.html'))).toBe(true);
  });
});

it('the archive begins once, though its first message does not get through and more runs come', async () => {
  const { address, received, answers } = await startWebhook();
  const place = makePlace();
  const environment = { RUNINFO_SLACK_WEBHOOK: address };
  const tick = async () => place.run(SNAPSHOT, environment);
  for (let run = 101; run <= 110; run += 1) place.file.add(run, tagged(`v${run}`));
  answers.push(500);
  await tick();
  received.length = 0;
  for (let run = 111; run <= 120; run += 1) place.file.add(run, tagged(`v${run}`));
  place.clock.now += 120_000;
  await tick();
  expect(firstLines(received)).toEqual([
    '*The archive begins: 9 runs changed something*',
    '*10 runs changed something, 111 to 120*',
  ]);
});

it('a late run that has the same list in another order announces no change again', async () => {
  const { address, received } = await startWebhook();
  const place = makePlace();
  const tick = async () => place.run(SNAPSHOT, { RUNINFO_SLACK_WEBHOOK: address });
  const masked = (list: string) => ({ values: { HF: { MASKED_RESOURCES: list } } });
  place.file.add(100, masked('[x, y]'));
  await tick();
  place.file.add(102, masked('[x, y, z]'));
  await tick();
  expect(firstLines(received)).toEqual(['*Run 102: 1 parameter changed (HF 1)*']);
  place.file.add(101, masked('[y, x]'));
  place.clock.now += 120_000;
  await tick();
  expect(await place.git('log', '-1', '--format=%b')).toContain('Worked out again: run 102');
  expect(received).toHaveLength(1);
});

it('a digest that is rejected is named by status until a message gets through', async () => {
  const { address, answers } = await startWebhook();
  const environment = { RUNINFO_SLACK_WEBHOOK: address, RUNINFO_NOTIFY_DAILY: '13:00', RUNINFO_ZONE: 'UTC' };
  const { place, tick } = await beginPlace('', environment);
  place.clock.now += 3_600_000;
  answers.push(404);
  await tick();
  expect(await place.run(['status'], environment)).toMatchObject({
    code: 1,
    out: expect.stringContaining('message daily-2026-06-01 rejected (HTTP 404') as string,
  });
  place.file.add(101, tagged('v1', 'o0'));
  await tick();
  expect((await place.run(['status'], environment)).out).not.toContain('daily-2026');
});
