import { countMessages, findProblems, look } from './kill-findings.ts';
import { Installation, type Step } from './killed-installation.ts';

/** What became of an installation whose ticks began at once. */
export interface AtOnceTally {
  readonly rounds: number;
  /** Ticks that did their work, and those that found another one at work. */
  readonly worked: number;
  readonly refused: number;
  readonly lost: number;
  readonly repeated: number;
  readonly problems: readonly string[];
}

/** Starts some ticks at the same moment, again and again. */
export async function tickAtOnce(processes: number, rounds: number): Promise<AtOnceTally> {
  const installation = await Installation.make();
  const words = ['tick', '--only', 'snapshot,notify'];
  const tick = (stage: Step['stage']): Step => ({ stage, words });
  const problems: string[] = [];
  await installation.run(tick('archived'));
  installation.keep();
  await installation.run(tick('pending'));
  const expected = look(installation.place);
  const told = [...installation.messages];
  const tally = { worked: 0, refused: 0, lost: 0, repeated: 0 };
  for (let round = 1; round <= rounds; round += 1) {
    installation.restore();
    const ends = await Promise.all(Array.from({ length: processes }, async () => installation.run(tick('pending'))));
    const worked = ends.filter(({ how }) => how === 0).length;
    tally.worked += worked;
    tally.refused += ends.filter(({ how }) => how === 75).length;
    if (worked === 0) problems.push(`round ${round}: none worked`);
    for (const { how, said } of ends)
      if ((how !== 0 && how !== 75) || said !== '') problems.push(`round ${round}: ended with ${how}: ${said}`);
    problems.push(...findProblems(installation.place, expected).map((problem) => `round ${round}: ${problem}`));
    const { lost, repeated } = countMessages(told, installation.messages);
    tally.lost += lost;
    tally.repeated += repeated;
  }
  return { rounds, ...tally, problems };
}
