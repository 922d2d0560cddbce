import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { format } from 'prettier';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadSettings } from '../jobs/config/load.ts';
import { CONFIG_SCHEMA, toConfigSchema, writeSettings } from '../jobs/config/write.ts';
import { packageRoot } from '../jobs/package-root.ts';
import { makePlace } from './original/place.ts';
import { TAG } from './original/run-info.ts';
import { oracleEnvironment, serveOracle } from './support/oracle.ts';
import { makeRowsFile } from './support/rows-file.ts';
import { rowsOf } from './support/run-rows.ts';
import { runProgram } from './support/programs.ts';
import { tagged } from './support/told-runs.ts';

/** Whether a line begins a group of settings, such as `publish:`, of which some has a default. */
function isGroup(line: string): boolean {
  const part = toConfigSchema().properties?.[line.replace(':', '')];
  const parts = typeof part === 'object' ? Object.values(part.properties ?? {}) : [];
  return parts.some((inner) => typeof inner === 'object' && (inner.default ?? null) !== null);
}

/** Runs `init` at a real terminal, which util-linux's `script` makes; gives what it shows, without what moves the cursor. */
async function typeAtTerminal(folder: string, answers: readonly string[]): Promise<string> {
  const command = `stty cols 80; ${join(packageRoot(), 'runinfo')} init`;
  const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
  const left = [...answers];
  let [shown, prompts] = ['', 0];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown = `${shown}${text}`;
    const count = stripVTControlCharacters(shown).split('\n> ').length - 1;
    if (count === prompts) return;
    prompts = count;
    child.stdin.write(left.shift() ?? '');
  });
  await new Promise((resolve) => child.once('close', resolve));
  return stripVTControlCharacters(shown).replaceAll('\r', '');
}

const NO_SOURCE = { RUNINFO_SOURCE: '', RUNINFO_ARCHIVE: '', RUNINFO_SITE: '' };

