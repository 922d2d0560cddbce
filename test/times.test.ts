import { describe, expect, it } from 'vitest';
import { makeRowsFile } from './support/rows-file.ts';
import { rowsOf } from './support/run-rows.ts';
import { makeWorkplace, type Workplace } from './support/workplace.ts';

const TAG = 'HCAL_uHTRManager_TPG_TAG';
/** What the newest run has to be seen as having stopped long ago. */
const NOW = Date.UTC(2027, 5, 1);

/** Two runs that changed something and one without HCAL, each at the time given, read into an archive. */
async function archiveAt(starts: readonly (string | null)[]): Promise<Workplace> {
  const rows = starts.flatMap((start, index) => {
    const values = { [`HCAL_HF:${TAG}`]: `tag_v${index}`, 'HCAL_HF:FM_ROLE': 'Level2' };
    return rowsOf({ run: 400_001 + index, start, values, hcal: index === 2 ? 'Out' : 'In' });
  });
  const place = makeWorkplace(makeRowsFile(rows), () => NOW);
  await place.run(['snapshot', '--quiet']);
  return place;
}

describe('every answer in the terminal says when, in the experiment’s zone and in UTC', () => {
  it.each([
    ['just after midnight', '2026-07-02 22:30:00', 'Europe/Zurich', '2026-07-03 00:30:00 CEST', '2026-07-02 22:30:00'],
    ['in winter', '2026-01-02 12:30:00', 'Europe/Zurich', '2026-01-02 13:30:00 CET', '12:30:00'],
    ['the hour that is there twice', '2026-10-25 00:30:00', 'Europe/Zurich', '2026-10-25 02:30:00 CEST', '00:30:00'],
    ['and again', '2026-10-25 01:30:00', 'Europe/Zurich', '2026-10-25 02:30:00 CET', '01:30:00'],
    [
      'after the hour that is not there',
      '2026-03-29 01:00:00',
      'Europe/Zurich',
      '2026-03-29 03:00:00 CEST',
      '01:00:00',
    ],
    ['at New Year', '2026-12-31 23:30:00', 'Europe/Zurich', '2027-01-01 00:30:00 CET', '2026-12-31 23:30:00'],
    [
      'west of Greenwich',
      '2026-07-02 02:30:00',
      'America/New_York',
      '2026-07-01 22:30:00 GMT-4',
      '2026-07-02 02:30:00',
    ],
    ['half an hour off', '2026-07-02 20:30:00', 'Asia/Kolkata', '2026-07-03 02:00:00 GMT+5:30', '2026-07-02 20:30:00'],
    ['in UTC', '2026-07-02 02:30:00', 'UTC', '2026-07-02 02:30:00 UTC', '02:30:00'],
  ])('%s', async (_, start, zone, local, utc) => {
    const place = await archiveAt(['2025-12-01 00:00:00', start, start]);
    const environment = { RUNINFO_ZONE: zone };
    for (const words of [
      ['changes', '400002'],
      ['changes', '400003'],
      ['compare', '400001', '400002'],
      ['compare', '400002', '400001', '--markdown'],
      ['blame', '400002', 'hf', TAG],
      ['history', 'hf', TAG],
      ['report', '--since', '400001'],
      ['report', '--since', start.replace(' ', 'T') + 'Z'],
    ]) {
      const { out } = await place.run(words, environment);
      expect(out).toContain(`${local} · ${utc} UTC`);
      expect(out.split('\n').filter((line) => line.length > 80 && line.includes(' UTC'))).toEqual([]);
    }
    const runs = (await place.run(['runs'], environment)).out.split('\n');
    expect(runs.find((line) => line.startsWith('400002'))).toMatch(
      new RegExp(`${local.replaceAll(/[+.]/g, '\\$&')} +${utc}  `),
    );
    // A headline that says what was not compared may be longer.
    expect(runs.filter((line) => line.length > 80 && !line.includes('first run'))).toEqual([]);
  });

  it('and that nobody knows it, where that is so', async () => {
    const place = await archiveAt([null, null]);
    for (const words of [
      ['changes', '400002'],
      ['compare', '400001', '400002'],
      ['blame', '400002', 'hf', TAG],
      ['history', 'hf', TAG],
      ['report', '--since', '400001'],
    ])
      expect((await place.run(words)).out).toContain('time not known');
  });

  it('of the last tick, too', async () => {
    const place = await archiveAt(['2026-07-02 22:30:00']);
    expect((await place.run(['status'])).out).toContain('Last tick 2027-06-01 02:00:00 CEST · 00:00:00 UTC, 0 s ago');
  });
});

describe('report --since a day means the day of the experiment', () => {
  it.each([
    // The second run began on 3 July in Geneva, on 2 July in UTC.
    ['2026-07-03', 'Europe/Zurich', '2026-07-02 22:30:00', true],
    ['2026-07-03', 'UTC', '2026-07-02 22:30:00', false],
    ['2026-07-03', 'Europe/Zurich', '2026-07-02 21:59:59', false],
    ['2026-07-03 00:30', 'Europe/Zurich', '2026-07-02 22:30:00', true],
    ['2026-07-03 00:31', 'Europe/Zurich', '2026-07-02 22:30:00', false],
    ['2026-07-02T22:30Z', 'Europe/Zurich', '2026-07-02 22:30:00', true],
    ['2026-07-02T22:31Z', 'Europe/Zurich', '2026-07-02 22:30:00', false],
    ['2026-07-03T00:30+02:00', 'Europe/Zurich', '2026-07-02 22:30:00', true],
    ['2026-07-02', 'America/New_York', '2026-07-02 03:59:00', false],
    ['2026-07-02', 'America/New_York', '2026-07-02 04:00:00', true],
    ['2026-10-25 02:30', 'Europe/Zurich', '2026-10-25 00:30:00', true],
    ['2026-03-29 02:30', 'Europe/Zurich', '2026-03-29 00:59:59', false],
    ['2026-03-29 02:30', 'Europe/Zurich', '2026-03-29 01:00:00', true],
  ])('since %s in %s the run of %s: %s', async (since, zone, start, isThere) => {
    const place = await archiveAt(['2025-12-01 00:00:00', start]);
    const { code, out } = await place.run(['report', '--since', since], { RUNINFO_ZONE: zone });
    expect(code).toBe(0);
    expect(out.includes('Run 400002')).toBe(isThere);
  });

  it.each(['2026-02-30', 'yesterdays', '2026-13', '26-07-03', '2026-07-03 25:00'])('%s is refused', async (since) => {
    const place = await archiveAt(['2025-12-01 00:00:00']);
    const { code, err } = await place.run(['report', '--since', since]);
    expect([code, err]).toEqual([2, expect.stringMatching(/a day or time in Europe\/Zurich/)]);
  });
});
