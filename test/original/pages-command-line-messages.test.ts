import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { snapshotPath } from '../../archive/documents/layout.ts';
import type { CompareAnswer } from '../../queries/schema.ts';
import { startWebhook } from '../support/webhook.ts';
import {
  basesOf,
  changesOf,
  collect,
  compared,
  makePlace,
  readingIn,
  sharePlace,
  siteFile,
  type Place,
} from './place.ts';
import { TAG, type RunStory } from './run-info.ts';

/** A run in which every partition has the same tag. */
const all = (value: string, part: RunStory = {}): RunStory => {
  const same = { [TAG]: value };
  return { ...part, values: { HBHE: same, HF: same, HO: same, Laser: same } };
};
const hf = (value: string, part: RunStory = {}): RunStory => ({ ...part, values: { HF: { [TAG]: value } } });

/** One line on stderr that begins with the program's name, and nothing on stdout. */
const refused = (code: number, text: string) => ({
  code,
  out: '',
  err: expect.stringMatching(new RegExp(`^runinfo: [^\\n]*${text}[^\\n]*\\n$`)) as string,
});

/** Cases that the original tool got wrong or right: "Partitions, pages, command line, bot", about answers. */
describe('partitions, pages and command line in one history', () => {
  const { place, tell } = sharePlace(400_100);
  const compare = (from: number | string, to: number | string, ...more: string[]) =>
    place.run(['compare', String(from), String(to), ...more]);

  const [first, second, third] = tell(all('v1'), all('v2'), all('v2'));
  const changed = `${TAG}: v1 → v2`;

  describe('unknown-partition', () => {
    const known = 'there are HCAL_HBHE, HCAL_HF, HCAL_HO, HCAL_Laser';

    it("['HCAL_XX']: refused, never called unchanged; [] is all of them, and letter case does not count", async () => {
      const refusal = refused(2, `HCAL_XX is not known: ${known}`);
      expect(await compare(first, second, '--partition', 'HCAL_XX')).toEqual(refusal);
      expect(await compare(first, second, '--partition', 'HCAL_XX', '--json')).toEqual(refusal);
      expect(await compared(place, first, second)).toEqual([`HBHE,HF,HO,Laser ${changed}`]);
      expect(await compared(place, first, second, '--partition', 'hcal_ho')).toEqual([`HO ${changed}`]);
    });

    it("['HCAL_XX', 'HCAL_HO']: refused as a whole, so that XX is not passed over", async () => {
      const words = ['--partition', 'HCAL_HO', '--partition', 'HCAL_XX'];
      expect(await compare(first, second, ...words)).toEqual(refused(2, `HCAL_XX is not known: ${known}`));
    });

    it.each(['HCAL_HBHEa', 'HCAL_HBHE,HCAL_HF', 'HB', ''])('%j: a name that only holds one is none', async (name) => {
      expect(await compare(first, second, '--partition', name)).toEqual(refused(2, 'is not known'));
    });
  });

  it('index-html-form: without a choice every partition is compared, HBHE as well', async () => {
    const { partitions } = (await place.ask(['compare', String(first), String(second)])) as CompareAnswer;
    expect(partitions.map(({ partition, compared: isCompared }) => [partition, isCompared])).toEqual(
      ['HCAL_HBHE', 'HCAL_HF', 'HCAL_HO', 'HCAL_Laser'].map((partition) => [partition, true]),
    );
    const page = siteFile(place, `runs/${second}/index.html`);
    for (const short of ['HBHE', 'HF', 'HO', 'Laser']) expect(page).toMatch(new RegExp(`class="entry"[^]*>${short}<`));
  });

  const strange = tell(
    all('e1'),
    all('e1', { emptyFms: '[HCAL_XX, HCAL_HF]' }),
    all('e1', { emptyFms: '[HCAL_HO,HCAL_HF]' }),
  );
  it('unknown-in-empty-fms: an unknown name masks nobody else, and blanks do not count', async () => {
    expect(await basesOf(place, strange[1])).toMatchObject({ HF: 'out', HO: strange[0], HBHE: strange[0] });
    expect(await basesOf(place, strange[2])).toMatchObject({ HF: 'out', HO: 'out', HBHE: strange[1] });
  });

  const unreadable = (part: RunStory) => all('m2', part);
  const malformed = tell(all('m1'), unreadable({ emptyFms: '' }), unreadable({ emptyFms: '[HCAL_HO' }), all('m3'));
  const without = tell(all('n1'), all('n2', { emptyFms: [] }), all('n3'));
  it.each([
    ['empty-fms-malformed, empty', malformed[1], malformed[0], 'm1 → m2'],
    ['empty-fms-malformed, cut off', malformed[2], malformed[0], 'm1 → m2'],
    ['empty-fms-missing', without[1], without[0], 'n1 → n2'],
  ])('%s: the run is archived, says that inclusion is unknown, and can be compared by hand', async (...row) => {
    const [, run, base, difference] = row;
    expect(Object.values(await basesOf(place, run))).toEqual(['unknown', 'unknown', 'unknown', 'unknown']);
    const ran = await place.run(['changes', String(run)]);
    expect(ran).toMatchObject({ code: 0, out: expect.stringMatching(/\bHF +inclusion unknown/) });
    expect(await compared(place, base, run)).toEqual([`HBHE,HF,HO,Laser ${TAG}: ${difference}`]);
  });

  it('empty-fms-malformed, empty-fms-missing: the run after it is held against the last one that is known', async () => {
    expect(await changesOf(place, malformed[3])).toEqual([`HBHE,HF,HO,Laser ${TAG}: m1 → m3`]);
    expect(await changesOf(place, without[2])).toEqual([`HBHE,HF,HO,Laser ${TAG}: n1 → n3`]);
    expect(await basesOf(place, without[2])).toMatchObject({ HF: without[0] });
  });

  it('no-such-run: a number without a run is refused, never all removed nor unchanged', async () => {
    expect(await compare(first, 400_999)).toEqual(refused(2, 'run 400999 is not known: the nearest known run'));
    expect(await compare(400_998, 400_999)).toEqual(refused(2, 'run 400998 is not known'));
    expect(await compare(first, first)).toMatchObject({ code: 0, err: '' });
    expect(await compared(place, first, first)).toEqual([]);
    expect(await compared(place, second, first)).toEqual([`HBHE,HF,HO,Laser ${TAG}: v2 → v1`]);
  });

  it('no-such-run, runnumber1=abc / absent: one line that says what to give, no source and no paths', async () => {
    expect(await compare('abc', second)).toEqual(refused(2, 'invalid run number abc: give a whole number above 0'));
    const absent = await place.run(['compare', String(second)]);
    expect(absent).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/^error: missing .*\n$/) });
    expect(absent.err).not.toMatch(/\.ts|at .*\(|\/\w+\//);
  });

  it('complete page, no change: it says so in words', async () => {
    const { out } = await compare(second, third);
    expect(out).toContain(`Run ${second} to run ${third}: no changes`);
    const page = siteFile(place, `runs/${third}/index.html`);
    expect(page).toContain('Every watched parameter is the same as in the base run');
    expect(`${out}${page}`).not.toMatch(/\b(None|null|undefined)\b/);
  });

  it('any exception in main(): a failure is never printed as unchanged', async () => {
    const own = makePlace();
    own.file.add(100, hf('v1'));
    own.file.add(101, hf('v2'));
    await collect(own);
    writeFileSync(join(own.archive, snapshotPath(101)), 'cut o');
    expect(await compared(own, 100, 101)).toEqual([`HF ${TAG}: v1 → v2`]);
    await own.git('-c', 'user.name=Anna', '-c', 'user.email=a@b', 'commit', '--quiet', '--all', '-m', 'By hand');
    for (const more of [[], ['--json']]) {
      const ran = await own.run(['compare', '100', '101', ...more]);
      expect(ran).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/^runinfo: /) });
    }
  });

  it('cli (as in README): two runs and several partitions print the difference of each', async () => {
    const ran = await compare(first, second, '--partition', 'HCAL_HO', '--partition', 'HCAL_HF');
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(ran.out).toMatch(
      /2 changes \(HF 1, HO 1\)\n(?:4001.* UTC\n){2}\nHCAL_uHTRManager_TPG_TAG \(HF, HO\) .*\n  − v1\n  \+ v2\n/,
    );
  });
});

