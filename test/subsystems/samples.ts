import type { FileRow } from '../support/rows-file.ts';

/** A run of a sample, and what it is to come to. Values are invented. */
export interface SampleRun {
  readonly run: number;
  /** What `CMS.LVL0:GLOBAL_CONF_KEY` says. @default a global run */
  readonly path?: string;
  /** @default true */
  readonly hasRun?: boolean;
  /** What central DAQ says of subsystems, by name below LVL0. */
  readonly central?: Readonly<Record<string, string>>;
  /** By `PARTITION:NAME`; a long text stands in the LOB table. */
  readonly values: Readonly<Record<string, string>>;
  /** What it is; null: a local run, of which nothing is archived. @default archived */
  readonly kind?: 'hcal-out' | 'never-ran' | null;
  /** How each partition took part, where it is not in. */
  readonly notIn?: Readonly<Record<string, 'out' | 'not-there' | 'unknown'>>;
  /** `PARTITION:NAME before > after`, sorted. @default none */
  readonly changes?: readonly string[];
}

/** What every run of the database has beside: others publish, too, and nothing of that may be read. */
const OTHERS = {
  'HCAL_LEVEL_1:FM_FULLPATH': '/hcalpro/Global/INVENTED',
  'HCAL_LEVEL_1:EMPTY_FMS': '[HCAL_HO]',
  'HCAL_HF:CFGDOC_TXT': 'INVENTED_HCAL',
};

const GLOBAL = '/GLOBAL_CONFIGURATION_MAP/CMS/CENTRAL/GLOBAL_RUN';
const LOCAL = '/GLOBAL_CONFIGURATION_MAP/CMS/minidaq/INVENTED';

const [A, B, C] = ['/ECAL/INVENTED_A', '/ECAL/INVENTED_B', '/ECAL/INVENTED_C'];
const KEY = 'LOCAL_CONFIGURATION_KEY';
const bothIn = { ECAL: 'In', ES: 'In' };
const ecal = (ofEcal: string, ofEs: string, temperature: number) => ({
  [`ECAL:${KEY}`]: ofEcal,
  [`ES:${KEY}`]: ofEs,
  'ECAL:INVENTED_TEMPERATURE': `${temperature}`,
});

const ECAL: readonly SampleRun[] = [
  { run: 360_001, central: bothIn, values: ecal(A, A, 1) },
  { run: 360_002, central: bothIn, values: ecal(A, A, 2) },
  { run: 360_003, central: bothIn, values: ecal(C, C, 3), path: LOCAL, kind: null },
  { run: 360_004, central: bothIn, values: ecal(B, A, 4), changes: [`ECAL:${KEY} ${A} > ${B}`] },
  // ES is tried with another key while it is out; it comes back with that.
  { run: 360_005, central: { ECAL: 'In', ES: 'Out' }, values: ecal(B, B, 5), notIn: { ES: 'out' } },
  { run: 360_006, central: bothIn, values: ecal(B, B, 6), changes: [`ES:${KEY} ${A} > ${B}`] },
  // Blanks, and "in" as ECAL's own code writes it.
  { run: 360_007, central: { ECAL: 'in', ES: 'in' }, values: ecal(`${B} `, B, 7) },
  { run: 360_008, central: bothIn, values: ecal(C, C, 8), hasRun: false, kind: 'never-ran' },
  { run: 360_009, central: bothIn, values: { [`ECAL:${KEY}`]: B }, notIn: { ES: 'not-there' } },
  {
    run: 360_010,
    path: GLOBAL.toLowerCase(),
    central: bothIn,
    values: ecal(C, C, 10),
    changes: [`ECAL:${KEY} ${B} > ${C}`, `ES:${KEY} ${B} > ${C}`],
  },
  { run: 360_011, central: { ECAL: 'In' }, values: ecal(C, A, 11), notIn: { ES: 'unknown' } },
  { run: 360_012, central: { ECAL: 'Away', ES: 'In' }, values: ecal(A, C, 12), notIn: { ECAL: 'out' } },
];

const csc = (mode: string, config: string, source: string, type: string) => ({
  'CSC:DAQ.mode': mode,
  'CSC:TF.config': config,
  'CSC:TTC.source': source,
  'CSC:run_type': type,
});
const cscIn = { CSC: 'In' };
const LINES = Array.from({ length: 40 }, (_, index) => `invented.sector${index} = on`);
const [ON, OFF] = [
  LINES.join('\n'),
  LINES.map((line, index) => (index === 7 ? line.replace('on', 'off') : line)).join('\n'),
];

