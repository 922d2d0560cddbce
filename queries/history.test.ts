import { describe, expect, it } from 'vitest';
import { openTestArchive, RULES } from '../test/support/site-archive.ts';
import { queryBlame } from './blame.ts';
import { queryHistory } from './history.ts';

/** Runs with a name that is not watched, one of level one, and one that is not tracked under other rules. */
async function makeArchive() {
  const test = await openTestArchive();
  const texts = (triggers: string | null, comment: string, tag = 'v') => ({
    'HCAL_HF:HCAL_TAG': tag,
    ...(triggers !== null && { 'HCAL_HF:TRIGGERS': triggers }),
    'HCAL_LEVEL_1:HCAL_COMMENT': comment,
  });
  await test.take(100, texts('7', 'cosmics'));
  await test.take(101, texts(' 7 ', 'cosmics'));
  await test.take(102, texts('8', 'cosmics'), { emptyFms: ['HCAL_HF'] });
  await test.line(103, 'gap', 'ORA-01013');
  await test.take(104, texts('9', 'beam'), { raw: { 'HCAL_HF:TRIGGERS': { kind: 'unreadable', why: 'ORA-1' } } });
  await test.take(105, texts('9', 'beam\n2nd'));
  await test.take(106, texts(null, 'beam\n2nd', 'w'));
  await test.take(107, texts('7', 'beam\n2nd'));
  return test.archive;
}

describe('history and blame answer for every archived name', () => {
  it('one that is not watched: as its partition had it in, without what is no change', async () => {
    const archive = await makeArchive();
    expect(queryHistory(archive, 'HCAL_HF', 'TRIGGERS').intervals).toEqual([
      {
        value: '7',
        from: 100,
        to: 101,
        runs: 2,
        notRead: [
          { why: 'gap', runs: 1 },
          { why: 'out', runs: 1 },
          { why: 'unreadable', runs: 1 },
        ],
      },
      { value: '9', from: 105, to: 105, runs: 1, notRead: [] },
      { value: null, from: 106, to: 106, runs: 1, notRead: [] },
      { value: '7', from: 107, to: 107, runs: 1, notRead: [] },
    ]);
    expect(queryBlame(archive, RULES, 107, 'HCAL_HF', 'TRIGGERS')).toMatchObject({
      value: '7',
      introduced: 107,
      until: null,
      runs: 1,
      replaced: null,
      before: [{ from: 100, until: 105 }],
      flapping: null,
    });
    expect(() => queryBlame(archive, RULES, 104, 'HCAL_HF', 'TRIGGERS')).toThrow('it was last read in run 101');
    expect(() => queryBlame(archive, RULES, 102, 'HCAL_HF', 'TRIGGERS')).toThrow('was not in run 102 (out)');
  });

  it('one of level one, which is in every run', async () => {
    const archive = await makeArchive();
    expect(queryHistory(archive, RULES.levelOne ?? '', 'HCAL_COMMENT').intervals).toEqual([
      { value: 'cosmics', from: 100, to: 102, runs: 3, notRead: [{ why: 'gap', runs: 1 }] },
      { value: 'beam', from: 104, to: 104, runs: 1, notRead: [] },
      { value: 'beam\n2nd', from: 105, to: 107, runs: 3, notRead: [] },
    ]);
    expect(queryBlame(archive, RULES, 106, RULES.levelOne ?? '', 'HCAL_COMMENT')).toMatchObject({
      introduced: 105,
      runs: 2,
    });
  });

  it('one that flaps', async () => {
    const test = await openTestArchive();
    for (let index = 0; index < 8; index += 1) {
      await test.take(100 + index, { 'HCAL_HF:HCAL_TAG': 'v', 'HCAL_HF:TRIGGERS': `${index % 2}` });
    }
    const { flapping } = queryBlame(test.archive, RULES, 107, 'HCAL_HF', 'TRIGGERS');
    expect(flapping).toMatchObject({ values: 2, since: 100 });
  });

  it('of one that no run has, the archived names that come nearest are said', async () => {
    const archive = await makeArchive();
    expect(() => queryHistory(archive, 'HCAL_HF', 'TRIGGER')).toThrow('there are HCAL_TAG, TRIGGERS');
    expect(() => queryHistory(archive, 'HCAL_LEVEL_1', 'X')).toThrow(
      'HCAL_LEVEL_1 has no parameter X: there are HCAL_COMMENT',
    );
    expect(() => queryHistory(archive, 'HCAL_HO', 'X')).toThrow('nothing of it is archived yet');
  });
});
