import { describe, expect, it } from 'vitest';
import { RULES } from '../../test/support/tiny-archive.ts';
import { HCAL } from './preset.ts';
import { readChannels } from './channels.ts';
import type { ChannelSettings } from './schema.ts';

function channelsOf(written: Record<string, Partial<ChannelSettings>>, environment: NodeJS.ProcessEnv = {}) {
  const problems: string[] = [];
  const whole = Object.entries(written).map(([name, settings]): [string, ChannelSettings] => [
    name,
    { partitions: [], form: 'auto', inclusion: false, ...settings },
  ]);
  return { channels: readChannels(Object.fromEntries(whole), HCAL, { environment, folder: '/', problems }), problems };
}

describe('channels', () => {
  it('each have a webhook of their own, the main one RUNINFO_SLACK_WEBHOOK', () => {
    const environment = {
      RUNINFO_SLACK_WEBHOOK: 'https://a.example/x',
      RUNINFO_SLACK_WEBHOOK_HF: 'https://b.example/y',
    };
    const { channels, problems } = channelsOf({ hf: { partitions: ['HF'] } }, environment);
    expect(problems).toEqual([]);
    expect(channels).toMatchObject([
      { name: 'main', partitions: RULES.partitions, webhook: 'https://a.example/x' },
      { name: 'hf', partitions: ['HCAL_HF'], webhook: 'https://b.example/y', variable: 'RUNINFO_SLACK_WEBHOOK_HF' },
    ]);
  });

  it('refuse partitions that there are not, and that one is on no channel', () => {
    expect(channelsOf({ main: { partitions: ['HF', 'HX'] } }).problems).toEqual([
      'notify.channels.main.partitions: unknown partition HX; the partitions are HCAL_HBHE, HCAL_HF, HCAL_HO, HCAL_Laser',
      'notify.channels: no channel takes HCAL_HBHE, HCAL_HO, HCAL_Laser, whose changes would not be announced',
    ]);
  });

  it.each([
    ['https://hooks.slack.com/services/T0/B0/x', 'slack'],
    ['https://hooks.slack-gov.com/services/T0/B0/x', 'slack'],
    ['https://mattermost.web.example/hooks/abc123xyz', 'mattermost'],
    ['https://chat.example/mattermost/hooks/abc123xyz', 'mattermost'],
    ['http://127.0.0.1:8065/hook', 'slack'],
    [undefined, 'slack'],
  ])('tell from the address %s what it takes', (address, form) => {
    const environment = address === undefined ? {} : { RUNINFO_SLACK_WEBHOOK: address };
    expect(channelsOf({}, environment).channels[0]?.form).toBe(form);
    expect(channelsOf({ main: { form: 'mattermost' } }, environment).channels[0]?.form).toBe('mattermost');
  });

  it('never repeat an address that is none', () => {
    const { problems } = channelsOf({ hf: {} }, { RUNINFO_SLACK_WEBHOOK_HF: 'hooks/secret' });
    expect(problems).toEqual(['RUNINFO_SLACK_WEBHOOK_HF: not an http or https address']);
  });
});
