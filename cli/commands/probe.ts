import { stringify } from 'yaml';
import { probe, type ProbeAnswer } from '../../jobs/probe/probe.ts';
import { openSource } from '../../jobs/snapshot/sources/index.ts';
import { countOf } from '../../model/labels.ts';
import { shortValue } from '../../model/short-value.ts';
import { parseRun, type CommandSpec } from '../command.ts';
import { printable, type Style } from '../print/style.ts';

/** Says what a source holds, and whether the rules hold of it. Exits with 1 where one does not. */
export const command: CommandSpec = {
  usage: 'probe [run]',
  description: 'what the source really holds, and which rules hold of it',
  options: [{ flags: '--values', description: 'also what each parameter says, without secrets' }],
  examples: ['probe', 'probe 393027 --values'],
  run: async ({ settings, environment, style, answer }, [run], options) => {
    const now = environment.now();
    const found = await probe(
      settings,
      (rules) => openSource(settings.source, { ...settings, rules, recent: now }),
      run === undefined || run.toLowerCase() === 'latest' ? null : parseRun(run, ', or latest'),
      options.has('values'),
      now,
    );
    answer(found, () => printProbe(found, style));
    return found.verdicts.some(({ verdict }) => verdict === 'does not hold') ? 1 : 0;
  },
};

function printProbe({ server, newestRun, run, managers, verdicts, proposals }: ProbeAnswer, style: Style): string[] {
  return [
    style.bold(`Run ${run}; the newest number is ${newestRun ?? 'unknown'}`),
    printable(server),
    '',
    ...managers.flatMap(({ manager, isKnown, names }) => [
      printable(
        `${manager === '' ? 'others' : manager}: ${countOf(names.length, 'name')}, ` +
          `${countOf(
            names.reduce((sum, { rows }) => sum + rows, 0),
            'row',
          )}${isKnown ? '' : ', not in the settings'}`,
      ),
      ...names.flatMap(({ name, value }) =>
        typeof value === 'string' ? [style.dim(printable(`  ${name}: ${shortValue(value)}`))] : [],
      ),
    ]),
    '',
    ...verdicts.map(({ rule, verdict, evidence }) => {
      const mark = verdict === 'holds' ? style.dim : verdict === 'cannot tell' ? style.bold : style.removed;
      return `${mark(`rule ${rule} ${verdict}`)}: ${printable(evidence)}`;
    }),
    ...(proposals.length > 0 ? ['', style.bold('Settings that would make them hold:')] : []),
    ...proposals.flatMap(({ key, value, why }) => [
      ...stringify(nest(key, value)).trimEnd().split('\n').map(printable),
      style.dim(`  # ${printable(why)}`),
    ]),
  ];
}

/** `{ rules: { globalPath: … } }` of `rules.globalPath`. */
function nest(key: string, value: unknown): unknown {
  return key.split('.').reduceRight((inner: unknown, word) => ({ [word]: inner }), value);
}
