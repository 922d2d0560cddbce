import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Git } from '../../archive/store/git.ts';
import { ArchiveWriter } from '../../archive/store/writer.ts';
import type { Change, ChangeEntry, ChangeSet } from '../../model/change.ts';
import { ungroupChanges } from '../../model/entries.ts';
import type { InclusionMove } from '../../queries/look-back.ts';
import { addRun, DIGEST, RULES, tinySnapshot } from '../../test/support/tiny-archive.ts';
import { beginChannel, type Announced } from '../state.ts';
import type { Effect } from './effects.ts';
import {
  announcementId,
  changeKey,
  collectPending,
  currentPending,
  NOTHING_PENDING,
  readPending,
  restrictPending,
  withoutEqual,
  type MessageReport,
  type PendingRun,
} from './pending.ts';

/** A change set of run 1: for each parameter its before and after, in HF and where named in HO. */
function setOf(changes: Readonly<Record<string, readonly [string, string]>>, partitions = ['HCAL_HF']): ChangeSet {
  const entries = Object.entries(changes).map(([parameter, [before, after]]): ChangeEntry => ({
    parameter,
    partitions,
    kind: 'changed',
    compared: 'plain',
    before,
    after,
    added: 1,
    removed: 1,
  }));
  return { format: 1, run: 1, partitions: [], changes: entries, notCompared: [] };
}

const names = (changes: readonly { parameter: string; after: unknown }[]) =>
  changes.map(({ parameter, after }) => `${parameter}=${String(after)}`);

it('a change whose values are only spelled differently is neither fresh nor withdrawn', () => {
  const isSame = (a: Change, b: Change) => [a, b].every(({ after }) => after === '1' || after === '1 ');
  const [a, other] = ungroupChanges(setOf({ A: ['0', '1'], B: ['0', '1'] }).changes);
  if (a === undefined || other === undefined) throw new Error('no change');
  const spelled = { ...a, after: '1 ' };
  const pending = (fresh: Change[], withdrawn: Change[]) => ({ ...NOTHING_PENDING, run: 1, fresh, withdrawn });
  expect(withoutEqual([pending([a], [spelled])], isSame)).toEqual([]);
  expect(withoutEqual([pending([a, other], [spelled])], isSame)).toEqual([pending([other], [])]);
  expect(withoutEqual([pending([a], [other])], isSame)).toEqual([pending([a], [other])]);
});

describe('collectPending', () => {
  const [a, ab, b] = [setOf({ A: ['0', '1'] }), setOf({ A: ['0', '1'], B: ['0', '1'] }), setOf({ B: ['0', '1'] })];

  it.each([
    ['what came and stayed is fresh', [[null, a]], ['A=1'], []],
    ['what came with a later reading is fresh by itself', [[a, ab]], ['B=1'], []],
    ['what was announced and went is withdrawn', [[ab, b]], [], ['A=1']],
    ['both at once', [[a, b]], ['B=1'], ['A=1']],
    [
      'what came and went again is nothing',
      [
        [b, ab],
        [ab, b],
      ],
      null,
      null,
    ],
    [
      'what went and came again is nothing',
      [
        [ab, b],
        [b, ab],
      ],
      null,
      null,
    ],
    ['a run that lost all it had', [[a, null]], [], ['A=1']],
    ['another value is one withdrawn and one fresh', [[a, setOf({ A: ['0', '2'] })]], ['A=2'], ['A=1']],
  ] as const)('%s', (_, steps, fresh, withdrawn) => {
    const [pending] = collectPending(steps.map(([before, after]) => ({ run: 1, before, after })));
    expect(pending === undefined ? null : names(pending.fresh)).toEqual(fresh);
    expect(pending === undefined ? null : names(pending.withdrawn)).toEqual(withdrawn);
  });

  it('gives runs in order', () => {
    const steps = [5, 3, 4].map((run) => ({ run, before: null, after: a }));
    expect(collectPending(steps).map(({ run }) => run)).toEqual([3, 4, 5]);
  });
});

