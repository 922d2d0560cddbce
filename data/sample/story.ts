import { partitions, trio, type Partition } from './names.ts';
import { edit, flash, put, type GlobalPlan } from './plan.ts';

type Scene = Partial<GlobalPlan>;

const lpm = 'HCAL_LPMCONTROL';
const ici = 'HCAL_ICICONTROL_MULTI';
const pi = 'HCAL_PICONTROL_MULTI';
const threshold = 'HCAL_uHTRManager_zsSimpleThreshold';
const tag = 'HCAL_uHTRManager_TPG_TAG';
const pass = 'HCAL_uHTRManager_zsMarkAndPass';

/** What happens when, by the number of the global run in the file (0 is the first). */
const scenes: Readonly<Record<number, Scene>> = {
  3: { before: [edit(trio, lpm, 3)] },
  4: { noise: { 'HCAL_HBHE:MASKED_RESOURCES': 'reordered' } },
  6: { before: [{ do: 'mask', partition: 'HCAL_HBHE', add: 'hcal::DTCReadout_1' }] },
  8: { before: [put('HCAL_HF', threshold, '14')] },
  10: {
    before: [
      { do: 'spell', partition: 'HCAL_HO', parameter: tag, as: 'empty string' },
      { do: 'spell', partition: 'HCAL_Laser', parameter: pass, as: 'no row' },
    ],
  },
  13: { before: [put('HCAL_HO', threshold, '24')], minutes: 300 },
  14: { before: [edit(['HCAL_HO'], 'CFGDOC_TXT', 5)], minutes: 300 },
  18: { before: [{ do: 'put', partition: 'HCAL_HF', parameter: tag, value: 'HcalLUT_trial', keep: true }], ran: false },
  19: { before: [{ do: 'revert', partition: 'HCAL_HF', parameter: tag }] },
  20: { noise: { 'HCAL_HBHE:CFGDOC_TXT': 'crlf', 'HCAL_HF:HCAL_LPMCONTROL': 'crlf' } },
  21: { noise: { 'HCAL_HF:HCAL_ICICONTROL_MULTI': 'trailing', 'HCAL_HBHE:AMC13_FIRMWARE_T1': 'trailing' } },
  22: { noise: { 'HCAL_HBHE:HCAL_LPMCONTROL': 'around', 'HCAL_HF:HCAL_DAQ_RELEASE': 'around' } },
  23: { noise: { 'HCAL_HBHE:MASKED_RESOURCES': 'repeated', 'HCAL_HF:MASKED_RESOURCES': 'reordered' } },
  25: { hcal: 'Out', before: [edit(['HCAL_HBHE'], pi, 2)] },
  26: { hcal: 'Out' },
  28: { placeholder: ['HCAL_HBHE:CFGDOC_TXT', 'HCAL_HF:HCAL_LPMCONTROL', 'HCAL_HF:HCAL_DAQ_RELEASE'] },
  29: { before: [flash('HCAL_HBHE', '1.49.0', '2.11.0')] },
  31: { before: [{ do: 'mask', partition: 'HCAL_HF', add: 'tcds::lpm::LPMController_0' }] },
  33: { republished: 64, minutes: 300 },
  35: { during: [edit(['HCAL_HBHE'], lpm, 2), put('HCAL_HF', pass, 'false')], republished: 2, minutes: 120 },
  37: { startRow: false },
  38: { before: [{ do: 'runKey', key: 'global-cosmics' }] },
  40: { split: ['HCAL_HBHE:CFGDOC_TXT', 'HCAL_HF:HCAL_ICICONTROL_MULTI'] },
  42: { before: [{ do: 'runKey', key: 'global-pp' }] },
  44: { before: [edit(trio, ici, 4)] },
  47: { hcal: null },
  49: { before: [edit(trio, pi, 1)] },
  50: {
    before: [
      {
        do: 'line',
        partitions: ['HCAL_HBHE', 'HCAL_HF'],
        parameter: ici,
        text: '  # délai de 3 µs – voir\u2028日本 notes',
      },
    ],
  },
  51: { before: [{ do: 'mask', partition: 'HCAL_HBHE', add: 'hcal::µHTRSource_é3' }] },
  52: { hcal: 'in' },
  53: { before: [{ do: 'release', name: '17_6_0' }] },
  55: { ran: false, startRow: false },
  57: {
    before: [
      { do: 'spell', partition: 'HCAL_HO', parameter: tag, as: 'null' },
      { do: 'spell', partition: 'HCAL_Laser', parameter: pass, as: 'blank' },
      { do: 'spell', partition: 'HCAL_Laser', parameter: pi, as: 'null lob' },
    ],
  },
  60: { before: [edit(['HCAL_HF'], lpm, 3)] },
  64: { before: [flash('HCAL_HF', '1.49.0', '2.11.4'), flash('HCAL_HO', '1.49.0', '2.11.0', [23, 26])] },
  66: { late: ['HCAL_HO'] },
  68: { hcal: 'Away' },
  72: { before: [{ do: 'mask', partition: 'HCAL_HBHE', drop: true }] },
  75: { stopRow: false },
  80: { failed: ['HCAL_HF'], republished: 1, minutes: 90 },
  82: { before: [edit(['HCAL_HBHE', 'HCAL_HF'], 'HCAL_CFGSCRIPT', 2)] },
  84: { before: [{ do: 'edit', partitions: ['HCAL_HBHE'], parameter: lpm, lines: 6, keep: true }] },
  87: { before: [{ do: 'revert', partition: 'HCAL_HBHE', parameter: lpm }] },
  112: { late: ['HCAL_HBHE'] },
  115: { ran: false },
  120: { republished: 61, minutes: 300 },
  125: { before: [{ do: 'runKey', key: 'global-led' }] },
  128: { before: [{ do: 'runKey', key: 'global-pp' }] },
  130: { before: [{ do: 'move', partition: 'HCAL_HBHE', place: 2 }] },
  140: { before: [{ do: 'put', partition: 'HCAL_HF', parameter: pass, value: null, keep: true }] },
  144: { startRow: false },
  146: { before: [{ do: 'revert', partition: 'HCAL_HF', parameter: pass }] },
  150: { before: [{ do: 'release', name: '17_6_1' }] },
  155: { during: [edit(['HCAL_HF'], 'CFGDOC_TXT', 3)], minutes: 60 },
  160: { before: [flash('HCAL_HBHE', '1.50.0', '2.12.1', [36])] },
  165: { ran: false },
  168: { split: ['HCAL_HO:CFGDOC_TXT'], noise: { 'HCAL_HO:CFGDOC_TXT': 'crlf' } },
  175: { before: partitions.map((partition) => flash(partition, '1.50.2', '2.12.1')) },
  180: { hcal: 'Out' },
  185: { before: [{ do: 'share', parameter: lpm }, edit(trio, lpm, 10)] },
  195: { placeholder: ['HCAL_HO:HCAL_PICONTROL_MULTI'] },
  200: { ran: false, startRow: false },
  205: { before: [edit(['HCAL_HBHE'], 'CFGDOC_TXT', 8), edit(['HCAL_HF'], 'CFGDOC_TXT', 2)] },
  221: { before: [edit(['HCAL_HO'], pi, 2)] },
  230: { before: [{ do: 'runKey', key: 'global-cosmics' }] },
  236: { before: [{ do: 'runKey', key: 'global-pp' }] },
  240: { before: [{ do: 'mask', partition: 'HCAL_HO', add: 'Executive_3' }] },
  245: { during: [put('HCAL_HBHE', tag, 'HcalLUT_2025_v4')], minutes: 240 },
};

