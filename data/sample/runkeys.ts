import type { Partition } from './names.ts';

/** What one run key brings with it; the same key always brings the same. */
export interface RunKey {
  readonly selected: string;
  readonly snippet: string;
  readonly threshold: Readonly<Record<Partition, string>>;
  /** Lines of the run key's own section in CFGDOC_TXT. */
  readonly section: readonly string[];
  /** The line of HCAL_ICICONTROL_MULTI that chooses the calibration sequence. */
  readonly sequence: string;
}

const keys = {
  'global-pp': { snippet: 'Master/global_pp.xml', thresholds: ['8', '12', '20', '5'], samples: 8, rate: 10 },
  'global-cosmics': { snippet: 'Master/global_cosmics.xml', thresholds: ['6', '10', '16', '5'], samples: 10, rate: 25 },
  'global-led': { snippet: 'Master/global_led.xml', thresholds: ['0', '0', '0', '0'], samples: 10, rate: 100 },
  'local-ped': { snippet: 'Master/local_ped.xml', thresholds: ['-1', '-1', '-1', '-1'], samples: 10, rate: 1000 },
} as const;

export type RunKeyName = keyof typeof keys;

/** Works out what the run key of this name brings. */
export function describeRunKey(name: RunKeyName): RunKey {
  const key = keys[name];
  const [hbhe, hf, ho, laser] = key.thresholds;
  return {
    selected: name,
    snippet: key.snippet,
    threshold: { HCAL_HBHE: hbhe, HCAL_HF: hf, HCAL_HO: ho, HCAL_Laser: laser },
    section: [
      `# BEGIN /RunKeys/${name}.cfg:pro]`,
      `RunKey::Name="${name}"`,
      `RunKey::Samples=${key.samples}`,
      `RunKey::CalibrationRate=${key.rate}`,
      `# END /RunKeys/${name}.cfg:pro`,
    ],
    sequence: `  CalibSequence="${name}" every ${key.rate} orbits`,
  };
}

/** Puts the run key's own section in place of the one that a CFGDOC_TXT holds; a text without one stays. */
export function switchSection(document: string, key: RunKey): string {
  return document.replace(/^# BEGIN \/RunKeys\/[\s\S]*?^# END \/RunKeys\/.*$/m, () => key.section.join('\n'));
}

/** Puts the run key's sequence line in place of the one that a TCDS script holds; a text without one stays. */
export function switchSequence(script: string, key: RunKey): string {
  return script.replace(/^ {2}CalibSequence=.*$/m, () => key.sequence);
}