describe('what was not compared', () => {
  const [held, unknown, gap] = [
    { partition: 'HCAL_HF', why: 'held' },
    { partition: 'HCAL_HO', why: 'unknown' },
    { partition: null, why: 'gap' },
  ] as const;

  it.each([
    ['is said', [[[], [held]]], [held], []],
    ['is said once', [[[held], [held, unknown]]], [unknown], []],
    ['and is settled now, is said', [[[held, gap], []]], [], [held, gap]],
    ['for another reason, too', [[[held], [{ ...held, why: 'unknown' }]]], [{ ...held, why: 'unknown' }], [held]],
  ] as const)('%s', (_, steps, uncompared, taken) => {
    const lines = steps.map(([before, after]) => ({ run: 1, before, after }));
    expect(collectPending([], lines)).toEqual([{ ...NOTHING_PENDING, run: 1, uncompared, taken }]);
  });

  it('and then was, is nothing; and it stands beside what changed', () => {
    const [step, back] = [
      { run: 1, before: [], after: [held] },
      { run: 1, before: [held], after: [] },
    ];
    expect(collectPending([], [step, back])).toEqual([]);
    const [pending] = collectPending([{ run: 1, before: null, after: setOf({ A: ['0', '1'] }) }], [step]);
    expect(pending).toMatchObject({ run: 1, fresh: [{ parameter: 'A' }], uncompared: [held] });
  });

  it('a gap concerns every channel, a partition those that have it', () => {
    const pending = { ...NOTHING_PENDING, run: 1, uncompared: [held, gap], taken: [unknown] };
    expect(restrictPending(pending, ['HCAL_HO'])).toEqual({ ...pending, uncompared: [gap] });
    expect(restrictPending(pending, ['HCAL_HF'])).toEqual({ ...pending, taken: [] });
    expect(restrictPending({ ...NOTHING_PENDING, run: 1, taken: [unknown] }, ['HCAL_HF'])).toBeNull();
  });
});

describe('restrictPending', () => {
  it('keeps what concerns some partitions, under an id of its own; nothing: null', () => {
    const after = setOf({ A: ['0', '1'] }, ['HCAL_HF', 'HCAL_HO']);
    const [pending] = collectPending([{ run: 1, before: null, after }]);
    if (pending === undefined) throw new Error('nothing is pending');
    const hf = restrictPending(pending, ['HCAL_HF']);
    expect(hf?.fresh.map(({ partition }) => partition)).toEqual(['HCAL_HF']);
    expect(hf === null ? '' : announcementId(hf)).not.toBe(announcementId(pending));
    expect(announcementId(pending)).toMatch(/^1-[0-9a-f]{8}$/);
    expect(restrictPending(pending, ['HCAL_HBHE'])).toBeNull();
  });
});

describe('announcementId', () => {
  const pendingOf = () => collectPending([{ run: 1, before: null, after: setOf({ A: ['0', '1'] }) }])[0] ?? NONE;
  const NONE = { ...NOTHING_PENDING, run: 0 };
  const move: InclusionMove = { partition: 'HCAL_HF', isIn: true, before: 1, was: 'out', isSure: true };
  const held = { partition: 'HCAL_HF', why: 'held' } as const;

  it('is the same for the same news of a run, another for any other', () => {
    const pending = pendingOf();
    const all: PendingRun[] = [
      pending,
      { ...pending, run: 2 },
      { ...pending, fresh: [], withdrawn: pending.fresh },
      { ...pending, moved: [move] },
      { ...pending, moved: [{ ...move, isIn: false }] },
      { ...pending, uncompared: [held] },
      { ...pending, taken: [held] },
      { ...pending, uncompared: [held], taken: [{ ...held, why: 'unknown' }] },
    ];
    expect(new Set(all.map(announcementId)).size).toBe(all.length);
    expect(all.map((one) => announcementId(structuredClone(one)))).toEqual(all.map(announcementId));
  });

  it('of changes only is what it always was: a message that was on its way before an update is known again', () => {
    expect(announcementId(pendingOf())).toBe('1-527ec119');
  });
});

