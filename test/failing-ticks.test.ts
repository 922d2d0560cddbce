import { existsSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makePlace, NOON } from './original/place.ts';
import { RunInfoFile, TAG } from './original/run-info.ts';
import { SmallDisk } from './support/small-disk.ts';
import { startWebhook } from './support/webhook.ts';
import { makeWorkplace, workplaceIn } from './support/workplace.ts';

it('a disk that stays full: each tick says so, people are told once, and all goes on by itself once there is room', async (context) => {
  const disk = SmallDisk.mount(context, 6000);
  const file = new RunInfoFile(makeWorkplace('').folder);
  let now = NOON;
  const place = workplaceIn(disk.folder, file.path, () => now);
  const { address, received } = await startWebhook();
  const tick = async () => {
    now += 60_000;
    return place.run(['tick', '--quiet'], { RUNINFO_SLACK_WEBHOOK: address, RUNINFO_NOTIFY_TROUBLE_AFTER: '3' });
  };
  file.add(101, { values: { HF: { [TAG]: 'v1' } } });
  expect(await tick()).toMatchObject({ code: 0, err: '' });
  file.add(102, { values: { HF: { [TAG]: 'v2' } } });
  disk.fill(0);
  for (let count = 1; count <= 8; count += 1) {
    const { code, err } = await tick();
    expect({ count, code }).toEqual({ count, code: 1 });
    expect(err).toMatch(/disk is full|No space left on device/);
    expect(err).not.toMatch(/lock|unexpected error/);
  }
  expect(received).toEqual([expect.stringMatching(/cannot do its work\*\nIt has failed for 2 min.*the disk is full/)]);
  const status = await place.run(['status']);
  expect(status.err).toBe('');
  expect(status.out).toMatch(/: .*the disk is full: free some space/);
  disk.free();
  expect(await tick()).toMatchObject({ code: 0, err: '' });
  expect(received.slice(1).join('\n')).toMatch(/Run 102: .*v2.*works again/s);
  expect(received).toHaveLength(3);
  const names = [place.archive, join(place.archive, '.git'), place.state, place.site].flatMap((folder) =>
    readdirSync(folder),
  );
  expect(names.filter((name) => /tmp/.test(name))).toEqual([]);
  expect(existsSync(join(place.site, 'runs/102/index.html'))).toBe(true);
});

it('an archive that cannot be opened is told, too, and known to status', async () => {
  const place = makePlace();
  place.file.add(101);
  const { address, received } = await startWebhook();
  const tick = async () => {
    place.clock.now += 60_000;
    const environment = { RUNINFO_SLACK_WEBHOOK: address, RUNINFO_NOTIFY_TROUBLE_AFTER: '2' };
    return place.run(['tick', '--only', 'snapshot,notify', '--quiet'], environment);
  };
  expect(await tick()).toMatchObject({ code: 0 });
  const branch = join(place.archive, '.git/refs/heads/main');
  renameSync(branch, `${branch}.bak`);
  writeFileSync(branch, '');
  for (let count = 1; count <= 4; count += 1) expect(await tick()).toMatchObject({ code: 1 });
  expect(received).toEqual([expect.stringMatching(/cannot do its work\*\n.*refs\/heads\/main is damaged/)]);
  renameSync(`${branch}.bak`, branch);
  expect(await tick()).toMatchObject({ code: 0 });
  expect(received.slice(1)).toEqual([expect.stringContaining('works again')]);
});
