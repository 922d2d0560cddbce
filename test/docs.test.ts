import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { z } from 'zod';
import { loadSpecs } from '../cli/run-command.ts';
import { HCAL } from '../jobs/config/preset.ts';
import { settingsSchema } from '../jobs/config/schema.ts';
import { findRunsStatement, readRunStatement } from '../jobs/snapshot/sources/oracle/statements.ts';
import { packageRoot } from '../jobs/package-root.ts';
import { digestSite, workplaceIn } from './support/workplace.ts';

const read = (path: string) => readFileSync(join(packageRoot(), path), 'utf8');
const operate = read('docs/operate.md');

it('the page on operation names every command and every option', async () => {
  const specs = await loadSpecs(undefined);
  const words = specs.flatMap(({ usage, options }) => [
    ...(usage.match(/^\w+/) ?? []),
    ...options.flatMap(({ flags }) => flags.match(/--[\w-]+/) ?? []),
  ]);
  expect(words.length).toBeGreaterThan(30);
  expect([...new Set(words), '--config', '--json', '--quiet'].filter((word) => !operate.includes(word))).toEqual([]);
});

it('the page on operation names every setting', () => {
  const shape = z.toJSONSchema(settingsSchema, { io: 'input' }).properties ?? {};
  const keys = Object.entries(shape).flatMap(([key, inner]) => {
    const isPreset = key === 'rules' || key === 'labels';
    const own = typeof inner === 'object' && !isPreset ? Object.keys(inner.properties ?? {}) : [];
    return own.length === 0 ? [isPreset ? `${key}.*` : key] : own.map((name) => `${key}.${name}`);
  });
  expect(keys).toContain('oracle.clientDir');
  expect(keys.filter((key) => !operate.includes(`\`${key}\``))).toEqual([]);
});

it('the page on operation gives each setting the environment variable that it has', () => {
  const rows = [...operate.matchAll(/^\| `([\w.]+)` +\| `(RUNINFO_\w+)` /gm)];
  expect(rows.length).toBeGreaterThan(25);
  const variables = rows.map(([, key = '']) => {
    const words = key.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).replaceAll('.', '_');
    return [key, `RUNINFO_${words.toUpperCase()}`];
  });
  expect(rows.map(([, key, variable]) => [key, variable])).toEqual(variables);
});

it('the page on operation names every exit code', () => {
  const codes = [...read('cli/run-command.ts').matchAll(/^ {2}\S+: (\d+),$/gm)].map(([, code = '']) => code);
  expect(codes.length).toBeGreaterThan(4);
  expect(codes.filter((code) => !new RegExp(`^\\| ${code} +\\|`, 'm').test(operate))).toEqual([]);
});

it('the page on Oracle has both statements as they are sent, and all of their binds', () => {
  const { rules } = HCAL;
  const page = read('docs/oracle.md').replaceAll(/^ {4}/gm, '');
  for (const { sql, binds } of [findRunsStatement(rules, ''), readRunStatement(rules, '')]) {
    expect(page).toContain(sql);
    const names = Object.keys(binds).filter((name) => !/[1-9]$/.test(name));
    expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  }
});

it('the decisions name every dependency', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<string, object>;
  const names = Object.keys({ ...dependencies, ...devDependencies });
  const decisions = read('docs/decisions.md');
  expect(
    names.filter((name) => !name.startsWith('@types/') && !decisions.includes(name.replace('oxlint-', ''))),
  ).toEqual([]);
});