it('a change is known by partition, parameter and both values; absent is a value of its own', () => {
  const change = { partition: 'HCAL_HF', parameter: 'A', before: '0', after: '1' };
  const others = [
    { ...change, partition: 'HCAL_HO' },
    { ...change, parameter: 'B' },
    { ...change, before: null },
    { ...change, before: '-' },
    { ...change, after: { ref: '1', lines: 2, length: 3 } },
  ];
  expect(new Set([change, ...others].map(changeKey)).size).toBe(6);
});

describe('what would be said if nothing had been said', () => {
  const moves: InclusionMove[] = [{ partition: 'HCAL_HF', isIn: true, before: 1, was: 'out', isSure: true }];
  const report = (changeSet: ChangeSet | null, inclusion: 'in' | 'held') =>
    ({
      run: 1,
      changeSet,
      moves,
      line: { kind: 'archived', partitions: { HCAL_HF: { inclusion, base: null } } },
    }) as unknown as MessageReport;

  it('is what changed and what was not compared, else who came in', () => {
    const changed = currentPending(report(setOf({ A: ['0', '1'] }), 'in'));
    expect(changed).toMatchObject({ run: 1, fresh: [{ parameter: 'A' }], withdrawn: [], moved: [], uncompared: [] });
    expect(currentPending(report(null, 'in'))).toEqual({ ...NOTHING_PENDING, run: 1, moved: moves });
    const uncompared = [{ partition: 'HCAL_HF', why: 'held' }];
    expect(currentPending(report(null, 'held'))).toEqual({ ...NOTHING_PENDING, run: 1, uncompared });
  });
});

