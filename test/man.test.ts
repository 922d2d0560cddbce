import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadSpecs } from '../cli/run-command.ts';
import { makeManPage } from '../cli/man.ts';
import { SCHEMA_KEYS, variableOf } from '../jobs/config/environment.ts';
import { packageRoot, packageVersion } from '../jobs/package-root.ts';
import { runProgram } from './support/programs.ts';

const file = join(packageRoot(), 'dist/runinfo/runinfo.1');

it('the manual page is made from the commands by the build', async () => {
  expect(readFileSync(file, 'utf8')).toBe(makeManPage(await loadSpecs(undefined), packageVersion()));
});

it('man renders it for 80 columns without a warning, with every command, option, setting and exit code', async (context) => {
  const { status, said } = runProgram(context, 'man', ['--warnings', '-l', '-P', 'cat', file], {
    env: { MANWIDTH: '80', LC_ALL: 'C.UTF-8', MAN_KEEP_FORMATTING: '', GROFF_NO_SGR: '1' },
  });
  const text = said.replaceAll(/.[\b]/g, '');
  expect({ status, text }).toEqual({ status: 0, text: expect.stringMatching(/^RUNINFO\(1\).*\n\nNAME\n/) as string });
  expect(text).not.toMatch(/warning|error:/);
  const specs = await loadSpecs(undefined);
  const flags = specs.flatMap(({ options }) => options.flatMap((option) => option.flags.match(/--[\w-]+/) ?? []));
  const usages = specs.map(({ usage }) => `\n   ${usage}\n`);
  const examples = specs.flatMap((spec) => spec.examples.map((call) => `runinfo ${call}\n`));
  const variables = SCHEMA_KEYS.map(({ keys }) => `${keys.join('.')} (${variableOf(keys)})\n`);
  expect(variables.length).toBeGreaterThan(40);
  expect([...usages, ...flags, ...examples, ...variables].filter((word) => !text.includes(word))).toEqual([]);
  const codes = readFileSync(join(packageRoot(), 'docs/operate.md'), 'utf8').matchAll(/^\| (\d+) +\|/gm);
  for (const [, code = ''] of codes) expect(text).toMatch(new RegExp(`^ {7}${code} +\\S`, 'm'));
  const wide = text.split('\n').filter((line) => line.length > 80 && !line.includes('    runinfo '));
  expect(wide).toEqual([]);
});
