import { inventDocument, inventScript } from './documents.ts';
import { crates, firmwareName, partitions, type Partition } from './names.ts';
import type { Random } from './random.ts';
import { describeRunKey, type RunKeyName } from './runkeys.ts';

/** How a function manager writes that it has no value. */
export const spellings = ['not set', 'empty string', 'no row', 'null', 'null lob', 'blank'] as const;
export type Spelling = (typeof spellings)[number];

/** What the detector is configured with now. Plain JSON, so that a file can be continued. */
export interface Detector {
  /** Lasting values by partition and name; an absent one has no key. */
  readonly values: Record<Partition, Record<string, string>>;
  /** How many lines each text had on the first day, by `PARTITION:NAME`. */
  readonly lengths: Record<string, number>;
  /** How `PARTITION:NAME` spells absence, where it is not `not set`. */
  readonly spelling: Record<string, Spelling>;
  /** Values put by for a later revert, by `PARTITION:NAME`; null: it was absent. */
  readonly kept: Record<string, string | null>;
  runKey: RunKeyName;
  /** Rises with each edit, so that no invented line comes twice. */
  serial: number;
}

const firstFront = '1.48.3';
const firstBack = '2.11.0';
const share: Readonly<Record<Partition, number>> = { HCAL_HBHE: 1, HCAL_HF: 0.5, HCAL_HO: 1 / 3, HCAL_Laser: 0.2 };
const roles: Readonly<Record<Partition, string>> = {
  HCAL_HBHE: 'Level2_HBHE',
  HCAL_HF: 'Level2_HF',
  HCAL_HO: 'Level2_HO',
  HCAL_Laser: 'Level2_Laser',
};

/** The firmware text of one crate: a line for each of its 12 slots. */
export function firmwareText(front: string, back: string): string {
  return Array.from({ length: 12 }, (_, slot) => `slot ${slot + 1} FRONT=${front} BACK=${back}`).join('\n');
}

/** Address of a function manager; `place` moves it to another (invented) server. */
export function managerAddress(partition: string, place: number): { readonly FM_URL: string; readonly FM_URI: string } {
  const server = `http://rcms-${place}.example.org:16001`;
  return {
    FM_URL: `${server}/rcms`,
    FM_URI: `${server}/urn:rcms-fm:fullpath=/hcalpro/Global/P5/${partition},group=${partition}`,
  };
}

/**
 * Invents the configuration on the first day.
 * @param lines - length of HBHE's CFGDOC_TXT; below 200 the control scripts shrink with it, so that big files stay small
 */
export function createDetector(random: Random, lines: number): Detector {
  const key = describeRunKey('global-pp');
  const scaled = (length: number): number => Math.max(6, Math.round(length * Math.min(1, lines / 200)));
  const shared = {
    HCAL_ICICONTROL_MULTI: inventScript(random, 'TCDS/BGo_global.cfg', scaled(120), key.sequence),
    HCAL_PICONTROL_MULTI: inventScript(random, 'TCDS/pi_global.cfg', scaled(60)),
    HCAL_LPMCONTROL: inventScript(random, 'TCDS/lpm_global.cfg', scaled(40)),
  };
  const describe = (partition: Partition): Record<string, string> => {
    const firmware = crates[partition].map((crate) => [firmwareName(crate), firmwareText(firstFront, firstBack)]);
    const script = inventScript(random, `Master/${partition}.cfg`, scaled(30));
    return {
      ...managerAddress(partition, 1),
      ...shared,
      FM_ROLE: roles[partition],
      MASKED_RESOURCES:
        partition === 'HCAL_Laser'
          ? '[]'
          : `[hcal::uHTRSource_${random.integer(0, 9)}, TriggerAdapter_0, hcalEventBuilder_0]`,
      HCAL_CFGSCRIPT: `include(/uTCA/uHTR.cfg:pro)\ninclude(/AMC13/DTC_common.cfg:pro)\n${script}`,
      LOCAL_RUNKEY_SELECTED: key.selected,
      MASTERSNIPPET_SELECTED: key.snippet,
      DQM_TASK: 'pedestal',
      RUN_KEY: `key-${partition.slice(5)}`,
      CFGDOC_TXT: inventDocument(
        random,
        partition,
        Math.round(lines * share[partition]),
        `FRONT=${firstFront} BACK=${firstBack}`,
        'global-pp',
      ),
      HCAL_DAQ_RELEASE: '17_5_3',
      AMC13_FIRMWARE_T1: '0x605c',
      AMC13_FIRMWARE_T2: '0x2e',
      HCAL_uHTRManager_zsSimpleThreshold: key.threshold[partition],
      HCAL_uHTRManager_zsMarkAndPass: 'true',
      HCAL_uHTRManager_TPG_TAG: 'HcalLUT_2025_v1',
      HCAL_uHTRManager_DisableZS: 'false',
      ...Object.fromEntries(firmware),
    };
  };
  const values = Object.fromEntries(
    partitions.map((partition) => [partition, describe(partition)]),
  ) as Detector['values'];
  delete values.HCAL_HO['HCAL_uHTRManager_TPG_TAG'];
  delete values.HCAL_Laser['HCAL_uHTRManager_zsMarkAndPass'];
  delete values.HCAL_Laser['HCAL_PICONTROL_MULTI'];
  return { values, lengths: countLines(values), spelling: {}, kept: {}, runKey: 'global-pp', serial: 1 };
}

function countLines(values: Detector['values']): Record<string, number> {
  const all = partitions.flatMap((partition) =>
    Object.entries(values[partition]).map(([name, text]) => [`${partition}:${name}`, text] as const),
  );
  return Object.fromEntries(
    all.filter(([, text]) => text.includes('\n')).map(([key, text]) => [key, text.split('\n').length]),
  );
}