describe('what is pending on a channel', () => {
  const set = setOf({ A: ['0', '1'] }, ['HCAL_HF', 'HCAL_HO']);
  /** Commits c1 to c4 of which each archived one run, 1 to 4, that changed A; c4 is of run 1 once more, which brings B. */
  const EFFECTS: Effect[] = [1, 2, 3].map((run) => ({
    commit: `c${run}`,
    steps: [{ run, before: null, after: set }],
    lines: [{ run, before: [], after: [{ partition: 'HCAL_HF', why: 'held' }] }],
    archived: [run],
  }));
  const AGAIN: Effect = {
    commit: 'c4',
    steps: [{ run: 1, before: set, after: setOf({ A: ['0', '1'], B: ['0', '1'] }, ['HCAL_HF', 'HCAL_HO']) }],
    lines: [],
    archived: [],
  };
  const QUIET: Effect = { commit: 'c5', steps: [], lines: [], archived: [5] };
  const git = new Git('/nowhere/archive');
  const noReport = () => expect.unreachable('who came in or went out was not asked for');
  const cameIn = (run: number) =>
    ({ moves: [{ partition: 'HCAL_HF', isIn: true, before: run - 1 }] }) as unknown as MessageReport;

  function channelOf(announced: Announced, more: { partitions?: string[]; inclusion?: boolean } = {}) {
    const channel = { name: 'main', partitions: ['HCAL_HF'], inclusion: false, ...more } as const;
    return { channel: { ...channel, form: 'slack', variable: '', webhook: null } as const, announced };
  }

  const told = (runs: readonly PendingRun[]) =>
    runs.map(({ run, fresh, uncompared, moved }) => [run, names(fresh).join(), uncompared.length, moved.length]);

  it('is everything since the last announcement, up to the last commit', async () => {
    const [state] = await readPending(git, [channelOf(beginChannel('c0'))], null, noReport, [...EFFECTS, AGAIN]);
    expect(told(state?.rest ?? [])).toEqual([
      [1, 'A=1,B=1', 1, 0],
      [2, 'A=1', 1, 0],
      [3, 'A=1', 1, 0],
    ]);
    expect(state).toMatchObject({ inFlight: [], upTo: 'c4' });
  });

  it('of a run that was announced later than all: only what came since', async () => {
    const announced = { ...beginChannel('c0'), runs: { 1: 'c1', 2: 'c3' } };
    const [state] = await readPending(git, [channelOf(announced)], null, noReport, [...EFFECTS, AGAIN]);
    expect(told(state?.rest ?? [])).toEqual([
      [1, 'B=1', 0, 0],
      [3, 'A=1', 1, 0],
    ]);
  });

  it('what is in flight stays as it was sent, and what came since waits behind it', async () => {
    const announced = { ...beginChannel('c0'), sending: { runs: [1, 2], upTo: 'c3' } };
    const [state] = await readPending(git, [channelOf(announced)], null, noReport, [...EFFECTS, AGAIN]);
    expect(told(state?.inFlight ?? [])).toEqual([
      [1, 'A=1', 1, 0],
      [2, 'A=1', 1, 0],
    ]);
    expect(told(state?.rest ?? [])).toEqual([
      [1, 'B=1', 0, 0],
      [3, 'A=1', 1, 0],
    ]);
    const lost = { ...announced, sending: { runs: [1], upTo: 'gone' } };
    const [again] = await readPending(git, [channelOf(lost)], null, noReport, EFFECTS);
    expect([told(again?.inFlight ?? []), again?.rest.length]).toEqual([[], 3]);
  });

  it('is of its partitions only', async () => {
    const channels = [['HCAL_HO'], ['HCAL_HBHE']].map((partitions) => channelOf(beginChannel('c0'), { partitions }));
    const [ho, hbhe] = await readPending(git, channels, null, noReport, EFFECTS.slice(0, 1));
    expect(told(ho?.rest ?? [])).toEqual([[1, 'A=1', 0, 0]]);
    expect(hbhe).toMatchObject({ inFlight: [], rest: [], upTo: 'c1' });
  });

  it('has who came in where that is asked for and nothing else is said of the run, but not of all that was before it', async () => {
    const asked = { inclusion: true };
    const quiet = { ...QUIET, archived: [2] };
    const effects = [...EFFECTS.slice(0, 1), quiet, ...EFFECTS.slice(2)];
    const [state] = await readPending(git, [channelOf(beginChannel('c0'), asked)], null, cameIn, effects);
    expect(told(state?.rest ?? [])).toEqual([
      [1, 'A=1', 1, 0],
      [2, '', 0, 1],
      [3, 'A=1', 1, 0],
    ]);
    const announced = { ...beginChannel('c0'), runs: { 5: 'c5' } };
    const [said] = await readPending(git, [channelOf(announced, asked)], null, cameIn, [QUIET]);
    expect(said?.rest).toEqual([]);
    const [begins] = await readPending(git, [channelOf(beginChannel(null), asked)], null, noReport, [QUIET]);
    expect(begins?.rest).toEqual([]);
    const ho = { ...asked, partitions: ['HCAL_HO'] };
    const [other] = await readPending(git, [channelOf(beginChannel('c0'), ho)], null, cameIn, [QUIET]);
    expect(other?.rest).toEqual([]);
  });

  it('is nothing where all was announced, and git is not asked: so it is at nearly every tick', async () => {
    const announced = { ...beginChannel('c5'), runs: { 5: 'c5' }, sending: { runs: [5], upTo: 'c5' } };
    const [none] = await readPending(git, [channelOf(announced)], 'c5', noReport);
    expect(none).toMatchObject({ inFlight: [], rest: [], upTo: 'c5' });
  });

  it('is nothing where nothing was archived', async () => {
    const [none] = await readPending(git, [channelOf(beginChannel(null))], null, noReport);
    expect(none).toMatchObject({ inFlight: [], rest: [], upTo: '' });
  });
});

