import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { generateSample } from '../../data/sample/generate.ts';
import { packageRoot } from '../../jobs/package-root.ts';
import { runProgram } from '../support/programs.ts';
import { digestSite, workplaceIn } from '../support/workplace.ts';
import { noteRow } from './row.ts';

/** The lines of Node that are in service, or have been when the program was made. */
const LINES = ['20', '22', '24', '26'];

it('the offline package installs and runs without a network, and makes the same commit and site on every line of Node', async (context) => {
  // -r: as root of a namespace of one's own, so that anybody may.
  const { status, said } = runProgram(context, 'unshare', ['-rn', 'true']);
  if (status !== 0) context.skip(`no network namespace can be made here: ${said}`);
  const folder = mkdtempSync(join(tmpdir(), 'runinfo-offline-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }), 300_000);
  const file = join(folder, 'runinfo.sqlite');
  generateSample({ out: file, runs: 60, seed: 3, lines: 200 });
  const checkout = workplaceIn(folder, file);
  expect(await checkout.run(['tick', '--quiet'])).toMatchObject({ code: 0 });
  const commit = await checkout.git('rev-parse', 'main');

  // What is built stands there, and other tests run it meanwhile.
  execFileSync(process.execPath, ['pack.mjs'], { cwd: packageRoot(), stdio: 'ignore' });
  const names = readdirSync(packageRoot()).filter((name) => /^runinfo-differ-.*\.tgz$/.test(name));
  expect(names).toHaveLength(2);
  execFileSync('sha256sum', ['--check', '--quiet', 'SHA256SUMS'], { cwd: packageRoot() });
  const offline = names.find((name) => name.includes('-offline')) ?? '';
  const words = ['install', '--global', '--offline', '--no-audit', '--no-fund', '--prefix', join(folder, 'prefix')];
  const alone = (env: NodeJS.ProcessEnv, ...command: string[]) =>
    execFileSync('unshare', ['-rn', ...command], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  alone({ npm_config_cache: join(folder, 'cache') }, 'npm', ...words, join(packageRoot(), offline));
  expect(existsSync(join(folder, 'prefix/share/man/man1/runinfo.1'))).toBe(true);

  noteRow(context, { row: 24, cases: LINES.length }, []);
  for (const line of LINES) {
    const home = join(folder, `node-${line}`);
    execFileSync('npm', ['install', '--silent', '--prefix', home, `node@${line}`], { stdio: 'ignore' });
    const node = join(home, 'node_modules/.bin/node');
    expect(execFileSync(node, ['--version'], { encoding: 'utf8' })).toContain(`v${line}.`);
    const [archive, site] = [join(folder, `archive-${line}`), join(folder, `site-${line}`)];
    const environment = {
      RUNINFO_SOURCE: `sqlite:${file}`,
      RUNINFO_ARCHIVE: archive,
      RUNINFO_SITE: site,
    };
    const program = join(folder, 'prefix/lib/node_modules/runinfo-differ/dist/runinfo/cli.js');
    alone(environment, node, program, 'tick', '--quiet');
    const made = execFileSync('git', ['-C', archive, 'rev-parse', 'main'], { encoding: 'utf8' }).trim();
    expect({ line, made, site: digestSite(site) }).toEqual({ line, made: commit, site: digestSite(checkout.site) });
  }
});