const pages = [
  'README.md',
  'data/sample/README.md',
  ...readdirSync(join(packageRoot(), 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(path: string): string[] {
  const headings = [...read(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

it.each(pages)('%s links only to what is there, files and headings', (page) => {
  const links = [...read(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)];
  const missing = links.filter(([, file = '', anchor]) => {
    const target = file === '' ? page : join(page, '..', file);
    if (!existsSync(join(packageRoot(), target))) return true;
    return anchor !== undefined && !anchorsOf(target).includes(anchor);
  });
  expect(missing.map(([link]) => link)).toEqual([]);
});

it('the rules have a heading each, under the number by which the code cites them', () => {
  const anchors = anchorsOf('docs/rules.md').filter((anchor) => anchor.startsWith('rule-'));
  expect(anchors.length).toBeGreaterThanOrEqual(16);
  expect(anchors.map((anchor) => Number(anchor.split('-')[1]))).toEqual(anchors.map((_, index) => index + 1));
  expect(anchors).toContain('rule-6-value');
});

it('the page on rules names every default', () => {
  const rulesPage = read('docs/rules.md');
  const { rules } = HCAL;
  expect(Object.keys(rules).filter((key) => !rulesPage.includes(`\`rules.${key}`))).toEqual([]);
  const names = [
    rules.partitions,
    rules.absent,
    rules.watched,
    rules.ignored,
    rules.list,
    rules.text,
    rules.redact.names,
  ];
  expect(names.flat().filter((name) => !rulesPage.includes(`\`${name}\``))).toEqual([]);
});

it('every file of the code that a page names is there', () => {
  for (const page of pages) {
    const paths =
      read(page).match(/`(?:archive|queries|jobs|cli|model|templates|test|bench|site)\/[\w./-]+\.\w+`/g) ?? [];
    const missing = paths.map((path) => path.slice(1, -1)).filter((path) => !existsSync(join(packageRoot(), path)));
    expect({ page, missing }).toEqual({ page, missing: [] });
  }
});

it('the lock file holds no address', () => {
  expect(read('package-lock.json')).not.toMatch(/"resolved"/);
});

/** The calls of the program in a page, as words: in code blocks and in backticks, without what a shell does with them. */
function callsIn(page: string): string[][] {
  const text = read(page).replaceAll('\\|', '|');
  const code = [...text.matchAll(/^ {4}(.*)$/gm), ...text.matchAll(/`([^`]+)`/g)].map(([, line = '']) => line);
  return code.flatMap((line) =>
    line.split(/&&|;/).flatMap((part) => {
      const [, call] = /(?:^|\s)(?:\S*\/)?runinfo ((?:[a-z]|--version|--help).*)$/.exec(part) ?? [];
      return call === undefined
        ? []
        : [
            call
              .replace(/\s*(?:[<>|]|2>).*$/, '')
              .trim()
              .split(/\s+/),
          ];
    }),
  );
}

it('every call of the program in a page is one that it understands', async () => {
  const specs = await loadSpecs(undefined);
  const flagsOf = (name: string) => {
    const spec = specs.find(({ usage }) => usage.split(' ')[0] === name);
    const own = spec?.options.flatMap(({ flags }) => flags.match(/--[\w-]+/) ?? []);
    return own === undefined ? null : new Set([...own, '--config', '--json', '--quiet', '--help']);
  };
  const calls = [...pages, 'CONTRIBUTING.md', 'SECURITY.md', 'deploy/crontab'].flatMap((page) =>
    callsIn(page).map((words) => ({ page, words })),
  );
  for (const { usage, examples } of specs) {
    expect({ usage, hasExamples: examples.length > 0 }).toEqual({ usage, hasExamples: true });
    calls.push(...examples.map((call) => ({ page: `help of ${usage}`, words: call.split(' ') })));
  }
  expect(calls.length).toBeGreaterThan(25);
  const wrong = calls.filter(({ words: [name = '', ...more] }) => {
    if (name.startsWith('--')) return false;
    const flags = flagsOf(name);
    return flags === null || more.some((word) => word.startsWith('--') && !flags.has(word));
  });
  expect(wrong.map(({ page, words }) => `${page}: ${words.join(' ')}`)).toEqual([]);
});

it('the questions that the README asks of the sample are answered', async () => {
  const { folder, file } = inject('sample');
  const place = workplaceIn(folder, file);
  const [, section = ''] = read('README.md').split('\n## Use it\n');
  const [, table = ''] = /\n\n(\|.*?)\n\n/s.exec(section) ?? [];
  const questions = [...table.matchAll(/`\.\/runinfo ([^`]+)`/g)].map(([, words = '']) => words.split(' '));
  expect(questions.length).toBeGreaterThan(5);
  for (const words of questions.filter(([name]) => name !== 'export')) {
    const { code, out } = await place.run(words);
    expect({ words, code, hasAnswer: out.length > 20 }).toEqual({ words, code: 0, hasAnswer: true });
  }
});

it('the README says how much the first command makes', async () => {
  const { folder, file } = inject('sample');
  const { site, git } = workplaceIn(folder, file);
  const commits = await git('rev-list', '--count', 'HEAD');
  // Neither the mark of the folder nor the collector's own word is a page.
  const files = Object.keys(digestSite(site)).filter((name) => name !== '.runinfo-site').length;
  expect(read('README.md')).toContain(`\n    ${commits} commits, ${files} files of the site written, 1 message (`);
});

it('every exit code and every variable of the program stands on the page on operation', () => {
  for (const code of new Set(read('cli/run-command.ts').match(/(?<=: )\d+(?=,)/g))) {
    expect(operate).toMatch(new RegExp(`^\\| ${code} `, 'm'));
  }
  const code = readdirSync(join(packageRoot(), 'jobs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => read(`jobs/${name}`))
    .join('\n');
  const variables = new Set(code.match(/(?<=')RUNINFO_[A-Z_]+(?=')/g));
  expect(variables.size).toBeGreaterThan(4);
  const documented = ['operate', 'deploy', 'oracle'].map((name) => read(`docs/${name}.md`)).join('\n');
  expect([...variables].filter((name) => !documented.includes(name))).toEqual([]);
});
