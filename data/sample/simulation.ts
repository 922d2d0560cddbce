import { act } from './actions.ts';
import { planGlobalRun, type Away, type Mood } from './chance.ts';
import { createClock, takeSpan, type Clock } from './clock.ts';
import { createDetector, type Detector } from './detector.ts';
import type { GlobalPlan } from './plan.ts';
import type { Row } from './publisher.ts';
import { createRandom, type Random } from './random.ts';
import { publishGlobalRun, publishLocalRun } from './rows.ts';
import { tellGlobalRun, tellLocalRun, type Bases, type TrueRun } from './truth.ts';

/** Everything that decides what comes next. Plain JSON: the file keeps it so that it can be continued. */
export interface Simulation {
  random: number;
  readonly clock: Clock;
  readonly detector: Detector;
  readonly away: Away;
  readonly bases: Bases;
  /** Length of HBHE's CFGDOC_TXT in lines. */
  readonly lines: number;
  /** Which of the next runs are global; always dealt 5 in 8. */
  deal: boolean[];
  run: number;
  runs: number;
  globalRuns: number;
  nextId: number;
}

/** One run as it goes into the file. */
export interface SimulatedRun {
  readonly rows: readonly Row[];
  readonly session: number;
  readonly firstId: number;
  readonly truth: TrueRun;
}

const eightRuns = [true, true, true, true, true, false, false, false];
/** Files with shorter documents are made to be long: they save rows, so that 40,000 runs stay below 2 GB. */
const richLines = 200;
const firstRun = 391_700;

/** The world before its first run. */
export function createSimulation(seed: number, runs: number, lines: number): Simulation {
  const random = createRandom(Math.imul(seed, 0x9e3779b1));
  const detector = createDetector(random, lines);
  const start = { lines, away: {}, bases: {}, deal: [], run: firstRun, runs: 0, globalRuns: 0, nextId: 1_000_000 };
  return { ...start, clock: createClock(runs), detector, random: random.state() };
}

/**
 * Lives through the next run.
 * @param simulation - moved on by one run
 * @param mood - for a global run; a local one has none
 * @throws Error when time runs out (see `takeSpan`)
 */
export function simulateRun(simulation: Simulation, mood: Mood): SimulatedRun {
  const random = createRandom(simulation.random);
  if (simulation.deal.length === 0) simulation.deal = random.shuffle(eightRuns);
  const global = simulation.deal.shift() === true;
  if (simulation.runs > 0) simulation.run += random.chance(0.05) ? random.integer(5, 40) : random.integer(1, 4);
  const { rows, truth } = global ? simulateGlobal(random, simulation, mood) : simulateLocal(random, simulation);
  const firstId = simulation.nextId;
  simulation.nextId += rows.length;
  simulation.runs += 1;
  simulation.globalRuns += global ? 1 : 0;
  simulation.random = random.state();
  return { rows, truth, firstId, session: 500_000 + Math.floor(simulation.runs / 20) };
}

function simulateLocal(random: Random, simulation: Simulation): Pick<SimulatedRun, 'rows' | 'truth'> {
  const span = takeSpan(random, simulation.clock, true, null);
  return { rows: publishLocalRun(random, simulation.detector, span).rows, truth: tellLocalRun(simulation.run) };
}

function simulateGlobal(random: Random, simulation: Simulation, mood: Mood): Pick<SimulatedRun, 'rows' | 'truth'> {
  const { detector, bases, clock } = simulation;
  const planned = planGlobalRun(random, detector, simulation.away, simulation.globalRuns, mood);
  // Held twice in a row it would have to be taken (rule 12), so no partition fails before it has been seen whole again.
  const failed = planned.failed.filter((partition) => bases[partition]?.held === false);
  const plan = { ...planned, failed, ...(simulation.lines < richLines ? saveRows(random, planned) : {}) };
  for (const action of plan.before) act(detector, action);
  const span = takeSpan(random, clock, false, plan.minutes);
  const { rows, values } = publishGlobalRun(random, detector, plan, span);
  return { rows, truth: tellGlobalRun(simulation.run, plan, span, values, bases) };
}

function saveRows(random: Random, plan: GlobalPlan): Partial<GlobalPlan> {
  if (plan.during.length > 0 || plan.republished > 3) return {};
  return { republished: random.chance(0.1) ? 1 : 0, publishedAtStop: random.chance(0.2) };
}
