/** The partitions of HCAL, in the order in which they publish. */
export const partitions = ['HCAL_HBHE', 'HCAL_HF', 'HCAL_HO', 'HCAL_Laser'] as const;
export type Partition = (typeof partitions)[number];
/** Those that take data of collisions. */
export const trio: readonly Partition[] = ['HCAL_HBHE', 'HCAL_HF', 'HCAL_HO'];

/** Function managers that publish: the partitions and level 1 above them. */
export type Manager = Partition | 'HCAL_LEVEL_1';

/** Names that each function manager publishes of itself. */
export const managerNames = [
  'FM_FULLPATH',
  'FM_NAME',
  'FM_URL',
  'FM_URI',
  'FM_ROLE',
  'STATE_ON_EXIT',
  'TRIGGERS',
  'MASKED_RESOURCES',
  'EMPTY_FMS',
  'CONFIG_TIME',
  'HCAL_LPMCONTROL',
  'HCAL_ICICONTROL_SINGLE',
  'HCAL_ICICONTROL_MULTI',
  'HCAL_PICONTROL_SINGLE',
  'HCAL_PICONTROL_MULTI',
  'HCAL_TTCCICONTROL',
  'SUPERVISOR_ERROR',
  'HCAL_COMMENT',
  'HCAL_CFGSCRIPT',
  'RUN_KEY',
  'HCAL_TIME_OF_FM_START',
  'DQM_TASK',
  'LOCAL_RUNKEY_SELECTED',
  'MASTERSNIPPET_SELECTED',
] as const;

/** All that a partition whose publishing failed leaves behind. */
export const namesOfFailure: readonly string[] = ['FM_FULLPATH', 'FM_NAME', 'EMPTY_FMS'];

/** Names that come from XDAQ, at start and stop of a run; the firmware of each crate stands beside them. */
export const xdaqNames = [
  'CFGDOC_TXT',
  'HCAL_DAQ_RELEASE',
  'AMC13_FIRMWARE_T1',
  'AMC13_FIRMWARE_T2',
  'HCAL_uHTRManager_zsSimpleThreshold',
  'HCAL_uHTRManager_zsMarkAndPass',
  'HCAL_uHTRManager_TPG_TAG',
  'HCAL_uHTRManager_DisableZS',
] as const;

/** The µTCA crates of each partition. */
export const crates: Readonly<Record<Partition, readonly number[]>> = {
  HCAL_HBHE: [20, 21, 24, 25, 30, 31, 34, 35, 37],
  HCAL_HF: [22, 29, 32],
  HCAL_HO: [23, 26, 27, 33],
  HCAL_Laser: [38],
};

/** Name of the parameter that holds the firmware of one crate. */
export function firmwareName(crate: number): string {
  return `uHTRManager_Firmware_Crate${crate}`;
}

const watched: ReadonlySet<string> = new Set([
  'FM_URI',
  'FM_URL',
  'FM_ROLE',
  'LOCAL_RUNKEY_SELECTED',
  'MASTERSNIPPET_SELECTED',
  'MASKED_RESOURCES',
  'HCAL_ICICONTROL_MULTI',
  'HCAL_PICONTROL_MULTI',
  'HCAL_LPMCONTROL',
  ...xdaqNames,
]);

/** Whether a difference in this name counts as a change (docs/rules.md, defaults). */
export function isWatched(name: string): boolean {
  return watched.has(name) || name.startsWith('uHTRManager_Firmware_Crate');
}
