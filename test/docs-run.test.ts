/**
 * Every command in the pages is run: those in blocks as they stand there, page by page, in a folder that looks like a
 * checkout; calls of the program within the text, and the examples of its help, one by one. What names somebody's hosts,
 * folders and runs is replaced by what there is here.
 */
import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { loadSpecs } from '../cli/run-command.ts';
import { generateSample } from '../data/sample/generate.ts';
import { packageRoot } from '../jobs/package-root.ts';
import type { OracleAccess } from './oracle/real-server.ts';
import { serveOracle } from './support/oracle.ts';
import { workplaceIn, type Workplace } from './support/workplace.ts';

const root = packageRoot();
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const docs = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
const PAGES = ['README.md', 'CONTRIBUTING.md', 'data/sample/README.md', ...docs.map((name) => `docs/${name}`)];

/** How a line of a shell begins; blocks in other languages, and what programs print, begin otherwise. */
const SHELL =
  /^(?:export |(?:[A-Z_]+=\S+ )*(?:\.\/runinfo|runinfo|deploy\/\S+|git|npm|npx|cp|mkdir|install|useradd|systemctl|podman|wget|sha256sum)\b|\*\/\d+ (?:\* ){4})/;

/** What is not run here, and why. */
const NOT_HERE: readonly (readonly [RegExp, string])[] = [
  [/^npm (?:ci|start|test)$/, 'the CI begins with it, as whoever tries the program does'],
  [
    /^git (?:clone … |pull .*)&&? npm ci$|^git clone … .*npm ci$|^git pull .*npm ci$/,
    'the same, with a checkout of its own',
  ],
  [/^npm install --global /, 'test/faults/package.test.ts, on four lines of Node.js without a network'],
  [/^(?:useradd|install|cp deploy|systemctl) /, 'alters the machine; systemd-analyze checks the files: test/deploy'],
  [/^podman /, 'needs podman and a registry of images'],
  [/^wget /, 'needs a site that is served; the list that it takes is that of test/export.test.ts'],
  [/^npm run (?:message-case|oracle-stand-in)|^UPDATE_SCHEMAS/, 'alters the checkout, or never ends'],
  [/^npm run sample -- --runs 40000/, 'takes minutes; the bench does it'],
];