/** Stretches in which a partition is out: first and last global run. */
const absences: readonly (readonly [Partition, number, number])[] = [
  ['HCAL_Laser', 5, 9],
  ['HCAL_HO', 12, 16],
  ['HCAL_Laser', 28, 41],
  ['HCAL_HF', 60, 61],
  ['HCAL_Laser', 70, 78],
  ['HCAL_Laser', 118, 131],
  ['HCAL_Laser', 168, 172],
  ['HCAL_HBHE', 190, 190],
  ['HCAL_HO', 219, 223],
];

/** Stretches that chance leaves alone, so that what they show stays visible. */
const kept: readonly (readonly [number, number])[] = [
  [18, 26],
  [35, 42],
  [80, 87],
  [90, 109],
  [125, 128],
  [140, 146],
  [230, 236],
];

/** How many global runs the story tells; from there on there is only chance. */
export const storyLength = 250;

/** What the story has for a global run; `partition`s out and gone included. */
export function readStory(globalRun: number): Scene {
  const scene = scenes[globalRun] ?? readScans(globalRun);
  const out = absences.filter(([, from, to]) => globalRun >= from && globalRun <= to).map(([partition]) => partition);
  return { ...scene, out, gone: isLaserGone(globalRun) ? ['HCAL_Laser'] : [] };
}

/** Whether chance must not change anything in this global run. */
export function isKeptByStory(globalRun: number): boolean {
  return globalRun === 0 || globalRun in scenes || kept.some(([from, to]) => globalRun >= from && globalRun <= to);
}

function readScans(globalRun: number): Scene {
  if (globalRun >= 90 && globalRun <= 97) return { before: [put('HCAL_HBHE', threshold, String(globalRun - 86))] };
  if (globalRun < 100 || globalRun > 109) return {};
  return { before: [put('HCAL_HF', tag, globalRun % 2 === 0 ? 'HcalLUT_2025_v2' : 'HcalLUT_2025_v1')] };
}

function isLaserGone(globalRun: number): boolean {
  return globalRun >= 210 && (globalRun - 210) % 400 < 320;
}
