import { describe, expect, inject, it } from 'vitest';
import { makeRowsFile } from './support/rows-file.ts';
import { rowsOf } from './support/run-rows.ts';
import { readTruth } from './support/truth.ts';
import { makeWorkplace, workplaceIn } from './support/workplace.ts';

const sample = inject('sample');
const truth = readTruth(sample.truth);
const whole = workplaceIn(sample.folder, sample.file);
const archived = truth.filter(({ kind }) => kind === 'archived').map(({ run }) => run);
const [first = 0, last = 0] = [archived[0], archived.at(-1)];

describe('latest', () => {
  const newest = String(last);
  it.each([
    [['changes'], ['changes', newest]],
    [
      ['changes', 'latest', '--markdown'],
      ['changes', newest, '--markdown'],
    ],
    [
      ['changes', 'Latest', '--json'],
      ['changes', newest, '--json'],
    ],
    [
      ['compare', String(first), 'latest'],
      ['compare', String(first), newest],
    ],
    [
      ['compare', 'latest', String(first)],
      ['compare', newest, String(first)],
    ],
    [
      ['blame', 'latest', 'hf', 'CFGDOC_TXT'],
      ['blame', newest, 'hf', 'CFGDOC_TXT'],
    ],
    [
      ['report', '--since', 'latest'],
      ['report', '--since', newest],
    ],
    [
      ['report', '--since', `#${newest}`],
      ['report', '--since', newest],
    ],
    [
      ['report', '--since', `run ${newest}`],
      ['report', '--since', newest],
    ],
    [
      ['notify', '--preview', 'latest'],
      ['notify', '--preview', newest],
    ],
    [
      ['notify', '--resend', 'latest', '--dry-run'],
      ['notify', '--resend', newest, '--dry-run'],
    ],
    [
      ['expect', '--from', 'latest', '--dry-run'],
      ['expect', '--from', newest, '--dry-run'],
    ],
    [
      ['runs', '--like', 'latest'],
      ['runs', '--like', newest],
    ],
  ])('%j says what %j says', async (words, same) => {
    const [answer, expected] = [await whole.run(words), await whole.run(same)];
    expect(answer).toEqual(expected);
    expect(`${answer.out}${answer.err}`).toContain(newest);
  });

  it('is the newest run that is archived; there is none in an empty archive', async () => {
    const rows = [
      rowsOf({ run: 7, start: '2026-07-02 22:30:00', values: { 'HCAL_HF:FM_ROLE': 'Level2' } }),
      rowsOf({ run: 8, start: '2026-07-02 23:30:00', values: {}, hcal: 'Out' }),
    ];
    const place = makeWorkplace(makeRowsFile(rows.flat()));
    expect(await place.run(['changes'])).toEqual({
      code: 2,
      out: '',
      err: expect.stringMatching(/^runinfo: .*holds no archived run yet.*\n$/),
    });
    await place.run(['snapshot', '--quiet']);
    expect((await place.run(['changes'])).out).toMatch(/^Run 7: /);
  });
});

it('report since some time ago, in the terminal and as Markdown', async () => {
  const now = Date.parse(truth.find(({ run }) => run === last)?.start ?? '') + 3_600_000;
  const place = workplaceIn(sample.folder, sample.file, () => now);
  for (const [since, hours] of [
    ['24h', 24],
    ['7d', 7 * 24],
  ] as const) {
    const runs = truth.filter(
      ({ kind, start }) => kind !== 'local' && Date.parse(start ?? '') >= now - hours * 3_600_000,
    );
    const changed = runs.filter(({ changes = [] }) => changes.length > 0).map(({ run }) => run);
    const title = `Since ${since}: ${runs.length} runs, ${changed.length} changed something`;
    expect((await place.run(['report', '--since', since])).out).toContain(title);
    const { out } = await place.run(['report', '--since', since, '--markdown']);
    expect(out).toMatch(new RegExp(`^# ${title}\n`));
    expect([...out.matchAll(/^## Run (\d+): \d+ change/gm)].map(([, run]) => Number(run))).toEqual(changed);
  }
  expect((await place.run(['report', '--since', 'yesterday'])).code).toBe(0);
});