/** The commands in the blocks of a page, with words that the sample's page says of them left out. */
function commandsIn(page: string): string[] {
  const blocks = [...read(page).matchAll(/(?:^ {4}.*\n)+/gm)].map(([block]) => block.replaceAll(/^ {4}/gm, ''));
  return blocks
    .filter((block) => SHELL.test(block))
    .flatMap((block) =>
      block
        .trimEnd()
        .replaceAll(/\\\n\s*/g, '')
        .split('\n'),
    )
    .map((line) =>
      line
        .replace(/^(npm run sample\b.*?)(?<=\S) {2,}.*$/, '$1')
        .replace(/ {2,}#.*$/, '')
        .trim(),
    );
}

const METRICS = 'elsewhere/var/lib/prometheus/node-exporter';

/** A folder like a checkout, with a small sample, an archive of all but its newest run, and what pages take for there. */
const original = mkdtempSync(join(tmpdir(), 'runinfo-docs-'));
afterAll(() => rmSync(original, { recursive: true, force: true }));
beforeAll(async () => {
  for (const name of ['bin', 'data/sample', 'elsewhere/tmp', METRICS])
    mkdirSync(join(original, name), { recursive: true });
  for (const name of ['runinfo', 'deploy', 'docs', 'archive']) symlinkSync(join(root, name), join(original, name));
  cpSync(join(root, 'runinfo.config.yaml'), join(original, 'runinfo.config.yaml'));
  symlinkSync(join(root, 'runinfo'), join(original, 'bin/runinfo'));
  writeFileSync(join(original, 'diffed_parameters.txt'), 'CFGDOC_TXT :HF HO\n');
  const sample = { out: join(original, 'data/sample/runinfo.sqlite'), seed: 1, lines: 20 };
  generateSample({ ...sample, runs: 8 });
  generateSample({ ...sample, runs: 0, append: 1 });
  const environment = { RUNINFO_ARCHIVE: join(original, 'data/archive') };
  const { code, err } = await workplaceIn(original, sample.out).run(
    ['tick', '--only', 'snapshot,notify', '--quiet'],
    environment,
  );
  if (code !== 0) throw new Error(`the tick failed: ${err}`);
  generateSample({ ...sample, runs: 0, append: 1 });
});

/** A copy of it for one test. */
async function makeCheckout() {
  const folder = mkdtempSync(join(tmpdir(), 'runinfo-docs-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(original, folder, { recursive: true, verbatimSymlinks: true });
  const source = join(folder, 'data/sample/runinfo.sqlite');
  const place = workplaceIn(folder, source);
  const own = { RUNINFO_ARCHIVE: join(folder, 'data/archive') };
  const runs = JSON.parse((await place.run(['runs', '--json'], own)).out) as { run: number; kind: string }[];
  const archived = runs.filter(({ kind }) => kind === 'archived').map(({ run }) => run);
  return { folder, place, source, first: Math.min(...archived), last: Math.max(...archived) };
}

type Checkout = Awaited<ReturnType<typeof makeCheckout>>;

/** Folders that pages take for there on somebody's machine. */
const OF_THE_MACHINE =
  /(?<![\w./-])\/(?:backup|data|srv\/(?:www|git)|tmp|var\/lib\/prometheus\/node-exporter)(?![\w.-])/g;

/** What stands for something of somebody's own, and what there is here in its place. */
function adapt(line: string, { folder, source, first, last }: Checkout, oracle: OracleAccess | null): string {
  const elsewhere = join(folder, 'elsewhere');
  const sample = `node ${root}/dist/data/sample/main.js`;
  const replacements: readonly (readonly [RegExp | string, string])[] = [
    [OF_THE_MACHINE, `${elsewhere}$&`],
    [/^\*\/\d+ (?:\* ){4}/g, ''],
    ['RUNINFO_SLACK_WEBHOOK=…', ''],
    [/\b(?:36|39)\d{4}\.\.(?:36|39)\d{4}\b/g, `${first}..${last}`],
    [/\b39[12]\d{3}\b/g, String(first)],
    [/\b(?:36|39)\d{4}\b/g, String(last)],
    ['RUNINFO_FIRST_RUN=398000', 'RUNINFO_FIRST_RUN=1'],
    ['--expires 2026-06-14', '--expires 9999-12-31'],
    [/\/(?:opt|etc)\/runinfo-differ/g, folder],
    [`sqlite:${elsewhere}/data/runinfo.sqlite`, `sqlite:${source}`],
    ['git@example.org:hcal/archive.git', `file://${elsewhere}/remote.git`],
    ['npm run sample --', `${sample} --runs 8 --lines 20 --out ${source}`],
    [/^npm run sample$/g, `${sample} --runs 8 --lines 20 --out ${elsewhere}/whole.sqlite`],
    ['oracle:cms_omds_adg', oracle?.source ?? ''],
    ['RUNINFO_ORACLE_USER=…', `RUNINFO_ORACLE_USER=${oracle?.user}`],
    ['/etc/runinfo/password', join(folder, 'password')],
    ['RUNINFO_ORACLE_SCHEMA=CMS_RUNINFO', ''],
    [/^export $/g, ''],
    // What is to be restored is lost first.
    [/^git clone --quiet (?=.*archive$)/g, 'rm -r data/archive data/state; git clone --quiet '],
    [/^(.*?)(\S*\/runinfo serve)$/g, '$1timeout 2 $2 || [ $? = 124 ]'],
  ];
  return replacements.reduce((text, [pattern, here]) => text.replaceAll(pattern, here), line);
}

describe('the commands in the blocks of', () => {
  const pages = PAGES.filter((page) => commandsIn(page).length > 0);

  it('pages are found, and what is left out of them is still there', () => {
    const all = PAGES.flatMap(commandsIn);
    expect(all.length).toBeGreaterThan(40);
    expect(NOT_HERE.filter(([pattern]) => !all.some((line) => pattern.test(line))).map(([, why]) => why)).toEqual([]);
  });

  it.each(pages)('%s run one after another', async (page) => {
    const checkout = await makeCheckout();
    const { folder, source } = checkout;
    const server = await serveOracle(source);
    writeFileSync(join(folder, 'password'), server.password);
    execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', join(folder, 'elsewhere/remote.git')]);
    const lines = commandsIn(page)
      .filter((line) => NOT_HERE.every(([pattern]) => !pattern.test(line)))
      .map((line) => adapt(line, checkout, server));
    // What is run is printed, so that it is known where it ended.
    const script = ['set -eux', ...lines].join('\n');
    const env = {
      PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
      HOME: folder,
      RUNINFO_ALLOW_ROOT: 'true',
      PORT: '0',
    };
    const ended = await new Promise<object>((resolve) => {
      execFile('bash', ['-c', script], { cwd: folder, env, maxBuffer: 1e8 }, (error, out, err) =>
        resolve({ code: error?.code ?? 0, said: error === null ? '' : `${out.slice(-500)}\n${err}` }),
      );
    });
    expect(ended).toEqual({ code: 0, said: '' });
  });
});

/** The calls of the program within the text of a page, as words. */
function callsWithin(page: string): string[] {
  return [
    ...read(page)
      .replaceAll('\\|', '|')
      .matchAll(/`([^`\n]+)`/g),
  ].flatMap(([, code = '']) =>
    code.split(/&&|;/).flatMap((part) => {
      const [, call] = /^\s*(?:[A-Z_]+=\S+ )*(?:\.\/)?runinfo ((?:[a-z]|--).*)$/.exec(part) ?? [];
      return call === undefined ? [] : [call.trim()];
    }),
  );
}

async function runCall(place: Workplace, call: string, environment: NodeJS.ProcessEnv) {
  const words = [...call.replace(/\s*(?:[<>|]|2>).*$/, '').matchAll(/'([^']*)'|(\S+)/g)].map(
    ([, quoted, plain]) => quoted ?? plain ?? '',
  );
  const { code, out, err } = await place.run(words, environment);
  return { call, isKnown: code === 0 || code === 1, said: code === 2 || err.includes('unexpected') ? out + err : '' };
}

it('every call within a text, and every example of the help, is run', async () => {
  const checkout = await makeCheckout();
  const { folder, place, last } = checkout;
  const environment = { RUNINFO_ARCHIVE: join(folder, 'data/archive'), RUNINFO_SITE: '' };
  const specs = await loadSpecs(undefined);
  const calls = new Set([
    ...PAGES.flatMap(callsWithin),
    ...specs.flatMap(({ examples }) => examples).filter((call) => call !== 'serve'),
  ]);
  expect(calls.size).toBeGreaterThan(45);
  writeFileSync(join(folder, 'probe.json'), (await place.run(['probe', '--json'], environment)).out);
  for (const written of calls) {
    const call = adapt(written, checkout, null)
      .replace(/\bRUN\b/, String(last))
      // Neither is held back or rejected here, which would be said.
      .replace(/^snapshot --accept.*|^notify --resend .*/, 'status');
    expect(await runCall(place, call, environment)).toEqual({ call, isKnown: true, said: '' });
    if (call.startsWith('init')) rmSync(join(folder, 'runinfo.config.yaml'));
    if (call.startsWith('extract')) rmSync(join(folder, /--out (\S+)/.exec(call)?.[1] ?? ''));
  }
});
