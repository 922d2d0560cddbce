import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadSpecs } from '../../cli/run-command.ts';
import type { ChangesAnswer, RunAnswer } from '../../queries/schema.ts';
import { COLLECT } from '../oracle/small-sample.ts';
import { oracleEnvironment, provideOracle } from '../support/oracle.ts';
import { makeRowsFile } from '../support/rows-file.ts';
import { digestFolder, makeWorkplace } from '../support/workplace.ts';
import { SAMPLES, toFileRows, type SampleRun } from './samples.ts';

const NOW = Date.parse('2026-02-01T00:00:00Z');

/** Every file below a folder that is text, by path. */
function textsBelow(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).filter((path) => !path.includes('/.git/'));
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length), readFileSync(path, 'utf8')]));
}

/** The names of those texts that speak of HCAL. */
function speakOfHcal(texts: Readonly<Record<string, string>>): string[] {
  return Object.keys(texts).filter((name) => /HCAL/.test(texts[name] ?? ''));
}

/** @param ticking the tick that reads it */
async function readSample(preset: keyof typeof SAMPLES, ticking = ['tick']) {
  const place = makeWorkplace(makeRowsFile(toFileRows(SAMPLES[preset])), () => NOW);
  const environment = { RUNINFO_PRESET: preset };
  const run = async (words: readonly string[], more: Record<string, string> = {}) => {
    const ran = await place.run(words, { ...environment, ...more });
    expect(ran).toMatchObject({ code: 0, err: '' });
    return ran.out;
  };
  const ask = async (words: readonly string[]) => JSON.parse(await run([...words, '--json'])) as unknown;
  const said = await run(ticking);
  return { place, run, ask, said };
}

const shown = (text: string | null) => text ?? '(absent)';

describe.each(['ecal', 'csc', 'central'] as const)('the sample of %s', (preset) => {
  const sample: readonly SampleRun[] = SAMPLES[preset];
  const global = sample.filter(({ kind }) => kind !== null);

  it('is told with exactly its runs and changes, 0 missing and 0 more', async () => {
    const { ask } = await readSample(preset, COLLECT);
    const runs = (await ask(['runs'])) as RunAnswer[];
    expect(runs.map(({ run, kind }) => [run, kind])).toEqual(global.map(({ run, kind = 'archived' }) => [run, kind]));
    for (const { run, kind = 'archived', changes = [], notIn = {} } of global) {
      if (kind !== 'archived') continue;
      const answer = (await ask(['changes', `${run}`])) as ChangesAnswer;
      const told = answer.changes.flatMap(({ parameter, partitions, before, after }) =>
        partitions.map((partition) => `${partition}:${parameter} ${shown(before)} > ${shown(after)}`),
      );
      expect({ run, changes: told.sort() }).toEqual({ run, changes });
      const others = answer.partitions.filter(({ inclusion }) => inclusion !== 'in');
      expect({ run, notIn: Object.fromEntries(others.map((each) => [each.partition, each.inclusion])) }).toEqual({
        run,
        notIn,
      });
    }
  });

  it('says nothing of HCAL: site, messages, archive, commits and answers', async () => {
    const { place, run, said } = await readSample(preset);
    const changed = global.find(({ changes = [] }) => changes.length > 0)?.run ?? 0;
    const out = global.find(({ kind }) => kind === 'hcal-out')?.run;
    expect(speakOfHcal(textsBelow(place.site))).toEqual([]);
    expect(speakOfHcal(textsBelow(place.archive))).toEqual([]);
    const answers = {
      said,
      log: await place.git('log'),
      preview: await run(['notify', '--preview', `${changed}`]),
      changes: await run(['changes', `${changed}`, '--markdown']),
      compare: await run(['compare', `${global[0]?.run}`, `${changed}`]),
      runs: await run(['runs']),
      report: await run(['report', '--since', `${global[0]?.run}`]),
      probe: (await place.run(['probe', `${changed}`], { RUNINFO_PRESET: preset })).out,
      doctor: (await place.run(['doctor'], { RUNINFO_PRESET: preset })).out,
      status: (await place.run(['status'], { RUNINFO_PRESET: preset })).out,
      out: out === undefined ? '' : readFileSync(join(place.site, `runs/${out}/index.html`), 'utf8'),
    };
    expect(Object.values(answers).filter((text) => text === '').length).toBe(out === undefined ? 1 : 0);
    // Whose parameters there are is what a probe is asked for.
    expect(speakOfHcal({ ...answers, probe: answers.probe.replaceAll(/^ *HCAL_.*$/gm, '') })).toEqual([]);
  });

  it('comes to the same archive from Oracle', async () => {
    const { place } = await readSample(preset, COLLECT);
    const oracle = makeWorkplace('none', () => NOW);
    const environment = {
      ...oracleEnvironment(await provideOracle(makeRowsFile(toFileRows(sample)))),
      RUNINFO_PRESET: preset,
    };
    expect(await oracle.run(COLLECT, environment)).toEqual({ code: 0, out: '', err: '' });
    expect(digestFolder(oracle.archive)).toEqual(digestFolder(place.archive));
    expect(await oracle.git('rev-parse', 'HEAD')).toBe(await place.git('rev-parse', 'HEAD'));
  });
});

it('names itself as its people do', async () => {
  const { place, run } = await readSample('csc');
  expect(await place.git('log', '--format=%s')).toContain('Run 370003: CSC out');
  expect(await run(['notify', '--preview', '370002'])).toContain('Run type Physics → Calibration (CSC)');
  expect(readFileSync(join(place.archive, 'README.md'), 'utf8')).toMatch(/^# CSC run configuration\n/);
  const page = readFileSync(join(place.site, 'runs/370002/index.html'), 'utf8');
  expect(page).toContain('<th scope="row">CSC</th><td>In</td>');
  expect(page).toContain('<th scope="col">Subsystems</th>');
  expect(await run(['changes', '370002', '--partition', 'csc'])).toContain('DAQ.mode');
});

it('has no word of HCAL in the help of any command', async () => {
  const place = makeWorkplace('none');
  const specs = await loadSpecs(undefined);
  const helps = await Promise.all(
    [[], ...specs.map(({ usage }) => [usage.split(' ')[0] ?? ''])].map(async (words) => [
      words.join(' '),
      (await place.run([...words, '--help'])).out,
    ]),
  );
  expect(helps.length).toBeGreaterThan(15);
  expect(helps.every(([, text = '']) => text.length > 100)).toBe(true);
  expect(speakOfHcal(Object.fromEntries(helps) as Record<string, string>)).toEqual([]);
});