const CSC: readonly SampleRun[] = [
  { run: 370_001, central: cscIn, values: csc('invented0', ON, 'TCDS', 'Physics') },
  {
    run: 370_002,
    central: cscIn,
    values: csc('invented1', ON, 'TCDS', 'Calibration'),
    changes: ['CSC:DAQ.mode invented0 > invented1', 'CSC:run_type Physics > Calibration'],
  },
  { run: 370_003, central: { CSC: 'Out' }, values: csc('x', 'y', 'z', 'w'), kind: 'hcal-out' },
  {
    run: 370_004,
    central: cscIn,
    values: csc('invented0', OFF, 'TCDS', 'Physics'),
    changes: [
      'CSC:DAQ.mode invented1 > invented0',
      `CSC:TF.config ${ON} > ${OFF}`,
      'CSC:run_type Calibration > Physics',
    ],
  },
  // Another spelling of no value, twice; then none at all.
  {
    run: 370_005,
    central: cscIn,
    values: csc('invented0', OFF, 'not set', 'Physics'),
    changes: ['CSC:TTC.source TCDS > (absent)'],
  },
  { run: 370_006, central: cscIn, values: csc('invented0', OFF, 'empty string', 'Physics') },
  { run: 370_007, values: csc('invented0', `${OFF}\n`, ' ', 'Physics') },
  { run: 370_008, path: LOCAL, central: cscIn, values: csc('x', 'y', 'z', 'w'), kind: null },
];

const daq = (tsc: string, hlt: string, release: string, description: string) => ({
  'TRG:TSC_KEY': tsc,
  'DAQ:HLT_KEY': hlt,
  'DAQ:CMSSW_VERSION': release,
  'LVL0:HLT_KEY_DESCRIPTION': description,
});
const states = (state: string) => ({ HCAL: 'In', ECAL: state, TRG_STATE: state });

const CENTRAL: readonly SampleRun[] = [
  { run: 380_001, central: states('In'), values: daq('invented_tsc1', '/cdaq/invented/V1', 'CMSSW_0_0_1', 'invented') },
  {
    run: 380_002,
    central: states('Out'),
    values: daq('invented_tsc1', '/cdaq/invented/V2', 'CMSSW_0_0_1', 'invented, second'),
    changes: [
      'DAQ:HLT_KEY /cdaq/invented/V1 > /cdaq/invented/V2',
      'LVL0:HLT_KEY_DESCRIPTION invented > invented, second',
    ],
  },
  { run: 380_003, central: states('In'), values: daq('x', 'y', 'z', 'w'), path: LOCAL, kind: null },
  {
    run: 380_004,
    path: GLOBAL.replace('CENTRAL', 'COSMICS'),
    central: states('In'),
    values: daq('invented_tsc2', '/cdaq/invented/V2', 'CMSSW_0_0_2', 'invented, second'),
    changes: [
      'DAQ:CMSSW_VERSION CMSSW_0_0_1 > CMSSW_0_0_2',
      `LVL0:GLOBAL_CONF_KEY ${GLOBAL} > ${GLOBAL.replace('CENTRAL', 'COSMICS')}`,
      'TRG:TSC_KEY invented_tsc1 > invented_tsc2',
    ],
  },
  {
    run: 380_005,
    path: GLOBAL.replace('CENTRAL', 'COSMICS'),
    central: states('Out'),
    values: {
      'DAQ:HLT_KEY': '/cdaq/invented/V2',
      'DAQ:CMSSW_VERSION': 'CMSSW_0_0_2',
      'LVL0:HLT_KEY_DESCRIPTION': 'invented, second',
    },
    notIn: { TRG: 'not-there' },
  },
];

/** The samples, by the preset that they are read with. */
export const SAMPLES = { ecal: ECAL, csc: CSC, central: CENTRAL } as const;

/** So long a text stands in the LOB table alone. */
const LONG = 200;

/** The rows of a sample, as RunInfo would have them. */
export function toFileRows(sample: readonly SampleRun[]): FileRow[] {
  return sample.flatMap(({ run, path = GLOBAL, hasRun = true, central = {}, values }, index): FileRow[] => {
    const [start, stop] = [30, 55].map((minute) => `2026-01-01 ${String(index + 1).padStart(2, '0')}:${minute}:00`);
    const at = (time: string | undefined) => (name: string, text: string) => ({
      run,
      name: `CMS.${name}`,
      time: time ?? null,
      ...(text.length > LONG ? { lobs: [[0, text]] as const } : { plain: text }),
    });
    const say = at(start);
    return [
      say('LVL0:START_TIME_T', start ?? ''),
      say('LVL0:SEQ_NAME', 'GLOBAL-RUN'),
      say('LVL0:GLOBAL_CONF_KEY', path),
      ...Object.entries(central).map(([name, text]) => say(`LVL0:${name}`, text)),
      say('LVL0:RC_STATE', 'Configured'),
      ...(hasRun ? [say('LVL0:RC_STATE', 'Running')] : []),
      ...Object.entries({ ...OTHERS, ...values }).map(([name, text]) => say(name, text)),
      at(stop)('LVL0:STOP_TIME_T', stop ?? ''),
    ];
  });
}