describe('what is pending of the commits of an archive', () => {
  const FULL = { 'HCAL_HF:FM_URL': 'u', 'HCAL_HF:FM_URI': 'i', 'HCAL_HF:FM_ROLE': 'r', 'HCAL_HF:CFGDOC_TXT': 'c' };

  async function makeArchive() {
    const folder = mkdtempSync(join(tmpdir(), 'pending-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const archive = await ArchiveWriter.open(folder);
    onTestFinished(() => archive.close());
    archive.adoptSettings(RULES, DIGEST);
    const commit = async (subject: string) => {
      await archive.commit(subject, [], null);
      await archive.flush();
      return archive.headId ?? '';
    };
    const ids: string[] = [];
    for (const run of [1, 2, 3]) {
      addRun(archive, tinySnapshot(run, { ...FULL, 'HCAL_HF:HCAL_uHTRManager_TPG_TAG': `v${run}` }));
      ids.push(await commit(`Run ${run}: a change`));
    }
    return { folder, archive, git: archive.git, ids, commit };
  }

  const channel = {
    name: 'main',
    partitions: ['HCAL_HF'],
    inclusion: false,
    form: 'slack',
    variable: '',
    webhook: null,
  } as const;
  const noReport = () => expect.unreachable('who came in or went out was not asked for');

  it('is read from git: each channel from its own last announcement on', async () => {
    const { git, ids } = await makeArchive();
    const [one = '', two = '', three = ''] = ids;
    const channels = [null, one, three].map((commit) => ({ channel, announced: beginChannel(commit) }));
    const pending = await readPending(git, channels, three, noReport);
    expect(pending.map(({ rest }) => rest.map(({ run }) => run))).toEqual([[2, 3], [2, 3], []]);
    expect(pending.map(({ upTo }) => upTo)).toEqual([three, three, three]);
    const marked = { ...beginChannel(one), runs: { 2: two }, sending: { runs: [3], upTo: three } };
    const [state] = await readPending(git, [{ channel, announced: marked }], three, noReport);
    expect([state?.inFlight.map(({ run }) => run), state?.rest]).toEqual([[3], []]);
  });

  it('tells that a run is settled which was said not to be, although the commits in between take each other back', async () => {
    const { archive, git, ids, commit } = await makeArchive();
    const from = ids.at(-1) ?? '';
    addRun(archive, tinySnapshot(4, { 'HCAL_HF:FM_URL': 'u' }));
    const held = await commit('Run 4: held');
    addRun(archive, tinySnapshot(4, { ...FULL, 'HCAL_HF:HCAL_uHTRManager_TPG_TAG': 'v3' }));
    const settled = await commit('Run 4: read again');
    const ask = async (announced: Announced) => {
      const [state] = await readPending(git, [{ channel, announced }], settled, noReport);
      return [state?.inFlight ?? [], state?.rest ?? []].map((runs) =>
        runs.map(({ run, uncompared, taken }) => [run, uncompared.length, taken.length]),
      );
    };
    expect(await ask(beginChannel(from))).toEqual([[], []]);
    expect(await ask({ ...beginChannel(from), runs: { 4: held } })).toEqual([[], [[4, 0, 1]]]);
    expect(await ask({ ...beginChannel(from), sending: { runs: [4], upTo: held } })).toEqual([
      [[4, 1, 0]],
      [[4, 0, 1]],
    ]);
  });

  it('is refused where the archive does not have what was announced: all might be said again', async () => {
    const { git, folder, ids } = await makeArchive();
    const gone = '5'.repeat(40);
    const lost: Announced[] = [
      beginChannel(gone),
      { ...beginChannel(ids[0] ?? ''), runs: { 2: gone } },
      { ...beginChannel(ids[0] ?? ''), sending: { runs: [2], upTo: gone } },
    ];
    for (const announced of lost) {
      const asked = readPending(git, [{ channel, announced }], ids[2] ?? '', noReport);
      await expect(asked).rejects.toMatchObject({ code: 'state' });
      await expect(asked).rejects.toThrow(
        `channel main was announced up to commit 555555555555, which ${folder} does not have: nothing is sent, since all ` +
          'of it might be sent again. Restore the archive or the state that belongs to the other one; or remove ' +
          'state.json, and everything archived by now counts as announced',
      );
    }
  });
});
