import { chmodSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../jobs/doctor/check.ts';
import { remarkOnNode } from '../jobs/doctor/machine.ts';
import { packageRoot } from '../jobs/package-root.ts';
import { makePlace, type Place } from './original/place.ts';
import { tagged } from './support/told-runs.ts';

const SITE_URL = { RUNINFO_SITE_URL: 'https://hcal.example/' };
const tick = async (place: Place, words = ['tick', '--quiet']) => {
  place.file.add(100, tagged('v0', 'o0'));
  expect(await place.run(words, SITE_URL)).toMatchObject({ code: 0 });
};
/** The same without a site, for what is not about it. */
const collect = async (place: Place) => tick(place, ['tick', '--only', 'snapshot,notify', '--quiet']);

/** The first pack of the archive, which git writes for nobody to write again. */
function findPack({ archive }: Place): string {
  const folder = join(archive, '.git/objects/pack');
  const pack = join(folder, readdirSync(folder).find((name) => name.endsWith('.pack')) ?? '');
  chmodSync(pack, 0o600);
  return pack;
}

/** What is wrong, what was done to an installation, and what the doctor says: the cause, and the way out. */
const SETUPS: readonly (readonly [string, (place: Place) => void | Promise<void>, NodeJS.ProcessEnv, RegExp])[] = [
  ['no source', () => undefined, { RUNINFO_SOURCE: 'sqlite:gone.sqlite' }, /^error: cannot read .*gone\.sqlite/],
  ['a source of another kind', () => undefined, { RUNINFO_SOURCE: 'oracle:adg' }, /^error: .*RUNINFO_ORACLE_USER/],
  [
    'a folder of something else as archive',
    ({ archive }) => {
      mkdirSync(archive);
      writeFileSync(join(archive, 'precious.txt'), '');
    },
    {},
    /^error: .* is not an archive of this program and not empty: name another folder/,
  ],
  [
    'a folder of something else as site',
    ({ site }) => {
      mkdirSync(site);
      writeFileSync(join(site, 'precious.txt'), '');
    },
    {},
    /^error: .* holds something else: name another folder/,
  ],
  [
    'a damaged state',
    ({ state }) => {
      mkdirSync(state, { recursive: true });
      writeFileSync(join(state, 'state.json'), '{');
    },
    {},
    /^error: .*state\.json is damaged: remove it/,
  ],
  ['a lost state', collect, { RUNINFO_STATE: 'elsewhere' }, /^warning: .* holds no state, though there is an archive/],
  [
    'no tick any more',
    async (place) => {
      await collect(place);
      place.clock.now += 7_200_000;
    },
    {},
    /^warning: the last tick ended 2 h .*: is the crontab line still there\?/,
  ],
  [
    'a clock that was set back',
    async (place) => {
      await collect(place);
      place.clock.now -= 7_200_000;
    },
    {},
    /^warning: the last tick ended at .*, which is still to come: set the clock of this machine right/,
  ],
  [
    'a clock that is years behind',
    async (place) => {
      await collect(place);
      place.clock.now = Date.UTC(2001, 0, 1);
    },
    {},
    /^warning: run 100 began at .*, which is still to come: set the clock of this machine right, or have TIME .* rules\.timeZone/,
  ],
  [
    'a site that only its owner can enter',
    async (place) => {
      await tick(place);
      chmodSync(place.site, 0o700);
    },
    {},
    /^warning: a web server .* cannot enter .*: chmod o\+x/,
  ],
  [
    'a site that only its owner can read',
    async (place) => {
      await tick(place);
      chmodSync(join(place.site, 'index.html'), 0o600);
    },
    {},
    /^warning: .*index\.html can only be read by its owner: runinfo publish --full/,
  ],
  [
    'a folder in place of a page',
    async (place) => {
      await tick(place);
      rmSync(join(place.site, 'runs/100/index.html'));
      mkdirSync(join(place.site, 'runs/100/index.html'));
    },
    {},
    /^error: .*\/runs\/100\/index\.html: a folder stands where .*: remove it, then runinfo publish --full/,
  ],
  [
    'a site that is a link to nothing',
    ({ folder, site }) => symlinkSync(join(folder, 'gone'), site),
    {},
    /^error: .*site is a link to .*gone, which is not there: make it \(mkdir\), or remove the link/,
  ],
  [
    "a damaged lock of this machine's ticks",
    async (place) => {
      await collect(place);
      writeFileSync(join(place.state, 'lock.sqlite'), 'no database'.repeat(100));
    },
    {},
    /^error: the lock .*state\/archive\/lock\.sqlite is damaged .*: remove it, while no tick is at work/,
  ],
  [
    'a damaged lock of the archive',
    async (place) => {
      await collect(place);
      writeFileSync(join(place.archive, '.git/runinfo-lock.sqlite'), 'no database'.repeat(100));
    },
    {},
    /^error: the lock .*runinfo-lock\.sqlite is damaged .*: remove it, while no tick is at work/,
  ],
  [
    'a pack of zeros',
    async (place) => {
      await collect(place);
      const pack = findPack(place);
      writeFileSync(pack, Buffer.alloc(statSync(pack).size));
    },
    {},
    /^error: .*\.pack is damaged, and what it holds is lost: restore .* from a copy/,
  ],
  [
    'a pack that is cut short',
    async (place) => {
      await collect(place);
      truncateSync(findPack(place), 100);
    },
    {},
    /^error: .*\.pack is damaged, and what it holds is lost: restore .* from a copy/,
  ],
  [
    'a name in the watch list that there is not',
    collect,
    { RUNINFO_RULES_WATCHED: '[TAGG]' },
    /^warning: .*watch list.*TAGG/,
  ],
  [
    'a program for deploying that is not there',
    () => undefined,
    { RUNINFO_PUBLISH_AFTER: 'no-such-rsync-site --fast' },
    /^error: there is no program no-such-rsync-site \(.*PATH.*: install it, or name it by its whole path/,
  ],
  [
    'a program for deploying that is not where its path says',
    () => undefined,
    { RUNINFO_PUBLISH_AFTER: 'nowhere/deploy.sh' },
    /^error: there is no program nowhere\/deploy\.sh \(.*from the current folder\): install it/,
  ],
  [
    'a program for deploying that cannot be executed',
    () => undefined,
    { RUNINFO_PUBLISH_AFTER: join(packageRoot(), 'package.json') },
    /^error: .*package\.json cannot be executed: chmod \+x .*package\.json/,
  ],
  [
    'a webhook that nobody answers',
    () => undefined,
    { RUNINFO_SLACK_WEBHOOK: 'http://127.0.0.1:9/x' },
    /^error: channel main: RUNINFO_SLACK_WEBHOOK cannot be reached/,
  ],
  [
    'no address of the site',
    () => undefined,
    { RUNINFO_SITE_URL: '' },
    /^warning: siteUrl is not set: messages carry no links/,
  ],
];

describe('the doctor names the cause and the way out of', () => {
  it.each(SETUPS)('%s', async (_, prepare, environment, says) => {
    const place = makePlace();
    await prepare(place);
    const { out } = await place.run(['doctor', '--json'], { ...SITE_URL, ...environment });
    const { findings } = JSON.parse(out) as { findings: Finding[] };
    const wrong = findings
      .filter(({ health }) => health !== 'ok')
      .map((finding) => `${finding.health}: ${finding.says}`);
    expect(wrong).toContainEqual(expect.stringMatching(says));
  });

  it('is content with a program for deploying that is in PATH, and does not run it', async () => {
    const place = makePlace();
    const [unusable, bin] = ['a', 'b'].map((name) => join(place.folder, name));
    for (const [folder, mode] of [
      [unusable ?? '', 0o644],
      [bin ?? '', 0o755],
    ] as const) {
      mkdirSync(folder);
      writeFileSync(join(folder, 'deploy'), `#!/bin/sh\ntouch ${place.folder}/ran\n`, { mode });
    }
    const environment = { RUNINFO_PUBLISH_AFTER: 'deploy x', PATH: `${unusable}:${bin}:${process.env['PATH']}` };
    const { out } = await place.run(['doctor'], environment);
    expect(out).toContain(`publish.after runs ${bin}/deploy`);
    expect(readdirSync(place.folder)).not.toContain('ran');
  });

  it.each([
    ['20.19.0', '2026-04-29', 'ok'],
    ['20.19.0', '2026-05-02', 'warning'],
    ['20.11.0', '2026-04-29', 'warning'],
    ['21.7.0', '2026-04-29', 'warning'],
    ['24.1.0', '2026-11-26', 'ok'],
    ['28.0.0', '2029-11-26', 'ok'],
  ])('Node.js %s at %s: %s', (version, day, health) => {
    expect(remarkOnNode(version, Date.parse(day)).health).toBe(health);
  });
});
