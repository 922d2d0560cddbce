/**
 * A set-up that cannot tell what was announced is refused with the way out, on every way by which one comes about: nothing
 * is announced twice, and nothing counts as announced that was not.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makePlace, type Place } from './original/place.ts';
import { LINKLESS, tagged } from './support/told-runs.ts';
import { startWebhook, type Webhook } from './support/webhook.ts';

const TICK = ['tick', '--only', 'snapshot,notify'];

/** A place with runs 100 and 101, of which 101 was announced, and another archive beside it. */
async function begin(): Promise<{
  place: Place;
  webhook: Webhook;
  tick: () => Promise<{ code: number; err: string }>;
}> {
  const place = makePlace();
  const webhook = await startWebhook();
  const tick = async () => place.run(TICK, { RUNINFO_SLACK_WEBHOOK: webhook.address });
  place.file.add(100, tagged('v0', 'o0'));
  place.file.add(101, tagged('v1', 'o0'));
  expect(await tick()).toMatchObject({ code: 0, err: LINKLESS });
  expect(webhook.received).toHaveLength(1);
  place.file.add(102, tagged('v2', 'o0'));
  return { place, webhook, tick };
}

function clone({ folder, archive }: Place, ...options: string[]): void {
  const moved = join(folder, 'moved');
  renameSync(archive, moved);
  execFileSync('git', ['clone', '--quiet', ...options, `file://${moved}`, archive]);
}

describe('an archive of which a part is missing', () => {
  it.each([
    ['--depth=1', 'has a part of the history only: git fetch --unshallow'],
    ['--filter=blob:none', 'has a part of the files only: clone it without --filter'],
    ['--mirror', 'is a repository without files, as a remote is: git clone'],
  ])('made by clone %s, is refused, and nothing is sent', async (option, says) => {
    const { place, webhook, tick } = await begin();
    execFileSync('git', ['-C', place.archive, 'config', 'uploadpack.allowFilter', 'true']);
    clone(place, option);
    expect(await tick()).toMatchObject({ code: 1, out: '', err: expect.stringContaining(says) as string });
    expect(webhook.received).toHaveLength(1);
    const { err, out } = await place.run(['doctor']);
    expect(out + err).toContain(says);
  });

  it('a repository without files answers no question', async () => {
    const { place } = await begin();
    clone(place, '--mirror');
    const says = expect.stringContaining('is a repository without files') as string;
    for (const words of [['runs'], ['changes'], ['export', 'csv', 'tables']]) {
      expect(await place.run(words)).toMatchObject({ code: 1, out: '', err: says });
    }
  });

  it('a folder that shares the repository of another one is refused', async () => {
    const { place, tick } = await begin();
    const moved = join(place.folder, 'moved');
    renameSync(place.archive, moved);
    execFileSync('git', ['-C', moved, 'worktree', 'add', '--quiet', '--detach', place.archive]);
    expect(await tick()).toMatchObject({
      code: 1,
      err: expect.stringContaining('shares the repository of another folder: make a clone of its own') as string,
    });
    expect(await place.run(['runs'])).toMatchObject({ code: 1, out: '' });
  });
});

describe('a state that does not belong to the archive', () => {
  const refused = {
    code: 1,
    err: expect.stringMatching(/channel main was announced up to commit \w{12}, which .* does not have/) as string,
  };

  it('is refused where the archive is another one, until somebody decides', async () => {
    const { place, webhook, tick } = await begin();
    rmSync(place.archive, { recursive: true });
    // Under other rules the same runs make other commits.
    const environment = { RUNINFO_RULES_WATCHED: '[FM_URL]', RUNINFO_SLACK_WEBHOOK: webhook.address };
    expect(await place.run(TICK, environment)).toMatchObject(refused);
    expect(webhook.received).toHaveLength(1);
    expect(await place.run(['status'])).toMatchObject(refused);
    expect(await place.ask(['runs'])).toMatchObject([{ run: 100 }, { run: 101 }, { run: 102 }]);
    rmSync(join(place.state, 'state.json'));
    expect(await tick()).toMatchObject({ code: 0, err: expect.stringContaining('counts as announced') as string });
    expect(webhook.received).toHaveLength(1);
  });

  it('is refused where an older archive was restored, until the runs are there again', async () => {
    const { place, webhook, tick } = await begin();
    const copy = join(place.folder, 'copy');
    cpSync(place.archive, copy, { recursive: true });
    expect(await tick()).toMatchObject({ code: 0 });
    expect(webhook.received).toHaveLength(2);
    rmSync(place.archive, { recursive: true });
    renameSync(copy, place.archive);
    expect(await place.run(['notify'], { RUNINFO_SLACK_WEBHOOK: webhook.address })).toMatchObject(refused);
    expect(await tick()).toMatchObject({ code: 0, err: LINKLESS });
    expect(webhook.received).toHaveLength(2);
  });

  it('is refused where a message in flight is of another archive', async () => {
    const { place, webhook, tick } = await begin();
    const path = join(place.state, 'state.json');
    const sending = `{ "runs": [101], "upTo": "${'a'.repeat(40)}" }`;
    writeFileSync(path, readFileSync(path, 'utf8').replace(/"sending": ?null/, `"sending": ${sending}`));
    expect(await tick()).toMatchObject(refused);
    expect(webhook.received).toHaveLength(1);
  });
});
