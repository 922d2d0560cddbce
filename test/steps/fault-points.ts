import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../../jobs/package-root.ts';
import { countMessages, findProblems, look } from './kill-findings.ts';
import type { Fault } from './inject-faults.ts';
import { Installation, type Step } from './killed-installation.ts';

/** What became of an installation whose tick was struck at its operations, one after the other. */
export interface PointTally {
  /** How many operations a tick has that is left alone. */
  readonly operations: number;
  readonly cases: number;
  readonly lost: number;
  readonly repeated: number;
  readonly problems: readonly string[];
}

/** Which operations are struck: each, or of those of one name the first and the last. And every how many of them. */
export interface Choice {
  readonly words: readonly string[];
  /** How many new runs the tick finds. */
  readonly runs: number;
  readonly how: readonly Fault['how'][];
  readonly isByName: boolean;
  readonly every: number;
}

const PRELOAD = pathToFileURL(join(packageRoot(), 'dist/test/steps/inject-faults.js')).href;

/**
 * Lets a tick fail, or kills it, at one operation on files or of git; then ticks go on undisturbed, and all has to be as it is
 * without any fault.
 */
export async function strikePoints({ words, runs, how, isByName, every }: Choice): Promise<PointTally> {
  const installation = await Installation.make(null, runs);
  const list = join(installation.place.folder, 'operations.txt');
  const struck = (fault: Fault | null): Step => ({
    stage: 'pending',
    words,
    environment: {
      NODE_OPTIONS: `--import=${PRELOAD}`,
      ...(fault === null ? { RUNINFO_TEST_OPERATIONS: list } : { RUNINFO_TEST_FAULT: JSON.stringify(fault) }),
    },
  });
  const problems: string[] = [];
  const after: readonly Step[] = [
    { stage: 'pending', words },
    { stage: 'last', words },
  ];
  const finish = async (steps: readonly Step[], where: string) => {
    for (const step of steps) {
      const ended = await installation.run(step);
      if (ended.how !== 0 || ended.said !== '') problems.push(`${where}: then ${ended.how}: ${ended.said}`);
    }
  };
  await finish([{ stage: 'archived', words }], 'before');
  installation.keep();
  await installation.run(struck(null));
  await finish(after, 'without faults');
  const expected = look(installation.place);
  const told = [...installation.messages];
  const names = existsSync(list) ? readFileSync(list, 'utf8').trim().split('\n') : [];
  rmSync(list);
  const points = names.flatMap((name, index) =>
    !isByName || names.indexOf(name) === index || names.lastIndexOf(name) === index ? [{ name, at: index + 1 }] : [],
  );
  const tally = { cases: 0, lost: 0, repeated: 0 };
  for (const { name, at } of points.filter((_, index) => index % every === 0)) {
    for (const kind of how) {
      installation.restore();
      const where = `${kind} ${at}, ${name}`;
      const ended = await installation.run(struck({ at, how: kind }));
      tally.cases += 1;
      const isKilled = ended.how === 'SIGKILL';
      if (isKilled !== kind.startsWith('kill')) problems.push(`${where}: ended with ${ended.how}`);
      if (!isKilled && ![0, 1, 75].includes(Number(ended.how))) problems.push(`${where}: ended with ${ended.how}`);
      if (/unexpected error|\n {4}at /.test(ended.said)) problems.push(`${where}: ${ended.said}`);
      await finish(after, where);
      problems.push(...findProblems(installation.place, expected).map((problem) => `${where}: ${problem}`));
      const { lost, repeated } = countMessages(told, installation.messages);
      tally.lost += lost;
      tally.repeated += repeated;
      // What was sent just then could not be noted.
      if (repeated > 1) problems.push(`${where}: ${repeated} messages came again`);
    }
  }
  return { operations: names.length, ...tally, problems };
}
