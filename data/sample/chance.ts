import type { Action } from './actions.ts';
import { spellings, type Detector } from './detector.ts';
import { crates, partitions, trio, type Partition } from './names.ts';
import { edit, flash, noises, put, quietPlan, type GlobalPlan } from './plan.ts';
import type { Random } from './random.ts';
import { isKeptByStory, readStory, storyLength } from './story.ts';

/** The last global run for which a partition stays out by chance. */
export type Away = Partial<Record<Partition, number>>;

/** How a run is planned: `calm` ones are archived without accidents, `busy` ones change something for certain. */
export type Mood = 'any' | 'calm' | 'busy';

const scripts = ['HCAL_LPMCONTROL', 'HCAL_ICICONTROL_MULTI', 'HCAL_PICONTROL_MULTI'];
const texts = [...scripts, 'CFGDOC_TXT'];
const masked = ['hcal::uHTRSource_4', 'hcalTrivialFU_0', 'hcalSlowDataReadout_0', 'Executive_3', 'hcal::DTCReadout_2'];
/** With the story's own changes this makes about one global run in four change something. */
const rateInStory = 0.07;
const rateAfterStory = 0.25;

/**
 * Plans a global run: the story's scene where there is one, chance for the rest.
 * @param away - who is out by chance, kept from run to run and changed here
 */
export function planGlobalRun(
  random: Random,
  detector: Detector,
  away: Away,
  globalRun: number,
  mood: Mood,
): GlobalPlan {
  const told = readStory(globalRun);
  const after = globalRun >= storyLength;
  const changing = !isKeptByStory(globalRun) && random.chance(after ? rateAfterStory : rateInStory);
  const plan: GlobalPlan = {
    ...quietPlan,
    republished: random.pick([0, 0, 0, 0, 0, 0, 1, 1, 2, 3]),
    cosmic: detector.runKey === 'global-cosmics' || random.chance(0.15),
    noise: random.chance(0.08) ? inventNoise(random) : {},
    before: changing ? inventChanges(random, detector) : [],
    split: random.chance(0.01) ? ['HCAL_HF:CFGDOC_TXT'] : [],
    ...(after ? inventAccident(random, detector) : {}),
    ...told,
  };
  const absent = after ? sendAway(random, away, globalRun) : [];
  const out = [...new Set([...plan.out, ...absent])].filter((partition) => !plan.gone.includes(partition));
  const sorted = partitions.filter((partition) => out.includes(partition));
  if (mood === 'any') return { ...plan, out: sorted };
  const calm = { ...plan, out: sorted, ran: true, failed: [], hcal: plan.hcal === 'in' ? 'in' : 'In' };
  if (mood === 'calm') return calm;
  const change = edit(['HCAL_HBHE'], 'HCAL_LPMCONTROL', random.integer(2, 5));
  return { ...calm, out: sorted.filter((partition) => partition !== 'HCAL_HBHE'), before: [...calm.before, change] };
}

function inventChanges(random: Random, detector: Detector): Action[] {
  const changes = [inventChange(random, detector)];
  if (random.chance(0.2)) changes.push(inventChange(random, detector));
  if (random.chance(0.1)) changes.push(edit(['HCAL_HBHE'], 'HCAL_CFGSCRIPT', 1));
  return changes;
}

function inventChange(random: Random, detector: Detector): Action {
  const partition = random.pick(partitions.slice(0, 3));
  const drawn = random.next();
  if (drawn < 0.3) return edit(random.chance(0.6) ? trio : [partition], random.pick(scripts), random.integer(1, 10));
  if (drawn < 0.45) return edit([partition], 'CFGDOC_TXT', random.integer(1, 10));
  if (drawn < 0.5) return { do: 'share', parameter: random.pick(scripts) };
  if (drawn < 0.62) return { do: 'mask', partition, drop: true, add: random.pick(masked) };
  if (drawn < 0.7) return put(partition, 'HCAL_uHTRManager_zsSimpleThreshold', String(random.integer(4, 30)));
  if (drawn < 0.8) {
    const tag = `HcalLUT_2025_v${random.integer(1, 30)}`;
    return put(random.pick(['HCAL_HBHE', 'HCAL_HF'] as const), 'HCAL_uHTRManager_TPG_TAG', tag);
  }
  if (drawn < 0.85)
    return {
      do: 'runKey',
      key: detector.runKey === 'global-pp' ? random.pick(['global-cosmics', 'global-led']) : 'global-pp',
    };
  if (drawn < 0.91) {
    const some = random.chance(0.6) ? crates[partition] : [random.pick(crates[partition])];
    const front = `1.${50 + random.integer(0, 9)}.${detector.serial % 50}`;
    return flash(partition, front, `2.12.${random.integer(0, 9)}`, some);
  }
  if (drawn < 0.94) return put(partition, 'AMC13_FIRMWARE_T1', `0x${random.integer(0x605c, 0x60ff).toString(16)}`);
  if (drawn < 0.96) return { do: 'release', name: `18_${random.integer(0, 9)}_${random.integer(0, 5)}` };
  if (drawn < 0.98) return { do: 'move', partition, place: random.integer(1, 5) };
  return put(partition, 'HCAL_uHTRManager_DisableZS', random.pick(['true', 'false']));
}

function inventNoise(random: Random): GlobalPlan['noise'] {
  const partition = random.pick(partitions);
  const noise = random.pick(noises);
  const list = noise === 'reordered' || noise === 'repeated';
  return { [`${partition}:${list ? 'MASKED_RESOURCES' : random.pick(texts)}`]: noise };
}

/** What goes wrong now and then once the story is told; in the story every accident has its place. */
function inventAccident(random: Random, detector: Detector): Partial<GlobalPlan> {
  const drawn = random.next();
  if (drawn < 0.015) return { ran: false, startRow: random.chance(0.6) };
  if (drawn < 0.03) return { hcal: random.pick(['Out', 'Out', 'Away']) };
  if (drawn < 0.035) return { startRow: false };
  if (drawn < 0.037) return { stopRow: false };
  if (drawn < 0.05) return { late: [random.pick(partitions)] };
  if (drawn < 0.06) return { during: inventChanges(random, detector), minutes: 90 };
  if (drawn < 0.062) return { failed: ['HCAL_HF'] };
  if (drawn < 0.065) return { placeholder: [`${random.pick(trio)}:CFGDOC_TXT`] };
  if (drawn < 0.07) return { hcal: random.pick(['in', null]) };
  const spell: Action = {
    do: 'spell',
    partition: 'HCAL_HO',
    parameter: 'HCAL_uHTRManager_TPG_TAG',
    as: random.pick(spellings),
  };
  return drawn < 0.08 ? { before: [spell] } : {};
}

function sendAway(random: Random, away: Away, globalRun: number): Partition[] {
  const rate: Readonly<Record<Partition, number>> = {
    HCAL_HBHE: 0.002,
    HCAL_HF: 0.004,
    HCAL_HO: 0.015,
    HCAL_Laser: 0.1,
  };
  const absent: Partition[] = [];
  for (const partition of partitions) {
    const last = away[partition];
    if (last !== undefined && last >= globalRun) absent.push(partition);
    else if (random.chance(rate[partition]))
      away[partition] = globalRun + random.integer(0, partition === 'HCAL_Laser' ? 15 : 5);
  }
  return absent.length === partitions.length ? absent.slice(1) : absent;
}
