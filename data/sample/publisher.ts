import { formatTime } from './clock.ts';
import { managerAddress, type Detector } from './detector.ts';
import { isAbsent, disturb } from './normal-form.ts';
import {
  firmwareName,
  isWatched,
  managerNames,
  namesOfFailure,
  xdaqNames,
  type Manager,
  type Partition,
} from './names.ts';
import type { GlobalPlan } from './plan.ts';
import type { Random } from './random.ts';

/** One row of RUNSESSION_PARAMETER before it has an ID. `time` in µs since 1970. */
export interface Row {
  readonly time: number;
  /** `CMS.` + function manager + `:` + name. */
  readonly name: string;
  readonly text: string | null;
  /** Where the text goes: one LOB row, several, or STRING_VALUE alone. */
  readonly form: 'lob' | 'split' | 'plain';
}

/** Values of one run at start, by partition and watched name: of all rows the first that is not absent. */
export type StartValues = Record<Partition, Map<string, string>>;

/** What of a run's circumstances the published values show. */
export interface Circumstances {
  readonly plan: GlobalPlan;
  readonly detector: Detector;
  readonly local: boolean;
  readonly start: number;
  readonly comment: string;
}

export type Phase = 'Starting' | 'Running' | 'Stopping' | 'Halting';

/** Collects the rows of one run as its function managers publish. */
export type Publisher = ReturnType<typeof createPublisher>;

const onlyInStringValue: ReadonlySet<string> = new Set(['FM_ROLE', 'AMC13_FIRMWARE_T2']);

/** Opens a publisher for one run; it reads the detector at the moment of each call. */
export function createPublisher(random: Random, circumstances: Circumstances) {
  const { plan, detector, start } = circumstances;
  const rows: Row[] = [];
  const values: StartValues = { HCAL_HBHE: new Map(), HCAL_HF: new Map(), HCAL_HO: new Map(), HCAL_Laser: new Map() };
  const announced = new Set<string>();
  /** Adds one row as it is. */
  const add = (time: number, name: string, text: string | null, form: Row['form'] = 'lob'): void =>
    void rows.push({ time, name, text, form });

  const publish = (time: number, partition: Partition, name: string, value: string | undefined): void => {
    const key = `${partition}:${name}`;
    const noise = plan.noise[key];
    const form = plan.split.includes(key) ? 'split' : onlyInStringValue.has(name) ? 'plain' : 'lob';
    const text = value === undefined || noise === undefined ? value : disturb(value, noise);
    if (plan.placeholder.includes(key) && !announced.has(key)) add(time, `CMS.${key}`, 'not set');
    announced.add(key);
    if (text === undefined) return publishAbsence(time, key);
    add(time, `CMS.${key}`, text, form);
    if (isWatched(name) && !isAbsent(text) && !values[partition].has(name)) values[partition].set(name, text);
  };

  const publishAbsence = (time: number, key: string): void => {
    const spelling = detector.spelling[key] ?? 'not set';
    if (spelling === 'null' || spelling === 'null lob')
      add(time, `CMS.${key}`, null, spelling === 'null' ? 'plain' : 'lob');
    else if (spelling === 'blank') add(time, `CMS.${key}`, ' \n ');
    else if (spelling !== 'no row') add(time, `CMS.${key}`, spelling);
  };

  /** Publishes the 24 names of a function manager, with `empty` as its EMPTY_FMS. */
  const publishManager = (time: number, manager: Manager, phase: Phase, empty: readonly string[]): void => {
    const failed = manager !== 'HCAL_LEVEL_1' && plan.failed.includes(manager);
    const passing = passingValues(circumstances, manager, phase, time, empty);
    let at = time;
    for (const name of managerNames) {
      at += random.integer(150, 900);
      if (failed && !namesOfFailure.includes(name)) continue;
      if (manager === 'HCAL_LEVEL_1') add(at, `CMS.HCAL_LEVEL_1:${name}`, passing[name] ?? 'not set');
      else publish(at, manager, name, passing[name] ?? detector.values[manager][name]);
    }
    if (manager === 'HCAL_LEVEL_1' && phase === 'Stopping')
      add(at, 'CMS.HCAL_LEVEL_1:EVENTS_TAKEN', String(Math.floor((time - start) / 12)));
  };

  /** Publishes what comes from XDAQ, the firmware of every crate included. */
  const publishXdaq = (time: number, partition: Partition): void => {
    if (plan.failed.includes(partition)) return;
    const firmware = Object.keys(detector.values[partition]).filter((name) =>
      name.startsWith(firmwareName(0).slice(0, -1)),
    );
    let at = time;
    for (const name of [...xdaqNames, ...firmware]) {
      at += random.integer(150, 900);
      publish(at, partition, name, detector.values[partition][name]);
    }
  };

  return { rows, values, add, publishManager, publishXdaq };
}

/** Values that belong to the run or the moment, not to the detector. */
function passingValues(
  { local, start, comment, detector }: Circumstances,
  manager: Manager,
  phase: Phase,
  time: number,
  empty: readonly string[],
): Readonly<Record<string, string>> {
  const ran = Math.max(0, time - start);
  const summer = formatTime(start - 90e6 + 7200e6).slice(0, 19);
  const level1 = {
    ...managerAddress('HCAL_HBHE', 9),
    FM_ROLE: 'HCAL',
    RUN_KEY: detector.runKey,
    LOCAL_RUNKEY_SELECTED: detector.runKey,
    MASKED_RESOURCES: '[]',
    SUPERVISOR_ERROR: start % 11 === 0 ? 'HCAL_HF: AMC13 – délai dépassé' : 'empty string',
  };
  return {
    ...(manager === 'HCAL_LEVEL_1' ? level1 : {}),
    FM_FULLPATH: `/hcalpro/${local ? 'Local/USC' : 'Global/P5'}/${manager}`,
    FM_NAME: manager,
    STATE_ON_EXIT: phase,
    TRIGGERS: String(Math.floor(ran / 11)),
    EMPTY_FMS: `[${empty.join(', ')}]`,
    CONFIG_TIME: `${40 + (start % 37)} s`,
    HCAL_COMMENT: comment,
    HCAL_TIME_OF_FM_START: `${summer} CEST`,
  };
}