describe('init', () => {
  it('writes what it is told, and of every other key the default as a comment', async () => {
    const place = makePlace();
    const words = ['init', '--source', 'oracle:adg', '--archive', 'store', '--site-url', 'https://hcal.example/'];
    const { code, out, err } = await place.run(words, NO_SOURCE);
    const file = join(place.folder, 'runinfo.config.yaml');
    expect({ code, out, err }).toEqual({
      code: 0,
      out: `Written to ${file}: runinfo doctor tries what it says.\n`,
      err: '',
    });
    const text = readFileSync(file, 'utf8');
    expect(parse(text)).toEqual({ source: 'oracle:adg', archive: 'store', siteUrl: 'https://hcal.example/' });
    expect(text).toContain(`$schema=${join(packageRoot(), CONFIG_SCHEMA)}\n`);
    expect(text).toMatch(/\n# Seconds after its first Running row .*\n# settle: 120\n/);
    expect(text).toMatch(/\n# publish:\n(?:# {3}.*\n)*# {3}mode: "0644"\n/);
    expect(await place.run(['init'])).toMatchObject({ code: 2, err: expect.stringContaining('--out') as string });
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('takes the place of the sample’s settings, as a checkout comes with them, until somebody edits them', async () => {
    const place = makePlace();
    const file = join(place.folder, 'runinfo.config.yaml');
    const ofSample = readFileSync(join(packageRoot(), 'runinfo.config.yaml'), 'utf8');
    writeFileSync(file, ofSample);
    const wrong = await place.run(['init', '--source', 'nothing:known'], NO_SOURCE);
    expect({ code: wrong.code, text: readFileSync(file, 'utf8') }).toEqual({ code: 2, text: ofSample });
    const written = await place.run(['init', '--source', 'oracle:adg', '--quiet'], NO_SOURCE);
    expect(written).toEqual({ code: 0, out: '', err: '' });
    expect(parse(readFileSync(file, 'utf8'))).toEqual({ source: 'oracle:adg' });
    const edited = `${ofSample}zone: UTC\n`;
    writeFileSync(file, edited);
    const refused = await place.run(['init', '--source', 'oracle:adg'], NO_SOURCE);
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('is there already') as string });
    expect(readFileSync(file, 'utf8')).toBe(edited);
  });

  it('writes defaults that are the defaults', () => {
    const { folder } = makePlace();
    // As JSON: without what is a function.
    const load = (file: string | undefined): unknown =>
      JSON.parse(JSON.stringify(loadSettings({ file, environment: {}, folder })));
    // What is a comment is taken in; what has no default stays one.
    const lines = writeSettings({}).split('\n');
    const whole = lines
      .map((line) => line.replace(/^# (?= *\w+:)/, ''))
      .filter((line) => !/^ *\w+:$/.test(line) || isGroup(line));
    writeFileSync(join(folder, 'all.yaml'), whole.join('\n'));
    expect(Object.keys(parse(whole.join('\n')) as object).length).toBeGreaterThan(15);
    expect(load('all.yaml')).toEqual(load(undefined));
  });

  it('takes no setting that is wrong, and leaves no file then', async () => {
    const place = makePlace();
    expect(await place.run(['init', '--site-url', 'nowhere'], NO_SOURCE)).toMatchObject({
      code: 2,
      err: expect.stringContaining('siteUrl') as string,
    });
    expect(existsSync(join(place.folder, 'runinfo.config.yaml'))).toBe(false);
  });

  it('asks at a terminal of 80 columns, again where an answer does not fit, and is broken off by Ctrl-C', async (context) => {
    runProgram(context, 'script', ['--version']);
    const { folder } = makePlace();
    const typed = ['nosuch:x', 'sqlite:x', 'store', '', 'nowhere', 'https://hcal.example/'];
    const shown = await typeAtTerminal(
      folder,
      typed.map((line) => `${line}\n`),
    );
    expect(shown).toContain('source: unknown source type nosuch: give sqlite:PATH');
    expect(shown).toContain('In which folder shall the archive be? [data/archive]\n> store\n');
    expect(shown).toContain('not an http or https address\nAt which address will the site be served? [none]\n');
    expect(shown).toMatch(/Written to .*:\s+runinfo doctor tries\s+what it says\.\n/);
    expect(shown.split('\n').filter((line) => line.length > 80 && !line.includes(folder))).toEqual([]);
    const file = join(folder, 'runinfo.config.yaml');
    expect(parse(readFileSync(file, 'utf8'))).toEqual({
      source: 'sqlite:x',
      archive: 'store',
      siteUrl: 'https://hcal.example/',
    });
    rmSync(file);
    expect(await typeAtTerminal(folder, ['sqlite:x\n', '\u0003'])).toMatch(
      /\nruninfo: broken off: nothing is written\n$/,
    );
    expect(existsSync(file)).toBe(false);
  });

  it('takes paths for what they are in the working folder, wherever the file stands', async () => {
    const place = makePlace();
    place.file.add(100, tagged('v0', 'o0'));
    writeFileSync(join(place.folder, 'list.txt'), `${TAG} :HF\n`);
    const words = ['--out', 'conf/x.yaml', '--archive', 'store', '--site', '/srv/www', '--from-original', 'list.txt'];
    const source = ['--source', 'sqlite:runinfo.sqlite'];
    const written = await place.run(['init', ...source, ...words], NO_SOURCE);
    expect(written).toMatchObject({ code: 0, err: '' });
    expect(written.out).toContain(`runinfo doctor --config ${place.folder}/conf/x.yaml tries what it says`);
    expect(parse(readFileSync(join(place.folder, 'conf/x.yaml'), 'utf8'))).toEqual({
      source: `sqlite:${place.folder}/runinfo.sqlite`,
      archive: `${place.folder}/store`,
      site: '/srv/www',
      watchedFile: `${place.folder}/list.txt`,
    });
  });

  it('holds the list of the original against the source, and says what will differ', async () => {
    const place = makePlace();
    place.file.add(100, tagged('v0', 'o0'));
    writeFileSync(join(place.folder, 'diffed_parameters.txt'), `${TAG} :HF HO\nEMPTY_FMS :HF\n${TAG}S :HF\n`);
    const { code, out } = await place.run(['init', '--from-original', 'diffed_parameters.txt']);
    expect(code).toBe(0);
    expect(out).toContain('EMPTY_FMS is no parameter here');
    expect(out).toContain(`HCAL_HF:${TAG}S is not in the newest runs: did you mean HCAL_HF:${TAG}?`);
    expect(out).not.toMatch(/EMPTY_FMS is not in/);
    expect(parse(readFileSync(join(place.folder, 'runinfo.config.yaml'), 'utf8'))).toEqual({
      watchedFile: 'diffed_parameters.txt',
    });
    const gone = { RUNINFO_SOURCE: 'sqlite:gone.sqlite' };
    const words = ['init', '--out', 'b.yaml', '--from-original', 'diffed_parameters.txt'];
    const { out: unread } = await place.run(words, gone);
    expect(unread).toContain('The names were not held against the source: cannot read the SQLite file');
  });

  it.each([
    ['once where the last 1,000 numbers have twenty', 20, 1],
    ['through all numbers where they have fewer', 19, 7],
  ])('asks a server for the newest runs %s', async (_, near, statements) => {
    const runs = [1, 1001, 2001, 3001, 4001, ...Array.from({ length: near }, (__, index) => 5002 + index)];
    const values = { 'HCAL_HF:A': 'a' };
    const server = await serveOracle(makeRowsFile(runs.flatMap((run) => rowsOf({ run, values }))));
    const place = makePlace();
    writeFileSync(join(place.folder, 'list.txt'), 'A :HF\n');
    const { out } = await place.run(['init', '--from-original', 'list.txt'], oracleEnvironment(server));
    expect(out).not.toContain('A is not in the newest runs');
    expect(server.statements.filter(({ action }) => action === 'looking for runs')).toHaveLength(statements);
  });
});

it('the schema of the settings, for editors, is the one in force', async () => {
  const path = join(packageRoot(), CONFIG_SCHEMA);
  const text = await format(JSON.stringify(toConfigSchema()), { parser: 'json', printWidth: 120 });
  if (process.env['UPDATE_SCHEMAS'] === '1') writeFileSync(path, text);
  expect(readFileSync(path, 'utf8')).toBe(text);
});

it('--version prints the version of the package', async () => {
  const { version } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string };
  expect(await makePlace().run(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
});

it('a link that leads nowhere is not replaced, and a name cannot steer the terminal', async () => {
  const place = makePlace();
  symlinkSync('gone', join(place.folder, 'link'));
  mkdirSync(join(place.folder, 'folder'));
  for (const words of [['init'], ['extract', '--runs', '1']]) {
    for (const out of ['link', 'folder']) {
      const { code, err } = await place.run([...words, '--out', out]);
      expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(`${out} is there already`) as string });
    }
  }
  expect(readlinkSync(join(place.folder, 'link'))).toBe('gone');
  const { code, out } = await place.run(['init', '--out', 'a\u001b[2J.yaml'], NO_SOURCE);
  expect(code).toBe(0);
  expect(out).toContain('a␛[2J.yaml');
  expect(out).not.toContain('\u001b');
});
