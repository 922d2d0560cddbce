import { join } from 'node:path';
import { expect, it } from 'vitest';
import { changesOf, makePlace, missing, NOON, siteFile, type Place } from './original/place.ts';
import { TAG } from './original/run-info.ts';
import { tagged } from './support/told-runs.ts';
import { startWebhook } from './support/webhook.ts';
import { digestFolder, digestSite } from './support/workplace.ts';

const MINUTE = 60_000;
const STOP = NOON - 20 * MINUTE;

/** Runs 101 to 103, of which 102 is long over and 103 repeats its tag; HCAL's word in 102, or none. */
function tell(place: Place, hcal: string | null, stop: number | null): void {
  place.file.add(101, tagged('v1'));
  place.file.add(102, { ...tagged('v2', 'o2'), hcal, start: NOON - 40 * MINUTE, stop });
  place.file.add(103, { ...tagged('v2'), start: NOON - 15 * MINUTE, stop: null });
}

async function tick(place: Place, environment: NodeJS.ProcessEnv): Promise<void> {
  expect(await place.run(['tick', '--quiet'], environment)).toMatchObject({ code: 0 });
}

/** Every file of an archive but long values, which stay whoever named them. */
function filesOf({ archive }: Place): Record<string, string> {
  return Object.fromEntries(Object.entries(digestFolder(archive)).filter(([path]) => !path.startsWith('values/')));
}

it('a run that was archived before HCAL said that it was out is taken back, and what leaned on it compared anew', async () => {
  const { address, received } = await startWebhook();
  const environment = { RUNINFO_SLACK_WEBHOOK: address };
  const place = makePlace();
  place.file.add(100, tagged('v1'));
  await tick(place, environment);
  tell(place, null, null);
  received.length = 0;
  await tick(place, environment);
  expect(await changesOf(place, 102)).toEqual([`HF ${TAG}: v1 → v2`, `HO ${TAG}: (absent) → o2`]);
  expect(await changesOf(place, 103)).toEqual([`HO ${TAG}: o2 → (absent)`]);
  expect(received.join('\n')).toContain('Run 102: 2 parameters changed');

  place.file.publish(102, 'CMS.LVL0:HCAL', 'Out', STOP);
  place.file.stop(102, STOP);
  place.clock.now += MINUTE;
  received.length = 0;
  await tick(place, environment);
  expect(await missing(place, 102)).toBe('hcal-out');
  expect(await changesOf(place, 103)).toEqual([`HF ${TAG}: v1 → v2`]);
  expect(await place.git('log', '-1', '--format=%s%n%b')).toContain(
    'Run 102: HCAL out\nCMS.LVL0:HCAL says Out\nWorked out again: run 103',
  );
  expect(received.join('\n')).toContain('Run 102: 2 changes withdrawn');
  expect(received.join('\n')).toContain('Run 103');

  // As if it had never been archived, and as if the site had been built at once.
  const other = makePlace();
  other.file.add(100, tagged('v1'));
  tell(other, 'Out', STOP);
  await tick(other, {});
  expect(filesOf(place)).toEqual(filesOf(other));
  const site = join(place.folder, 'full');
  expect(await place.run(['publish', '--full', '--quiet'], { RUNINFO_SITE: site })).toMatchObject({ code: 0 });
  expect(digestSite(place.site)).toEqual(digestSite(site));
  expect(siteFile(place, 'runs/102/index.html')).toContain('HCAL out');
});
