import { act } from './actions.ts';
import { formatTime, type Span } from './clock.ts';
import type { Detector } from './detector.ts';
import { partitions, type Partition } from './names.ts';
import { quietPlan, type GlobalPlan } from './plan.ts';
import { createPublisher, type Publisher, type Row, type StartValues } from './publisher.ts';
import type { Random } from './random.ts';
import { describeRunKey, switchSection } from './runkeys.ts';

const second = 1e6;
const comments = [
  'collisions',
  'cosmics – nuit',
  'calibration à 3 µs',
  'test 日本',
  'after access',
  'not set',
  'timing scan, step 2',
];

/** The rows of one run in the order of their time, and what its partitions started with. */
export interface Published {
  readonly rows: readonly Row[];
  readonly values: StartValues;
}

/** How long after START_TIME_T a run reaches Running, in µs. */
export const timeToRunning = 8 * second;

/** CMS.LVL0:SEQ_NAME of a run. */
export function sequenceOf(plan: GlobalPlan): string {
  return plan.cosmic ? 'GLOBAL-RUN-COSMIC' : 'GLOBAL-RUN';
}

/**
 * Publishes a global run in the order in which a real run does (docs/rules.md). What the plan does during the run changes the detector on the way.
 * @returns rows with distinct roles at equal times kept in order of publication
 */
export function publishGlobalRun(random: Random, detector: Detector, plan: GlobalPlan, span: Span): Published {
  const publisher = createPublisher(random, {
    plan,
    detector,
    local: false,
    start: span.start,
    comment: random.pick(comments),
  });
  publishCentral(publisher, plan, span);
  publisher.publishManager(span.start + 2 * second, 'HCAL_LEVEL_1', 'Starting', plan.out);
  if (plan.ran && isIn(plan.hcal)) publishPartitions(random, publisher, detector, plan, span);
  else publishStart(random, publisher, plan, 'HCAL_HBHE', span);
  if (plan.ran) publisher.publishManager(span.stop - 4 * second, 'HCAL_LEVEL_1', 'Stopping', plan.out);
  return finish(publisher);
}

/** Publishes a local run: one partition (now and then two) with a local run key, no row of CMS.LVL0. */
export function publishLocalRun(random: Random, detector: Detector, span: Span): Published {
  const key = describeRunKey('local-ped');
  const values = structuredClone(detector.values);
  const taken = random.chance(0.1)
    ? (['HCAL_HF', 'HCAL_HO'] as const)
    : [random.pick(['HCAL_HBHE', 'HCAL_HF', 'HCAL_HO', 'HCAL_Laser'] as const)];
  for (const partition of taken) {
    values[partition]['LOCAL_RUNKEY_SELECTED'] = key.selected;
    values[partition]['MASTERSNIPPET_SELECTED'] = key.snippet;
    values[partition]['HCAL_uHTRManager_zsSimpleThreshold'] = key.threshold[partition];
    values[partition]['CFGDOC_TXT'] = switchSection(values[partition]['CFGDOC_TXT'] ?? '', key);
  }
  const local = { plan: quietPlan, detector: { ...detector, values, runKey: 'local-ped' as const }, local: true };
  const publisher = createPublisher(random, { ...local, start: span.start, comment: 'local pedestals' });
  const empty = partitions.filter((partition) => !taken.some((one) => one === partition));
  publisher.publishManager(span.start + 2 * second, 'HCAL_LEVEL_1', 'Starting', empty);
  for (const partition of taken) {
    publisher.publishManager(span.start + 3 * second, partition, 'Starting', empty);
    publisher.publishXdaq(span.start + 4 * second, partition);
  }
  return finish(publisher);
}

function isIn(hcal: string | null): boolean {
  return hcal === null || hcal.toLowerCase() === 'in';
}

function finish(publisher: Publisher): Published {
  return { rows: publisher.rows.sort((one, other) => one.time - other.time), values: publisher.values };
}

function publishCentral(publisher: Publisher, plan: GlobalPlan, { start, stop }: Span): void {
  const add = (time: number, name: string, text: string): void => publisher.add(time, `CMS.LVL0:${name}`, text);
  const map = plan.cosmic ? 'COSMICS' : 'CMS/CENTRAL';
  add(start - 20 * second, 'RC_STATE', 'Configured');
  add(start - 15 * second, 'SEQ_NAME', sequenceOf(plan));
  add(start - 15 * second + 400, 'GLOBAL_CONF_KEY', `/GLOBAL_CONFIGURATION_MAP/${map}/GLOBAL_RUN`);
  if (plan.hcal !== null) add(start - 15 * second + 900, 'HCAL', plan.hcal);
  if (plan.startRow) add(start, 'START_TIME_T', formatTime(start));
  add(start + second / 2, 'RC_STATE', 'Starting');
  if (plan.ran) {
    add(start + timeToRunning, 'RC_STATE', 'Running');
    add(stop - 5 * second, 'RC_STATE', 'Stopping');
  }
  if (plan.stopRow && (plan.ran || plan.startRow)) add(stop, 'STOP_TIME_T', formatTime(stop));
  add(stop + 12 * second, 'RC_STATE', 'Halted');
}

function publishStart(
  random: Random,
  publisher: Publisher,
  plan: GlobalPlan,
  partition: Partition,
  { start }: Span,
): void {
  const late = plan.late.includes(partition) ? random.integer(65, 105) * second : 0;
  const at = start + 3 * second + late + partitions.indexOf(partition) * 0.4 * second;
  publisher.publishManager(at, partition, 'Starting', plan.out);
  publisher.publishXdaq(at + second, partition);
}

function publishPartitions(
  random: Random,
  publisher: Publisher,
  detector: Detector,
  plan: GlobalPlan,
  span: Span,
): void {
  const present = partitions.filter((partition) => !plan.out.includes(partition) && !plan.gone.includes(partition));
  for (const partition of present) publishStart(random, publisher, plan, partition, span);
  const middle = (span.start + span.stop) / 2;
  let pending = plan.during;
  const actUntil = (time: number): void => {
    if (time < middle) return;
    for (const action of pending) act(detector, action);
    pending = [];
  };
  if (plan.out.length > 0 && span.stop - span.start > 1800 * second && random.chance(0.7)) {
    for (const partition of plan.out)
      publisher.publishManager(span.start + 190 * second, partition, 'Running', plan.out);
  }
  for (let count = 1; count <= plan.republished; count++) {
    const at = span.start + timeToRunning + Math.floor(((span.stop - span.start) * count) / (plan.republished + 1));
    if (at < span.start + 150 * second || at > span.stop - 10 * second) continue;
    actUntil(at);
    publisher.publishManager(at, 'HCAL_LEVEL_1', 'Running', [...plan.out, 'HCAL_HO', 'HCAL_HO']);
    for (const partition of present) publisher.publishManager(at + second, partition, 'Running', plan.out);
  }
  actUntil(span.stop);
  for (const partition of present) {
    if (plan.publishedAtStop) publisher.publishManager(span.stop - 3 * second, partition, 'Stopping', plan.out);
    publisher.publishXdaq(span.stop - 2 * second, partition);
  }
  publishHalt(random, publisher, plan, present, span.stop);
}

/** Halt publishes once more, with the run number still in memory and EMPTY_FMS already emptied. */
function publishHalt(
  random: Random,
  publisher: Publisher,
  plan: GlobalPlan,
  present: readonly Partition[],
  stop: number,
): void {
  if (!random.chance(0.15)) return;
  const chosen = random.pick([...present, ...plan.out]);
  publisher.publishManager(stop + 6 * second, chosen, 'Halting', []);
}