it('unknown-partition, index-html-form: the names of the form are those of the runs they were in force for', async () => {
  const place = makePlace();
  place.file.add(300, all('v1'));
  place.file.add(301, all('v2'));
  await collect(place);
  for (const name of ['HCAL_HBHEa', 'HBHEb', 'hbhec'])
    expect(await compared(place, 300, 301, '--partition', name)).toEqual([`HBHE ${TAG}: v1 → v2`]);
});

/** The rows about the bot: what a webhook gets instead. */
describe('messages in place of the bot', () => {
  /** One tick that posts to a webhook. */
  const post = async (place: Place, address: string) => {
    const ran = await place.run(['tick', '--only', 'snapshot,notify', '--quiet'], { RUNINFO_SLACK_WEBHOOK: address });
    expect(ran).toEqual({ code: 0, out: '', err: '' });
  };

  it('bot-empty-log: a first tick on an empty machine posts nothing and works, also without a run', async () => {
    const place = makePlace();
    const webhook = await startWebhook();
    await post(place, webhook.address);
    place.file.add(100, hf('v1'));
    await post(place, webhook.address);
    expect(webhook.received).toEqual([]);
    expect(readingIn(place, 100, `HCAL_HF:${TAG}`)).toEqual({ kind: 'value', value: 'v1' });
  });

  it('bot-one-group, two-groups, bot-mask: one message a run, whatever was masked and against how many runs', async () => {
    const place = makePlace();
    const webhook = await startWebhook();
    const mask: RunStory = {
      masked: ['Laser'],
      values: { HBHE: { [TAG]: 'v3' }, HF: { [TAG]: 'v3' }, HO: { [TAG]: 'v2' } },
    };
    for (const [index, story] of [all('v1'), all('v2'), all('v2'), mask, all('v4')].entries()) {
      place.file.add(100 + index, story);
      await post(place, webhook.address);
    }
    const facts = (run: number, base: string) =>
      `started 2020-01-05 0${run - 95}:00 CET (0${run - 96}:00 UTC) · ended after 30 min · ${base}`;
    expect(webhook.received.map((text) => text.replace(/\n<https[^]*$/, '').split('\n'))).toEqual([
      [
        '*Run 101: 4 parameters changed (HBHE 1, HF 1, HO 1, Laser 1)*',
        facts(101, 'against run 100'),
        `• ${TAG} (HBHE, HF, HO, Laser): v1 → v2`,
      ],
      [
        '*Run 103: 2 parameters changed (HBHE 1, HF 1)*',
        facts(103, 'against run 102'),
        `• ${TAG} (HBHE, HF): v2 → v3`,
        'Laser out since this run',
      ],
      [
        '*Run 104: 4 parameters changed (HBHE 1, HF 1, HO 1, Laser 1)*',
        facts(104, 'HBHE, HF, HO against run 103 · Laser against run 102'),
        `• ${TAG} (HBHE, HF): v3 → v4`,
        `• ${TAG} (HO, Laser): v2 → v4`,
        'Laser back, was out in run 103',
      ],
    ]);
    expect(await basesOf(place, 104)).toEqual({ HBHE: 103, HF: 103, HO: 103, Laser: 102 });
  });
});
