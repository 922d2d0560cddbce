import { firmwareText, managerAddress, type Detector, type Spelling } from './detector.ts';
import { firmwareLine, editText, insertLine } from './documents.ts';
import { firmwareName, partitions, type Partition } from './names.ts';
import { describeRunKey, switchSection, switchSequence, type RunKeyName } from './runkeys.ts';

/** One thing that somebody does to the detector. */
export type Action =
  | {
      readonly do: 'edit';
      readonly partitions: readonly Partition[];
      readonly parameter: string;
      readonly lines: number;
      readonly keep?: true;
    }
  | {
      readonly do: 'line';
      readonly partitions: readonly Partition[];
      readonly parameter: string;
      readonly text: string;
    }
  | { readonly do: 'share'; readonly parameter: string }
  | {
      readonly do: 'put';
      readonly partition: Partition;
      readonly parameter: string;
      readonly value: string | null;
      readonly keep?: true;
    }
  | { readonly do: 'revert'; readonly partition: Partition; readonly parameter: string }
  | {
      readonly do: 'firmware';
      readonly partition: Partition;
      readonly crates: readonly number[];
      readonly front: string;
      readonly back: string;
    }
  | { readonly do: 'runKey'; readonly key: RunKeyName }
  | { readonly do: 'release'; readonly name: string }
  | { readonly do: 'mask'; readonly partition: Partition; readonly add?: string; readonly drop?: true }
  | { readonly do: 'move'; readonly partition: Partition; readonly place: number }
  | { readonly do: 'spell'; readonly partition: Partition; readonly parameter: string; readonly as: Spelling };

/** Carries out one action on the detector, in place. */
export function act(detector: Detector, action: Action): void {
  switch (action.do) {
    case 'edit':
      return edit(detector, action);
    case 'line':
      for (const partition of action.partitions) {
        const before = detector.values[partition][action.parameter];
        if (before !== undefined) put(detector, partition, action.parameter, insertLine(before, action.text));
      }
      return;
    case 'share':
      for (const partition of partitions) {
        const text = detector.values.HCAL_HBHE[action.parameter];
        if (text !== undefined && partition !== 'HCAL_Laser') put(detector, partition, action.parameter, text);
      }
      return;
    case 'put':
      if (action.keep) keep(detector, action.partition, action.parameter);
      return put(detector, action.partition, action.parameter, action.value);
    case 'revert':
      return put(
        detector,
        action.partition,
        action.parameter,
        detector.kept[`${action.partition}:${action.parameter}`] ?? null,
      );
    case 'firmware':
      return flash(detector, action);
    case 'runKey':
      return switchRunKey(detector, action.key);
    case 'release':
      for (const partition of partitions) put(detector, partition, 'HCAL_DAQ_RELEASE', action.name);
      return;
    case 'mask':
      return mask(detector, action);
    case 'move':
      Object.assign(detector.values[action.partition], managerAddress(action.partition, action.place));
      return;
    case 'spell':
      detector.spelling[`${action.partition}:${action.parameter}`] = action.as;
  }
}

function put(detector: Detector, partition: Partition, parameter: string, value: string | null): void {
  if (value === null) delete detector.values[partition][parameter];
  else detector.values[partition][parameter] = value;
}

function keep(detector: Detector, partition: Partition, parameter: string): void {
  detector.kept[`${partition}:${parameter}`] = detector.values[partition][parameter] ?? null;
}

function edit(detector: Detector, action: Extract<Action, { do: 'edit' }>): void {
  const seed = detector.serial++;
  for (const partition of action.partitions) {
    const before = detector.values[partition][action.parameter];
    if (before === undefined) continue;
    if (action.keep) keep(detector, partition, action.parameter);
    const length = detector.lengths[`${partition}:${action.parameter}`] ?? 10;
    put(detector, partition, action.parameter, editText(before, action.lines, length, seed));
  }
}

function flash(detector: Detector, action: Extract<Action, { do: 'firmware' }>): void {
  const { partition, front, back } = action;
  for (const crate of action.crates) {
    put(detector, partition, firmwareName(crate), firmwareText(front, back));
    const expected = new RegExp(`^uHTR::Crate\\[${crate}\\].*$`, 'm');
    const line = firmwareLine(crate, `FRONT=${front} BACK=${back}`);
    const document = detector.values[partition]['CFGDOC_TXT'] ?? '';
    put(
      detector,
      partition,
      'CFGDOC_TXT',
      expected.test(document) ? document.replace(expected, () => line) : `${line}\n${document}`,
    );
  }
}

function switchRunKey(detector: Detector, name: RunKeyName): void {
  const key = describeRunKey(name);
  detector.runKey = name;
  for (const partition of partitions) {
    const values = detector.values[partition];
    values['LOCAL_RUNKEY_SELECTED'] = key.selected;
    values['MASTERSNIPPET_SELECTED'] = key.snippet;
    values['HCAL_uHTRManager_zsSimpleThreshold'] = key.threshold[partition];
    values['CFGDOC_TXT'] = switchSection(values['CFGDOC_TXT'] ?? '', key);
    if (values['HCAL_ICICONTROL_MULTI'] !== undefined)
      values['HCAL_ICICONTROL_MULTI'] = switchSequence(values['HCAL_ICICONTROL_MULTI'], key);
  }
}

function mask(detector: Detector, action: Extract<Action, { do: 'mask' }>): void {
  const inner = (detector.values[action.partition]['MASKED_RESOURCES'] ?? '[]').slice(1, -1);
  const members = inner === '' ? [] : inner.split(', ');
  if (action.drop && members.length > 1) members.shift();
  if (action.add !== undefined && !members.includes(action.add)) members.push(action.add);
  put(detector, action.partition, 'MASKED_RESOURCES', `[${members.join(', ')}]`);
}
