import { describe, expect, it } from 'vitest';
import { openTestArchive, RULES } from '../../test/support/site-archive.ts';
import { MAIN } from './channels.ts';
import { followArchive } from './follow.ts';
import { loadSettings } from './load.ts';

const partitions = ['HCAL_HBHE', 'HCAL_HF', 'HCAL_HO', 'HCAL_Laser', 'HCAL_ZDC'];

function settingsOf(source: string, channels = '') {
  const environment = {
    RUNINFO_SOURCE: source,
    RUNINFO_ARCHIVE: 'archive',
    RUNINFO_SLACK_WEBHOOK: 'https://a.example/',
  };
  const more = channels === '' ? {} : { RUNINFO_NOTIFY_CHANNELS: channels };
  return loadSettings({ file: undefined, environment: { ...environment, ...more }, folder: '/nowhere' });
}

async function followed(channels?: string) {
  const { archive } = await openTestArchive({ ...RULES, partitions, watched: ['HCAL_TAG'] });
  return followArchive(settingsOf('none', channels), archive);
}

describe('a machine that only reads what another one collects', () => {
  it('takes the rules from the archive, but for what is a secret', async () => {
    const settings = await followed();
    expect(settings.rules).toMatchObject({ partitions, watched: ['HCAL_TAG'] });
    expect(settings.rules.redact).toEqual(settingsOf('none').rules.redact);
    expect(settings.rulesDigest).not.toBe(settingsOf('none').rulesDigest);
  });

  it('announces every partition that the archive has', async () => {
    const taken = (settings: Awaited<ReturnType<typeof followed>>) =>
      Object.fromEntries(settings.channels.map((channel) => [channel.name, channel.partitions]));
    expect(taken(await followed())).toEqual({ [MAIN]: partitions });
    expect(taken(await followed('{ main: { partitions: [HBHE, HO, Laser] }, hf: { partitions: [HF] } }'))).toEqual({
      [MAIN]: ['HCAL_HBHE', 'HCAL_HO', 'HCAL_Laser', 'HCAL_ZDC'],
      hf: ['HCAL_HF'],
    });
  });
});

it('a collector, and an archive that is empty, leave the settings as they are', async () => {
  const { archive } = await openTestArchive({ ...RULES, partitions });
  const collecting = settingsOf('sqlite:/nowhere/runinfo.sqlite');
  expect(followArchive(collecting, archive)).toBe(collecting);
  archive.write('format.json', null);
  const reading = settingsOf('none');
  expect(followArchive(reading, archive)).toBe(reading);
});
