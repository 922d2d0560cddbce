import { makeRandom } from '../support/random.ts';
import type { SmallDisk } from '../support/small-disk.ts';
import { countMessages, findProblems, look } from './kill-findings.ts';
import { Installation, type Step } from './killed-installation.ts';

/** What became of an installation on a disk that filled up. */
export interface DiskTally {
  readonly seed: number;
  readonly rounds: number;
  /** Ticks that failed for want of room. */
  readonly failed: number;
  readonly lost: number;
  readonly repeated: number;
  readonly problems: readonly string[];
}

/** The most room that a round leaves, in bytes: a tick takes less. */
const MOST_LEFT = 1_500_000;

/** Lets ticks run on a real disk that fills up at a random place, again and again; then there is room, and all has to be as ever. */
export async function fillDisk(disk: SmallDisk, rounds: number, seed: number): Promise<DiskTally> {
  const random = makeRandom(seed);
  const installation = await Installation.make(disk.folder);
  const environment = { RUNINFO_NOTIFY_TROUBLE_AFTER: '2' };
  const tick = (stage: Step['stage']): Step => ({ stage, words: ['tick'], environment });
  const problems: string[] = [];
  const finish = async (steps: readonly Step[], where: string) => {
    for (const step of steps) {
      const { how, said } = await installation.run(step);
      if (how !== 0 || said !== '') problems.push(`${where}: ended with ${how}: ${said}`);
    }
  };
  await finish([tick('archived')], 'before');
  installation.keep();
  await finish([tick('pending'), tick('last')], 'with room');
  const expected = look(installation.place);
  const told = [...installation.messages];
  const tally = { failed: 0, lost: 0, repeated: 0 };
  for (let round = 1; round <= rounds; round += 1) {
    disk.free();
    installation.restore();
    disk.fill(Math.floor(random() * MOST_LEFT));
    let failures = 0;
    for (let count = 0; count < 3; count += 1) {
      const { how, said } = await installation.run(tick('pending'));
      if (how === 0) break;
      failures += 1;
      if (how !== 1 || !/disk is full|No space left/.test(said)) problems.push(`round ${round}: ${how}: ${said}`);
    }
    tally.failed += failures;
    const troubles = installation.messages.filter((text) => text.includes('[trouble-'));
    if (troubles.length !== (failures >= 2 ? 1 : 0)) problems.push(`round ${round}: told ${troubles.length} times`);
    disk.free();
    await finish([tick('pending'), tick('last')], `round ${round}`);
    problems.push(...findProblems(installation.place, expected).map((problem) => `round ${round}: ${problem}`));
    const { lost, repeated } = countMessages(told, installation.messages);
    tally.lost += lost;
    tally.repeated += repeated;
  }
  return { seed, rounds, ...tally, problems };
}
