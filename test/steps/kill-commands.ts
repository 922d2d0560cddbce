import { setTimeout as wait } from 'node:timers/promises';
import { makeRandom } from '../support/random.ts';
import { findLeftovers, findProblems, isTakenBack, look } from './kill-findings.ts';
import {
  Installation,
  MOMENTS,
  type Moment,
  type Passed,
  type Stage,
  type Step,
  type Strike,
} from './killed-installation.ts';

/** What is killed: what comes before, the command itself, and what ends well afterwards. */
interface Scenario {
  readonly before: readonly Step[];
  readonly killed: Step;
  readonly after: readonly Step[];
  /** Whether another one like it begins meanwhile, and is left alone. */
  readonly hasRival?: boolean;
}

const tick = (stage: Stage): Step => ({ stage, words: ['tick'] });
const collect = (stage: Stage): Step => ({ stage, words: ['tick', '--only', 'snapshot,notify'] });
const BATCHES: Scenario = { before: [tick('archived')], killed: tick('pending'), after: [tick('last')] };

/** Other rules, under which everything derived is another. */
const environment = { RUNINFO_RULES_WATCHED: "[FM_URL, FM_URI, FM_ROLE, 'PARAMETER_?']" };
const REBUILD: Step = { stage: 'pending', words: ['diff', '--rebuild'], environment };

export const SCENARIOS = {
  'a tick of several batches': BATCHES,
  'a tick of several batches, without pages': {
    before: [collect('archived')],
    killed: collect('pending'),
    after: [collect('last')],
  },
  'a tick beside which another one begins': { ...BATCHES, hasRival: true },
  'the first tick of all': { ...BATCHES, before: [] },
  'publish --full': {
    before: [tick('archived'), { stage: 'pending', words: ['snapshot'] }],
    killed: { stage: 'pending', words: ['publish', '--full'] },
    after: [tick('last')],
  },
  'diff --rebuild': {
    before: [tick('pending')],
    killed: REBUILD,
    after: [REBUILD, { ...tick('last'), environment }],
  },
} as const satisfies Record<string, Scenario>;

/** Of a hundred kills, how many come in which part of a tick, which begins with a moment. */
const SHARES = { archive: 65, batch: 65, marked: 15, message: 10, start: 10 } as const;

/** A kill in a flush comes after one of the first so many batches. */
const MOST_BATCHES = 5;

/** How many of a hundred rounds kill a second time, and how many kills leave git alive. */
const AGAIN = 30;
const ALONE = 40;

/** Lengths of a batch: one for each commit, or one for several. */
const BATCH_LENGTHS = [0, 0, 15_000, 40_000] as const;

/** What became of an installation whose commands were killed. */
export interface Tally {
  readonly scenario: keyof typeof SCENARIOS;
  readonly seed: number;
  readonly rounds: number;
  readonly kills: number;
  /** Commands that ended before they were to be killed. */
  readonly ended: number;
  /** Kills between two batches of which the second takes back what the first brought. */
  readonly takenBack: number;
  /** What kinds of files lay about after kills. */
  readonly leftovers: readonly string[];
  /** By round, how what was there in the end differed from what is there without any kill. */
  readonly problems: readonly string[];
}

/**
 * Kills a command at random moments, once or twice, most of them in the middle of a flush; then runs what comes after.
 * Each round begins anew.
 */
export async function killCommands(scenario: keyof typeof SCENARIOS, rounds: number, seed: number): Promise<Tally> {
  const { before, killed, after, hasRival = false }: Scenario = SCENARIOS[scenario];
  const random = makeRandom(seed);
  const installation = await Installation.make();
  const problems: string[] = [];
  const finish = async (steps: readonly Step[], where: string) => {
    for (const step of steps) {
      const { how, said } = await installation.run(step);
      if (how !== 0 || said !== '') problems.push(`${where}: ${step.words.join(' ')} ended with ${how}: ${said}`);
    }
  };
  await finish(before, 'before');
  installation.keep();
  const { passed } = await installation.run(killed, null, 0);
  await finish(after, 'without kills');
  const expected = look(installation.place);

  const tally = { kills: 0, ended: 0, takenBack: 0 };
  const leftovers = new Set<string>();
  for (let round = 1; round <= rounds; round += 1) {
    installation.restore();
    const kills = random() * 100 < AGAIN ? 2 : 1;
    for (let kill = 1; kill <= kills; kill += 1) {
      const batchLength = BATCH_LENGTHS[Math.floor(random() * BATCH_LENGTHS.length)] ?? 0;
      const pause = random() * (passed.get('end')?.at ?? 0);
      const dying = installation.run(killed, chooseStrike(random, passed), batchLength);
      if (hasRival) {
        await wait(pause);
        const { how, said } = await installation.run(killed);
        if (how !== 0 && how !== 75) problems.push(`round ${round}: the other one ended with ${how}: ${said}`);
      }
      const { how, said } = await dying;
      tally[how === 'SIGKILL' ? 'kills' : 'ended'] += 1;
      if (how !== 'SIGKILL' && how !== 0 && !(hasRival && how === 75)) {
        problems.push(`round ${round}: ended with ${how}: ${said}`);
      }
      if (isTakenBack(installation.place)) tally.takenBack += 1;
      for (const name of findLeftovers(installation.place, expected)) leftovers.add(name);
    }
    await finish(after, `round ${round}`);
    problems.push(...findProblems(installation.place, expected).map((problem) => `round ${round}: ${problem}`));
  }
  return { scenario, seed, rounds, ...tally, leftovers: [...leftovers].sort(), problems };
}

/** A moment of chance in one of the parts of a command. @param passed what it passed as it was left alone */
function chooseStrike(random: () => number, passed: Passed): Strike {
  const shares = (Object.entries(SHARES) as [Moment, number][]).filter(([moment]) => passed.has(moment));
  let place = random() * shares.reduce((sum, [, share]) => sum + share, 0);
  const [after] = shares.find(([, share]) => (place -= share) < 0) ?? ['start'];
  const { at = 0, times = 1 } = passed.get(after) ?? {};
  const next = MOMENTS.slice(MOMENTS.indexOf(after) + 1).find((moment) => passed.has(moment)) ?? 'end';
  const end = passed.get(after === 'start' ? 'end' : next)?.at ?? 0;
  const batches = after === 'batch' ? Math.min(times, MOST_BATCHES) : 1;
  // The archive is made in a small part of the time.
  const share = after === 'archive' ? random() ** 3 : random() / batches;
  const delay = share * (end - at);
  return { after, time: 1 + Math.floor(random() * batches), delay, isAlone: random() * 100 < ALONE };
}
