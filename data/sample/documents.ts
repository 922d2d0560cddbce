import { crates, type Partition } from './names.ts';
import { describeRunKey, type RunKeyName } from './runkeys.ts';
import { createRandom, type Random } from './random.ts';

const files = [
  'AMC13/DTC_common',
  'uTCA/uHTR',
  'ngRBX/common',
  'ngRBX/bias',
  'TCDS/BGo_global',
  'ZS/zs_common',
  'TPG/lut',
];
const blocks = ['Global', 'DTC', 'TriggerAdapter', 'uHTRManager', 'SlowControl', 'LaserSetup'];
const items = ['BCOffset', 'OrbitDelay', 'PipelineLength', 'ExpectedT1', 'BiasVoltage', 'PresamplesKept', 'SourceId'];
const remarks = [
  'was { 0x2e } before the stop',
  'keep in step with HF',
  'see the shift log }',
  'delay in ns',
  'old block: HB {',
];

const reasons = [
  'tuned in the last scan',
  'see the timing scan of week 14',
  'measured with LED, step 3',
  'as agreed with the trigger group',
];

/** An invented line for the inside of a block; `serial`, where given, makes it unlike any other; `wordy` of the items say why. */
export function inventItem(random: Random, serial?: number, wordy = 0.25): string {
  const name = `${random.pick(items)}${serial === undefined ? '' : `_${serial}`}`;
  if (random.chance(0.1)) return `  # ${random.pick(remarks)} (${name})`;
  const tail = random.chance(wordy) ? `   # ${random.pick(reasons)}` : '';
  if (random.chance(0.3))
    return `  ${name}="0x${random.integer(4096, 65535).toString(16)}"   # crate ${random.integer(20, 38)}${tail}`;
  return `  ${name}[${random.integer(0, 35)}]=${random.integer(0, 4095)}${tail}`;
}

function inventLongLine(random: Random): string {
  let line = '  SpecialCommandsInitFirst="put HB1-bias_on 1';
  const length = random.integer(600, 850);
  while (line.length < length)
    line += `; put HB${random.integer(1, 18)}-${random.integer(1, 4)}-B_[1-48] ${random.integer(0, 255)}`;
  return `${line}"`;
}

function inventSection(random: Random, room: number): string[] {
  const file = `/${random.pick(files)}_${random.integer(1, 40)}.cfg`;
  const lines = [`# BEGIN ${file}:pro]`];
  const length = Math.min(room, random.integer(30, 90));
  while (lines.length < length - 1) {
    const nested = random.chance(0.4);
    lines.push(nested ? 'ngRBX{' : `${random.pick(blocks)} {`);
    if (nested) lines.push(`  if (RBX=="H${random.pick(['B', 'E', 'F', 'O'])}${random.integer(1, 18)}")  {`);
    const inside = random.integer(3, 10);
    for (let count = 0; count < inside; count++)
      lines.push(
        `${nested ? '  ' : ''}${random.chance(0.011) ? inventLongLine(random) : inventItem(random, undefined, 0.7)}`,
      );
    if (nested) lines.push('  }');
    lines.push('}');
  }
  return [...lines, `# END ${file}:pro`];
}

/** The line of CFGDOC_TXT that says which firmware a crate is expected to have. */
export function firmwareLine(crate: number, firmware: string): string {
  return `uHTR::Crate[${crate}]::Expected="${firmware}"`;
}

/**
 * Invents a CFGDOC_TXT as HCAL writes it: framed sections, nested blocks, items, comments that hold braces.
 * @param length - about how many lines; never fewer than the firmware and run key lines that the story edits
 */
export function inventDocument(
  random: Random,
  partition: Partition,
  length: number,
  firmware: string,
  key: RunKeyName,
): string {
  const lines = crates[partition].map((crate) => firmwareLine(crate, firmware));
  lines.push(...describeRunKey(key).section);
  while (lines.length < length - 6) lines.push(...inventSection(random, length - lines.length));
  while (lines.length < length) lines.push(`# ${random.pick(remarks)} ${lines.length}`);
  return `${lines.join('\n')}\n`;
}

/** Invents a TCDS script (HCAL_ICICONTROL_MULTI and its like) of about `length` lines. */
export function inventScript(random: Random, title: string, length: number, sequence?: string): string {
  const lines = [`# ${title}, invented`];
  if (sequence !== undefined) lines.push('Calibration {', sequence, '}');
  while (lines.length < length) {
    lines.push(`BGo ${random.integer(0, 15)} {`);
    const inside = Math.min(random.integer(2, 7), Math.max(1, length - lines.length - 1));
    for (let count = 0; count < inside; count++) lines.push(inventItem(random));
    lines.push('}');
  }
  return `${lines.join('\n')}\n`;
}

const untouched = /^[^#]*[{}]|^\s*$|^# (BEGIN|END)|^RunKey|^ {2}CalibSequence|^uHTR::Crate/;

function editable(lines: readonly string[]): number[] {
  return [...lines.keys()].filter((index) => !untouched.test(lines[index] ?? ''));
}

/**
 * Edits a script as a person would: some lines replaced, some put in, some taken out; blocks stay balanced.
 * @param text - the script, lines ended by LF
 * @param count - how many lines are touched, at least 1
 * @param length - how many lines such a text has: longer ones lose lines, so that none grows without end
 * @param seed - the same text, count and seed give the same result, so partitions that share a text keep sharing it
 * @returns a text that was never seen before: one line carries the seed
 */
export function editText(text: string, count: number, length: number, seed: number): string {
  const random = createRandom(seed);
  const lines = text.split('\n');
  let at = random.integer(0, Math.max(0, lines.length - 1));
  for (let touched = 1; touched < count; touched++) {
    const places = editable(lines);
    if (places.length < 4) break;
    at = places.find((place) => place > at) ?? random.pick(places);
    const choice = random.next();
    if (choice < 0.45) lines[at] = inventItem(random);
    else if (lines.length <= length * (1 + random.next() / 10)) lines.splice(at, 0, inventItem(random));
    else lines.splice(at, 1);
    if (random.chance(0.3)) at = random.integer(0, lines.length - 1);
  }
  const places = editable(lines);
  if (places.length < 4) lines.splice(Math.max(0, lines.length - 1), 0, inventItem(random, seed));
  else lines[random.pick(places)] = inventItem(random, seed);
  return lines.join('\n');
}

/** Puts a line after the first block's opening brace, or at the top of a text without blocks. */
export function insertLine(text: string, line: string): string {
  const lines = text.split('\n');
  const block = lines.findIndex((candidate) => candidate.trimEnd().endsWith('{') && !candidate.includes('#'));
  lines.splice(block + 1, 0, line);
  return lines.join('\n');
}
